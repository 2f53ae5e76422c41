package brat

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/text"
)

// parts are the endings of the files with annotations beside a .txt; all but
// the first hold a part of them in some shared tasks.
var parts = []string{".ann", ".a1", ".a2", ".co", ".rel"}

// readFS reads all documents of a folder and the folders in it, one at a time:
// those of a manifest in its order, the others in the order of their names. A
// text without annotations is a document too. The errors are *format.Error.
func readFS(fsys fs.FS) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		labels := labelsOf(fsys)
		listed, err := folder.ReadManifest(fsys)
		if err != nil {
			yield(format.Item{}, err)
			return
		}
		folders := map[string]bool{}
		pair := func(base string, m *folder.Listed) bool {
			it, err := readPair(fsys, base, labels, m)
			// The schema is the nearest one, as for brat.
			for dir := path.Dir(base); err == nil && it.Schema == nil && !folders[dir]; dir = path.Dir(dir) {
				folders[dir] = true
				it.Schema, err = schemaOf(fsys, dir, labels)
			}
			if err != nil {
				it = format.Item{}
			}
			return yield(it, err)
		}
		done := map[string]bool{}
		for _, m := range listed {
			base := strings.TrimSuffix(m.File, ".txt")
			if done[base] = true; !pair(base, &m) {
				return
			}
		}
		stop := errors.New("stop")
		err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			base, ending := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
			switch {
			case err != nil:
				return err
			case d.IsDir(), strings.HasPrefix(path.Base(name), "."), path.Base(name) == "LICENSE.txt", path.Base(name) == "README.txt":
				return nil
			case ending == ".ann":
				if _, err := fs.Stat(fsys, base+".txt"); err != nil && !yield(format.Item{}, &format.Error{File: name, Err: fmt.Errorf("there is no %s.txt beside it", path.Base(base))}) {
					return stop
				}
			case ending == ".txt" && !done[base] && !pair(base, nil):
				return stop
			}
			return nil
		})
		if err != nil && err != stop {
			yield(format.Item{}, &format.Error{File: ".", Err: format.Printable(err)})
		}
	}
}

// reader reads the annotations of one document.
type reader struct {
	doc    annotations.Document
	index  *text.Index
	names  names
	labels map[string]string // type to the name that it stands for
	unit   unit

	ours bool // Gloss wrote the file

	entries []annotations.Entry
	at      map[annotations.AnnotationID]int // in entries
	ids     []string                         // of T and R
	known   map[string]string                // an ID, and the one that links to it link to
	exact   map[string]string                // offsets of spans that notes tell
	kept    []string
}

type numbered struct {
	file   string
	number int
	text   string
}

func readPair(fsys fs.FS, base string, labels map[string]string, m *folder.Listed) (format.Item, error) {
	body, err := folder.ReadFile(fsys, base+".txt")
	if err != nil {
		return format.Item{}, err
	}
	d := annotations.Document{Source: base, Title: path.Base(base), Text: body}
	m.Apply(&d)
	r := &reader{
		doc: d, index: text.NewIndex(body), names: namesOf(d), labels: labels, ours: m != nil,
		at: map[annotations.AnnotationID]int{}, known: map[string]string{}, exact: map[string]string{},
	}
	var all []numbered
	for _, ending := range parts {
		file := base + ending
		ann, err := folder.ReadFile(fsys, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return format.Item{}, err
		}
		number := 0
		for line := range strings.SplitSeq(ann, "\n") {
			number++
			if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) != "" {
				all = append(all, numbered{file, number, line})
			}
		}
	}
	return r.read(all)
}

// read takes the spans first, then events, then what refers to them.
func (r *reader) read(all []numbered) (format.Item, error) {
	r.unit = r.unitOf(all)
	for _, l := range all {
		if id, at, ok := parseSpanNote(l.text); ok {
			r.exact[id] = at
		}
	}
	steps := []func(string) error{r.span, r.event, r.roles, r.relation, r.attribute, r.other}
	kinds := []string{"T", "E", "E", "R", "AM", "N#*"}
	for i, step := range steps {
		for _, l := range all {
			if !strings.Contains("TREAMN#*", l.text[:1]) {
				return format.Item{}, &format.Error{File: l.file, Line: l.number, Column: 1, Err: fmt.Errorf("%q begins no kind of annotation", l.text[:1])}
			}
			if !strings.Contains(kinds[i], l.text[:1]) {
				continue
			}
			if err := step(l.text); err != nil {
				return format.Item{}, &format.Error{File: l.file, Line: l.number, Err: err}
			}
		}
	}
	for i := range r.entries {
		r.entries[i].Values = annotations.SortValues(r.entries[i].Values)
	}
	slices.SortStableFunc(r.entries, func(a, b annotations.Entry) int {
		if x, y := min(len(a.Target.Parts), 1), min(len(b.Target.Parts), 1); x+y < 2 {
			return x - y
		}
		return a.Target.Parts[0].Compare(b.Target.Parts[0])
	})
	it := format.Item{Document: r.doc, Entries: r.entries}
	l := lines{Kept: r.kept}
	if r.unit != points {
		l.Unit = r.unit.String()
	}
	if len(r.kept) > 0 || !r.natural() {
		l.IDs = strings.Join(r.ids, " ")
	}
	var err error
	it.Document.Meta, err = l.put(it.Document.Meta)
	return it, err
}

// natural reports whether the IDs are those that a writer gives by itself.
func (r *reader) natural() bool {
	spans, links := 0, 0
	for _, e := range r.entries {
		name := ""
		if len(e.Target.Parts) > 0 {
			spans++
			name = "T" + strconv.Itoa(spans)
		} else {
			links++
			name = "R" + strconv.Itoa(links)
		}
		if e.ID != r.names.id(name) {
			return false
		}
	}
	return true
}

func (r *reader) define(id, as string) error {
	if _, twice := r.known[id]; twice {
		return fmt.Errorf("%s is there twice", id)
	}
	r.known[id] = as
	return nil
}

func (r *reader) add(e annotations.Entry, label string) {
	if name, ok := r.labels[label]; ok {
		label = name
	}
	e.Label = annotations.LabelID(label)
	r.at[e.ID] = len(r.entries)
	r.entries = append(r.entries, e)
}

// textBound is the line T1<TAB>Type START END;START END<TAB>text.
type textBound struct {
	id, kind string
	at       [][2]int
	quote    string
	quoted   bool
}

func parseTextBound(line string) (t textBound, err error) {
	fields := strings.SplitN(line, "\t", 3)
	if len(fields) < 2 {
		return t, errNoTab
	}
	t.id = fields[0]
	if t.quoted = len(fields) == 3; t.quoted {
		t.quote = fields[2]
	}
	kind, offsets, ok := strings.Cut(fields[1], " ")
	if !ok || kind == "" {
		return t, fmt.Errorf("%q is not TYPE START END", fields[1])
	}
	t.kind = kind
	t.at, err = parseOffsets(offsets)
	return t, err
}

func parseOffsets(offsets string) (all [][2]int, err error) {
	for fragment := range strings.SplitSeq(offsets, ";") {
		from, to, ok := strings.Cut(fragment, " ")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is not START END", fragment)
		}
		all = append(all, [2]int{start, end})
	}
	return all, nil
}

// parseSpanNote reads the line #1<TAB>GlossSpan T1<TAB>START END;START END.
func parseSpanNote(line string) (id, offsets string, ok bool) {
	fields := strings.Split(line, "\t")
	if len(fields) != 3 || line[0] != '#' {
		return "", "", false
	}
	kind, id, _ := strings.Cut(fields[1], " ")
	return id, fields[2], kind == spanNote
}

// noted returns the parts of a span that a note tells, unless the span has been
// changed since in brat.
func (r *reader) noted(t textBound) (parts []text.Span, ok bool) {
	at, err := parseOffsets(r.exact[t.id])
	if err != nil {
		return nil, false
	}
	if parts, err = points.place(r.index, textBound{id: t.id, at: at}); err != nil {
		return nil, false
	}
	trial := annotations.Annotation{ID: r.names.id(t.id), Label: "x", Target: annotations.Target{Parts: parts}}
	if trial.Check(r.doc.Text) != nil {
		return nil, false
	}
	lines, err := offsetsOf(r.index, fragments(r.doc.Text, parts))
	return parts, err == nil && slices.Equal(lines, t.at)
}

func (r *reader) span(line string) error {
	t, err := parseTextBound(line)
	if err != nil {
		return err
	}
	parts, exact := r.noted(t)
	if !exact && len(t.at) == 1 && t.at[0][0] == t.at[0][1] {
		r.kept = append(r.kept, line) // of no length: brat takes it, Gloss has no such span
		return r.define(t.id, "")
	}
	spans, err := r.unit.place(r.index, t)
	if err != nil {
		return err
	}
	e := annotations.Entry{}
	e.ID = r.names.id(t.id)
	if e.Target.Parts = merge(r.doc.Text, spans); exact {
		e.Target.Parts = parts
	}
	e.Label = "x"
	if err := e.Check(r.doc.Text); err != nil {
		return fmt.Errorf("%s: %w", t.id, err)
	}
	r.add(e, t.kind)
	r.ids = append(r.ids, t.id)
	return r.define(t.id, t.id)
}

func (r *reader) event(line string) error {
	e, err := parseEvent(line)
	if err != nil {
		return err
	}
	trigger, ok := r.known[e.trigger]
	if !ok {
		return fmt.Errorf("there is no %s", e.trigger)
	}
	r.kept = append(r.kept, line)
	return r.define(e.id, trigger)
}

func (r *reader) roles(line string) error {
	e, err := parseEvent(line)
	if err != nil {
		return err
	}
	for i, a := range e.args {
		to, ok := r.known[a.ref]
		if !ok {
			return fmt.Errorf("there is no %s", a.ref)
		}
		if from := r.known[e.trigger]; from != "" && to != "" {
			r.link(r.names.role(e.id, i), from, to, e.label(a))
		}
	}
	return nil
}

func (r *reader) link(id annotations.AnnotationID, from, to, label string) {
	e := annotations.Entry{}
	e.ID = id
	e.Target.From, e.Target.To = r.names.id(from), r.names.id(to)
	r.add(e, label)
}

// relation is the line R1<TAB>Type Arg1:T1 Arg2:T2.
func (r *reader) relation(line string) error {
	id, rest, _ := strings.Cut(line, "\t")
	fields := strings.Fields(rest)
	if len(fields) != 3 {
		return fmt.Errorf("%q is not TYPE ROLE:ID ROLE:ID", rest)
	}
	var ends [2]string
	usual := true
	for i, field := range fields[1:] {
		role, ref, _ := strings.Cut(field, ":")
		to, ok := r.known[ref]
		if !ok {
			return fmt.Errorf("there is no %q", ref)
		}
		ends[i] = to
		usual = usual && role == "Arg"+strconv.Itoa(i+1) && to == ref
	}
	if err := r.define(id, id); err != nil {
		return err
	}
	if ends[0] == "" || ends[1] == "" || !usual {
		r.kept = append(r.kept, line)
	}
	if ends[0] != "" && ends[1] != "" {
		r.link(r.names.id(id), ends[0], ends[1], fields[0])
		r.ids = append(r.ids, id)
	}
	return nil
}

// other keeps a line that annotations cannot say.
func (r *reader) other(line string) error {
	if id, _, ok := parseSpanNote(line); ok && r.known[id] != "" {
		return nil
	}
	id, rest, ok := strings.Cut(line, "\t")
	if !ok {
		return errNoTab
	}
	if len(strings.Fields(rest)) < 2 {
		return fmt.Errorf("%q is about nothing", rest)
	}
	if id != "*" {
		if err := r.define(id, ""); err != nil {
			return err
		}
	}
	if !r.note(line) {
		r.kept = append(r.kept, line)
	}
	return nil
}
