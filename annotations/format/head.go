package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// Fields are those of the first JSON object in the head of a file, which may be
// cut off anywhere: nested ones as "spans.label", those of objects in a list
// without a number. A list around the object is looked through; Array says that
// there is one.
type Fields struct {
	Array bool
	names map[string]bool
}

// HeadFields returns the fields of the first JSON object in a head; Has is false
// for all when it does not begin with one.
func HeadFields(head []byte) Fields {
	f := Fields{names: map[string]bool{}}
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(head, []byte("\ufeff"))))
	dec.UseNumber()
	t, err := dec.Token()
	if err == nil && t == json.Delim('[') {
		f.Array = true
		t, err = dec.Token()
	}
	if err == nil && t == json.Delim('{') {
		f.object(dec, "")
	}
	return f
}

// object reads to the end of an object whose brace is read; it reports false at
// the end of the head.
func (f Fields) object(dec *json.Decoder, prefix string) bool {
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return false
		}
		name := prefix + key.(string)
		f.names[name] = true
		if !f.value(dec, name) {
			return false
		}
	}
	_, err := dec.Token()
	return err == nil
}

func (f Fields) value(dec *json.Decoder, name string) bool {
	t, err := dec.Token()
	if err != nil {
		return false
	}
	switch t {
	case json.Delim('{'):
		return f.object(dec, name+".")
	case json.Delim('['):
		for dec.More() {
			if !f.value(dec, name) {
				return false
			}
		}
		_, err = dec.Token()
	}
	return err == nil
}

// Has reports whether all of these fields are there.
func (f Fields) Has(names ...string) bool {
	for _, n := range names {
		if !f.names[n] {
			return false
		}
	}
	return true
}

// HasAny reports whether one of these fields is there.
func (f Fields) HasAny(names ...string) bool {
	for _, n := range names {
		if f.names[n] {
			return true
		}
	}
	return false
}

// HeadLine returns the first line of a head that is not blank, without a byte
// order mark and outer white space.
func HeadLine(head []byte) string {
	s := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n")
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimRight(line, " \t\r")
}

// Head returns the first HeadSize bytes of a file, or all of a shorter one, and
// a reader of the whole file: r itself if it can seek, as archives need.
func Head(r io.Reader) (head []byte, whole io.Reader, err error) {
	if s, ok := r.(io.ReadSeeker); ok {
		head = make([]byte, HeadSize)
		n, err := io.ReadFull(s, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, r, err
		}
		if _, err := s.Seek(-int64(n), io.SeekCurrent); err == nil {
			return head[:n], r, nil
		}
		// A pipe has the method and cannot do it.
		b := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(head[:n]), r), 64<<10)
		return head[:n], b, nil
	}
	b := bufio.NewReaderSize(r, 64<<10)
	head, err = b.Peek(HeadSize)
	if err == io.EOF {
		err = nil
	}
	return head, b, err
}
