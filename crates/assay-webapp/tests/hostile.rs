//! Damaged deployment files are read like whole ones: no panic, no endless loop, and every place lies in the text.

use assay_source::{Project, Span};
use assay_webapp::Deployment;

/// Whole files to begin with.
const FILES: &[(&str, &str)] = &[
    (
        "Dockerfile",
        "ARG V=3\nFROM python:${V} AS b\nENV A=1 B='2'\nRUN --mount=type=secret,id=x <<EOF\nchmod 777 /a\nEOF\nCOPY [\"a\", \"b\"]\nUSER x\nENTRYPOINT [\"sh\", \"-c\", \"flask run\"]\nCMD gunicorn \\\n  -b :80 a:b\n",
    ),
    (
        "compose.yaml",
        "services:\n  web: &a\n    image: \"a/b:${T:-1}\"\n    ports: [\"1:2\", {target: 3}]\n    environment:\n      - A=${B:-c}\n    command: [flask, run]\n  db:\n    <<: *a\n    volumes: [\"/:/h\"]\n",
    ),
    (
        ".github/workflows/a.yml",
        "env: {A: b}\njobs:\n  a:\n    steps:\n      - run: |\n          curl a | sh\n        env:\n          X: ${{ secrets.x }}\n",
    ),
    (".env", "export A=\"b\\n\n\"\nC='d' # e\nF=${G:-h}\n"),
    ("Procfile", "web: A=1 exec gunicorn -w 4 a:b\n"),
    (
        "a.service",
        "[Service]\nEnvironment=\"A=1\" B=2\nExecStart=-/bin/sh -c 'python a.py' \\\n  --b\n",
    ),
    (
        "supervisord.conf",
        "[program:a]\ncommand=python a.py\nenvironment=A=\"1\",\n  B=\"2\"\n",
    ),
    ("uwsgi.ini", "[uwsgi]\nhttp = :80 ; c\n"),
    (
        "nginx.conf",
        "http { server { location /a { alias '/b/'; } set $x \"${h}\"; } }\n",
    ),
    (
        "seed.sql",
        "INSERT INTO `a`.`users` (id, \"password\") VALUES (1, 'it''s'), (2, f(x, 'y')); -- c\n/* d */",
    ),
];

/// What is put in between.
const PIECES: &[&str] = &[
    "{", "}", "[", "]", "(", "\"", "'", "\\", "\n", "\r\n", "\t", "$", "${", "}", ":", "=", ";",
    "#", "<<E", "é", "𝒳", "&a ", "*a", "- ", "|", "&&", "--", "\u{2028}", "INSERT ", "FROM ",
    "RUN ", "  ",
];

/// A sequence of numbers that is the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or_default()
    }
}

fn damage(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(6) {
        let at = text.floor_char_boundary(random.below(text.len() + 1));
        match random.below(3) {
            0 => text.insert_str(at, PIECES.get(random.below(PIECES.len())).unwrap_or(&"")),
            1 => text.truncate(at),
            _ => {
                let end = text.ceil_char_boundary((at + random.below(8)).min(text.len()));
                text.replace_range(at..end.max(at), "");
            }
        }
    }
    text
}

#[test]
fn damaged_files_are_read_to_their_end() {
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for _ in 0..4000 {
        let (path, text) = FILES[random.below(FILES.len())];
        let text = damage(text, &mut random);
        let project = Project::from_texts([(path, text.as_str())]);
        let (deployment, _) = Deployment::read(&project);
        let check = |span: Span| {
            let range = span.range.start as usize..span.range.end as usize;
            assert!(text.get(range).is_some(), "{span:?} in {text:?}");
        };
        for unit in &deployment.units {
            unit.variables.iter().for_each(|one| check(one.span));
            unit.servers.iter().for_each(|one| check(one.span));
            unit.ports.iter().for_each(|one| check(one.span));
            unit.rights.iter().for_each(|one| check(one.span));
            unit.copies.iter().for_each(|one| check(one.span));
            unit.steps
                .iter()
                .for_each(|one| check(unit.span_of(one.range())));
            unit.user.iter().for_each(|one| check(one.span));
            unit.image.iter().for_each(|one| check(one.span));
            unit.command_span.iter().for_each(|one| check(*one));
        }
        for row in &deployment.rows {
            check(row.span);
            row.values.iter().for_each(|(_, value)| check(value.span));
        }
    }
}
