// Package diff tells what changed from one dataset to another: two releases,
// two files, or a file and what the labels are now.
package diff

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Kind says what became of a document or an annotation.
type Kind string

// Kinds of change.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
)

// Change is one document, or one annotation of it, that differs.
type Change struct {
	Kind     Kind   `json:"kind"`
	Document string `json:"document"` // its ID, else its source
	Title    string `json:"title,omitempty"`
	// Span is set for an annotation: its ID, or "-" when the files have none.
	Span string `json:"span,omitempty"`
	Was  *Said  `json:"was,omitempty"` // in the old dataset
	Is   *Said  `json:"is,omitempty"`  // in the new one
}

// Said is what an annotation says: where, and what. Of a document it is the
// start of its text.
type Said struct {
	Label string   `json:"label,omitempty"`
	Bytes [][2]int `json:"bytes,omitempty"`
	Text  string   `json:"text"` // 100 bytes of it at most
	Note  string   `json:"note,omitempty"`
	// Values are those of attributes, each as name=value.
	Values []string `json:"values,omitempty"`
}

func (s *Said) String() string {
	if s.Label == "" {
		return fmt.Sprintf("%q", s.Text)
	}
	all := fmt.Sprintf("%s %q %v", s.Label, s.Text, s.Bytes)
	for _, v := range s.Values {
		all += fmt.Sprintf(" %q", v)
	}
	if s.Note != "" {
		all += fmt.Sprintf(" note %q", s.Note)
	}
	return all
}

func (c Change) String() string {
	what := "document"
	if c.Span != "" {
		what = "annotation"
	}
	said := ""
	switch {
	case c.Was != nil && c.Is != nil:
		said = fmt.Sprintf("%v → %v", c.Was, c.Is)
	case c.Was != nil:
		said = c.Was.String()
	case c.Is != nil:
		said = c.Is.String()
	}
	return fmt.Sprintf("%s %s in %s: %s", c.Kind, what, c.Document, said)
}

// Counts are numbers of one sort of thing.
type Counts struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

func (c *Counts) count(k Kind) {
	switch k {
	case Added:
		c.Added++
	case Removed:
		c.Removed++
	case Changed:
		c.Changed++
	}
}

// AllSame reports whether nothing differs.
func (c Counts) AllSame() bool { return c.Added+c.Removed+c.Changed == 0 }

// Summary counts what a comparison found. A document is changed when its text,
// its title or an annotation of it is.
type Summary struct {
	Documents Counts `json:"documents"`
	Spans     Counts `json:"spans"` // annotations of every kind
}

// Compare tells each, if not nil, what differs, and counts. Documents are the
// same by their ID; of the rest those of one source, then those of one text.
// Annotations are the same by their ID, then by what they say, then by their
// place; a link is at the place of its ends. It holds the annotations, not the
// texts.
func Compare(ctx context.Context, old, new iter.Seq2[format.Item, error], each func(Change) error) (Summary, error) {
	c := comparison{each: each}
	byID := map[annotations.DocumentID]*document{}
	var was, is []*document
	err := draw(ctx, old, func(it format.Item) error {
		d := documentOf(it)
		was = append(was, d)
		if !it.Document.ID.IsZero() {
			byID[it.Document.ID] = d
		}
		return nil
	})
	if err != nil {
		return c.sum, err
	}
	err = draw(ctx, new, func(it format.Item) error {
		d := documentOf(it)
		if o := byID[it.Document.ID]; o != nil && !o.met {
			return c.pair(o, d)
		}
		is = append(is, d)
		return nil
	})
	for _, key := range []func(*document) string{
		func(d *document) string { return d.source },
		func(d *document) string { return string(d.text[:]) },
	} {
		if err == nil {
			err = c.match(was, is, key)
		}
	}
	for _, d := range is {
		if err == nil && !d.met {
			c.sum.Spans.Added += len(d.spans)
			err = c.tell(&c.sum.Documents, Change{Kind: Added, Document: d.name, Title: d.title, Is: &Said{Text: d.start}})
		}
	}
	for _, d := range was {
		if err == nil && !d.met {
			c.sum.Spans.Removed += len(d.spans)
			err = c.tell(&c.sum.Documents, Change{Kind: Removed, Document: d.name, Title: d.title, Was: &Said{Text: d.start}})
		}
	}
	return c.sum, err
}

func draw(ctx context.Context, items iter.Seq2[format.Item, error], take func(format.Item) error) error {
	for it, err := range items {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = take(it)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type comparison struct {
	each func(Change) error
	sum  Summary
}

// match pairs documents that have a key in common, the first with the first.
func (c *comparison) match(was, is []*document, key func(*document) string) error {
	waiting := map[string][]*document{}
	for _, d := range was {
		if k := key(d); !d.met && k != "" {
			waiting[k] = append(waiting[k], d)
		}
	}
	for _, d := range is {
		if list := waiting[key(d)]; !d.met && len(list) > 0 {
			waiting[key(d)] = list[1:]
			if err := c.pair(list[0], d); err != nil {
				return err
			}
		}
	}
	return nil
}

// document is what is remembered of one.
type document struct {
	name, source, title, start string
	text                       [16]byte
	spans                      []span
	met                        bool
}

type span struct {
	annotations.Entry
	place string // where it is, as a key: for a link, what its ends say
	quote string
	met   bool
}

func documentOf(it format.Item) *document {
	sum := sha256.Sum256([]byte(it.Document.Text))
	d := &document{name: it.Document.Source, source: it.Document.Source, title: it.Document.Title, start: short(it.Document.Text), text: [16]byte(sum[:])}
	if !it.Document.ID.IsZero() {
		d.name = it.Document.ID.String()
	}
	quote, ends := it.Quotes(), map[annotations.AnnotationID]string{}
	for _, e := range it.Entries {
		if e.Target.From.IsZero() {
			ends[e.ID] = fmt.Sprint(e.Label, e.Target.Parts)
		}
	}
	for _, e := range it.Entries {
		s := span{Entry: e, place: fmt.Sprint(e.Target), quote: short(quote(e))}
		if from, to := ends[e.Target.From], ends[e.Target.To]; !e.Target.From.IsZero() && from != "" && to != "" {
			s.place = from + " → " + to
		}
		d.spans = append(d.spans, s)
	}
	return d
}

// short is the start of a text.
func short(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return s[:text.Grapheme(s, most).Start] + "…"
}

// pair compares a document that both have.
func (c *comparison) pair(old, d *document) error {
	old.met, d.met = true, true
	before := c.sum.Spans
	if err := c.spans(old, d); err != nil {
		return err
	}
	before.Same = c.sum.Spans.Same
	switch {
	case old.text != d.text || old.title != d.title && old.title != "" && d.title != "":
		was, is := &Said{Text: old.start}, &Said{Text: d.start}
		if old.text == d.text {
			was.Text, is.Text = old.title, d.title
		}
		return c.tell(&c.sum.Documents, Change{Kind: Changed, Document: d.name, Title: d.title, Was: was, Is: is})
	case before != c.sum.Spans:
		c.sum.Documents.Changed++ // its annotations tell
	default:
		c.sum.Documents.Same++
	}
	return nil
}

// spans compares the annotations of a document that both have: those of the
// same ID, then those of one label and place, then what is at the same place.
func (c *comparison) spans(old, d *document) error {
	byID := map[annotations.AnnotationID]*span{}
	for i := range old.spans {
		if s := &old.spans[i]; !s.ID.IsZero() {
			byID[s.ID] = s
		}
	}
	pair := make([]*span, len(d.spans))
	match := func(fits func(a, b *span) bool) {
		at := map[string][]*span{}
		for i := range old.spans {
			if s := &old.spans[i]; !s.met {
				at[s.place] = append(at[s.place], s)
			}
		}
		for i := range d.spans {
			s := &d.spans[i]
			if pair[i] != nil {
				continue
			}
			for _, o := range at[s.place] {
				if !o.met && fits(o, s) {
					pair[i], o.met = o, true
					break
				}
			}
		}
	}
	for i := range d.spans {
		if o := byID[d.spans[i].ID]; o != nil && !o.met {
			pair[i], o.met = o, true
		}
	}
	match(func(a, b *span) bool { return a.Label == b.Label })
	match(func(a, b *span) bool { return true })
	for i := range d.spans {
		s, o := &d.spans[i], pair[i]
		change := Change{Document: d.name, Title: d.title, Span: name(s), Is: said(s)}
		switch {
		case o == nil:
			change.Kind = Added
		case !o.says(s):
			change.Kind, change.Was = Changed, said(o)
		default:
			c.sum.Spans.Same++
			continue
		}
		if err := c.tell(&c.sum.Spans, change); err != nil {
			return err
		}
	}
	for i := range old.spans {
		if s := &old.spans[i]; !s.met {
			if err := c.tell(&c.sum.Spans, Change{Kind: Removed, Document: d.name, Title: d.title, Span: name(s), Was: said(s)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// says reports whether an annotation says what another one does. The end of a link
// that is at another place, or has another label, is so itself.
func (s *span) says(o *span) bool {
	there := s.place == o.place || !s.Target.From.IsZero() && s.Target.From == o.Target.From && s.Target.To == o.Target.To
	return there && s.Label == o.Label && s.Note == o.Note && slices.Equal(s.Values, o.Values)
}

func name(s *span) string {
	if s.ID.IsZero() {
		return "-"
	}
	return s.ID.String()
}

func said(s *span) *Said {
	out := &Said{Label: string(s.Label), Text: s.quote, Note: s.Note}
	for _, v := range s.Values {
		out.Values = append(out.Values, string(v.Attribute)+"="+v.Text)
	}
	for _, p := range s.Target.Parts {
		out.Bytes = append(out.Bytes, [2]int{int(p.Start), int(p.End)})
	}
	return out
}

func (c *comparison) tell(counts *Counts, change Change) error {
	counts.count(change.Kind)
	if c.each == nil {
		return nil
	}
	return c.each(change)
}
