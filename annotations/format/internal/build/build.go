// Package build makes an item of what a reader finds in a record: IDs of other
// programs become ours, spans leave the unit of the file, links find their ends,
// and what nobody understood is kept.
package build

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

// Note is what annotations of all kinds have.
type Note struct {
	ID     string // in the file; "" when it has none
	Label  string
	By     string
	At     time.Time
	Text   string              // what its author has to say about it
	Values []annotations.Value // of attributes, in any order
	Rest   jsonfile.Object     // fields that were not understood; they are kept
	Field  string              // where the annotation stands in the record, such as "spans"
}

// Document gathers the annotations of a document.
type Document struct {
	doc   annotations.Document
	kind  string
	free  jsonfile.Object
	notes []note
	odd   []format.Unread
}

type note struct {
	Note
	claim offsets.Claim // of a span in the unit of the file
	spans []text.Span   // of one in bytes
	kind  kind
	ends  [2]string // of a link
}

type kind int

const (
	span kind = iota
	whole
	link
)

// New starts a document of a format. Its ID in the file is ours when it is a
// UUID, and else where it comes from.
func New(kind, id, title, body string) *Document {
	d := &Document{kind: kind, doc: annotations.Document{Title: title, Text: body}}
	if u, err := annotations.ParseID[annotations.Document](id); err == nil && len(id) == 36 {
		d.doc.ID = u
	} else {
		d.doc.Source = id
	}
	return d
}

// Text is the text of the document.
func (d *Document) Text() string { return d.doc.Text }

// SetID sets the document's ID where it stands apart from its source.
func (d *Document) SetID(id annotations.DocumentID) { d.doc.ID = id }

// Span adds an annotation of the stretches from start to end in the unit of the
// file. The quote is what the file says stands there, the parts joined by a
// blank; nil when it says nothing.
func (d *Document) Span(n Note, quote *string, parts ...[2]int) {
	if len(parts) > 1 {
		parts = slices.Clone(parts)
	}
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	claim := offsets.Claim{Parts: parts}
	if quote != nil {
		claim.Quote, claim.Quoted = *quote, true
	}
	d.notes = append(d.notes, note{Note: n, claim: claim})
}

// Bytes adds an annotation of stretches whose bytes are known.
func (d *Document) Bytes(n Note, spans ...text.Span) {
	d.notes = append(d.notes, note{Note: n, spans: spans})
}

// Whole adds a label of the document as a whole.
func (d *Document) Whole(n Note) { d.notes = append(d.notes, note{Note: n, kind: whole}) }

// Link adds a link between two annotations by their IDs in the file.
func (d *Document) Link(n Note, from, to string) {
	d.notes = append(d.notes, note{Note: n, kind: link, ends: [2]string{from, to}})
}

// Keep keeps fields of the document that were not understood.
func (d *Document) Keep(fields jsonfile.Object) {
	for k, v := range fields {
		d.KeepField(k, v)
	}
}

// KeepField keeps one field of the document that was not understood.
func (d *Document) KeepField(key string, value []byte) {
	if d.free == nil {
		d.free = jsonfile.Object{}
	}
	d.free[key] = slices.Clone(value)
}

// Unread reports a field that was not taken as it was meant.
func (d *Document) Unread(field, reason string, kept bool) {
	d.odd = append(d.odd, format.Unread{Field: field, Reason: reason, Kept: kept})
}

// Record returns what was gathered, in text order.
func (d *Document) Record() (offsets.Record, error) {
	rec := offsets.Record{Item: format.Item{Document: d.doc}}
	inOrder := func(a, b note) int { return cmp.Or(cmp.Compare(a.kind, b.kind), a.compare(b)) }
	if !slices.IsSortedFunc(d.notes, inOrder) {
		slices.SortStableFunc(d.notes, inOrder)
	}
	if n := len(d.notes); n > 0 {
		rec.Item.Entries, rec.Claims = make([]annotations.Entry, 0, n), make([]offsets.Claim, 0, n)
	}
	ids := map[string]annotations.AnnotationID{}
	fields := map[annotations.AnnotationID]jsonfile.Object{}
	space := sync.OnceValue(func() annotations.DocumentID {
		return annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, d.kind, d.doc.Source, d.doc.Text)
	})
	for i, n := range d.notes {
		e := annotations.Entry{By: annotations.Author(n.By)}
		e.Label, e.Note, e.Values = annotations.LabelID(n.Label), n.Text, annotations.SortValues(n.Values)
		if !n.At.IsZero() {
			e.At = annotations.Moment(n.At)
		}
		if e.ID = n.id(space, i); n.ID != "" {
			if _, twice := ids[n.ID]; twice {
				return rec, fmt.Errorf("two annotations have the ID %q", n.ID)
			}
			ids[n.ID] = e.ID
		}
		if len(n.Rest) > 0 {
			fields[e.ID] = n.Rest
			for _, key := range slices.Sorted(maps.Keys(n.Rest)) {
				d.Unread(n.Field+"."+key, "Gloss has no place for it", true)
			}
		}
		e.Target.Parts = n.spans
		rec.Item.Entries = append(rec.Item.Entries, e)
		rec.Claims = append(rec.Claims, n.claim)
	}
	for i, n := range d.notes {
		e := &rec.Item.Entries[i]
		err := n.finish(e, ids)
		if err == nil {
			err = check(*e, d.doc.Text)
		}
		if err != nil {
			return rec, fmt.Errorf("annotation %d (%s): %w", i+1, n.Label, err)
		}
	}
	var err error
	rec.Item.Document.Meta, err = joinMeta(d.free, fields)
	rec.Item.Unread = d.odd
	return rec, err
}

func (n note) compare(other note) int {
	a, b := n.extent(), other.extent()
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(b[1], a[1]))
}

func (n note) extent() (e [2]int) {
	switch {
	case len(n.claim.Parts) > 0:
		e = [2]int{n.claim.Parts[0][0], n.claim.Parts[len(n.claim.Parts)-1][1]}
	case len(n.spans) > 0:
		e = [2]int{int(n.spans[0].Start), int(n.spans[len(n.spans)-1].End)}
	}
	return e
}

// id is ours for an ID of the file. What has none there and needs none is named
// when it is stored, so that the same span read again is the same annotation.
func (n note) id(space func() annotations.DocumentID, i int) annotations.AnnotationID {
	if u, err := annotations.ParseID[annotations.Annotation](n.ID); err == nil && len(n.ID) == 36 {
		return u
	}
	switch {
	case n.ID != "":
		return annotations.NameID[annotations.Annotation](space().UUID, n.ID)
	case len(n.Rest) > 0:
		return annotations.NameID[annotations.Annotation](space().UUID, "", strconv.Itoa(i))
	}
	return annotations.AnnotationID{}
}

// finish finds the ends of a link.
func (n note) finish(e *annotations.Entry, ids map[string]annotations.AnnotationID) error {
	switch {
	case n.kind == span && len(n.claim.Parts) == 0 && len(n.spans) == 0:
		return errors.New("it is a span without a place")
	case n.kind != link:
		return nil
	}
	for i, end := range []*annotations.AnnotationID{&e.Target.From, &e.Target.To} {
		id, ok := ids[n.ends[i]]
		if !ok {
			return fmt.Errorf("it links %q, which is not there", n.ends[i])
		}
		*end = id
	}
	return nil
}

// trial stands for the ID that an annotation gets later.
var trial = annotations.NameID[annotations.Annotation](annotations.AnnotationID{}.UUID, "trial")

// check is about all but the places that are numbers still.
func check(e annotations.Entry, body string) error {
	if e.ID.IsZero() {
		e.ID = trial
	}
	return e.Check(body)
}
