package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

func gzipped(t *testing.T, b []byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return z.Bytes()
}

// TestCompressed: a batch may come compressed, and a page leaves so when that is
// wanted.
func TestCompressed(t *testing.T) {
	c, st := newServer(t)
	w := storetest.NewWorld(40)
	for name, media := range map[string]string{"JSON": "application/json", "packed": store.PackMedia} {
		b, err := json.Marshal(w.All())
		if media == store.PackMedia {
			b, err = store.AppendPage(nil, store.Page{Batch: w.All()})
		}
		if err != nil {
			t.Fatal(err)
		}
		status, _, answer := c.do("POST", "/api/v1/changes", bytes.NewReader(gzipped(t, b)), "Content-Type", media, "Content-Encoding", "gzip")
		if status != 200 {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
		for _, accept := range []string{"", "br", "br, gzip;q=0.8", "gzip; q=0"} {
			status, h, b := c.do("GET", "/api/v1/changes", nil, "Accept", media, "Accept-Encoding", accept)
			want := ""
			if strings.Contains(accept, "q=0.8") {
				want = "gzip"
			}
			if status != 200 || h.Get("Content-Encoding") != want || h.Get("Content-Type") != media {
				t.Fatalf("%s, %q: %d %v", name, accept, status, h)
			}
			if want != "" {
				z, err := gzip.NewReader(bytes.NewReader(b))
				if err != nil {
					t.Fatal(err)
				}
				if b, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			page, err := store.ReadPage(b)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(w.All(), page.Batch); diff != "" {
				t.Errorf("%s, %q:\n%s", name, accept, diff)
			}
		}
	}
	page, err := st.Since(ctx, 0, 1000)
	if err != nil || page.Len() != w.All().Len() {
		t.Errorf("%d things are stored, %v", page.Len(), err)
	}
}

// TestWrongBatches: what cannot be read or must not be taken is refused with its
// code, and nothing of it is stored.
func TestWrongBatches(t *testing.T) {
	c, st := newServer(t)
	w := storetest.NewWorld(1)
	w.Changes[1].Stamp.N, w.Changes[1].Step.N = math.MaxUint64, math.MaxUint64
	far, err := json.Marshal(w.All())
	if err != nil {
		t.Fatal(err)
	}
	bomb := gzipped(t, bytes.Repeat([]byte(" "), MaxBody+1))
	for _, x := range []struct {
		name, media, encoding string
		body                  []byte
		status                int
		code                  string
	}{
		{"a stamp from far in the future", "application/json", "", far, http.StatusUnprocessableEntity, "wrong_stamp"},
		{"a small body that is a large one", "application/json", "gzip", bomb, http.StatusRequestEntityTooLarge, "too_large"},
		{"no gzip", "application/json", "gzip", []byte("{}"), http.StatusBadRequest, "bad_gzip"},
		{"another compression", "application/json", "br", []byte("{}"), http.StatusUnsupportedMediaType, "other_encoding"},
		{"no pack", store.PackMedia, "", []byte("x"), http.StatusBadRequest, "bad_pack"},
	} {
		status, _, b := c.do("POST", "/api/v1/changes", bytes.NewReader(x.body), "Content-Type", x.media, "Content-Encoding", x.encoding)
		var answer problem
		if err := json.Unmarshal(b, &answer); err != nil || status != x.status || answer.Code != x.code {
			t.Errorf("%s: %d %s", x.name, status, b)
		}
	}
	page, err := st.Since(ctx, 0, 1000)
	if err != nil || page.Len() != 0 {
		t.Errorf("%d things are stored, %v", page.Len(), err)
	}
}
