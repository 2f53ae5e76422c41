//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gloss/cmd/gloss/internal/backup"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
)

// TestBackupOfAllTables: the tables of all parts of the program are in a backup of
// PostgreSQL, and come back into another.
func TestBackupOfAllTables(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	st, err := postgres.Open(ctx, postgrestest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := prepareTables(ctx, st); err != nil {
		t.Fatal(err)
	}
	if _, err := st.DB().Exec(`INSERT INTO settings (project, json, version) VALUES ('p', '{}', 7)`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "all.backup")
	if err := backup.Write(ctx, st, prepareTables, file); err != nil {
		t.Fatal(err)
	}
	url := postgrestest.Open(t)
	if err := backup.Restore(ctx, file, prepareTables, filepath.Join(dir, "data"), url); err != nil {
		t.Fatal(err)
	}
	again, err := postgres.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	var version int
	if err := again.DB().QueryRow(`SELECT version FROM settings WHERE project = 'p'`).Scan(&version); err != nil || version != 7 {
		t.Errorf("version %d, %v", version, err)
	}
}

// TestWithoutFolder: what is about the data asks for no folder when it is in
// PostgreSQL.
func TestWithoutFolder(t *testing.T) {
	t.Setenv(databaseURL, postgrestest.Open(t))
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"release", "v1"}, {"release", "--verify", "v1"}, {"export", "--release", "v1", "--out", "v1.jsonl"}, {"export", "--out", "now.jsonl"},
		{"stats", "@v1"}, {"backup", "all.backup"}, {"backup", "--project", "Sample project", "one.jsonl.gz"},
	} {
		var out, said bytes.Buffer
		if code := run(context.Background(), env{nil, &out, &said}, args); code != exitOK {
			t.Errorf("%q: %d, %s%s", args, code, &out, &said)
		}
	}
	if _, err := os.Stat("gloss-data"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}
