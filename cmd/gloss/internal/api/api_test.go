package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
)

var ctx = context.Background()

// client is a replica.Remote over HTTP, as the browser is.
type client struct {
	t   *testing.T
	url string
}

func (c client) do(method, path string, body io.Reader, header ...string) (int, http.Header, []byte) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range res.Trailer {
		res.Header[k] = v
	}
	checkAnswer(c.t, method, path, res.StatusCode, res.Header, b)
	return res.StatusCode, res.Header, b
}

func (c client) Push(_ context.Context, batch store.Batch) error {
	b, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	if status, _, answer := c.do("POST", "/api/v1/changes", bytes.NewReader(b)); status != 200 {
		return fmt.Errorf("%d %s", status, answer)
	}
	return nil
}

func (c client) Pull(_ context.Context, after int64, limit int) (page store.Page, err error) {
	status, _, b := c.do("GET", fmt.Sprintf("/api/v1/changes?after=%d&limit=%d", after, limit), nil)
	if status != 200 {
		return page, fmt.Errorf("%d %s", status, b)
	}
	return page, json.Unmarshal(b, &page)
}

// packed is the same client as one that packs, as the page does.
type packed struct{ client }

func (c packed) Push(_ context.Context, batch store.Batch) error {
	b, err := store.AppendPage(nil, store.Page{Batch: batch})
	if err != nil {
		return err
	}
	if status, _, answer := c.do("POST", "/api/v1/changes", bytes.NewReader(b), "Content-Type", store.PackMedia); status != 200 {
		return fmt.Errorf("%d %s", status, answer)
	}
	return nil
}

func (c packed) Pull(_ context.Context, after int64, limit int) (page store.Page, err error) {
	status, h, b := c.do("GET", fmt.Sprintf("/api/v1/changes?after=%d&limit=%d", after, limit), nil, "Accept", store.PackMedia)
	if status != 200 || h.Get("Content-Type") != store.PackMedia {
		return page, fmt.Errorf("%d %v %s", status, h, b)
	}
	return store.ReadPage(b)
}

// newHouse is a database with accounts, and the API over it.
func newHouse(t *testing.T) (*sqlstore.Store, *team.Team, *gate.Gate, *API) {
	t.Helper()
	st, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return newHouseOn(t, st)
}

func newHouseOn(t *testing.T, st *sqlstore.Store) (*sqlstore.Store, *team.Team, *gate.Gate, *API) {
	t.Helper()
	t.Cleanup(func() { st.Close() })
	log := slog.New(slog.DiscardHandler)
	house, err := team.Open(ctx, st, log)
	if err != nil {
		t.Fatal(err)
	}
	g := gate.New(house.People, log)
	return st, house, g, New(house, g, st, log)
}

func newServer(t *testing.T) (client, store.Store) {
	st, _, g, api := newHouse(t)
	g.Solo = true
	srv := httptest.NewServer(g.Identify(api))
	t.Cleanup(srv.Close)
	return client{t, srv.URL}, st
}

// TestSync brings two devices together over the real API and a real database.
func TestSync(t *testing.T) {
	t.Run("plain", func(t *testing.T) {
		c, _ := newServer(t)
		testSync(t, c, c)
	})
	t.Run("packed", func(t *testing.T) {
		c, _ := newServer(t)
		testSync(t, c, packed{c})
	})
}

func testSync(t *testing.T, c client, first replica.Remote) {
	a, b, b2, w := store.NewMem(), store.NewMem(), store.NewMem(), storetest.NewWorld(500)
	if err := a.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		device store.Local
		remote replica.Remote
	}{{a, first}, {b, c}, {b2, packed{c}}, {a, packed{c}}} {
		if _, err := replica.Sync(ctx, x.device, x.remote); err != nil {
			t.Fatal(err)
		}
	}
	for i, d := range w.Documents {
		for _, device := range []store.Local{b, b2} {
			log, err := device.Log(ctx, d.ID)
			if err != nil || !slices.EqualFunc(log, w.Changes[2*i:2*i+2], func(a, b annotations.Change) bool { return a.Same(b) && a.At.Equal(b.At) }) {
				t.Fatalf("%d changes arrived, %v", len(log), err)
			}
			if got, err := device.Document(ctx, d.ID); err != nil || got.Text != d.Text {
				t.Fatalf("%q arrived, %v", got.Text, err)
			}
		}
	}
}

func TestExport(t *testing.T) {
	c, st := newServer(t)
	w := storetest.NewWorld(3)
	w.Changes = []annotations.Change{w.Changes[0], w.Changes[2]}
	if err := st.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	project := "/api/v1/projects/" + w.Project.ID.String()
	for query, of := range map[string]func(format.Format) (format.Format, error){
		"conll&scheme=BIOES":  func(f format.Format) (format.Format, error) { return f.Tagged("BIOES") },
		"doccano&unit=points": func(f format.Format) (format.Format, error) { return f.Counting("points") },
	} {
		name, _, _ := strings.Cut(query, "&")
		f, err := all.Formats.Named(name)
		if err == nil {
			f, err = of(f)
		}
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if _, err := (&dataset.Exporter{Store: st}).Export(ctx, w.Project, f, &want); err != nil {
			t.Fatal(err)
		}
		if status, _, got := c.do("GET", project+"/export?format="+query, nil); status != 200 || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: %d\n%s", query, status, got)
		}
	}
	for _, f := range all.Formats.Written() {
		var want bytes.Buffer
		sum, err := (&dataset.Exporter{Store: st}).Export(ctx, w.Project, f, &want)
		if err != nil {
			t.Fatal(err)
		}
		status, header, got := c.do("GET", project+"/export?format="+f.Name, nil)
		if status != 200 || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: %d\n%s", f.Name, status, got)
		}
		if header.Get("Gloss-Documents") != "3" || header.Get("Gloss-Annotations") != "2" || header.Get("Gloss-Losses") != fmt.Sprint(len(sum.Losses)) {
			t.Errorf("%s: trailers %v", f.Name, header)
		}
	}
}

// TestErrors: each is JSON with a code and a sentence.
func TestErrors(t *testing.T) {
	c, st := newServer(t)
	w := storetest.NewWorld(1)
	if err := st.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	other := w.Changes[0]
	other.Op = w.Changes[1].Op
	conflict, _ := json.Marshal(store.Batch{Changes: []annotations.Change{other}})
	stranger, _ := json.Marshal(store.Batch{Changes: storetest.NewWorld(1).Changes})
	renamed := w.Documents[0]
	renamed.Text += "x"
	wrong, _ := json.Marshal(store.Batch{Documents: []annotations.Document{renamed}})
	project := "/api/v1/projects/" + w.Project.ID.String()
	for _, x := range []struct {
		method, path, body, header string
		status                     int
		code                       string
	}{
		{"GET", "/api/v1/nonsense", "", "", 404, "not_found"},
		{"GET", "/api/v1/projects/nonsense", "", "", 404, "not_found"},
		{"GET", project + "/export?format=tar", "", "", 400, "unknown_format"},
		{"GET", project + "/export?format=text", "", "", 400, "unknown_format"},
		{"GET", project + "/export?format=doccano&unit=miles", "", "", 400, "bad_parameter"},
		{"GET", project + "/export?format=gloss&unit=utf16", "", "", 400, "bad_parameter"},
		{"GET", project + "/export?format=gloss&scheme=IOB1", "", "", 400, "bad_parameter"},
		{"GET", "/api/v1/changes?after=x", "", "", 400, "bad_parameter"},
		{"GET", "/api/v1/changes?limit=0", "", "", 400, "bad_parameter"},
		{"GET", "/api/v1/changes", "", "99", 426, "other_protocol"},
		{"POST", "/api/v1/changes", "{oops", "", 400, "bad_json"},
		{"POST", "/api/v1/changes", `{"changes":[{}]}`, "", 400, "bad_json"},
		{"POST", "/api/v1/changes", string(conflict), "", 409, "conflict"},
		{"POST", "/api/v1/changes", string(stranger), "", 422, "unknown_reference"},
		{"POST", "/api/v1/changes", string(wrong), "", 422, "wrong_id"},
	} {
		header := []string{}
		if x.header != "" {
			header = []string{"Gloss-Protocol", x.header}
		}
		status, h, b := c.do(x.method, x.path, strings.NewReader(x.body), header...)
		var answer problem
		if err := json.Unmarshal(b, &answer); err != nil || h.Get("Content-Type") != "application/problem+json" || answer.Status != status {
			t.Errorf("%s %s: %v: %s", x.method, x.path, err, b)
		}
		if status != x.status || answer.Code != x.code || !strings.HasSuffix(answer.Detail, ".") {
			t.Errorf("%s %s: %d %+v, want %d %s", x.method, x.path, status, answer, x.status, x.code)
		}
	}
	log, err := st.Log(ctx, w.Documents[0].ID)
	if err != nil || len(log) != 2 {
		t.Errorf("%d changes after it all, %v", len(log), err)
	}
}
