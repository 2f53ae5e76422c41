package biocxml

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		dec := xml.NewDecoder(r)
		finder := offsets.NewFinder(format.CodePoint)
		fail := func(err error) {
			line, column := dec.InputPos()
			yield(format.Item{}, &format.Error{File: name, Line: line, Column: column, Err: format.Printable(err)})
		}
		seen, closed := false, false
		for {
			t, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				fail(err)
				return
			}
			switch t := t.(type) {
			case xml.EndElement:
				closed = closed || t.Name.Local == "collection"
			case xml.StartElement:
				if !seen && t.Name.Local != "collection" {
					fail(fmt.Errorf("no BioC: it begins with <%s>", t.Name.Local))
					return
				}
				seen = true
				if t.Name.Local == "infon" { // of the collection
					var said infon
					if err := dec.DecodeElement(&said, &t); err != nil {
						fail(err)
						return
					}
					// Its word goes before our habit, and after what is quoted.
					if u := format.Unit(said.Value); said.Key == offsetsKey && slices.Contains(offsets.Units, u) && finder.Untold() {
						finder = offsets.NewFinder(u)
					}
					continue
				}
				if t.Name.Local != "document" {
					continue
				}
				line, _ := dec.InputPos()
				var d document
				if err := dec.DecodeElement(&d, &t); err != nil {
					fail(err)
					return
				}
				it, err := (&reader{file: name, line: line, finder: finder}).item(&d)
				if err != nil {
					it = format.Item{}
				}
				if !yield(it, err) {
					return
				}
			}
		}
		if !closed {
			fail(errors.New("no BioC: there is no collection in it"))
		}
	}
}

// reader turns a document into an item.
type reader struct {
	file   string
	line   int // of the document
	finder *offsets.Finder
	out    format.Item
	pieces []piece
}

// piece is a passage without sentences, or a sentence.
type piece struct {
	offset int
	ruler  *offsets.Ruler
	line   int
	start  text.Byte // in the document
}

func (r *reader) fail(line int, err error) error {
	return &format.Error{File: r.file, Line: line, Err: err}
}

func (r *reader) unread(line int, field, reason string) {
	for _, u := range r.out.Unread {
		if u.Field == field && u.Reason == reason {
			return
		}
	}
	r.out.Unread = append(r.out.Unread, format.Unread{File: r.file, Line: line, Field: field, Reason: reason})
}

func (r *reader) item(d *document) (format.Item, error) {
	doc := &r.out.Document
	r.head(d)
	all := slices.Clone(d.Annotations)
	links := slices.Clone(d.Relations)
	var gather func(s stretch)
	gather = func(s stretch) {
		all = append(all, s.Annotations...)
		links = append(links, s.Relations...)
		for _, i := range s.Infons {
			r.unread(s.line, "passage.infon."+i.Key, "Gloss has no fields of parts of a text")
		}
		if len(s.Sentences) == 0 && s.Text != nil {
			r.pieces = append(r.pieces, piece{offset: s.Offset, ruler: offsets.NewRuler(*s.Text), line: s.line})
		}
		for _, sentence := range s.Sentences {
			gather(sentence)
		}
	}
	for _, p := range d.Passages {
		gather(p)
	}
	slices.SortStableFunc(r.pieces, func(a, b piece) int { return a.offset - b.offset })
	for _, a := range all {
		if err := r.test(a); err != nil {
			return r.out, r.fail(a.line, err)
		}
	}
	body, err := r.join()
	if err != nil {
		return r.out, err
	}
	doc.Text = body
	space := annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, "bioc", d.ID, body)
	ids := map[string]annotations.AnnotationID{}
	used := map[annotations.AnnotationID]bool{}
	name := func(id string, n int) annotations.AnnotationID {
		named, err := annotations.ParseID[annotations.Annotation](id)
		if err != nil || used[named] || named.IsZero() {
			named = annotations.NameID[annotations.Annotation](space.UUID, id, fmt.Sprint(n))
		}
		used[named] = true
		if _, twice := ids[id]; !twice {
			ids[id] = named
		}
		return named
	}
	for n, a := range all {
		e := r.about(a.Infons, a.line, "annotation")
		e.ID = name(a.ID, n)
		if e.Target.Parts, err = r.place(a); err != nil {
			return r.out, r.fail(a.line, fmt.Errorf("annotation %s: %w", a.ID, err))
		}
		if len(a.Location) > 0 && len(e.Target.Parts) == 0 {
			r.unread(a.line, "annotation", "a span of no length")
			delete(ids, a.ID)
			continue
		}
		if err := e.Check(body); err != nil {
			return r.out, r.fail(a.line, fmt.Errorf("annotation %s: %w", a.ID, err))
		}
		r.out.Entries = append(r.out.Entries, e)
	}
	if err := r.relations(links, ids, func(id string, n int) annotations.AnnotationID { return name(id, len(all)+n) }); err != nil {
		return r.out, err
	}
	slices.SortStableFunc(r.out.Entries, func(a, b annotations.Entry) int {
		if x, y := min(len(a.Target.Parts), 1), min(len(b.Target.Parts), 1); x+y < 2 {
			return x - y
		}
		return a.Target.Parts[0].Compare(b.Target.Parts[0])
	})
	return r.out, nil
}

func (r *reader) head(d *document) {
	doc := &r.out.Document
	if id, err := annotations.ParseID[annotations.Document](d.ID); err == nil {
		doc.ID = id
	} else {
		doc.Source = d.ID
	}
	others := map[string]string{}
	for _, i := range d.Infons {
		switch {
		case i.Key == titleKey:
			doc.Title = i.Value
		case i.Key == sourceKey && !doc.ID.IsZero():
			doc.Source = i.Value
		case i.Key == metaKey && json.Valid([]byte(i.Value)):
			doc.Meta = []byte(i.Value)
		default:
			others[i.Key] = i.Value
		}
	}
	if len(others) > 0 && doc.Meta == nil {
		doc.Meta, _ = jsonfile.Marshal(others)
	}
}

// about reads the infons of an annotation or relation.
func (r *reader) about(infons []infon, line int, what string) (e annotations.Entry) {
	e.Label = annotations.LabelID(what)
	for _, i := range infons {
		switch i.Key {
		case typeKey:
			if i.Value != "" {
				e.Label = annotations.LabelID(i.Value)
			}
		case authorKey:
			e.By = annotations.Author(i.Value)
		case timeKey:
			at, err := time.Parse(time.RFC3339Nano, i.Value)
			if err != nil {
				r.unread(line, what+".infon."+i.Key, "it is no time of RFC 3339")
			}
			e.At = annotations.Moment(at)
		case noteKey:
			e.Note = i.Value
		default:
			v := annotations.Value{Attribute: annotations.AttributeID(strings.TrimPrefix(i.Key, escaped)), Text: i.Value}
			if v.Attribute == "" || v.Text == "" {
				r.unread(line, what+".infon."+i.Key, "an infon that says nothing")
				continue
			}
			e.Values = append(e.Values, v)
		}
	}
	e.Values = annotations.SortValues(e.Values)
	return e
}

// in returns the piece that holds an offset of the document.
func (r *reader) in(offset int) (piece, error) {
	for _, p := range slices.Backward(r.pieces) {
		if p.offset <= offset {
			return p, nil
		}
	}
	return piece{}, fmt.Errorf("offset %d is before the text", offset)
}

// claims are the locations of an annotation by the piece that they are in.
func (r *reader) claims(a annotation) (pieces []piece, claims []offsets.Claim, err error) {
	for _, l := range a.Location {
		p, err := r.in(l.Offset)
		if err != nil {
			return nil, nil, err
		}
		if l.Length < 0 {
			return nil, nil, fmt.Errorf("length %d", l.Length)
		}
		pieces = append(pieces, p)
		claims = append(claims, offsets.Claim{Parts: [][2]int{{l.Offset - p.offset, l.Offset - p.offset + l.Length}}})
	}
	return pieces, claims, nil
}

// test holds an annotation against its quote, to find out what offsets count.
func (r *reader) test(a annotation) error {
	pieces, claims, err := r.claims(a)
	if err != nil || a.Text == nil || len(claims) == 0 {
		return err
	}
	// The parts of a discontinuous one are proved together where one piece holds
	// them all, and else by themselves, as no quote tells where they part.
	whole := offsets.Claim{Quote: *a.Text, Quoted: true}
	for i, c := range claims {
		if pieces[i].start != pieces[0].start || pieces[i].offset != pieces[0].offset {
			return nil
		}
		whole.Parts = append(whole.Parts, c.Parts...)
	}
	return r.finder.Test(offsets.Place{File: r.file, Line: a.line}, pieces[0].ruler, whole)
}

// join puts the text together. Where pieces do not follow on each other a line
// end and blanks stand between them.
func (r *reader) join() (string, error) {
	unit := r.finder.Best().Unit
	var b strings.Builder
	at := 0
	for i := range r.pieces {
		p := &r.pieces[i]
		if i > 0 {
			gap := p.offset - at
			switch {
			case gap < 0:
				return "", r.fail(p.line, fmt.Errorf("a passage at %d, where the one before ends at %d (in %ss)", p.offset, at, unit))
			case b.Len()+gap > format.MaxRecord:
				return "", r.fail(p.line, format.ErrTooLong)
			case gap > 0:
				b.WriteString("\n" + strings.Repeat(" ", gap-1))
			}
		}
		p.start = text.Byte(b.Len())
		b.WriteString(p.ruler.Text())
		at = p.offset + p.ruler.Len(unit)
	}
	return b.String(), nil
}

func (r *reader) place(a annotation) (parts []text.Span, err error) {
	pieces, claims, err := r.claims(a)
	if err != nil {
		return nil, err
	}
	for i, c := range claims {
		spans, err := r.finder.Best().Spans(pieces[i].ruler, c)
		if err != nil {
			return nil, err
		}
		// claims found the piece before it had a place.
		start := pieces[i].start
		sp := text.Span{Start: spans[0].Start + start, End: spans[0].End + start}
		if !sp.Empty() {
			parts = append(parts, sp)
		}
	}
	return parts, nil
}

// relations reads those of two nodes as links.
func (r *reader) relations(links []relation, ids map[string]annotations.AnnotationID, name func(string, int) annotations.AnnotationID) error {
	named := make([]annotations.AnnotationID, len(links))
	for i, l := range links { // first, since a relation may be of relations
		if len(l.Nodes) == 2 {
			named[i] = name(l.ID, i)
		}
	}
	for i, l := range links {
		if len(l.Nodes) != 2 {
			r.unread(l.line, "relation", "Gloss links two annotations, no more and no fewer")
			continue
		}
		e := r.about(l.Infons, l.line, "relation")
		e.ID = named[i]
		for n, to := range []*annotations.AnnotationID{&e.Target.From, &e.Target.To} {
			id, ok := ids[l.Nodes[n].Ref]
			if !ok {
				return r.fail(l.line, fmt.Errorf("relation %s: there is no %q", l.ID, l.Nodes[n].Ref))
			}
			*to = id
		}
		if role := l.Nodes[0].Role; role != "from" && role != "" {
			r.unread(l.line, "relation.node.role", "a link of Gloss has no roles")
		}
		r.out.Entries = append(r.out.Entries, e)
	}
	return nil
}
