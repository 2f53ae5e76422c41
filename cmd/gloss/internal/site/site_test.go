package site

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"gloss/web"
)

func newSite(t *testing.T) *Site {
	forms := map[string]web.Form{
		"identity": {Name: "0", Size: 9, ETag: `"i"`}, "gzip": {Name: "1", Size: 5, ETag: `"g"`}, "br": {Name: "2", Size: 3, ETag: `"b"`},
	}
	index, err := json.Marshal(web.Index{Version: "v", Files: []web.File{
		{Path: "/", Type: "text/html; charset=utf-8", Forms: forms},
		{Path: "/a/app.1.wasm", Type: "application/wasm", Immutable: true, Forms: forms},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(fstest.MapFS{
		"index.json": {Data: index}, "0": {Data: []byte("identity.")}, "1": {Data: []byte("gzip.")}, "2": {Data: []byte("br.")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestServe(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		method, path, accept, match string
		status                      int
		body, encoding              string
	}{
		{"GET", "/", "", "", 200, "identity.", ""},
		{"GET", "/", "gzip, deflate, br, zstd", "", 200, "br.", "br"},
		{"GET", "/", "gzip", "", 200, "gzip.", "gzip"},
		{"GET", "/", "br;q=0, gzip;q=0.5", "", 200, "gzip.", "gzip"},
		{"GET", "/", "*", "", 200, "br.", "br"},
		{"GET", "/", "*;q=0", "", 200, "identity.", ""},
		{"HEAD", "/", "br", "", 200, "", "br"},
		{"GET", "/", "br", `"b"`, 304, "", ""},
		{"GET", "/", "gzip", `"b"`, 200, "gzip.", "gzip"},
		{"GET", "/", "br", `W/"x", W/"b"`, 304, "", ""},
		{"GET", "/d/some-document", "br", "", 200, "br.", "br"},
		{"GET", "/d/a/b", "", "", 404, "", ""},
		{"GET", "/a/app.1.wasm", "br", "", 200, "br.", "br"},
		{"GET", "/a/app.2.wasm", "br", `*`, 404, "", ""},
		{"POST", "/", "", "", 405, "", ""},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		if c.match != "" {
			r.Header.Set("If-None-Match", c.match)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		res := w.Result()
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || res.StatusCode == 200 && string(body) != c.body || res.Header.Get("Content-Encoding") != c.encoding {
			t.Errorf("%+v: %d, %q, %q", c, res.StatusCode, body, res.Header.Get("Content-Encoding"))
		}
		if !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'self'") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%+v: headers %v", c, res.Header)
		}
		cache := res.Header.Get("Cache-Control")
		if c.status == 200 && strings.Contains(cache, "immutable") != strings.HasPrefix(c.path, "/a/") {
			t.Errorf("%+v: Cache-Control %q", c, cache)
		}
		if strings.HasSuffix(c.path, "1.wasm") && res.Header.Get("Content-Type") != "application/wasm" {
			t.Errorf("%+v: type %q", c, res.Header.Get("Content-Type"))
		}
	}
}

func TestNotBuilt(t *testing.T) {
	s, err := New(fstest.MapFS{"placeholder": {}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 503 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
