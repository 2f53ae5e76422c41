package laws

import (
	"encoding/json"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// Sample is a dataset of two documents with everything that formats stumble
// over: characters of one to four bytes before the spans, line ends of DOS,
// quotes, nested and discontinuous spans, a label of the document, a link, two
// authors and a program, a note and values of attributes.
func Sample() []format.Item {
	const body = "👩‍👩‍👧 Iran’s “army” said\r\n10,000 men, <b>ten</b> = 10 %, reached كابل\tand 東京.\n"
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d, err := annotations.NewDocument(formattest.Project, "afp-7", "An “army”", body, noon)
	if err != nil {
		panic(err)
	}
	d.Meta = json.RawMessage(`{"lang":"en","url":"https://example.org/7?a=1&b=2"}`)
	span := func(quotes ...string) (t annotations.Target) {
		at := 0
		for _, q := range quotes {
			at += strings.Index(body[at:], q)
			t.Parts = append(t.Parts, text.Span{Start: text.Byte(at), End: text.Byte(at + len(q))})
			at += len(q)
		}
		return t
	}
	var entries []annotations.Entry
	add := func(by annotations.Author, label annotations.LabelID, target annotations.Target) annotations.AnnotationID {
		id := annotations.NameID[annotations.Annotation](d.ID.UUID, string(rune('a'+len(entries))))
		entries = append(entries, annotations.Entry{
			Annotation: annotations.Annotation{ID: id, Label: label, Target: target},
			By:         by, At: noon.Add(time.Duration(len(entries)) * 1500 * time.Millisecond),
			Stamp: annotations.Stamp{N: uint64(len(entries) + 1)},
		})
		return id
	}
	actor := add("ada", "actor", span("Iran’s “army”"))
	add("ada", "location", span("Iran"))
	claim := add("ada", "claim", span("10,000 men", "reached كابل"))
	number := add("ada", "number", span("10,000"))
	add("ben", "number", span("10,000"))
	add("ben", "place name", span("東京"))
	add("model:tiny", "location", span("كابل"))
	add("ada", "war", annotations.Target{})
	add("ada", "says", annotations.Target{From: claim, To: actor})
	add("ada", "counts", annotations.Target{From: number, To: actor})
	second, err := annotations.NewDocument(formattest.Project, "", "", "Nothing here.", noon)
	if err != nil {
		panic(err)
	}
	for i := range entries {
		switch entries[i].ID {
		case claim:
			entries[i].Note = "who counted?\n“they”"
		case number:
			entries[i].Values = annotations.SortValues([]annotations.Value{
				{Attribute: "amount", Text: "10000 men"}, {Attribute: "how sure", Text: "low"}, {Attribute: "how sure", Text: "mid"},
			})
		}
	}
	items := []format.Item{{Document: d}, {Document: second}}
	for e := range annotations.NewSet(entries).All() {
		items[0].Entries = append(items[0].Entries, e)
	}
	return items
}
