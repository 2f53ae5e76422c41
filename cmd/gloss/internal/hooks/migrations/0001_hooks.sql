-- Who is told of what, and what is still to be told. Times are milliseconds since 1970.
CREATE TABLE hooks (
	id TEXT PRIMARY KEY, project TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, made_by TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE INDEX hooks_by_project ON hooks (project);
CREATE TABLE deliveries (
	id TEXT PRIMARY KEY, hook TEXT NOT NULL REFERENCES hooks (id), event TEXT NOT NULL, body TEXT NOT NULL, made BIGINT NOT NULL,
	tries BIGINT NOT NULL, due BIGINT NOT NULL, done BIGINT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (done, due);
