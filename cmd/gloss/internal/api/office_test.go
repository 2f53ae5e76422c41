package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
)

const password = "correct horse battery"

// office is a server with accounts: root administers it, and in the project there
// is one of each role, called so; nobody is in none.
type office struct {
	t       *testing.T
	people  *auth.Accounts
	store   store.Store
	api     *API
	url     string
	world   storetest.World
	project string
	secrets map[string]string // tokens by name
	beside  string            // URL of another server on the same database, where it can have one
	ids     map[string]string // of accounts
}

func newOffice(t *testing.T) *office {
	t.Helper()
	st, house, g, api := newHouse(t)
	return settle(t, st, house, g, api)
}

// onEach runs a test with an office on each database.
func onEach(t *testing.T, test func(t *testing.T, o *office)) {
	move := func(t *testing.T, st *sqlstore.Store, err error) *office {
		if err != nil {
			t.Fatal(err)
		}
		st, house, g, api := newHouseOn(t, st)
		return settle(t, st, house, g, api)
	}
	t.Run("SQLite", func(t *testing.T) {
		st, err := sqlite.Open(ctx, t.TempDir())
		test(t, move(t, st, err))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := postgrestest.Open(t)
		st, err := postgres.Open(ctx, url)
		o := move(t, st, err)
		other, err := postgres.Open(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		_, _, g, api := newHouseOn(t, other)
		srv := httptest.NewServer(g.Identify(api))
		t.Cleanup(srv.Close)
		o.beside = srv.URL
		test(t, o)
	})
}

// settle has people move into a house.
func settle(t *testing.T, st *sqlstore.Store, house *team.Team, g *gate.Gate, api *API) *office {
	t.Helper()
	people := house.People
	o := &office{t: t, people: people, store: st, world: storetest.NewWorld(4), secrets: map[string]string{}, ids: map[string]string{}}
	o.api = api
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(o.api.OtherSite))
	srv := httptest.NewServer(guard.Handler(g.Identify(o.api)))
	t.Cleanup(srv.Close)
	o.url = srv.URL
	o.project = o.world.Project.ID.String()
	batch := o.world.All()
	batch.Changes = nil
	if err := st.Add(ctx, batch); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root", "manager", "adjudicator", "annotator", "annotator2", "reader", "nobody"} {
		u, err := people.Add(ctx, name, "", name == "root")
		if err != nil {
			t.Fatal(err)
		}
		if role, err := auth.ParseRole(strings.TrimSuffix(name, "2")); err == nil {
			if err := people.SetRole(ctx, o.project, u.ID, role, nil); err != nil {
				t.Fatal(err)
			}
		}
		o.ids[name] = u.ID
		if o.secrets[name], _, err = people.AddToken(ctx, u.ID, "test", true, 0); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// as calls the API as somebody; "" is signed out.
func (o *office) as(name, method, path, body string, header ...string) (int, http.Header, []byte) {
	o.t.Helper()
	if name != "" {
		header = append(header, "Authorization", "Bearer "+o.secrets[name])
	}
	return client{o.t, o.url}.do(method, path, strings.NewReader(body), header...)
}

// see has annotators see each other's labels then.
func (o *office) see(sight auth.Sight) { o.set(auth.Settings{Sight: sight, Overlap: 1}) }

func (o *office) archive() { o.set(auth.Settings{Archived: true, Overlap: 1}) }

// does makes a call as somebody, in place of what it has read if it replaces
// something, and returns the status, what it got, and a few words of it.
func (o *office) does(name, method, path, body string) (status int, got map[string]any, says string) {
	o.t.Helper()
	var header []string
	if method == "PUT" || method == "PATCH" {
		_, h, _ := o.as(name, "GET", path, "")
		header = []string{"If-Match", h.Get("ETag")}
	}
	status, _, b := o.as(name, method, path, body, header...)
	_ = json.Unmarshal(b, &got) // nothing, where there is none
	return status, got, string(b)
}

// set replaces the settings of the project.
func (o *office) set(s auth.Settings) {
	o.t.Helper()
	_, version, err := o.people.Settings(ctx, o.project)
	if err == nil {
		_, err = o.people.SetSettings(ctx, o.project, s, version)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// device is one of somebody's, with a store of its own.
type device struct {
	*store.Mem
	o       *office
	name    string
	replica annotations.ReplicaID
	n       uint64
	refused []Refusal
	keep    string                  // which documents it wants
	page    int                     // how much it asks for at once, if not for what it is told to
	lose    func(answer bool) error // what its line does to a request and to its answer, if not nil
}

func (o *office) device(name string) *device {
	return &device{Mem: store.NewMem(), o: o, name: name, replica: annotations.NewID[annotations.Replica]()}
}

func (d *device) Push(_ context.Context, batch store.Batch) error {
	b, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	if err := d.loses(false); err != nil {
		return err
	}
	status, _, answer := d.o.as(d.name, "POST", "/api/v1/changes", string(b))
	if status != 200 {
		return fmt.Errorf("%d %s", status, answer)
	}
	if err := d.loses(true); err != nil {
		return err
	}
	var pushed Pushed
	err = json.Unmarshal(answer, &pushed)
	d.refused = append(d.refused, pushed.Refused...)
	return err
}

func (d *device) Pull(_ context.Context, after int64, limit int) (page store.Page, err error) {
	if d.page > 0 {
		limit = d.page
	}
	status, _, b := d.o.as(d.name, "GET", fmt.Sprintf("/api/v1/changes?after=%d&limit=%d&keep=%s", after, limit, d.keep), "")
	if status != 200 {
		return page, fmt.Errorf("%d %s", status, b)
	}
	if err := d.loses(true); err != nil {
		return page, err
	}
	return page, json.Unmarshal(b, &page)
}

func (d *device) loses(answer bool) error {
	if d.lose == nil {
		return nil
	}
	return d.lose(answer)
}

func (d *device) sync() {
	d.o.t.Helper()
	if _, err := replica.Sync(ctx, d.Mem, d); err != nil {
		d.o.t.Fatalf("%s: %v", d.name, err)
	}
}

// label adds an annotation by somebody to a document, or changes one that is there.
func (d *device) label(doc annotations.Document, by string, id annotations.AnnotationID) annotations.Change {
	d.o.t.Helper()
	if id.IsZero() {
		id = annotations.NewID[annotations.Annotation]()
	}
	return d.put(doc, by, annotations.Annotation{ID: id, Label: "actor", Target: annotations.On(0, 1)})
}

// says how far its owner is with a document.
func (d *device) says(doc annotations.Document, status annotations.Status) annotations.Change {
	d.o.t.Helper()
	return d.put(doc, d.name, annotations.Reserve(doc.ID, annotations.LabelStatus, annotations.Author(d.name), string(status)))
}

func (d *device) put(doc annotations.Document, by string, a annotations.Annotation) annotations.Change {
	d.o.t.Helper()
	d.n++
	s := annotations.Stamp{N: d.n, Replica: d.replica}
	c := annotations.Change{Stamp: s, Step: s, Doc: doc.ID, By: annotations.Author(by), At: annotations.Moment(doc.Added), Op: annotations.Put{Annotation: a}}
	if err := d.Add(ctx, store.Batch{Changes: []annotations.Change{c}}); err != nil {
		d.o.t.Fatal(err)
	}
	return c
}

// authors are those of the changes of a document on the device.
func (d *device) authors(doc annotations.Document) string {
	d.o.t.Helper()
	log, err := d.Log(ctx, doc.ID)
	if err != nil {
		d.o.t.Fatal(err)
	}
	var all []string
	for _, c := range log {
		all = append(all, string(c.By))
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}
