ALTER TABLE answer ADD COLUMN places_mark TEXT NOT NULL DEFAULT '';
ALTER TABLE answer_history ADD COLUMN places_mark TEXT NOT NULL DEFAULT '';
CREATE TABLE document (
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, name)
);
