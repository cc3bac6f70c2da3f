// Under `stages`:
stage('Assay') {
    steps {
        sh 'python3 -m venv .assay-venv'
        sh '.assay-venv/bin/python -m pip install "{package}"'
        sh '.assay-venv/bin/assay scan --format junit --output assay.junit.xml --fail-on medium .'
    }
    post {
        always {
            junit testResults: 'assay.junit.xml', allowEmptyResults: true
        }
    }
}
