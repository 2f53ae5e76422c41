-- Who has used a replica first: stamps of it are theirs.
CREATE TABLE replicas (replica TEXT PRIMARY KEY, author TEXT NOT NULL);
