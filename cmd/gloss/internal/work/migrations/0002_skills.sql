-- What members can do and what documents need, as JSON lists of tags. A document
-- without a row needs what its metadata says.
CREATE TABLE member_skills (project TEXT NOT NULL, user_id TEXT NOT NULL, skills TEXT NOT NULL, PRIMARY KEY (project, user_id));
CREATE TABLE document_skills (doc TEXT PRIMARY KEY, project TEXT NOT NULL, skills TEXT NOT NULL);
CREATE INDEX document_skills_by_project ON document_skills (project);
-- Whose labels are the answers of a document; '' for those of the project.
ALTER TABLE known ADD COLUMN answers TEXT NOT NULL DEFAULT '';
-- How the labels met known answers when the document was done, as JSON; '' for
-- none. Later changes do not count: the answers have been shown by then.
ALTER TABLE assignments ADD COLUMN score TEXT NOT NULL DEFAULT '';
