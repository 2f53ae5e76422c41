// Package formattest is the acceptance suite of dataset formats, and makes
// documents that are hard on them, for the tests of formats and of what uses
// them.
package formattest

import (
	"iter"
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

// Labels are the names of labels in items; Plain those that any format holds.
var (
	Labels = []string{"actor", "claim", "a label", "名", "a\tb", `x"y|z]`, "B-1:2"}
	Plain  = Labels[:2]
)

// Noon is when all of it was made.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var pieces = []string{
	"Ada", "Iran’s", " ", "  ", "\t", "\n", "\r\n", "\r", "10,000.5", "$", "“x”", "<b>&amp;</b>", `"\`, "é", "e\u0301", "👩‍👩‍👧", "🇮🇷🇵🇰",
	"طهران", "שלום", "東京", "กข", "\ufeff", "\u2028", "\u00a0", "\u202f", "-", "]]>", "_", ",",
}

var anything = append(pieces[:len(pieces):len(pieces)], "\x00", "\x1f", "\ufffe")

var people = []annotations.Author{"ada", "ada", "bob"}

// Item draws a document and annotations of every kind: nested, crossing,
// discontinuous, of the whole document, and links.
func Item() *rapid.Generator[format.Item] {
	return items(anything, true)
}

// ItemOf draws an item that a format can carry.
func ItemOf(can format.Can) *rapid.Generator[format.Item] {
	chars := pieces
	if can.Controls {
		chars = anything
	}
	return rapid.Map(items(chars, can.Empty), func(it format.Item) format.Item { return fit(it, can) })
}

func items(pieces []string, empty bool) *rapid.Generator[format.Item] {
	return rapid.Custom(func(t *rapid.T) format.Item {
		body := "x" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "text"), "")
		if empty && rapid.IntRange(0, 9).Draw(t, "empty") == 0 {
			body = rapid.SampledFrom([]string{"", " ", "\r\n\t"}).Draw(t, "blank")
		}
		d, err := annotations.NewDocument(Project, rapid.SampledFrom([]string{"", "7"}).Draw(t, "source"), "A “title”", body, Noon)
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
			e := annotations.Entry{By: rapid.SampledFrom(people).Draw(t, "by"), At: Noon, Stamp: annotations.Stamp{N: uint64(i + 1)}}
			e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, string(rune('a'+i)))
			e.Label = annotations.LabelID(rapid.SampledFrom(Labels).Draw(t, "label"))
			switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
			case kind == 0: // of the whole document
			case kind == 1 && i > 0:
				e.Target.From, e.Target.To = entries[0].ID, entries[i-1].ID
			case len(body) > 0:
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
			switch rapid.IntRange(0, 9).Draw(t, "extras") {
			case 0:
				e.Note = rapid.SampledFrom([]string{"why?", "two\nlines “x” 👍"}).Draw(t, "note")
			case 1:
				e.Values = annotations.SortValues([]annotations.Value{
					{Attribute: "amount", Text: "<=10 USD"},
					{Attribute: annotations.AttributeID(rapid.SampledFrom([]string{"amount", "an attribute", "名"}).Draw(t, "attribute")), Text: rapid.SampledFrom([]string{"x", "y z"}).Draw(t, "value")},
				})
			case 2:
				if e.Target.Kind() != annotations.LinkLabel {
					e.Label, e.Values = annotations.LabelRefused, []annotations.Value{{Attribute: annotations.ValueAttribute, Text: "actor"}}
				}
			case 3:
				if e.Target.Whole() {
					e.Label, e.Note = annotations.LabelNote, "come back\nto “this”"
				}
			case 4:
				if e.Target.Whole() {
					e.Label, e.Values = annotations.LabelStatus, annotations.SortValues([]annotations.Value{
						{Attribute: annotations.ValueAttribute, Text: string(annotations.StatusReviewed)},
						{Attribute: annotations.OrderAttribute, Text: annotations.OrderChance},
					})
				}
			}
			entries = append(entries, e)
		}
		return item(d, entries)
	})
}

// Each yields items as a reader does.
func Each(items ...format.Item) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for _, it := range items {
			if !yield(it, nil) {
				return
			}
		}
	}
}

// item puts entries into text order.
func item(d annotations.Document, entries []annotations.Entry) format.Item {
	it := format.Item{Document: d}
	for e := range annotations.NewSet(entries).All() {
		it.Entries = append(it.Entries, e)
	}
	return it
}

// fit leaves of an item what a format can carry.
func fit(it format.Item, can format.Can) format.Item {
	tokens := format.Tokens(it.Document.Text)
	var kept []annotations.Entry
	there, inText := map[annotations.AnnotationID]bool{}, map[annotations.AnnotationID]bool{}
	for _, e := range it.Entries {
		if !can.Work && e.Label.Reserved() {
			if can.Comments && format.IsComment(e) {
				kept = append(kept, e)
			}
			continue
		}
		if !can.AnyLabel {
			e.Label = annotations.LabelID(Plain[len(e.Label)%len(Plain)])
		}
		if !can.Notes {
			e.Note = ""
		}
		if !can.Attributes {
			e.Values = nil
		}
		switch n := len(e.Target.Parts); {
		case n > 1 && !can.Parts:
			e.Target.Parts = e.Target.Parts[:1]
		case n == 0 && e.Target.From.IsZero() && !can.Whole:
			continue
		case n == 0 && !e.Target.From.IsZero():
			continue // when its ends are known
		}
		if !can.SubToken {
			if e.Target.Parts = onTokens(tokens, e.Target.Parts); e.Target.Parts == nil {
				continue
			}
		}
		if !can.Overlap && overlaps(kept, e) {
			continue
		}
		kept = append(kept, e)
		there[e.ID] = true
		inText[e.ID] = len(e.Target.Parts) > 0
	}
	by := map[annotations.AnnotationID]annotations.Author{}
	for _, e := range it.Entries {
		by[e.ID] = e.By
	}
	for changed := can.Links; changed; {
		changed = false
		for _, e := range it.Entries {
			if !can.Across && (by[e.Target.From] != e.By || by[e.Target.To] != e.By) {
				continue
			}
			if !can.Chains && !(inText[e.Target.From] && inText[e.Target.To]) {
				continue
			}
			if !can.Notes {
				e.Note = ""
			}
			if !can.Attributes {
				e.Values = nil
			}
			if !there[e.ID] && there[e.Target.From] && there[e.Target.To] {
				if !can.AnyLabel {
					e.Label = annotations.LabelID(Plain[len(e.Label)%len(Plain)])
				}
				kept = append(kept, e)
				there[e.ID], changed = true, true
			}
		}
	}
	return item(it.Document, kept)
}

// onTokens widens parts to the tokens that they touch.
func onTokens(tokens []text.Span, parts []text.Span) (wide []text.Span) {
	last := -1
	for _, p := range parts {
		from, to, _ := format.Cover(tokens, p)
		if from = max(from, last); from < to {
			wide = append(wide, text.Span{Start: tokens[from].Start, End: tokens[to-1].End})
			last = to
		}
	}
	return wide
}

func overlaps(kept []annotations.Entry, e annotations.Entry) bool {
	for _, k := range kept {
		for _, a := range k.Target.Parts {
			for _, b := range e.Target.Parts {
				if a.Overlaps(b) {
					return true
				}
			}
		}
	}
	return false
}
