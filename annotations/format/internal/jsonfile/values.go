// Package jsonfile reads the JSON of dataset files value by value, holding one
// of them at a time, and knows where each stands. It is strict where
// encoding/json is not: bytes that are not UTF-8 and halves of surrogate pairs
// would become replacement characters without a word, and move every offset
// after them.
package jsonfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Value is a JSON value of a file.
type Value struct {
	File  string
	Line  int // on which it starts, from 1
	Bytes []byte

	column int  // on which it starts, from 1; 0 when Bytes are known to be JSON
	sound  bool // nothing is wrong with it
}

// Values yields the values of a file: the lines of JSON Lines, the elements of
// an array, or values that stretch over lines, one after another. An error is a
// *format.Error. In JSON Lines a bad line does not spoil the next; elsewhere
// there is no telling where the next value begins, and the error is the last.
// The bytes are valid until the next value.
func Values(r io.Reader, name string) iter.Seq2[Value, error] {
	return checked(Unchecked(r, name))
}

// Unchecked is Values for a reader that calls Check itself, when its own faster
// look at a value was not enough.
func Unchecked(r io.Reader, name string) iter.Seq2[Value, error] {
	b := start(r)
	first := firstLine(b)
	array := bytes.HasPrefix(first, []byte("["))
	if array || string(first) == "{" || strings.HasSuffix(strings.ToLower(name), ".json") {
		return stream(b, name, array)
	}
	return lines(b, name)
}

// Elements yields the elements of the array that the object of a file has under
// a key. The fields around the array are put into head as they come, those that
// precede the array before its first element. An object without the key is an error.
func Elements(r io.Reader, name, key string, head map[string]json.RawMessage) iter.Seq2[Value, error] {
	b := start(r)
	if first := firstLine(b); len(first) > 0 && first[0] != '{' {
		return func(yield func(Value, error) bool) {
			yield(Value{}, &format.Error{File: name, Line: 1, Err: errors.New("not a JSON object")})
		}
	}
	return checked(func(yield func(Value, error) bool) {
		d := newDecoder(b, name)
		found, err := d.fields(key, head, yield)
		if err == nil && !found {
			err = &format.Error{File: name, Line: 1, Err: fmt.Errorf("no %q", key)}
		}
		if err != nil && err != errEnough {
			yield(Value{}, err)
		}
	})
}

// errEnough says that who asked for values wants no more, or was told why there are
// none.
var errEnough = errors.New("enough")

// fields reads an object; see Elements.
func (d *decoder) fields(key string, head map[string]json.RawMessage, yield func(Value, error) bool) (found bool, err error) {
	const before, after = "looking for beginning of object key string", "after object key:value pair"
	if err = d.take('{', before); err != nil {
		return false, err
	}
	for first := true; ; first = false {
		if c, ok := d.peek(); ok && c == '}' {
			d.at++
			return found, nil
		} else if ok && !first {
			if err = d.take(',', after); err != nil {
				return found, err
			}
		}
		if c, ok := d.peek(); ok && c != '"' {
			return found, d.take('"', before)
		}
		v, err := d.next()
		if err != nil {
			return found, err
		}
		name := unquoted(v.Bytes)
		if err := d.take(':', "after object key"); err != nil {
			return found, err
		}
		if name != key {
			if v, err = d.next(); err != nil {
				return found, err
			}
			head[name] = slices.Clone(v.Bytes)
			continue
		}
		found = true
		if c, ok := d.peek(); ok && c != '[' {
			return found, d.wrong(d.at, errors.New(`"`+key+`" is not an array`))
		}
		if !d.elements(yield) {
			return found, errEnough
		}
	}
}

// start skips a byte order mark.
func start(r io.Reader) *bufio.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	if bom, err := b.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

// firstLine is the first line that is not blank, without blanks around it, as
// far as it is near.
func firstLine(b *bufio.Reader) []byte {
	near, _ := b.Peek(4096)
	near = bytes.TrimLeft(near, " \t\r\n")
	line, _, _ := bytes.Cut(near, []byte("\n"))
	return bytes.TrimSpace(line)
}

func lines(b io.Reader, name string) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for line, err := range format.Lines(b) {
			if err != nil {
				yield(Value{}, &format.Error{File: name, Line: line.Number, Err: err})
				return
			}
			v := Value{File: name, Line: line.Number, Bytes: bytes.TrimSpace(line.Bytes)}
			if len(v.Bytes) == 0 {
				continue
			}
			v.column = bytes.Index(line.Bytes, v.Bytes) + 1
			if !yield(v, nil) {
				return
			}
		}
	}
}

func stream(b io.Reader, name string, array bool) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		d := newDecoder(b, name)
		if array {
			d.elements(yield)
			return
		}
		for {
			if _, ok := d.peek(); !ok && d.err == io.EOF {
				return
			}
			v, err := d.next()
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// checked lets no value pass whose strings would not be read as they are
// written.
func checked(values iter.Seq2[Value, error]) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for v, err := range values {
			if err == nil {
				err = v.Check()
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// Check reports why a value cannot be read, or would not be read as it is
// written. The error is a *format.Error.
func (v Value) Check() error {
	if v.sound || sound(v.Bytes) {
		return nil
	}
	var syntax *json.SyntaxError
	if v.column > 0 && !json.Valid(v.Bytes) && errors.As(json.Unmarshal(v.Bytes, new(json.RawMessage)), &syntax) {
		e := v.Error(syntax)
		e.Column = v.column - 1 + int(syntax.Offset)
		return e
	}
	var bad *text.InvalidUTF8
	if !utf8.Valid(v.Bytes) && errors.As(text.Validate(string(v.Bytes)), &bad) {
		before := v.Bytes[:bad.Offset]
		e := v.Error(errors.New("not UTF-8"))
		e.Line += bytes.Count(before, []byte("\n"))
		e.Column = len(before) - bytes.LastIndexByte(before, '\n')
		return e
	}
	if loneSurrogate(v.Bytes) {
		return v.Error(errors.New(`half of a surrogate pair (\ud800 to \udfff alone): not a character`))
	}
	return nil
}

// Error is an error about the value.
func (v Value) Error(err error) *format.Error {
	return &format.Error{File: v.File, Line: v.Line, Err: err}
}

// loneSurrogate finds \uD800 to \uDFFF escapes that are not a pair.
func loneSurrogate(b []byte) bool {
	for i := 0; i+5 < len(b); i++ {
		if b[i] != '\\' {
			next := bytes.IndexByte(b[i:], '\\')
			if next < 0 {
				return false
			}
			i += next - 1
			continue
		}
		if b[i+1] != 'u' {
			i++
			continue
		}
		switch high := strings.ToLower(string(b[i+2 : i+4])); {
		case high >= "d8" && high < "dc":
			if i+11 < len(b) && b[i+6] == '\\' && b[i+7] == 'u' {
				if low := strings.ToLower(string(b[i+8 : i+10])); low >= "dc" && low < "e0" {
					i += 11
					continue
				}
			}
			return true
		case high >= "dc" && high < "e0":
			return true
		}
		i += 5
	}
	return false
}
