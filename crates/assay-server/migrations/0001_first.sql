CREATE TABLE project (
    project TEXT NOT NULL PRIMARY KEY,
    stamp BIGINT NOT NULL
);
CREATE TABLE scan (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    taken TEXT NOT NULL,
    who TEXT NOT NULL,
    critical BIGINT NOT NULL,
    high BIGINT NOT NULL,
    medium BIGINT NOT NULL,
    low BIGINT NOT NULL,
    info BIGINT NOT NULL,
    suppressed BIGINT NOT NULL,
    files BIGINT NOT NULL,
    problems BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    UNIQUE (project, number)
);
CREATE TABLE known (
    project TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    rule TEXT NOT NULL,
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    path TEXT NOT NULL,
    line BIGINT NOT NULL,
    risk TEXT NOT NULL,
    function TEXT NOT NULL,
    content TEXT NOT NULL,
    code TEXT NOT NULL,
    first_scan BIGINT NOT NULL,
    last_scan BIGINT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone BIGINT NOT NULL,
    PRIMARY KEY (project, fingerprint)
);
CREATE TABLE judgement (
    project TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    until_day TEXT NOT NULL,
    owner TEXT NOT NULL,
    due TEXT NOT NULL,
    impact TEXT NOT NULL,
    likelihood TEXT NOT NULL,
    rating_reason TEXT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamp BIGINT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, fingerprint)
);
CREATE INDEX judgement_stamp ON judgement (project, stamp);
CREATE TABLE judgement_history (
    project TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    until_day TEXT NOT NULL,
    owner TEXT NOT NULL,
    due TEXT NOT NULL,
    impact TEXT NOT NULL,
    likelihood TEXT NOT NULL,
    rating_reason TEXT NOT NULL,
    code TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, fingerprint, version)
);
CREATE TABLE comment (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    stamp BIGINT NOT NULL
);
CREATE INDEX comment_subject ON comment (project, subject);
CREATE TABLE manual (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    impact TEXT NOT NULL,
    likelihood TEXT NOT NULL,
    cwe TEXT NOT NULL,
    path TEXT NOT NULL,
    from_line BIGINT NOT NULL,
    to_line BIGINT NOT NULL,
    lines TEXT NOT NULL,
    repair TEXT NOT NULL,
    withdrawn BIGINT NOT NULL,
    version BIGINT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX manual_project ON manual (project);
CREATE TABLE answer (
    project TEXT NOT NULL,
    topic TEXT NOT NULL,
    question TEXT NOT NULL,
    verdict TEXT NOT NULL,
    evidence TEXT NOT NULL,
    version BIGINT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, topic, question)
);
CREATE TABLE answer_history (
    project TEXT NOT NULL,
    topic TEXT NOT NULL,
    question TEXT NOT NULL,
    version BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    evidence TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, topic, question, version)
);
CREATE TABLE exercise (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    who TEXT NOT NULL,
    rule TEXT NOT NULL,
    exercise TEXT NOT NULL,
    answer TEXT NOT NULL,
    correct BIGINT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX exercise_project ON exercise (project, who);
CREATE TABLE person (
    name TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    active BIGINT NOT NULL,
    at TEXT NOT NULL,
    seen TEXT NOT NULL
);
CREATE TABLE session (
    token TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    began TEXT NOT NULL,
    seen TEXT NOT NULL,
    ends TEXT NOT NULL
);
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);
