//go:build unix

package backup_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/backup"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// prepare makes tables that another part of the program keeps.
func prepare(ctx context.Context, st *sqlstore.Store) error {
	return st.Migrate(ctx, "people", []sqlstore.Step{{Name: "people", SQL: `
		CREATE TABLE people (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
		CREATE TABLE members (person TEXT NOT NULL REFERENCES people (id), role TEXT NOT NULL, PRIMARY KEY (person, role)) STRICT;
		CREATE TABLE letters (n INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB, weight REAL) STRICT`}})
}

// all is everything in a store, but for the life that it has.
func all(t *testing.T, st *sqlstore.Store) store.Page {
	t.Helper()
	page, err := st.Since(ctx, 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	page.Epoch = ""
	return page
}

func letters(t *testing.T, st *sqlstore.Store) (found []string) {
	t.Helper()
	rows, err := st.DB().Query(`SELECT p.id || ' ' || m.role FROM people p JOIN members m ON m.person = p.id ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		found = append(found, s)
	}
	return found
}

// TestRoundTrip takes what a server has from each database to each, by one file.
func TestRoundTrip(t *testing.T) {
	open := func(t *testing.T, kind, data string) (*sqlstore.Store, string) {
		var st *sqlstore.Store
		var err error
		url := ""
		if kind == "PostgreSQL" {
			url = postgrestest.Open(t)
			st, err = postgres.Open(ctx, url)
		} else {
			st, err = sqlite.Open(ctx, data)
		}
		if err == nil {
			err = prepare(ctx, st)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { st.Close() })
		return st, url
	}
	for _, from := range []string{"SQLite", "PostgreSQL"} {
		t.Run(from, func(t *testing.T) {
			data := t.TempDir()
			st, _ := open(t, from, data)
			for range 3 {
				if err := st.Add(ctx, storetest.NewWorld(50).All()); err != nil {
					t.Fatal(err)
				}
			}
			for _, q := range []string{
				`INSERT INTO people VALUES ('ada', 9007199254740993), ('bob', 0)`,
				`INSERT INTO members VALUES ('ada', 'manager'), ('bob', 'reader'), ('bob', 'annotator')`,
			} {
				if _, err := st.DB().Exec(q); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := st.DB().Exec(`INSERT INTO letters (body, weight) VALUES ($1, $2), ($3, $4)`, []byte{0, 255}, 0.5, nil, nil); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "all.backup")
			if err := backup.Write(ctx, st, prepare, file); err != nil {
				t.Fatal(err)
			}
			if err := backup.Write(ctx, st, prepare, file); !errors.Is(err, fs.ErrExist) {
				t.Errorf("over another: %v", err)
			}
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, epoch := all(t, st), lifeOf(t, st)
			for _, to := range []string{"SQLite", "PostgreSQL"} {
				t.Run("to "+to, func(t *testing.T) {
					data, url := t.TempDir(), ""
					if to == "PostgreSQL" {
						url = postgrestest.Open(t)
					}
					if err := backup.Restore(ctx, file, prepare, data, url); err != nil {
						t.Fatal(err)
					}
					if err := backup.Restore(ctx, file, prepare, data, url); !errors.Is(err, backup.ErrNotEmpty) {
						t.Errorf("restored twice: %v", err)
					}
					var got *sqlstore.Store
					if url != "" {
						got, err = postgres.Open(ctx, url)
					} else {
						got, err = sqlite.Open(ctx, data)
					}
					if err != nil {
						t.Fatal(err)
					}
					defer got.Close()
					if diff := cmp.Diff(want, all(t, got)); diff != "" {
						t.Errorf("-want +got:\n%s", diff)
					}
					projects, err := st.Projects(ctx)
					if err != nil {
						t.Fatal(err)
					}
					again, err := got.Projects(ctx)
					if diff := cmp.Diff(projects, again); diff != "" || err != nil {
						t.Errorf("projects: %v\n%s", err, diff)
					}
					if lifeOf(t, got) == epoch {
						t.Error("it has the life of the one before")
					}
					if diff := cmp.Diff([]string{"ada manager", "bob annotator", "bob reader"}, letters(t, got)); diff != "" {
						t.Error(diff)
					}
					var n int64
					var body []byte
					if err := got.DB().QueryRow(`INSERT INTO letters (body) VALUES ($1) RETURNING n`, []byte("x")).Scan(&n); err != nil || n != 3 {
						t.Errorf("the next letter is number %d, %v", n, err)
					}
					if err := got.DB().QueryRow(`SELECT body FROM letters WHERE weight = 0.5`).Scan(&body); err != nil || len(body) != 2 {
						t.Errorf("%v, %v", body, err)
					}
					if err := got.Add(ctx, storetest.NewWorld(1).All()); err != nil {
						t.Errorf("it does not go on: %v", err)
					}
				})
			}
			after, err := os.ReadFile(file)
			if err != nil || string(before) != string(after) {
				t.Errorf("the backup has changed, %v", err)
			}
		})
	}
}

func lifeOf(t *testing.T, st *sqlstore.Store) string {
	t.Helper()
	page, err := st.Since(ctx, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	return page.Epoch
}

// TestDamaged: what is no backup, or a damaged one, is refused, and leaves nothing.
func TestDamaged(t *testing.T) {
	none := func(context.Context, *sqlstore.Store) error { return nil }
	data, w := t.TempDir(), storetest.NewWorld(400)
	st, err := sqlite.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "all.backup")
	if err := backup.Write(ctx, st, none, file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte{}, whole...)
	for i := len(damaged) / 2; i < len(damaged)/2+3*4096; i++ {
		damaged[i] ^= 0x5a
	}
	server, err := os.ReadFile(filepath.Join(data, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"text": []byte("a letter to the editor"), "empty": nil, "cut off": whole[:len(whole)/2], "damaged": damaged, "the server's own": server,
	} {
		bad := filepath.Join(t.TempDir(), "bad.backup")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		into := t.TempDir()
		if err := backup.Restore(ctx, bad, none, into, ""); err == nil {
			t.Errorf("%s: restored", name)
		}
		if left, err := os.ReadDir(into); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", name, left, err)
		}
	}
}
