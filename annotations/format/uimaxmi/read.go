package uimaxmi

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/text"
)

const xmiSpace = "http://www.omg.org/XMI"

// structure is a feature structure.
type structure struct {
	id, kind string
	fields   map[string]string
	line     int
	nested   string // the first feature that is an element of its own
}

// decode reads the view "_InitialView", or the first with a text.
func decode(file, body string, listed *folder.Listed) (it format.Item, err error) {
	r := &reader{file: file, byID: map[string]*structure{}}
	if err := r.parse(body); err != nil {
		return it, err
	}
	listed.Apply(&r.item.Document)
	if err := r.view(); err != nil {
		return it, err
	}
	err = r.annotate()
	return r.item, err
}

type reader struct {
	file  string
	all   []*structure
	byID  map[string]*structure
	sofa  *structure
	index *text.Index
	item  format.Item
}

func (r *reader) fail(line int, err error) error {
	return &format.Error{File: r.file, Line: line, Err: err}
}

func (r *reader) unread(line int, field, reason string) {
	for _, u := range r.item.Unread {
		if u.Field == field && u.Reason == reason {
			return
		}
	}
	r.item.Unread = append(r.item.Unread, format.Unread{File: r.file, Line: line, Field: field, Reason: reason})
}

// parse takes the elements of the file.
func (r *reader) parse(body string) error {
	dec := xml.NewDecoder(strings.NewReader(body))
	dec.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) { return input, nil } // it is UTF-8 by now
	depth := 0
	for {
		line, column := dec.InputPos()
		t, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &format.Error{File: r.file, Line: line, Column: column, Err: format.Printable(err)}
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 1 && t.Name != (xml.Name{Space: xmiSpace, Local: "XMI"}):
				return r.fail(line, fmt.Errorf("it is no XMI: it begins with <%s>", t.Name.Local))
			case depth == 2:
				r.take(t, line)
			case depth == 3 && len(r.all) > 0:
				if s := r.all[len(r.all)-1]; s.nested == "" {
					s.nested = t.Name.Local
				}
			}
		case xml.EndElement:
			depth--
		}
	}
	if len(r.all) == 0 {
		line, _ := dec.InputPos()
		return r.fail(line, errors.New("it is no XMI: there is nothing in it"))
	}
	return nil
}

func (r *reader) take(t xml.StartElement, line int) {
	s := &structure{fields: map[string]string{}, line: line}
	s.kind = t.Name.Local
	if space := strings.TrimSuffix(strings.TrimPrefix(t.Name.Space, "http:///"), ".ecore"); space != "" {
		s.kind = strings.ReplaceAll(space, "/", ".") + "." + s.kind
	}
	for _, a := range t.Attr {
		if a.Name.Space == xmiSpace {
			if a.Name.Local == "id" {
				s.id = a.Value
			}
			continue
		}
		s.fields[a.Name.Local] = a.Value
	}
	r.all = append(r.all, s)
	if s.id != "" {
		r.byID[s.id] = s
	}
}

// view chooses the text.
func (r *reader) view() error {
	for _, s := range r.all {
		if s.kind != "uima.cas.Sofa" {
			continue
		}
		if _, ok := s.fields["sofaString"]; !ok {
			continue
		}
		switch {
		case r.sofa == nil:
			r.sofa = s
		case s.fields["sofaID"] == "_InitialView":
			r.unread(r.sofa.line, "view "+r.sofa.fields["sofaID"], "Gloss reads one view of a CAS")
			r.sofa = s
		default:
			r.unread(s.line, "view "+s.fields["sofaID"], "Gloss reads one view of a CAS")
		}
	}
	if r.sofa == nil {
		return r.fail(r.all[0].line, errors.New("there is no text in it: no Sofa has a sofaString"))
	}
	r.item.Document.Text = r.sofa.fields["sofaString"]
	r.index = text.NewIndex(r.item.Document.Text)
	return nil
}

// aside are types that are no annotations to a reader.
var aside = []string{"uima.cas.NULL", "uima.cas.Sofa", "uima.cas.View", "uima.tcas.DocumentAnnotation"}

func isAside(kind string) bool {
	short := kind[strings.LastIndexByte(kind, '.')+1:]
	return slices.Contains(aside, kind) || strings.Contains(kind, ".metadata.type.") || strings.Contains(kind, ".segmentation.type.") || short == "Token" || short == "Sentence"
}

// annotate turns feature structures into annotations.
func (r *reader) annotate() error {
	members := map[string]bool{}
	for _, s := range r.all {
		if s.kind == "uima.cas.View" && s.fields["sofa"] == r.sofa.id {
			for id := range strings.FieldsSeq(s.fields["members"]) {
				members[id] = true
			}
		}
	}
	space := annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, "uima", r.file, r.item.Document.Text)
	ids := map[string]annotations.AnnotationID{} // of what is read, by xmi:id
	seen := map[annotations.AnnotationID]bool{}
	var links []*structure
	for _, s := range r.all {
		switch {
		case isAside(s.kind) || s.id == "" || s.fields["sofa"] != r.sofa.id && s.fields["sofa"] != "":
			continue
		case len(members) > 0 && !members[s.id]:
			r.unread(s.line, s.kind, "it is in no index of the view")
			continue
		case s.fields["Governor"] != "" && s.fields["Dependent"] != "":
			links = append(links, s)
			continue
		}
		e, ok, err := r.entry(s)
		if err != nil {
			return r.fail(s.line, fmt.Errorf("%s %s: %w", s.kind, s.id, err))
		}
		if !ok {
			continue
		}
		if e.ID.IsZero() || seen[e.ID] {
			e.ID = annotations.NameID[annotations.Annotation](space.UUID, s.id)
		}
		ids[s.id], seen[e.ID] = e.ID, true
		r.item.Entries = append(r.item.Entries, e)
	}
	for _, s := range links { // named first, since a link may be of links
		if id, err := annotations.ParseID[annotations.Annotation](s.fields["id"]); err == nil && s.kind == linkType && !seen[id] {
			ids[s.id], seen[id] = id, true
		} else {
			ids[s.id] = annotations.NameID[annotations.Annotation](space.UUID, s.id)
		}
	}
	for _, s := range links {
		from, ok1 := ids[s.fields["Governor"]]
		to, ok2 := ids[s.fields["Dependent"]]
		if !ok1 || !ok2 {
			if r.byID[s.fields["Governor"]] == nil || r.byID[s.fields["Dependent"]] == nil {
				return r.fail(s.line, fmt.Errorf("%s %s links what is not there", s.kind, s.id))
			}
			r.unread(s.line, s.kind, "it links what is no annotation here")
			continue
		}
		e := r.about(s)
		e.ID = ids[s.id]
		e.Target.From, e.Target.To = from, to
		r.item.Entries = append(r.item.Entries, e)
	}
	slices.SortStableFunc(r.item.Entries, func(a, b annotations.Entry) int {
		if x, y := min(len(a.Target.Parts), 1), min(len(b.Target.Parts), 1); x+y < 2 {
			return x - y
		}
		return a.Target.Parts[0].Compare(b.Target.Parts[0])
	})
	return nil
}

// about reads label, author and time.
func (r *reader) about(s *structure) (e annotations.Entry) {
	if s.kind == spanType || s.kind == linkType || s.kind == documentType {
		e.ID, _ = annotations.ParseID[annotations.Annotation](s.fields["id"])
		e.By = annotations.Author(s.fields["author"])
		if at, err := time.Parse(time.RFC3339Nano, s.fields["time"]); err == nil {
			e.At = annotations.Moment(at)
		}
	}
	r.features(s, &e)
	label := s.kind[strings.LastIndexByte(s.kind, '.')+1:]
	for _, feature := range []string{"value", "label", "PosValue", "DependencyType"} {
		if v := s.fields[feature]; v != "" {
			label = v
			break
		}
	}
	e.Label = annotations.LabelID(label)
	return e
}

// features reads notes and attributes. What looks like a reference to another
// structure of a file by others is none.
func (r *reader) features(s *structure, e *annotations.Entry) {
	ours := s.kind == spanType || s.kind == linkType || s.kind == documentType
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		value := s.fields[name]
		switch refers := r.byID[value] != nil; {
		case slices.Contains(fixed, name):
		case refers && !ours:
			r.unread(s.line, s.kind+"."+name, "Gloss has no references but links")
		case !build.ReadFeature(&e.Annotation, build.Feature{Name: name, Value: value}):
			r.unread(s.line, s.kind+"."+name, "it says nothing")
		}
	}
	if s.nested != "" {
		r.unread(s.line, s.kind+"."+s.nested, "Gloss has no lists of features")
	}
	e.Values = annotations.SortValues(e.Values)
}

func (r *reader) entry(s *structure) (e annotations.Entry, ok bool, err error) {
	if s.kind == documentType {
		return r.about(s), true, nil
	}
	begin, has1 := s.fields["begin"]
	end, has2 := s.fields["end"]
	if !has1 || !has2 {
		r.unread(s.line, s.kind, "it is not in the text")
		return e, false, nil
	}
	e = r.about(s)
	parts := begin + " " + end
	if s.kind == spanType && s.fields["parts"] != "" {
		parts = s.fields["parts"]
	}
	for part := range strings.SplitSeq(parts, ";") {
		from, to, _ := strings.Cut(part, " ")
		start, err := r.offset(from)
		if err != nil {
			return e, false, err
		}
		stop, err := r.offset(to)
		if err != nil {
			return e, false, err
		}
		e.Target.Parts = append(e.Target.Parts, text.Span{Start: start, End: stop})
	}
	if len(e.Target.Parts) == 1 && e.Target.Parts[0].Start == e.Target.Parts[0].End {
		r.unread(s.line, s.kind, "a span of no length")
		return e, false, nil
	}
	trial := e.Annotation
	trial.ID = annotations.NameID[annotations.Annotation](annotations.DocumentID{}.UUID, s.id)
	return e, true, trial.Check(r.item.Document.Text)
}

func (r *reader) offset(s string) (text.Byte, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is no offset", s)
	}
	at, err := r.index.ByteAtUTF16(text.UTF16(n))
	if err != nil {
		return 0, fmt.Errorf("%d: %w (the text has %d UTF-16 code units)", n, err, r.index.Units())
	}
	return at, nil
}
