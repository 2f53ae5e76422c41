-- Times are milliseconds since 1970; a flag is 0 or 1; an ID is text.
CREATE TABLE users (
	id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
	admin INTEGER NOT NULL, disabled INTEGER NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE sessions (
	id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id),
	made BIGINT NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE TABLE tokens (
	id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL,
	writes INTEGER NOT NULL, made BIGINT NOT NULL, used BIGINT NOT NULL, expires BIGINT NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user_id);
CREATE TABLE invites (
	id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, made_by TEXT NOT NULL, made BIGINT NOT NULL, expires BIGINT NOT NULL,
	admin INTEGER NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL, user_name TEXT NOT NULL, uses BIGINT NOT NULL
);
CREATE TABLE members (
	project TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id), role TEXT NOT NULL, made BIGINT NOT NULL,
	PRIMARY KEY (project, user_id)
);
CREATE INDEX members_by_user ON members (user_id);
CREATE TABLE settings (project TEXT PRIMARY KEY, json TEXT NOT NULL, version BIGINT NOT NULL);
CREATE TABLE audit (
	id TEXT PRIMARY KEY, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
	project TEXT NOT NULL, address TEXT NOT NULL
);
