package brat

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
)

// noteType is the type of the notes (#) that annotators write.
const noteType = "AnnotatorNotes"

// hard reports whether a value or a note cannot stand in a line as it is: brat has
// no escapes. It is written as a JSON string then.
func hard(s string) bool {
	return strings.HasPrefix(s, `"`) || strings.ContainsRune(s, '\t') || strings.ContainsFunc(s, isLineEnd)
}

func encode(s string) (string, error) {
	if !hard(s) {
		return s, nil
	}
	b, err := jsonfile.Marshal(s)
	return strings.NewReplacer("\u0085", `\u0085`, "\u2028", `\u2028`, "\u2029", `\u2029`).Replace(string(b)), err
}

// decode is the way back, of files that Gloss wrote.
func (r *reader) decode(s string) string {
	var inner string
	if r.ours && strings.HasPrefix(s, `"`) && json.Unmarshal([]byte(s), &inner) == nil {
		return inner
	}
	return s
}

// attribute is the line A1<TAB>Name T1 of a flag, or A1<TAB>Name T1 Value. M is an
// old letter for it.
type attribute struct{ id, name, ref, value string }

func parseAttribute(line string) (a attribute, err error) {
	id, rest, ok := strings.Cut(line, "\t")
	if !ok {
		return a, errNoTab
	}
	a.id = id
	cut := func(s string) (word, more string) {
		if i := strings.IndexAny(s, " \t"); i >= 0 {
			return s[:i], s[i+1:]
		}
		return s, ""
	}
	a.name, rest = cut(rest)
	a.ref, a.value = cut(rest)
	if a.name == "" || a.ref == "" {
		return a, fmt.Errorf("%q is about nothing", strings.TrimPrefix(line, id+"\t"))
	}
	return a, nil
}

func (a attribute) String() string {
	s := a.id + "\t" + a.name + " " + a.ref
	if a.value != "" {
		s += " " + a.value
	}
	return s
}

// note is the line #1<TAB>AnnotatorNotes T1<TAB>text.
type note struct{ id, ref, text string }

func parseNote(line string) (n note, ok bool) {
	fields := strings.SplitN(line, "\t", 3)
	if len(fields) < 3 || line[0] != '#' || fields[2] == "" {
		return n, false
	}
	kind, ref, ok := strings.Cut(fields[1], " ")
	return note{fields[0], ref, fields[2]}, ok && kind == noteType
}

func (n note) String() string { return n.id + "\t" + noteType + " " + n.ref + "\t" + n.text }

var errNoTab = errors.New("there is no tab in it")

// about is the annotation that an ID stands for, of an event that of its trigger;
// nil when there is none.
func (r *reader) about(ref string) *annotations.Entry {
	if i, ok := r.at[r.names.id(r.known[ref])]; ok && r.known[ref] != "" {
		return &r.entries[i]
	}
	return nil
}

// keep keeps a line that says what an annotation does too, unless it comes out the
// same without.
func (r *reader) keep(line, ref string) {
	if !r.ours || line[0] == 'M' || r.known[ref] != ref {
		r.kept = append(r.kept, line)
	}
}

func (r *reader) attribute(line string) error {
	a, err := parseAttribute(line)
	if err != nil {
		return err
	}
	if err := r.define(a.id, ""); err != nil {
		return err
	}
	a.value = r.decode(a.value)
	r.keep(a.String(), a.ref)
	e := r.about(a.ref)
	if e == nil {
		return nil
	}
	v := annotations.Value{Attribute: annotations.AttributeID(a.name), Text: a.value}
	if name, ok := r.labels[a.name]; ok {
		v.Attribute = annotations.AttributeID(name)
	}
	if v.Text == "" {
		v.Text = annotations.Yes
	}
	e.Values = append(e.Values, v)
	return nil
}

// note reads a note on an annotation; false when the line is none.
func (r *reader) note(line string) bool {
	n, ok := parseNote(line)
	e := r.about(n.ref)
	if !ok || e == nil {
		return false
	}
	n.text = r.decode(n.text)
	r.keep(n.String(), n.ref)
	e.Note = joined(e.Note, n.text)
	return true
}

// joined is one note of two.
func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// extras writes the values and notes of annotations: as they were read, where they
// still say the same.
func (p *page) extras(covered map[annotations.AnnotationID]bool) error {
	at := map[string]annotations.Entry{}
	for _, e := range p.item.Entries {
		if name := p.names[e.ID]; name != "" {
			at[name] = e
		} else if covered[e.ID] && (e.Note != "" || len(e.Values) > 0) {
			p.lose(e, format.Stripped, "a role of an event has no notes and no attributes")
		}
	}
	said := map[string]map[annotations.Value]bool{}
	notes := map[string][]note{}
	for _, line := range p.kept.Kept {
		if n, ok := parseNote(line); ok && p.there[n.ref] {
			name := p.spanOf(n.ref)
			notes[name] = append(notes[name], n)
		}
		if line[0] != 'A' && line[0] != 'M' {
			continue
		}
		a, err := parseAttribute(line)
		name := p.spanOf(a.ref)
		e, ok := at[name]
		if err != nil || !ok || !p.there[a.ref] {
			continue
		}
		v := annotations.Value{Attribute: annotations.AttributeID(a.name), Text: a.value}
		if label, ok := p.conf.labels[a.name]; ok {
			v.Attribute = annotations.AttributeID(label)
		}
		if v.Text == "" {
			v.Text = annotations.Yes
		}
		if !e.Has(v) {
			continue
		}
		if said[name] == nil {
			said[name] = map[annotations.Value]bool{}
		}
		said[name][v] = true
		if err := p.attribute(a.id, string(v.Attribute), a.ref, a.value); err != nil {
			return err
		}
	}
	for _, e := range p.item.Entries {
		name := p.names[e.ID]
		if name == "" {
			continue
		}
		for _, v := range e.Values {
			if said[name][v] {
				continue
			}
			if v.Text == annotations.Yes && p.conf.isFlag(p.conf.kind(string(v.Attribute))) {
				v.Text = ""
			}
			p.last['A']++
			if err := p.attribute("A"+strconv.Itoa(p.last['A']), string(v.Attribute), name, v.Text); err != nil {
				return err
			}
		}
		if err := p.note(name, e.Note, notes[name]); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) attribute(id, name, ref, value string) error {
	kind := p.conf.kind(name)
	p.conf.attribute(kind, value)
	value, err := encode(value)
	if err != nil {
		return err
	}
	p.there[id] = true
	p.ann.WriteString(attribute{id, kind, ref, value}.String() + "\n")
	return nil
}

// note writes the note of an annotation, as the notes that it was read from if it
// is still those together.
func (p *page) note(name, text string, before []note) error {
	together := ""
	for _, n := range before {
		together = joined(together, n.text)
	}
	if together != text {
		n := note{"", name, text}
		if len(before) > 0 {
			n.id = before[0].id
		} else {
			p.last['#']++
			n.id = "#" + strconv.Itoa(p.last['#'])
		}
		if before = []note{n}; text == "" {
			before = nil
		}
	}
	for _, n := range before {
		var err error
		if n.text, err = encode(n.text); err != nil {
			return err
		}
		p.there[n.id] = true
		p.ann.WriteString(n.String() + "\n")
	}
	return nil
}

// isExtra reports whether a line that was kept is about an annotation, which says
// the same itself.
func (p *page) isExtra(line string) bool {
	ref := ""
	if n, ok := parseNote(line); ok {
		ref = n.ref
	} else if a, err := parseAttribute(line); err == nil && strings.Contains("AM", line[:1]) {
		ref = a.ref
	}
	return ref != "" && p.written[p.spanOf(ref)]
}
