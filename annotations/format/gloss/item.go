package gloss

import (
	"bytes"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// parsed is a record as it was read. Its bytes are those of the line, and good
// until the next.
type parsed struct {
	id, source, title, text string
	meta                    []byte
	spans, labels, links    []parsedSpan
}

// parsedSpan is a span, a label or a link as it was read.
type parsedSpan struct {
	id, from, to, label, by, at []byte
	start, end                  int
	hasStart, hasEnd            bool
	parts                       [][2]int
	text                        []byte
	hasText                     bool
	note                        string
	values                      []value
}

// decoder turns lines into items. It keeps what it can use again.
type decoder struct {
	rec    parsed
	labels map[string]annotations.LabelID
	people map[string]annotations.Author
}

// read reads a document: in one pass when there is nothing unusual in it, else,
// and so whenever there is anything wrong, with the JSON package.
func (d *decoder) read(v jsonfile.Value) (it format.Item, err error) {
	rec := &d.rec
	*rec = parsed{spans: rec.spans[:0], labels: rec.labels[:0], links: rec.links[:0]}
	if !fast(v.Bytes, rec) {
		if err := v.Check(); err != nil {
			return it, err
		}
		slow, err := decode(v.Bytes)
		if err != nil {
			return it, v.Error(err)
		}
		slow.into(rec)
	}
	if it, err = d.item(rec); err != nil {
		return format.Item{}, v.Error(err)
	}
	return it, nil
}

// item turns a record into a document without a project and its entries.
func (d *decoder) item(rec *parsed) (format.Item, error) {
	it := format.Item{Document: annotations.Document{Source: rec.source, Title: rec.title, Text: rec.text, Meta: bytes.Clone(rec.meta)}}
	if id, err := annotations.ParseID[annotations.Document](rec.id); err == nil {
		it.Document.ID = id
	} else if it.Document.Source == "" {
		it.Document.Source = rec.id
	}
	lists := [3][]parsedSpan{rec.spans, rec.labels, rec.links}
	total, parts := 0, 0
	for _, list := range lists {
		total += len(list)
		for i := range list {
			parts += max(1, len(list[i].parts))
		}
	}
	if total == 0 {
		return it, nil
	}
	index := text.NewIndex(rec.text)
	it.Entries = make([]annotations.Entry, 0, total)
	slab := make([]text.Span, 0, parts)
	for _, list := range lists {
		for i := range list {
			e, err := d.entry(index, &list[i], &slab)
			if err != nil {
				return it, fmt.Errorf("annotation %d (%s): %w", len(it.Entries)+1, list[i].label, err)
			}
			it.Entries = append(it.Entries, e)
		}
	}
	return it, nil
}

// intern returns the one copy of a name that recurs.
func intern[T ~string](names *map[string]T, b []byte) T {
	if len(b) == 0 {
		return ""
	}
	if name, ok := (*names)[string(b)]; ok {
		return name
	}
	if *names == nil || len(*names) > 4096 { // a file of names that do not recur
		*names = map[string]T{}
	}
	name := string(b)
	(*names)[name] = T(name)
	return T(name)
}

func (d *decoder) entry(index *text.Index, s *parsedSpan, slab *[]text.Span) (annotations.Entry, error) {
	e := annotations.Entry{By: intern(&d.people, s.by)}
	e.Label, e.Note = intern(&d.labels, s.label), s.note
	for _, v := range s.values {
		e.Values = append(e.Values, annotations.Value{Attribute: annotations.AttributeID(v.Name), Text: v.Value})
	}
	e.Values = annotations.SortValues(e.Values)
	if len(s.at) > 0 {
		if err := e.At.UnmarshalText(s.at); err != nil {
			return e, fmt.Errorf(`"at": %w`, err)
		}
		e.At = annotations.Moment(e.At)
	}
	if e.Label == "" {
		return e, errors.New("no label")
	}
	e.ID = parseID[annotations.Annotation](s.id) // of another program: made anew
	e.Target.From = parseID[annotations.Annotation](s.from)
	e.Target.To = parseID[annotations.Annotation](s.to)
	if s.hasStart != s.hasEnd {
		return e, errors.New("start and end belong together")
	}
	if s.hasStart {
		if err := place(index, s, &e, slab); err != nil {
			return e, err
		}
	}
	trial := e.Annotation
	if trial.ID.IsZero() {
		trial.ID = annotations.NameID[annotations.Annotation](trial.ID.UUID, "trial")
	}
	if err := trial.Check(index.Text()); err != nil {
		return e, err
	}
	if s.hasText && s.hasStart && !quotes(index.Text(), e.Target.Parts, s.text) {
		quote := format.Quote(annotations.Document{Text: index.Text()}, e)
		return e, fmt.Errorf("code points %d to %d are %q, but the span says %q", s.start, s.end, quote, s.text)
	}
	return e, nil
}

func parseID[T any](b []byte) annotations.ID[T] {
	if len(b) == 0 {
		return annotations.ID[T]{}
	}
	id, _ := annotations.ParseID[T](string(b))
	return id
}

// place converts the offsets of a span. Its parts are cut off the slab.
func place(index *text.Index, s *parsedSpan, e *annotations.Entry, slab *[]text.Span) error {
	one := [1][2]int{{s.start, s.end}}
	parts := s.parts
	if len(parts) == 0 {
		parts = one[:]
	}
	from := len(*slab)
	for _, p := range parts {
		start, err := index.ByteAt(text.Point(p[0]))
		if err != nil {
			return fmt.Errorf("start %d: %w (the text has %d code points)", p[0], err, index.Points())
		}
		end, err := index.ByteAt(text.Point(p[1]))
		if err != nil {
			return fmt.Errorf("end %d: %w (the text has %d code points)", p[1], err, index.Points())
		}
		*slab = append(*slab, text.Span{Start: start, End: end})
	}
	to := len(*slab)
	e.Target.Parts = (*slab)[from:to:to]
	return nil
}

// quotes reports whether a quote is the parts of a text, joined by a blank.
func quotes(body string, parts []text.Span, quote []byte) bool {
	for i, p := range parts {
		if i > 0 {
			if len(quote) == 0 || quote[0] != ' ' {
				return false
			}
			quote = quote[1:]
		}
		part := body[p.Start:p.End]
		if len(quote) < len(part) || string(quote[:len(part)]) != part {
			return false
		}
		quote = quote[len(part):]
	}
	return len(quote) == 0
}
