-- What was noted elsewhere, and came with the backup of a project.
ALTER TABLE audit ADD COLUMN restored BIGINT NOT NULL DEFAULT 0;
