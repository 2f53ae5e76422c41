-- Keys that devices of people keep, and what is under way with one.
CREATE TABLE passkeys (
	id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL, credential TEXT NOT NULL,
	made BIGINT NOT NULL, used BIGINT NOT NULL
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);
CREATE TABLE ceremonies (hash TEXT PRIMARY KEY, data TEXT NOT NULL, expires BIGINT NOT NULL);
