// Under `stages`:
stage('Assay') {
    steps {
        sh 'python3 -m venv .assay-venv'
        sh '.assay-venv/bin/python -m pip install "{package}"'
        // A change request of a multibranch project is compared with the branch that it changes.
        sh '''
            if [ -n "${CHANGE_TARGET:-}" ]; then
                git fetch --no-tags origin "+refs/heads/$CHANGE_TARGET:refs/remotes/origin/$CHANGE_TARGET"
                set -- --new-only --new-since "origin/$CHANGE_TARGET"
            fi
            .assay-venv/bin/assay scan --format junit --output assay.junit.xml --fail-on medium "$@" .
        '''
    }
    post {
        always {
            junit testResults: 'assay.junit.xml', allowEmptyResults: true
        }
    }
}
