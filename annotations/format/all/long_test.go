package all

import (
	"bytes"
	"io"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// long is a document of 200 KB with 1,000 spans, some of its words in other
// scripts.
func long() format.Item {
	d := annotations.Document{Title: "Long", Source: "long"}
	d.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, d.Source)
	it := format.Item{Document: d}
	var b strings.Builder
	for i := range 1000 {
		b.WriteString("On day " + strconv.Itoa(i*7919%10_000) + " the minister of Ägypten said “no” to 東京 and ")
		e := annotations.Entry{By: "ada"}
		e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, strconv.Itoa(i))
		at := b.Len()
		b.WriteString("Ada Lovelace " + strconv.Itoa(i))
		e.Label, e.Target = "actor", annotations.On(text.Byte(at), text.Byte(b.Len()))
		it.Entries = append(it.Entries, e)
		b.WriteString(", as farmers and judges expected, until the end of the harbour. Voters in the north of the capital agreed,\n")
	}
	it.Document.Text = b.String()
	return it
}

// peak is how many bytes are live at most while something runs, beyond those before.
func peak(run func()) int64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var most atomic.Int64
	var running atomic.Bool
	running.Store(true)
	look := func() {
		metrics.Read(live)
		most.Store(max(most.Load(), int64(live[0].Value.Uint64())))
	}
	runtime.GC()
	look()
	before := most.Load()
	// A finalizer runs after each collection.
	var again func(*[16]byte)
	again = func(*[16]byte) {
		look()
		if running.Load() {
			runtime.SetFinalizer(new([16]byte), again)
		}
	}
	runtime.SetFinalizer(new([16]byte), again)
	run()
	running.Store(false)
	return most.Load() - before
}

// limits are how many times the text a format may take to write and to read, half as
// much again as it takes, where that is more than others take: records that hold every
// token are in memory as they are read, files in a zip are put together whole, and the
// buffers of Parquet are as large for a short text.
var limits = map[string][2]int64{
	"hf-parquet": {60, 60}, "prodigy": {40, 90}, "spacy-json": {40, 200}, "webanno": {100, 130}, "uima-xmi": {100, 250},
}

// TestLongDocument counts what one long document takes while it is written and read:
// what a format says of each token is many times the text, and is never all in memory.
func TestLongDocument(t *testing.T) {
	it := long()
	size := int64(len(it.Document.Text))
	for _, f := range Formats {
		if f.NewWriter == nil {
			continue
		}
		write := func(to io.Writer) {
			w := format.Fit(f.Can, f.NewWriter(to))
			if _, err := w.Write(it); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var file bytes.Buffer
		write(&file)
		writing := peak(func() { write(io.Discard) })
		reading := peak(func() {
			for _, err := range f.Read(bytes.NewReader(file.Bytes()), "long"+f.Extension) {
				if err != nil {
					t.Fatal(f.Name, err)
				}
			}
		})
		limit, ok := limits[f.Name]
		if !ok {
			limit = [2]int64{40, 50}
		}
		if writing > limit[0]*size || reading > limit[1]*size {
			t.Errorf("%s, a file of %.1f times the text: %.1f times to write, %.1f to read", f.Name, float64(file.Len())/float64(size), float64(writing)/float64(size), float64(reading)/float64(size))
		}
	}
}
