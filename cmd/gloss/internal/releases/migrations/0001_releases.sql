-- Points in the logs of projects, by name. The body is the release as JSON, compressed. Times are milliseconds since 1970.
CREATE TABLE releases (
	project TEXT NOT NULL, name TEXT NOT NULL, made BIGINT NOT NULL, made_by TEXT NOT NULL,
	documents BIGINT NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL,
	PRIMARY KEY (project, name)
);
