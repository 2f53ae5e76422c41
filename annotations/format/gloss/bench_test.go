package gloss

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// article is a document of 3 KB with 50 spans.
func article(n int) format.Item {
	const sentence = "Ali Larijani said on Tuesday that Iran’s banks hold “$10,000.5” in Tehran. "
	d := annotations.Document{Title: "An article", Text: strings.TrimSpace(strings.Repeat(sentence, 42))}
	d.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, fmt.Sprint(n))
	it := format.Item{Document: d}
	for i := range 50 {
		e := annotations.Entry{By: "ada"}
		e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, fmt.Sprint(i))
		e.Label = "actor"
		at := text.Byte(i % 42 * len(sentence))
		e.Target = annotations.On(at, at+12)
		it.Entries = append(it.Entries, e)
	}
	return it
}

// BenchmarkRead reads lines the fast way, and as the JSON package alone would.
func BenchmarkRead(b *testing.B) {
	var items []format.Item
	for i := range 20 {
		items = append(items, article(i))
	}
	file, _ := formattest.Write(b, Format, items...)
	b.Run("fast", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		b.ReportAllocs()
		for b.Loop() {
			if items, errs := formattest.Read(Format, file); len(items) != 20 {
				b.Fatal(errs)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		b.ReportAllocs()
		var d decoder
		for b.Loop() {
			for line := range bytes.Lines(file) {
				rec, err := decode(line)
				if err != nil {
					b.Fatal(err)
				}
				rec.into(&d.rec)
				if _, err := d.item(&d.rec); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
