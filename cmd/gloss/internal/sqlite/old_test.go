package sqlite

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/sqlstore"
)

// old is a database as earlier servers left it.
type old struct {
	t  *testing.T
	db *sql.DB
}

// newOld makes a database of an earlier version: those before the third knew no
// table of migrations.
func newOld(t *testing.T, dir string, version int) old {
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, FileName)))
	if err != nil {
		t.Fatal(err)
	}
	all, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	o := old{t, db}
	for _, s := range all[:version] {
		o.exec(s.SQL)
	}
	o.exec(fmt.Sprintf(`PRAGMA user_version = %d`, version))
	o.exec(`INSERT INTO meta (key, value) VALUES ('epoch', 'the old one')`)
	return o
}

func (o old) exec(query string, args ...any) int64 {
	o.t.Helper()
	r, err := o.db.Exec(query, args...)
	if err != nil {
		o.t.Fatal(err)
	}
	id, _ := r.LastInsertId()
	return id
}

func (o old) text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		o.t.Fatal(err)
	}
	return string(b)
}

func (o old) arrive(kind string, ref fmt.Stringer) int64 {
	return o.exec(`INSERT INTO arrivals (kind, ref) VALUES (?, ?)`, kind, ref.String())
}

// first stores what the first version did, with a row for each change and the
// text in the JSON of its document.
func (o old) first(project annotations.Project, documents []annotations.Document, changes []annotations.Change) {
	o.exec(`INSERT INTO projects (id, json) VALUES (?, ?)`, project.ID.String(), o.text(project))
	o.arrive("p", project.ID)
	for _, d := range documents {
		o.exec(`INSERT INTO documents (id, project, place, heading, json) VALUES (?, ?, ?, ?, ?)`,
			d.ID.String(), d.Project.String(), o.arrive("d", d.ID), o.text(store.HeadingOf(d)), o.text(d))
	}
	for _, c := range changes {
		o.exec(`INSERT INTO changes (doc, n, replica, place, json) VALUES (?, ?, ?, ?, ?)`,
			c.Doc.String(), int64(c.Stamp.N), c.Stamp.Replica.String(), o.arrive("c", c.Doc), o.text(c))
	}
}

// second stores what the second version did: runs, and the text in its column.
func (o old) second(documents []annotations.Document, changes []annotations.Change) {
	for _, d := range documents {
		text := d.Text
		heading := o.text(store.HeadingOf(d))
		d.Text = ""
		o.exec(`INSERT INTO documents (id, project, place, heading, json, text) VALUES (?, ?, ?, ?, ?, ?)`,
			d.ID.String(), d.Project.String(), o.arrive("d", d.ID), heading, o.text(d), []byte(text))
	}
	runs, err := store.Runs(changes)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range runs {
		pack, err := annotations.AppendPack(nil, r.Changes)
		if err != nil {
			o.t.Fatal(err)
		}
		from, to := r.Ends()
		o.exec(`INSERT INTO runs (place, doc, replica, first, last, n, pack) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			o.arrive("r", r.Doc), r.Doc.String(), r.Replica.UUID[:], int64(from^1<<63), int64(to^1<<63), len(r.Changes), pack)
	}
}

// TestOld: a database of each earlier version keeps everything in its place, and
// goes on. A copy of it as it was lies beside it.
func TestOld(t *testing.T) {
	w := storetest.NewWorld(3)
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			dir := t.TempDir()
			o := newOld(t, dir, version)
			if version == 1 {
				o.first(w.Project, w.Documents, w.Changes)
			} else { // which had come from the first
				o.first(w.Project, w.Documents[:1], w.Changes[:1])
				o.second(w.Documents[1:], w.Changes[1:])
			}
			o.db.Close()
			s := openAt(t, dir)
			testOld(t, s, w)
			if err := s.Check(ctx); err != nil {
				t.Error(err)
			}
			copies, err := filepath.Glob(filepath.Join(dir, FileName+".before-*"))
			if err != nil || len(copies) != 1 {
				t.Fatalf("copies %v, %v", copies, err)
			}
			before := t.TempDir()
			if err := os.Rename(copies[0], filepath.Join(before, FileName)); err != nil {
				t.Fatal(err)
			}
			testOld(t, openAt(t, before), w)
			again := openAt(t, dir)
			if n, err := again.Count(ctx, w.Project.ID); n != 3 || err != nil {
				t.Errorf("%d documents, %v", n, err)
			}
			if copies, _ := filepath.Glob(filepath.Join(dir, FileName+".before-*")); len(copies) != 0 {
				t.Errorf("a copy without a migration: %v", copies)
			}
		})
	}
}

// TestOldReviews: who had reviewed what before that was noted has reviewed it.
func TestOldReviews(t *testing.T) {
	w := storetest.NewWorld(3)
	dir := t.TempDir()
	o := newOld(t, dir, 3)
	o.exec(`DROP TABLE changes`) // as the third step does
	o.exec(`INSERT INTO projects (id, json) VALUES (?, ?)`, w.Project.ID.String(), o.text(w.Project))
	o.arrive("p", w.Project.ID)
	review := func(i int, n uint64, status annotations.Status) {
		c := w.Changes[2*i]
		c.Stamp.N, c.Step.N = n, n
		c.Op = annotations.Put{Annotation: annotations.Reserve(c.Doc, annotations.LabelStatus, c.By, string(status))}
		w.Changes = append(w.Changes, c)
	}
	review(1, 7, annotations.StatusReviewed)
	review(1, 8, annotations.StatusInWork)
	review(2, 7, annotations.StatusSkipped)
	o.second(w.Documents, w.Changes)
	o.db.Close()
	s := openAt(t, dir)
	var ids []annotations.DocumentID
	for _, d := range w.Documents {
		ids = append(ids, d.ID)
	}
	before, err := s.Reviewed(ctx, w.Changes[0].By, ids)
	if err != nil || len(before) != 1 || before[w.Documents[1].ID] == 0 {
		t.Fatalf("%v, %v", before, err)
	}
	// Again, and by another change: the first counts.
	again := w.Changes[len(w.Changes)-3]
	again.Stamp.N, again.Step.N = 20, 20
	if err := s.Add(ctx, store.Batch{Changes: append(w.Changes, again)}); err != nil {
		t.Fatal(err)
	}
	if after, err := s.Reviewed(ctx, w.Changes[0].By, ids); err != nil || !maps.Equal(before, after) {
		t.Errorf("%v became %v, %v", before, after, err)
	}
}

func testOld(t *testing.T, s *sqlstore.Store, w storetest.World) {
	same := func(err error, want, got any) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
	page, err := s.Since(ctx, 0, 100)
	same(err, "the old one", page.Epoch)
	for i := range page.Documents {
		at := page.Documents[i]
		same(nil, w.Documents[i], at)
	}
	same(nil, w.Changes, page.Changes)
	other := w.Changes[1]
	other.Op = w.Changes[0].Op
	var conflict *annotations.ConflictError
	if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{other}}); !errors.As(err, &conflict) {
		t.Errorf("another change under a known stamp: %v", err)
	}
	late := w.Changes[0]
	late.Stamp.N, late.Step.N = 9, 9
	all := w.All()
	all.Changes = append(all.Changes, late)
	if err := s.Add(ctx, all); err != nil {
		t.Fatal(err)
	}
	news, err := s.Since(ctx, page.Next, 100)
	same(err, store.Batch{Changes: []annotations.Change{late}}, news.Batch)
	log, err := s.Log(ctx, w.Documents[0].ID)
	same(err, append(w.Changes[:2:2], late), log)
	read, err := s.Read(ctx, w.Project.ID, 0, 100)
	same(err, 3, len(read))
	same(nil, log, read[0].Changes)
	same(nil, w.Documents[2], read[2].Document)
	d, err := s.Document(ctx, w.Documents[1].ID)
	same(err, w.Documents[1], d)
	found, err := s.Search(ctx, w.Project.ID, "1: E\u0301", 0, 10)
	same(err, 1, len(found.Headings))
}

// TestChanged: a server whose migrations are others than those that were done
// leaves the database alone, and what fails leaves it as it was.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	openAt(t, dir).Close()
	all, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	changed := append([]sqlstore.Step{}, all...)
	changed[1].SQL += " "
	if s, err := open(ctx, dir, changed); !errors.Is(err, sqlstore.ErrChanged) {
		t.Errorf("opened: %v, %v", s, err)
	}
	broken := append(all[:len(all):len(all)], sqlstore.Step{Name: "broken", SQL: `CREATE TABLE more (a TEXT) STRICT; INSERT INTO nowhere VALUES (1)`})
	if s, err := open(ctx, dir, broken); err == nil {
		t.Errorf("opened: %v", s)
	}
	s := openAt(t, dir)
	var n int
	if err := s.DB().QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'more'`).Scan(&n); n != 0 || err != nil {
		t.Errorf("%d tables of a migration that failed, %v", n, err)
	}
}
