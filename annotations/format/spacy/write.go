package spacy

import (
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

type writer struct {
	out                       io.Writer
	tokens, spaces, lengths   []byte
	cats, groups, user, flags []byte
	documents                 int
	strings                   map[string]uint64
	ids                       map[uint64]string
}

func newWriter(w io.Writer) *writer {
	return &writer{out: w, strings: map[string]uint64{"": 0}, ids: map[uint64]string{0: ""}}
}

// number returns what stands for a string. Two strings under one number would
// be one in spaCy: better no dataset than a wrong one.
func (w *writer) number(s string) (uint64, error) {
	if n, ok := w.strings[s]; ok {
		return n, nil
	}
	n := id(s)
	if other, taken := w.ids[n]; taken {
		return 0, fmt.Errorf("%q and %q have the same hash %d", s, other, n)
	}
	w.strings[s], w.ids[n] = n, s
	return n, nil
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	losses, err := w.add(it)
	if err != nil {
		return nil, fmt.Errorf("document %v: %w", it.Document.ID, err)
	}
	return losses, nil
}

func (w *writer) add(it format.Item) ([]format.Loss, error) {
	body := it.Document.Text
	p := planOf(it)
	if err := w.addTokens(body, p.tokens, p.ents); err != nil {
		return nil, err
	}
	if err := w.addGroup(body, p.tokens, p.spans); err != nil {
		return nil, err
	}
	w.cats = appendMap(w.cats, len(p.cats))
	for _, label := range slices.Sorted(maps.Keys(p.cats)) {
		w.cats = appendFloat(appendString(w.cats, label), 1)
	}
	w.flags = appendMap(w.flags, 1)
	w.flags = append(appendString(w.flags, "has_unknown_spaces"), 0xc2)
	b, err := jsonfile.Marshal(p.head)
	if err != nil {
		return nil, err
	}
	w.user = appendBin(w.user, appendString(appendString(appendMap(nil, 1), "gloss"), string(b)))
	w.documents++
	return p.losses, nil
}

// addTokens adds the rows of the tokens, ORTH ENT_IOB ENT_TYPE.
func (w *writer) addTokens(body string, all []token, ents []format.TokenSpan) error {
	next := 0
	joined := 0
	for i, t := range all {
		for next < len(ents) && ents[next].To <= i {
			next++
		}
		word, err := w.number(body[t.Start:t.End])
		if err != nil {
			return err
		}
		iob, kind := uint64(outside), uint64(0)
		if next < len(ents) && ents[next].From <= i {
			if iob = inside; ents[next].From == i {
				iob = begins
			}
			if kind, err = w.number(string(ents[next].Label)); err != nil {
				return err
			}
		}
		for _, n := range []uint64{word, iob, kind} {
			w.tokens = binary.LittleEndian.AppendUint64(w.tokens, n)
		}
		w.spaces = append(w.spaces, 0)
		joined += int(t.Len())
		if t.space {
			w.spaces[len(w.spaces)-1] = 1
			joined++
		}
	}
	if joined != len(body) {
		return fmt.Errorf("the tokens are %d bytes, the text %d", joined, len(body))
	}
	w.lengths = binary.LittleEndian.AppendUint32(w.lengths, uint32(len(all)))
	return nil
}

// addGroup adds all spans as the group "sc".
func (w *writer) addGroup(body string, tokens []token, spans []format.TokenSpan) error {
	if len(spans) == 0 {
		w.groups = appendBin(w.groups, []byte{0x90})
		return nil
	}
	prover := place.NewProver(body, format.CodePoint)
	g := appendMap(nil, 3)
	g = appendString(appendString(g, "name"), group)
	g = appendMap(appendString(g, "attrs"), 0)
	g = appendArray(appendString(g, "spans"), len(spans))
	for _, s := range spans {
		label, err := w.number(string(s.Label))
		if err != nil {
			return err
		}
		sp := text.Span{Start: tokens[s.From].Start, End: tokens[s.To-1].End}
		start, end, _, err := prover.Span(sp)
		if err != nil {
			return fmt.Errorf("span %v: %w", s.ID, err)
		}
		b := make([]byte, 0, 40)
		for _, n := range []uint64{0, 0, label} { // id, kb_id, label
			b = binary.BigEndian.AppendUint64(b, n)
		}
		for _, n := range []int{s.From, s.To, start, end} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		g = appendBin(g, b)
	}
	m := appendBin(appendMap(nil, 1), g)
	w.groups = appendBin(w.groups, appendString(appendArray(m, 1), group))
	return nil
}

func (w *writer) Close() error {
	z := zlib.NewWriter(w.out)
	b := appendMap(nil, 10)
	b = appendString(appendString(b, "version"), "0.1")
	b = appendArray(appendString(b, "attrs"), 3)
	for _, a := range []uint64{orth, entIOB, entType} {
		b = appendUint(b, a)
	}
	for _, field := range []struct {
		name string
		data []byte
	}{{"tokens", w.tokens}, {"spaces", w.spaces}, {"lengths", w.lengths}} {
		b = appendBinHead(appendString(b, field.name), len(field.data))
		if err := write(z, b, field.data); err != nil {
			return err
		}
		b = b[:0]
	}
	b = appendArray(appendString(b, "strings"), len(w.strings))
	for _, s := range slices.Sorted(maps.Keys(w.strings)) {
		b = appendString(b, s)
	}
	for _, field := range []struct {
		name string
		data []byte
	}{{"cats", w.cats}, {"flags", w.flags}, {"span_groups", w.groups}, {"user_data", w.user}} {
		b = appendArray(appendString(b, field.name), w.documents)
		if err := write(z, b, field.data); err != nil {
			return err
		}
		b = b[:0]
	}
	return z.Close()
}

func write(w io.Writer, parts ...[]byte) error {
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
