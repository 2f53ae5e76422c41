package conll

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// newspaper is an item of 50 spans in about 3 KB.
func newspaper(n int) format.Item {
	const sentence = "Ali Larijani said on Tuesday that Iran’s banks hold $10,000.5 in Tehran. "
	d := annotations.Document{Text: strings.Repeat(sentence, 42)}
	d.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, fmt.Sprint(n))
	it := format.Item{Document: d}
	for i := range 50 {
		e := annotations.Entry{}
		e.Label = "actor"
		start := i % 42 * len(sentence)
		if i >= 42 {
			start += strings.Index(sentence, "Tehran")
			e.Label = "location"
			e.Target = annotations.On(text.Byte(start), text.Byte(start+6))
		} else {
			e.Target = annotations.On(text.Byte(start), text.Byte(start+12))
		}
		it.Entries = append(it.Entries, e)
	}
	return it
}

// BenchmarkWrite writes documents of 50 spans.
func BenchmarkWrite(b *testing.B) {
	it := newspaper(1)
	b.SetBytes(int64(len(it.Document.Text)))
	b.ReportAllocs()
	w := Format.NewWriter(io.Discard)
	for b.Loop() {
		if _, err := w.Write(it); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(it.Entries)*b.N)/b.Elapsed().Seconds(), "spans/s")
}
