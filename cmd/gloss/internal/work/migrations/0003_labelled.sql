-- Who has labelled which document, so that a device can be given those alone.
CREATE TABLE labelled (author TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (author, doc));
