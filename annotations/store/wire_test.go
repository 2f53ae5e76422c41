package store_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

func somePage(n int) store.Page {
	return store.Page{Batch: storetest.NewWorld(n).All(), Next: 77, More: n > 1, Epoch: "e"}
}

// A packed page says what its JSON says, and no part of it passes for a whole.
func TestPage(t *testing.T) {
	for _, want := range []store.Page{{}, {Next: 3, Epoch: "e"}, somePage(0), somePage(3)} {
		packed, err := store.AppendPage(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{packed, plain} {
			got, err := store.ReadPage(b)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
			for cut := range b {
				if _, err := store.ReadPage(b[:cut]); err == nil {
					t.Fatalf("%d bytes of %d are read without an error", cut, len(b))
				}
			}
		}
		for _, b := range [][]byte{append(bytes.Clone(packed), 0), append([]byte{9}, packed[1:]...)} {
			if _, err := store.ReadPage(b); err == nil {
				t.Errorf("%q is read without an error", b)
			}
		}
	}
}

func FuzzReadPage(f *testing.F) {
	for n := range 3 {
		b, err := store.AppendPage(nil, somePage(n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		page, err := store.ReadPage(b)
		if err != nil || b[0] == '{' {
			return
		}
		packed, err := store.AppendPage(nil, page)
		if err != nil {
			return // a project or a text about which JSON is more lenient
		}
		again, err := store.ReadPage(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(page, again); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	})
}

// BenchmarkReadPage reads what a device gets at once, in both forms.
func BenchmarkReadPage(b *testing.B) {
	w := storetest.NewWorld(400)
	page := store.Page{Batch: w.All(), Epoch: "e"}
	packed, err := store.AppendPage(nil, page)
	if err != nil {
		b.Fatal(err)
	}
	plain, err := json.Marshal(page)
	if err != nil {
		b.Fatal(err)
	}
	for name, bytes := range map[string][]byte{"pack": packed, "json": plain} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.ReadPage(bytes); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(bytes)), "B/page")
		})
	}
}
