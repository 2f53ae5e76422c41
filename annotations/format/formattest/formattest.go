// Package formattest makes documents that are hard on dataset formats, for the
// tests of formats and of what uses them.
package formattest

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Project is the one of all items.
var Project = annotations.NameID[annotations.Project](uuid.NameSpaceOID, "formattest")

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var pieces = []string{
	"Ada", "Iran’s", " ", "  ", "\t", "\n", "\r\n", "10,000.5", "$", "“x”", "<b>&amp;</b>", `"\`, "é", "e\u0301", "👩‍👩‍👧", "🇮🇷🇵🇰",
	"طهران", "שלום", "東京", "กข", "\ufeff", "\x00", "\u2028", "\u00a0", "\u202f", "\x1f", "-",
}

// Item draws a document and annotations of every kind: nested, crossing,
// discontinuous, of the whole document, and links.
func Item() *rapid.Generator[format.Item] {
	return rapid.Custom(func(t *rapid.T) format.Item {
		body := "x" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "text"), "")
		d, err := annotations.NewDocument(Project, rapid.SampledFrom([]string{"", "7"}).Draw(t, "source"), "A “title”", body, noon)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "meta") {
			d.Meta = []byte(`{"lang":"en","url":"x"}`)
		}
		borders := []text.Byte{}
		for i := range body + "x" {
			borders = append(borders, text.Byte(i))
		}
		var entries []annotations.Entry
		for i := range rapid.IntRange(0, 8).Draw(t, "annotations") {
			e := annotations.Entry{By: "ada", At: noon, Stamp: annotations.Stamp{N: uint64(i + 1)}}
			e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, string(rune('a'+i)))
			e.Label = rapid.SampledFrom([]annotations.LabelID{"actor", "claim", "a label", "名"}).Draw(t, "label")
			switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
			case kind == 0: // of the whole document
			case kind == 1 && i > 0:
				e.Target.From, e.Target.To = entries[0].ID, entries[i-1].ID
			default:
				parts := 1
				if kind == 2 {
					parts = 2
				}
				at := 0
				for range parts {
					if at >= len(borders)-1 {
						break
					}
					start := rapid.IntRange(at, len(borders)-2).Draw(t, "start")
					end := rapid.IntRange(start+1, len(borders)-1).Draw(t, "end")
					e.Target.Parts = append(e.Target.Parts, text.Span{Start: borders[start], End: borders[end]})
					at = end + 1
				}
			}
			entries = append(entries, e)
		}
		it := format.Item{Document: d}
		for e := range annotations.NewSet(entries).All() {
			it.Entries = append(it.Entries, e)
		}
		return it
	})
}
