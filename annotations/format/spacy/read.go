package spacy

import (
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// maxSize is the largest DocBin that is read, unpacked: 512 MiB.
const maxSize = 512 << 20

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		bin, err := open(r)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: err})
			return
		}
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		for i := range bin.lengths {
			it, err := bin.item(i)
			if err != nil {
				it, err = format.Item{}, &format.Error{File: name, Line: i + 1, Err: err}
			} else if it.Document.ID.IsZero() && it.Document.Source == "" {
				it.Document.Source = base + "#" + strconv.Itoa(i+1)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// bin is a DocBin, unpacked.
type bin struct {
	attrs                     []int
	tokens, spaces            []byte
	lengths                   []int
	starts                    []int // of the tokens of a document
	strings                   map[uint64]string
	cats, groups, user, flags []any
}

func open(r io.Reader) (*bin, error) {
	z, err := zlib.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(z, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	if len(b) > maxSize {
		return nil, fmt.Errorf("a DocBin of more than %d MiB", maxSize>>20)
	}
	v, err := unpack(b)
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	fields, _ := v.(map[any]any)
	d := &bin{strings: map[uint64]string{}}
	lengths, ok1 := fields["lengths"].([]byte)
	attrs, ok2 := fields["attrs"].([]any)
	all, ok3 := fields["strings"].([]any)
	var ok4, ok5 bool
	d.tokens, ok4 = fields["tokens"].([]byte)
	d.spaces, ok5 = fields["spaces"].([]byte)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return nil, errors.New("not a DocBin: it lacks attrs, tokens, spaces, lengths or strings")
	}
	for _, a := range attrs {
		d.attrs = append(d.attrs, int(integer(a)))
	}
	if !slices.Contains(d.attrs, orth) {
		return nil, errors.New("the tokens have no ORTH")
	}
	for i, name := range symbols[1:] {
		d.strings[uint64(i+1)] = name
	}
	d.strings[0] = ""
	for _, s := range all {
		if s, ok := s.(string); ok {
			d.strings[id(s)] = s
		}
	}
	total := 0
	for ; len(lengths) >= 4; lengths = lengths[4:] {
		n := int(binary.LittleEndian.Uint32(lengths))
		if n > len(d.spaces)-total {
			return nil, errShort
		}
		d.lengths, d.starts = append(d.lengths, n), append(d.starts, total)
		total += n
	}
	if total != len(d.spaces) || total*8*len(d.attrs) != len(d.tokens) {
		return nil, fmt.Errorf("%d tokens, but %d bytes of tokens with %d attributes and %d flags", total, len(d.tokens), len(d.attrs), len(d.spaces))
	}
	d.cats, _ = fields["cats"].([]any)
	d.groups, _ = fields["span_groups"].([]any)
	d.user, _ = fields["user_data"].([]any)
	d.flags, _ = fields["flags"].([]any)
	return d, nil
}

func integer(v any) uint64 {
	switch n := v.(type) {
	case int64:
		return uint64(n)
	case uint64:
		return n
	}
	return 0
}

// at is an element of a list that may be too short.
func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func (d *bin) item(i int) (it format.Item, err error) {
	rows := d.tokens[8*len(d.attrs)*d.starts[i]:]
	attr := func(token, which int) uint64 {
		column := slices.Index(d.attrs, which)
		if column < 0 {
			return 0
		}
		return binary.LittleEndian.Uint64(rows[8*(token*len(d.attrs)+column):])
	}
	flags, _ := at(d.flags, i).(map[any]any)
	unknown, _ := flags["has_unknown_spaces"].(bool)
	var body strings.Builder
	tokens := make([]text.Span, d.lengths[i])
	for t := range tokens {
		word, ok := d.strings[attr(t, orth)]
		if !ok {
			return it, fmt.Errorf("token %d: no string has the hash %d", t+1, attr(t, orth))
		}
		tokens[t].Start = text.Byte(body.Len())
		body.WriteString(word)
		tokens[t].End = text.Byte(body.Len())
		if unknown || d.spaces[d.starts[i]+t] != 0 {
			body.WriteByte(' ')
		}
	}
	it.Document.Text = body.String()
	if err := text.Validate(it.Document.Text); err != nil {
		return it, err
	}
	h, err := headOf(at(d.user, i))
	if err != nil {
		return it, err
	}
	it.Document.ID, _ = annotations.ParseID[annotations.Document](h.ID)
	it.Document.Source, it.Document.Title, it.Document.Meta = h.Source, h.Title, h.Meta
	add := func(label uint64, from, to int) error {
		name, ok := d.strings[label]
		switch {
		case !ok:
			return fmt.Errorf("no string has the hash %d", label)
		case from < 0 || to > len(tokens) || from >= to || tokens[from].Start == tokens[to-1].End:
			return fmt.Errorf("a span over the tokens %d to %d of %d", from, to, len(tokens))
		case name == "":
			name = "span"
		}
		e := annotations.Entry{}
		e.Label = annotations.LabelID(name)
		e.Target = annotations.On(tokens[from].Start, tokens[to-1].End)
		it.Entries = append(it.Entries, e)
		return nil
	}
	spans, ours, err := d.spans(at(d.groups, i))
	if err != nil {
		return it, err
	}
	ents := len(spans)
	grouped := map[span]bool{}
	for _, s := range spans {
		grouped[s] = true
	}
	for t := 0; t < len(tokens); t++ {
		if iob := attr(t, entIOB); iob == begins || iob == inside {
			from := t
			for t+1 < len(tokens) && attr(t+1, entIOB) == inside && attr(t+1, entType) == attr(from, entType) {
				t++
			}
			// Gloss writes each entity into the span group too.
			if s := (span{attr(from, entType), from, t + 1}); !grouped[s] {
				spans = append(spans, s)
			}
		}
	}
	for n, s := range spans {
		if err := add(s.label, s.from, s.to); err != nil {
			where := "span group"
			if n >= ents {
				where = "ents"
			}
			return it, fmt.Errorf("%s: %w", where, err)
		}
	}
	cat := map[string][]said{}
	for _, s := range h.Said {
		if s.Span == nil {
			cat[s.Cat] = append(cat[s.Cat], s)
		} else if n := ours + *s.Span; *s.Span >= 0 && n < ents {
			s.about(&it.Entries[n].Annotation)
		}
	}
	cats, _ := at(d.cats, i).(map[any]any)
	for label, score := range cats {
		name, ok := label.(string)
		if value, _ := score.(float64); !ok || name == "" || value < 0.5 && integer(score) != 1 && score != true {
			continue
		}
		e := annotations.Entry{}
		e.Label = annotations.LabelID(name)
		for n := range 1 + min(max(h.Repeated[name], 0), 1000) {
			it.Entries = append(it.Entries, e)
			if n < len(cat[name]) {
				cat[name][n].about(&it.Entries[len(it.Entries)-1].Annotation)
			}
		}
	}
	slices.SortStableFunc(it.Entries, func(a, b annotations.Entry) int {
		x, _ := a.Target.Extent()
		y, _ := b.Target.Extent()
		if n := len(a.Target.Parts) - len(b.Target.Parts); n != 0 {
			return n
		}
		if n := x.Compare(y); n != 0 {
			return n
		}
		return strings.Compare(string(a.Label), string(b.Label))
	})
	return it, nil
}

// span is one over the tokens [from, to), its label by number.
type span struct {
	label    uint64
	from, to int
}

// about says it of an annotation.
func (s said) about(a *annotations.Annotation) {
	a.Note = s.Note
	b, err := json.Marshal(s.Attributes)
	if err != nil {
		return
	}
	var fields jsonfile.Object
	if json.Unmarshal(b, &fields) == nil {
		if values, err := build.ReadAttributes(fields); err == nil {
			a.Values = annotations.SortValues(values)
		}
	}
}

// spans reads the span groups of a document. ours is where the group of Gloss
// begins among them.
func (d *bin) spans(v any) (all []span, ours int, err error) {
	b, ok := v.([]byte)
	if !ok || len(b) == 0 {
		return nil, 0, nil
	}
	if v, err = unpack(b); err != nil {
		return nil, 0, fmt.Errorf("span groups: %w", err)
	}
	groups, _ := v.(map[any]any) // spaCy writes an empty list for none
	for packed := range groups {
		b, ok := packed.(string)
		if !ok {
			return nil, 0, errors.New("span groups: a group is not bytes")
		}
		v, err := unpack([]byte(b))
		if err != nil {
			return nil, 0, fmt.Errorf("span group: %w", err)
		}
		fields, _ := v.(map[any]any)
		spans, _ := fields["spans"].([]any)
		if fields["name"] == group {
			ours = len(all)
		}
		for _, s := range spans {
			b, ok := s.([]byte)
			if !ok || len(b) != 40 {
				return nil, 0, errors.New("span group: a span is not 40 bytes")
			}
			all = append(all, span{
				binary.BigEndian.Uint64(b[16:]),
				int(int32(binary.BigEndian.Uint32(b[24:]))), int(int32(binary.BigEndian.Uint32(b[28:]))),
			})
		}
	}
	return all, ours, nil
}

// headOf reads what Gloss keeps in the user data of a document.
func headOf(v any) (h head, err error) {
	b, ok := v.([]byte)
	if !ok {
		return h, nil
	}
	v, err = unpack(b)
	if err != nil {
		return h, fmt.Errorf("user_data: %w", err)
	}
	fields, _ := v.(map[any]any)
	ours, ok := fields["gloss"].(string)
	if !ok {
		return h, nil
	}
	if err := json.Unmarshal([]byte(ours), &h); err != nil {
		return h, fmt.Errorf("user_data: %w", err)
	}
	return h, nil
}
