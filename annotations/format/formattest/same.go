package formattest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Diff tells how two items differ in what a format can carry; empty when they
// do not. Texts that a format does not carry are compared without their white
// space, and so are the places of their spans.
func Diff(can format.Can, want, got format.Item) string {
	return cmp.Diff(view(can, want), view(can, got))
}

// view is an item as lines to compare.
func view(can format.Can, it format.Item) []string {
	d := it.Document
	lines := []string{"text: " + ink(can, d.Text, len(d.Text))}
	if can.IDs {
		lines = append(lines, "id: "+d.ID.String())
	}
	if can.Titles {
		lines = append(lines, "title: "+d.Title, "source: "+d.Source)
	}
	if can.Meta {
		var b bytes.Buffer
		_ = json.Compact(&b, d.Meta)
		lines = append(lines, "meta: "+b.String())
	}
	byID := map[annotations.AnnotationID]annotations.Entry{}
	for _, e := range it.Entries {
		byID[e.ID] = e
	}
	var entries []string
	for _, e := range it.Entries {
		entries = append(entries, entry(can, d.Text, e, byID))
	}
	slices.Sort(entries)
	return append(lines, entries...)
}

func entry(can format.Can, body string, e annotations.Entry, byID map[annotations.AnnotationID]annotations.Entry) string {
	s := fmt.Sprintf("%q", e.Label)
	for _, p := range e.Target.Parts {
		s += fmt.Sprintf(" [%d,%d)", place(can, body, p.Start), place(can, body, p.End))
	}
	if !e.Target.From.IsZero() {
		s += " {" + entry(can, body, byID[e.Target.From], byID) + "} -> {" + entry(can, body, byID[e.Target.To], byID) + "}"
	}
	if e.Note != "" && (can.Notes || can.Comments && format.IsComment(e)) {
		s += fmt.Sprintf(" note %q", e.Note)
	}
	if can.Attributes && len(e.Values) > 0 {
		s += fmt.Sprintf(" values %q", e.Values)
	}
	if can.Authors {
		s += " by " + string(e.By)
	}
	if can.Times {
		s += " at " + annotations.Moment(e.At).String()
	}
	if can.IDs {
		s += " id " + e.ID.String()
	}
	return s
}

func place(can format.Can, body string, at text.Byte) int { return len(ink(can, body, int(at))) }

// ink is the text up to a byte, without white space for a format that does not
// carry the text.
func ink(can format.Can, body string, end int) string {
	body = body[:end]
	if can.Text {
		return body
	}
	return strings.Map(func(r rune) rune {
		if text.IsBlank(r) {
			return -1
		}
		return r
	}, body)
}
