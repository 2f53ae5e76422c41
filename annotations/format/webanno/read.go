package webanno

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/text"
)

// reader reads one file.
type reader struct {
	file   string
	listed *folder.Listed
	layers []layer
	gaps   []string

	body  strings.Builder
	units int             // of the body
	text  strings.Builder // of the present sentence
	lines int             // of it
	head  bool            // its first row is awaited
	rows  []line
	item  format.Item
}

type line struct {
	number   int
	address  string
	from, to int // in UTF-16
	word     string
	columns  []string
}

func decode(file, body string, listed *folder.Listed) (format.Item, error) {
	r := &reader{file: file, listed: listed}
	if listed != nil {
		r.gaps = listed.Gaps
	}
	listed.Apply(&r.item.Document)
	number := 0
	for l := range strings.Lines(strings.TrimPrefix(body, "\ufeff")) {
		number++
		l = strings.TrimSuffix(l, "\n")
		if !strings.HasPrefix(l, "#Text=") || strings.HasSuffix(l, "\r") {
			l = strings.TrimSuffix(l, "\r")
		}
		if err := r.line(number, l); err != nil {
			return format.Item{}, &format.Error{File: file, Line: number, Err: err}
		}
	}
	if number == 0 {
		return format.Item{}, &format.Error{File: file, Line: 1, Err: errNoHeader}
	}
	r.end()
	if len(r.gaps) == 1 {
		r.body.WriteString(r.gaps[0])
	}
	r.item.Document.Text = r.body.String()
	if err := r.annotate(); err != nil {
		return format.Item{}, err
	}
	return r.item, nil
}

var errNoHeader = errors.New("it does not begin with " + formatHeader)

func (r *reader) line(number int, l string) error {
	switch {
	case number == 1:
		if !strings.HasPrefix(l, formatHeader) {
			return errNoHeader
		}
	case l == "":
		r.end()
	case strings.HasPrefix(l, "#T_"):
		return r.layer(l)
	case strings.HasPrefix(l, "#Text="):
		if !r.head {
			r.end()
			r.head = true
		}
		if r.lines > 0 {
			r.text.WriteByte('\n')
		}
		r.lines++
		r.text.WriteString(unescape(strings.TrimPrefix(l, "#Text=")))
	case strings.HasPrefix(l, "#"):
		r.item.Unread = append(r.item.Unread, format.Unread{File: r.file, Line: number, Field: strings.TrimPrefix(strings.SplitN(l, "=", 2)[0], "#"), Reason: "Gloss has no place for it"})
	default:
		return r.row(number, l)
	}
	return nil
}

func (r *reader) layer(l string) error {
	kind, rest, ok := strings.Cut(strings.TrimPrefix(l, "#T_"), "=")
	fields := strings.Split(rest, "|")
	if !ok || fields[0] == "" {
		return fmt.Errorf("%q is no layer", l)
	}
	next := layer{kind: kind, name: fields[0], features: fields[1:]}
	if next.features == nil {
		next.features = []string{""}
	}
	for _, before := range r.layers {
		next.first += len(before.features)
	}
	r.layers = append(r.layers, next)
	return nil
}

func (r *reader) columns() (n int) {
	for _, l := range r.layers {
		n += len(l.features)
	}
	return n
}

func (r *reader) row(number int, l string) error {
	fields := strings.Split(strings.TrimSuffix(l, "\t"), "\t")
	if len(fields) != 3+r.columns() {
		return fmt.Errorf("%d columns, but the layers have %d", len(fields), 3+r.columns())
	}
	from, to, ok := strings.Cut(fields[1], "-")
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || start > end {
		return fmt.Errorf("%q is not START-END", fields[1])
	}
	if r.head {
		if err := r.sentence(start); err != nil {
			return err
		}
	}
	r.rows = append(r.rows, line{number, fields[0], start, end, unescape(fields[2]), fields[3:]})
	return nil
}

// sentence adds the text of a sentence whose first token starts at an offset,
// behind what stands between it and the one before: blanks, if nothing else is
// known.
func (r *reader) sentence(first int) error {
	body := r.text.String()
	lead := len(body) - len(strings.TrimLeftFunc(body, text.IsBlank))
	start := first - int(text.NewIndex(body[:lead]).Units())
	gap := ""
	if len(r.gaps) > 0 {
		gap, r.gaps = r.gaps[0], r.gaps[1:]
	} else {
		if start < r.units || start-r.units > 1<<20 {
			return fmt.Errorf("the sentence starts at %d, where the text is at %d", start, r.units)
		}
		if gap = strings.Repeat(" ", start-r.units); r.units > 0 && gap != "" {
			gap = "\n" + gap[1:]
		}
	}
	r.body.WriteString(gap + body)
	r.units += int(text.NewIndex(gap + body).Units())
	r.head = false
	return nil
}

func (r *reader) end() {
	if r.head && r.text.Len() > 0 { // a sentence without tokens
		if r.units > 0 {
			r.body.WriteByte(' ')
			r.units++
		}
		r.body.WriteString(r.text.String())
		r.units += int(text.NewIndex(r.text.String()).Units())
	}
	r.text.Reset()
	r.lines, r.head = 0, false
}

// found is an annotation while it is put together from its rows.
type found struct {
	entry annotations.Entry
	layer int
}

// at names an annotation: by its number, or by its row where it has none.
type at struct {
	layer   int
	address string // "" when it has a number
	number  int
}

func (r *reader) annotate() error {
	index := text.NewIndex(r.item.Document.Text)
	places := make([]text.Span, len(r.rows))
	for i, l := range r.rows {
		start, err1 := index.ByteAtUTF16(text.UTF16(l.from))
		end, err2 := index.ByteAtUTF16(text.UTF16(l.to))
		err := errors.Join(err1, err2)
		if err == nil {
			places[i] = text.Span{Start: start, End: end}
			if got := r.item.Document.Text[start:end]; got != l.word {
				err = fmt.Errorf("UTF-16 units %d to %d are %q, not %q", l.from, l.to, got, l.word)
			}
		}
		if err != nil {
			return &format.Error{File: r.file, Line: l.number, Err: err}
		}
	}
	spans := map[at]*found{}
	var order []*found
	for n := range r.layers {
		l := &r.layers[n]
		if l.kind != "SP" {
			continue
		}
		for i, row := range r.rows {
			for stacked, v := range l.stack(row) {
				key := at{n, "", v.number}
				if v.number == 0 {
					key.address = row.address
				}
				f := spans[key]
				if f == nil {
					f = &found{layer: n}
					f.entry.ID = annotations.NameID[annotations.Annotation](annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, "webanno", r.file, r.item.Document.Text).UUID, fmt.Sprint(key))
					f.entry.Label = annotations.LabelID(v.label)
					f.entry.Target = annotations.On(places[i].Start, places[i].End)
					l.describe(&f.entry.Annotation, row, stacked)
					spans[key] = f
					order = append(order, f)
				}
				part := &f.entry.Target.Parts[0]
				part.Start, part.End = min(part.Start, places[i].Start), max(part.End, places[i].End)
			}
		}
	}
	for _, f := range order {
		if f.entry.Target.Parts[0].Empty() {
			l := r.layers[f.layer]
			r.unread(0, l.name, "a span of no length")
			continue
		}
		r.item.Entries = append(r.item.Entries, f.entry)
	}
	slices.SortStableFunc(r.item.Entries, func(a, b annotations.Entry) int { return a.Target.Parts[0].Compare(b.Target.Parts[0]) })
	links, err := r.relations(spans)
	if err != nil {
		return err
	}
	r.item.Entries = append(links, r.item.Entries...)
	r.others()
	return nil
}

func (r *reader) unread(number int, field, reason string) {
	for _, u := range r.item.Unread {
		if u.Field == field && u.Reason == reason {
			return
		}
	}
	r.item.Unread = append(r.item.Unread, format.Unread{File: r.file, Line: number, Field: field, Reason: reason})
}

// relations reads the layers of relations on layers of spans.
func (r *reader) relations(spans map[at]*found) (all []annotations.Entry, err error) {
	for n := range r.layers {
		l := &r.layers[n]
		if l.kind != "RL" {
			continue
		}
		base := slices.IndexFunc(l.features, func(f string) bool { return strings.HasPrefix(f, "BT_") })
		on := -1
		if base >= 0 {
			on = slices.IndexFunc(r.layers, func(o layer) bool { return o.kind == "SP" && o.name == l.features[base][len("BT_"):] })
		}
		if on < 0 {
			r.unread(0, l.name, "relations of what is no span here")
			continue
		}
		for _, row := range r.rows {
			labels := l.stack(row)
			sources := splitAt(row.columns[l.first+base], '|')
			if row.columns[l.first+base] == "_" {
				continue
			}
			for i, s := range sources {
				source, ids, _ := strings.Cut(strings.TrimSuffix(s, "]"), "[")
				from, to := at{layer: on, address: source}, at{layer: on, address: row.address}
				if a, b, ok := strings.Cut(ids, "_"); ok {
					if from.number, _ = strconv.Atoi(a); from.number > 0 {
						from.address = ""
					}
					if to.number, _ = strconv.Atoi(b); to.number > 0 {
						to.address = ""
					}
				}
				if spans[from] == nil || spans[to] == nil || spans[from].entry.Target.Parts[0].Empty() || spans[to].entry.Target.Parts[0].Empty() {
					return nil, &format.Error{File: r.file, Line: row.number, Err: fmt.Errorf("%s: %q is no span of %s", l.name, s, r.layers[on].name)}
				}
				e := annotations.Entry{}
				e.Label = annotations.LabelID(l.short())
				if i < len(labels) {
					e.Label = annotations.LabelID(labels[i].label)
				}
				l.describe(&e.Annotation, row, i)
				e.Target.From, e.Target.To = spans[from].entry.ID, spans[to].entry.ID
				e.ID = annotations.NameID[annotations.Annotation](spans[to].entry.ID.UUID, l.name, row.address, strconv.Itoa(i))
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// others tells of what is in layers and slots that Gloss has no place for.
func (r *reader) others() {
	for _, l := range r.layers {
		if l.kind == "CH" {
			r.unread(0, l.name, "chains are not read")
			continue
		}
		for i, feature := range l.features {
			if !strings.HasPrefix(feature, "ROLE_") {
				continue
			}
			for _, row := range r.rows {
				if cell := row.columns[l.first+i]; cell != "_" && strings.Trim(cell, "*|[]0123456789") != "" {
					r.unread(row.number, l.name+"."+feature, "slots are not read")
					break
				}
			}
		}
	}
}
