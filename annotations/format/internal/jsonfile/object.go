package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Object is the fields of a JSON object, each as it is written: a part of the bytes
// that were read. What is taken is gone, so that the rest is what nobody understood.
type Object map[string]json.RawMessage

// ErrNoObject says that a value is none.
var ErrNoObject = errors.New("not a JSON object")

// ParseObject reads an object.
func ParseObject(b []byte) (Object, error) {
	if !sound(b) && !json.Valid(b) {
		return nil, ErrNoObject
	}
	return Checked(b)
}

// Checked is ParseObject for what was checked before: a Value, or a part of one.
func Checked(b []byte) (Object, error) {
	if o, ok := fields(b); ok {
		return o, nil
	}
	return nil, ErrNoObject
}

// Take reads a field into a value and removes it. A field that is not there or
// null leaves the value as it is; the error names the field.
func (o Object) Take(key string, into any) error {
	raw, ok := o[key]
	if !ok {
		return nil
	}
	delete(o, key)
	if err := Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%q: %w", key, Plain(err))
	}
	return nil
}

// Unmarshal is json.Unmarshal for what was checked before, as all that is in an
// Object is. It is faster with strings, offsets, objects and lists of them.
func Unmarshal(raw []byte, into any) error {
	if take(raw, into) {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// Plain says an error about a type without the Go type, and with the field.
func Plain(err error) error {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return err
	}
	article := "a "
	if strings.HasPrefix(kind.Value, "o") || strings.HasPrefix(kind.Value, "a") {
		article = "an "
	}
	err = errors.New(article + kind.Value + " is not what belongs there")
	if kind.Field != "" {
		err = fmt.Errorf("%q: %w", kind.Field, err)
	}
	return err
}

// Has reports whether there is a field that is not null.
func (o Object) Has(key string) bool {
	raw, ok := o[key]
	return ok && string(raw) != "null"
}

// Kind is the kind of a field's value by its first byte: '{', '[', '"', 't' or
// 'f', 'n', a digit or '-'; 0 when there is none.
func (o Object) Kind(key string) byte { return Kind(o[key]) }

// Kind is the kind of a value by its first byte.
func Kind(raw json.RawMessage) byte {
	if raw = bytes.TrimLeft(raw, " \t\r\n"); len(raw) > 0 {
		return raw[0]
	}
	return 0
}

// Required reads the text of a document and removes it.
func (o Object) Required(key string) (string, error) {
	if !o.Has(key) {
		return "", fmt.Errorf("no %q", key)
	}
	var s string
	err := o.Take(key, &s)
	return s, err
}

// Name is a string that files also write as a number.
type Name string

// UnmarshalJSON reads a string, a number as it is written, or null.
func (n *Name) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		return nil
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(n))
	}
	var num json.Number
	if err := json.Unmarshal(b, &num); err != nil {
		return errors.New("neither a string nor a number")
	}
	*n = Name(num)
	return nil
}

// Offset is a whole number that files also write as a string or as 3.0.
type Offset int

// UnmarshalJSON reads 3, "3" or 3.0.
func (n *Offset) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if i, err := strconv.Atoi(s); err == nil {
		*n = Offset(i)
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != float64(int64(f)) || f < -1<<31 || f > 1<<31 {
		return fmt.Errorf("%s is not a whole number", b)
	}
	*n = Offset(f)
	return nil
}

// Marshal is the JSON of a value without the escapes that HTML would need.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
