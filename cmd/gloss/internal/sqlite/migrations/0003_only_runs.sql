-- The changes and the texts from before there were runs become as the others
-- (fold.go). Servers that looked at user_version alone must not open this.
PRAGMA user_version = 3;
