//go:build unix

package releases_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset/release"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

// TestReleases: a release comes back as it was made, under its name in its project
// alone, and nothing takes its place.
func TestReleases(t *testing.T) {
	ctx := context.Background()
	for kind, open := range map[string]func(t *testing.T) (*sqlstore.Store, error){
		"SQLite":     func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) },
		"PostgreSQL": func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) },
	} {
		t.Run(kind, func(t *testing.T) {
			st, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			w := storetest.NewWorld(5)
			if err := st.Add(ctx, w.All()); err != nil {
				t.Fatal(err)
			}
			all, err := releases.Open(ctx, st)
			if err != nil {
				t.Fatal(err)
			}
			project := w.Project.ID.String()
			one, err := release.Make(ctx, st, w.Project, "v1")
			if err != nil {
				t.Fatal(err)
			}
			made, err := all.Add(ctx, one, "ada")
			if err != nil || made.Documents != 5 || made.By != "ada" {
				t.Fatalf("%+v, %v", made, err)
			}
			if _, err := all.Add(ctx, one, "eve"); !errors.Is(err, releases.ErrTaken) {
				t.Errorf("again: %v", err)
			}
			got, err := all.Get(ctx, project, "v1")
			if err != nil || got.Digest != one.Digest || len(got.Documents) != 5 {
				t.Fatalf("%+v, %v", got, err)
			}
			if err := got.Verify(ctx, st); err != nil {
				t.Error(err)
			}
			other := one
			other.Project.ID = annotations.NewID[annotations.Project]()
			if _, err := all.Keep(ctx, other, "", made.Made.Add(-time.Hour)); err != nil {
				t.Errorf("the name in another project: %v", err)
			}
			for of, want := range map[string]int{project: 1, "": 2, "nothing": 0} {
				list, err := all.Of(ctx, of)
				if err != nil || len(list) != want {
					t.Errorf("of %q: %+v, %v", of, list, err)
				}
				if want == 1 && list[0] != made {
					t.Errorf("%+v, want %+v", list[0], made)
				}
				if want == 2 && list[0].Project != other.Project.ID.String() {
					t.Errorf("the oldest is not the first: %+v", list)
				}
			}
			for _, where := range [][2]string{{project, "v2"}, {"nothing", "v1"}} {
				if _, err := all.Get(ctx, where[0], where[1]); !errors.Is(err, releases.ErrUnknown) {
					t.Errorf("%v: %v", where, err)
				}
			}
		})
	}
}
