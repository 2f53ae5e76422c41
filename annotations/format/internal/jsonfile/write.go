package jsonfile

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"slices"
	"unicode/utf8"
)

// Record is an object whose fields are written one after another: a List in it, and
// a long text, is never in memory as JSON.
type Record []Field

// Field is a field of a Record.
type Field struct {
	Key   string
	Value any
}

// Sorted are the fields of an object in the order of their names.
func Sorted(fields map[string]any) Record {
	r := make(Record, 0, len(fields))
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		r = append(r, Field{key, fields[key]})
	}
	return r
}

// List is a list whose elements are made as they are written. An error ends it.
type List = iter.Seq2[any, error]

// ListOf is the list of what is made of each of some things.
func ListOf[T any](all []T, of func(i int, one T) (any, error)) List {
	return func(yield func(any, error) bool) {
		for i, one := range all {
			if v, err := of(i, one); !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// Each is the list of what a sequence yields.
func Each[T any](all iter.Seq[T]) List {
	return func(yield func(any, error) bool) {
		for one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// Lines writes JSON Lines.
type Lines struct{ W io.Writer }

// Add writes a value on a line of its own.
func (l Lines) Add(v any) error { return write(l.W, "", v, "\n") }

// held is how much of a record is put together before it is written.
const held = 64 << 10

// recorder writes the parts of a record.
type recorder struct {
	w   io.Writer
	buf bytes.Buffer
	enc *json.Encoder // into the buffer
}

// write writes a value between two texts.
func write(w io.Writer, lead string, v any, tail string) error {
	s := &recorder{w: w}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	s.buf.WriteString(lead)
	if err := s.value(v); err != nil {
		return err
	}
	s.buf.WriteString(tail)
	return s.flush()
}

func (s *recorder) flush() error {
	_, err := s.buf.WriteTo(s.w)
	return err
}

// value writes a value.
func (s *recorder) value(v any) error {
	switch v := v.(type) {
	case Record:
		return s.record(v)
	case List:
		return s.list(v)
	case string:
		if len(v) > held {
			return s.text(v)
		}
	}
	if err := s.enc.Encode(v); err != nil {
		return err
	}
	s.buf.Truncate(s.buf.Len() - 1) // the end of the line
	if s.buf.Len() < held {
		return nil
	}
	return s.flush()
}

func (s *recorder) record(r Record) error {
	s.buf.WriteByte('{')
	for i, f := range r {
		if i > 0 {
			s.buf.WriteByte(',')
		}
		if err := s.value(f.Key); err != nil {
			return err
		}
		s.buf.WriteByte(':')
		if err := s.value(f.Value); err != nil {
			return err
		}
	}
	s.buf.WriteByte('}')
	return nil
}

func (s *recorder) list(all List) error {
	s.buf.WriteByte('[')
	first := true
	for v, err := range all {
		if err != nil {
			return err
		}
		if !first {
			s.buf.WriteByte(',')
		}
		first = false
		if err := s.value(v); err != nil {
			return err
		}
	}
	s.buf.WriteByte(']')
	return nil
}

// text writes a long text piece by piece.
func (s *recorder) text(body string) error {
	s.buf.WriteByte('"')
	for len(body) > 0 {
		n := min(len(body), held)
		for n < len(body) && n > held-utf8.UTFMax && !utf8.RuneStart(body[n]) {
			n--
		}
		at := s.buf.Len()
		if err := s.enc.Encode(body[:n]); err != nil {
			return err
		}
		// What was written is a string of its own: the quotes go.
		b := s.buf.Bytes()
		copy(b[at:], b[at+1:])
		s.buf.Truncate(len(b) - len("\"\"\n"))
		if err := s.flush(); err != nil {
			return err
		}
		body = body[n:]
	}
	s.buf.WriteByte('"')
	return nil
}

// Array writes values as the elements of an array, each on a line of its own.
type Array struct {
	W io.Writer
	// Head and Tail stand around the elements, "[" and "]" when empty.
	Head, Tail string

	some bool
}

// Add writes a value.
func (a *Array) Add(v any) error {
	lead := ",\n"
	if !a.some {
		lead = a.head() + "\n"
	}
	a.some = true
	return write(a.W, lead, v, "")
}

// Close writes what ends the array.
func (a *Array) Close() error {
	end := "\n]\n"
	if a.Tail != "" {
		end = "\n" + a.Tail + "\n"
	}
	if !a.some {
		end = a.head() + end
	}
	_, err := io.WriteString(a.W, end)
	return err
}

func (a *Array) head() string {
	if a.Head == "" {
		return "["
	}
	return a.Head
}
