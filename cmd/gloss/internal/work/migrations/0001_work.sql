-- Who has which document to label. Times are milliseconds since 1970; 0 is none.
CREATE TABLE assignments (
	project TEXT NOT NULL, doc TEXT NOT NULL, user_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
	made BIGINT NOT NULL, expires BIGINT NOT NULL, ended BIGINT NOT NULL,
	PRIMARY KEY (doc, user_id)
);
CREATE INDEX assignments_by_project ON assignments (project, state);
CREATE INDEX assignments_by_user ON assignments (user_id, project);
-- One row for a project, so that of those who ask at once each waits for the other.
CREATE TABLE queues (project TEXT PRIMARY KEY, served BIGINT NOT NULL);
-- Documents with known answers: to learn with, or mixed in among the others.
CREATE TABLE known (project TEXT NOT NULL, doc TEXT NOT NULL, kind TEXT NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (project, doc));
