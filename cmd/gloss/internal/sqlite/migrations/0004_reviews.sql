-- Who has said of which document that it is reviewed, and where in the order of
-- arrival that came first.
CREATE TABLE reviews (author TEXT NOT NULL, doc TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (author, doc)) STRICT;
CREATE INDEX reviews_by_place ON reviews (author, place);
