-- Accounts elsewhere by which people sign in here.
CREATE TABLE identities (
	issuer TEXT NOT NULL, subject TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id), made BIGINT NOT NULL,
	PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);
