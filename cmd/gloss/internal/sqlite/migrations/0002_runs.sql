-- Changes come in runs, and the text of a document has a column of its own.
ALTER TABLE documents ADD COLUMN text BLOB;
CREATE TABLE runs (
	place INTEGER PRIMARY KEY, doc TEXT NOT NULL REFERENCES documents (id), replica BLOB NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL, n INTEGER NOT NULL, pack BLOB NOT NULL
) STRICT;
CREATE INDEX runs_by_document ON runs (doc, replica, last);
