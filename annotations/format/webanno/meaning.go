package webanno

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// found is an annotation while it is put together from its rows.
type found struct {
	entry annotations.Entry
	layer int
	line  int
}

// at names an annotation: by its number, or by its row where it has none.
type at struct {
	layer   int
	address string // "" when it has a number
	number  int
}

// meaning is what the rows of a file say.
type meaning struct {
	*reader
	places []text.Span // of the rows
	spans  map[at]*found
	order  []*found
	links  []annotations.Entry
	kept   kept
}

func (r *reader) annotate() error {
	m := &meaning{reader: r, places: make([]text.Span, len(r.rows)), spans: map[at]*found{}}
	index := text.NewIndex(r.item.Document.Text)
	for i, l := range r.rows {
		start, err1 := index.ByteAtUTF16(text.UTF16(l.from))
		end, err2 := index.ByteAtUTF16(text.UTF16(l.to))
		err := errors.Join(err1, err2)
		if err == nil {
			m.places[i] = text.Span{Start: start, End: end}
			if got := r.item.Document.Text[start:end]; got != l.word {
				err = fmt.Errorf("UTF-16 units %d to %d are %q, not %q", l.from, l.to, got, l.word)
			}
		}
		if err != nil {
			return r.wrong(l, err)
		}
	}
	for n, l := range r.layers {
		var err error
		switch l.kind {
		case spans:
			m.read(n)
		case chains:
			err = m.chains(n)
		case relations:
		default:
			r.unread(0, l.name, "Gloss knows no layers of the kind "+l.kind)
		}
		if err != nil {
			return err
		}
	}
	for n, l := range r.layers {
		var err error
		switch l.kind {
		case spans:
			err = m.slots(n)
		case relations:
			err = m.relations(n)
		}
		if err != nil {
			return err
		}
	}
	for _, f := range m.order {
		if f.entry.Target.Parts[0].Empty() {
			r.unread(f.line, r.layers[f.layer].name, "a span of no length")
			continue
		}
		m.kept.note(r.layers[f.layer].name, f.entry.ID)
		r.item.Entries = append(r.item.Entries, f.entry)
	}
	slices.SortStableFunc(r.item.Entries, func(a, b annotations.Entry) int { return a.Target.Parts[0].Compare(b.Target.Parts[0]) })
	r.item.Entries = append(m.links, r.item.Entries...)
	m.tokens()
	var err error
	r.item.Document.Meta, err = m.kept.put(r.item.Document.Meta, r.layers)
	return err
}

// tokens keeps the tokens and the sentences of the file.
func (m *meaning) tokens() {
	var tokens []text.Span
	var begins []bool
	sentence := ""
	for i, row := range m.rows {
		if strings.Contains(row.address, ".") {
			continue // a stretch of a token
		}
		in, _, _ := strings.Cut(row.address, "-")
		tokens, begins = append(tokens, m.places[i]), append(begins, in != sentence)
		sentence = in
	}
	m.kept.keepTokens(m.item.Document.Text, tokens, begins)
}

func (r *reader) wrong(l line, err error) error {
	return &format.Error{File: r.file, Line: l.number, Err: err}
}

func (r *reader) unread(number int, field, reason string) {
	for _, u := range r.item.Unread {
		if u.Field == field && u.Reason == reason {
			return
		}
	}
	r.item.Unread = append(r.item.Unread, format.Unread{File: r.file, Line: number, Field: field, Reason: reason})
}

// add begins an annotation of a layer in a row, under a key that no other one has.
func (m *meaning) add(layer, row int, label, key string) *found {
	f := &found{layer: layer, line: m.rows[row].number}
	space := annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, "webanno", m.file, m.item.Document.Text)
	f.entry.ID = annotations.NameID[annotations.Annotation](space.UUID, key)
	f.entry.Label, f.entry.Target = annotations.LabelID(label), annotations.On(m.places[row].Start, m.places[row].End)
	m.order = append(m.order, f)
	return f
}

// grow adds another row to an annotation.
func (f *found) grow(place text.Span) {
	part := &f.entry.Target.Parts[0]
	part.Start, part.End = min(part.Start, place.Start), max(part.End, place.End)
}

// read reads the spans of a layer.
func (m *meaning) read(n int) {
	l := m.layers[n]
	for i, row := range m.rows {
		for k, v := range l.stack(row) {
			key := keyOf(n, row.address, v.number)
			f := m.spans[key]
			if f == nil {
				f = m.add(n, i, v.label, fmt.Sprint(key))
				l.describe(&f.entry.Annotation, row, k)
				m.spans[key] = f
			}
			f.grow(m.places[i])
		}
	}
}

func keyOf(layer int, address string, number int) at {
	if number > 0 {
		return at{layer, "", number}
	}
	return at{layer, address, 0}
}

// link adds a link between two spans. It reports false when one of them is none in
// Gloss.
func (m *meaning) link(from, to *found, e annotations.Entry, key ...string) bool {
	if from == nil || to == nil || from.entry.Target.Parts[0].Empty() || to.entry.Target.Parts[0].Empty() {
		return false
	}
	e.Target.From, e.Target.To = from.entry.ID, to.entry.ID
	e.ID = annotations.NameID[annotations.Annotation](to.entry.ID.UUID, key...)
	m.links = append(m.links, e)
	return true
}

// relations reads a layer of relations on a layer of spans.
func (m *meaning) relations(n int) error {
	l := m.layers[n]
	base, on := l.base(), -1
	if base >= 0 {
		on = slices.IndexFunc(m.layers, func(o layer) bool { return o.kind == spans && o.name == l.features[base][len(basePrefix):] })
	}
	if on < 0 {
		m.unread(0, l.name, "relations of what is no span here")
		return nil
	}
	for _, row := range m.rows {
		if row.columns[l.first+base] == "_" {
			continue
		}
		labels := l.stack(row)
		for i, s := range splitAt(row.columns[l.first+base], '|') {
			source, ids, _ := strings.Cut(strings.TrimSuffix(s, "]"), "[")
			a, b, _ := strings.Cut(ids, "_")
			e := annotations.Entry{}
			e.Label = annotations.LabelID(labels[i].label)
			l.describe(&e.Annotation, row, i)
			from, to := m.spans[keyOf(on, source, numberOf(a))], m.spans[keyOf(on, row.address, numberOf(b))]
			if !m.link(from, to, e, strconv.Itoa(n), row.address, strconv.Itoa(i)) {
				return m.wrong(row, fmt.Errorf("%s: %q is no span of %s", l.name, s, m.layers[on].name))
			}
			m.kept.note(l.name, m.links[len(m.links)-1].ID)
		}
	}
	return nil
}

// numberOf is 0 for what is none.
func numberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
