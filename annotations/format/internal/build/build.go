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
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// Note is what annotations of all kinds have.
type Note struct {
	ID    string // in the file; "" when it has none
	Label string
	By    string
	At    time.Time
	Rest  jsonfile.Object // fields that were not understood; they are kept
	Field string          // where the annotation stands in the record, such as "spans"
}

// Document gathers the annotations of a document.
type Document struct {
	doc   annotations.Document
	kind  string
	free  jsonfile.Object
	notes []note
	marks []place.Mark
	odd   []format.Unread
}

type note struct {
	Note
	from, to int // of its marks
	spans    []text.Span
	link     bool
	nowhere  bool // a span without a stretch
	ends     [2]string
}

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

// Span adds an annotation of the stretches that its marks name in the unit of
// the file.
func (d *Document) Span(n Note, marks ...place.Mark) {
	from := len(d.marks)
	d.marks = append(d.marks, marks...)
	d.notes = append(d.notes, note{Note: n, from: from, to: len(d.marks), nowhere: len(marks) == 0})
}

// Bytes adds an annotation of stretches whose bytes are known.
func (d *Document) Bytes(n Note, spans ...text.Span) {
	d.notes = append(d.notes, note{Note: n, spans: spans})
}

// Whole adds a label of the document as a whole.
func (d *Document) Whole(n Note) { d.notes = append(d.notes, note{Note: n}) }

// Link adds a link between two annotations by their IDs in the file.
func (d *Document) Link(n Note, from, to string) {
	d.notes = append(d.notes, note{Note: n, link: true, ends: [2]string{from, to}})
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

// Item returns what was gathered, in text order. The finder may be nil when all
// spans are in bytes.
func (d *Document) Item(f *place.Finder) (format.Item, error) {
	var spans []text.Span
	if len(d.marks) > 0 {
		var err error
		if spans, err = f.Spans(d.doc.Text, d.marks); err != nil {
			return format.Item{}, d.naming(err)
		}
	}
	it := format.Item{Document: d.doc}
	ids := map[string]annotations.AnnotationID{}
	of := map[annotations.AnnotationID]jsonfile.Object{}
	space := annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, d.kind, d.doc.Source, d.doc.Text)
	for i, n := range d.notes {
		e := annotations.Entry{By: annotations.Author(n.By)}
		e.Label = annotations.LabelID(n.Label)
		if !n.At.IsZero() {
			e.At = annotations.Moment(n.At)
		}
		switch u, err := annotations.ParseID[annotations.Annotation](n.ID); {
		case err == nil && len(n.ID) == 36:
			e.ID = u
		case n.ID != "":
			e.ID = annotations.NameID[annotations.Annotation](space.UUID, n.ID)
		case len(n.Rest) > 0:
			e.ID = annotations.NameID[annotations.Annotation](space.UUID, "", strconv.Itoa(i))
		}
		if n.ID != "" {
			if _, twice := ids[n.ID]; twice {
				return it, fmt.Errorf("two annotations have the ID %q", n.ID)
			}
			ids[n.ID] = e.ID
		}
		if len(n.Rest) > 0 {
			of[e.ID] = n.Rest
			for _, key := range slices.Sorted(maps.Keys(n.Rest)) {
				d.Unread(n.Field+"."+key, "Gloss has no place for it", true)
			}
		}
		if n.nowhere {
			return it, fmt.Errorf("annotation %d (%s) is a span without a place", i+1, n.Label)
		}
		e.Target.Parts = n.spans
		if n.to > n.from {
			e.Target.Parts = slices.Clone(spans[n.from:n.to])
		}
		slices.SortFunc(e.Target.Parts, text.Span.Compare)
		it.Entries = append(it.Entries, e)
	}
	for i, n := range d.notes {
		e := &it.Entries[i]
		if n.link {
			var ok [2]bool
			e.Target.From, ok[0] = ids[n.ends[0]]
			e.Target.To, ok[1] = ids[n.ends[1]]
			for j, found := range ok {
				if !found {
					return it, fmt.Errorf("annotation %d (%s) links %q, which is not there", i+1, n.Label, n.ends[j])
				}
			}
		}
		trial := e.Annotation
		if trial.ID.IsZero() { // it is named when it is stored
			trial.ID = annotations.NameID[annotations.Annotation](space.UUID, n.Label)
		}
		if err := trial.Check(d.doc.Text); err != nil {
			return it, fmt.Errorf("annotation %d (%s): %w", i+1, n.Label, err)
		}
	}
	slices.SortStableFunc(it.Entries, func(a, b annotations.Entry) int {
		x, inA := a.Target.Extent()
		y, inB := b.Target.Extent()
		if inA != inB {
			if inA {
				return -1
			}
			return 1
		}
		return cmp.Or(x.Compare(y), 0)
	})
	var err error
	it.Document.Meta, err = joinMeta(d.free, of)
	it.Unread = d.odd
	return it, err
}

// naming says which annotation a mark is of.
func (d *Document) naming(err error) error {
	var mark *place.MarkError
	if !errors.As(err, &mark) {
		return err
	}
	for i, n := range d.notes {
		if n.from <= mark.Index && mark.Index < n.to {
			return fmt.Errorf("annotation %d (%s): %w", i+1, n.Label, mark.Err)
		}
	}
	return err
}
