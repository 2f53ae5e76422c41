package jsonfile

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// What is here takes JSON apart that is known to be JSON. encoding/json looks at
// each value again for every object around it, and four times as long.

// after is the place behind the value that begins at i.
func after(b []byte, i int) int {
	switch b[i] {
	case '"':
		return afterString(b, i)
	case '{', '[':
		for depth := 0; ; i++ {
			switch b[i] {
			case '"':
				i = afterString(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(b) && b[i] > ' ' && b[i] != ',' && b[i] != '}' && b[i] != ']' {
		i++
	}
	return i
}

func afterString(b []byte, i int) int {
	for j := i + 1; ; j++ {
		j += bytes.IndexByte(b[j:], '"')
		slashes := 0
		for b[j-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return j + 1
		}
	}
}

// inked is the next place from i on that is not white space.
func inked(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' {
		i++
	}
	return i
}

// common are the names of fields that recur in each span, so that they need no
// memory each time.
var common = func() map[string]string {
	all := map[string]string{}
	for _, name := range []string{
		"id", "text", "start", "end", "begin", "label", "labels", "type", "value", "name", "span", "spans", "start_offset", "end_offset",
		"from_name", "to_name", "meta", "features", "offset", "length", "locations", "infons", "obj", "subj", "pred", "user_id", "%ID", "%TYPE", "@sofa",
		"token_start", "token_end", "ws", "annotator", "created_at", "note", "attributes", "parts", "kb_id",
	} {
		all[name] = name
	}
	return all
}()

// fields takes an object apart. The values are parts of b.
func fields(b []byte) (Object, bool) {
	i := inked(b, 0)
	if i == len(b) || b[i] != '{' {
		return nil, false
	}
	o := Object{}
	for i = inked(b, i+1); b[i] != '}'; i = inked(b, i) {
		if b[i] == ',' {
			i = inked(b, i+1)
		}
		end := afterString(b, i)
		key, ok := common[string(b[i+1:end-1])]
		if !ok {
			key = unquoted(b[i:end])
		}
		i = inked(b, inked(b, end)+1) // behind the colon
		end = after(b, i)
		o[key] = b[i:end:end]
		i = end
	}
	return o, true
}

// elements takes an array apart. The elements are parts of b.
func elements(b []byte) (all []json.RawMessage, ok bool) {
	i := inked(b, 0)
	if i == len(b) || b[i] != '[' {
		return nil, false
	}
	all = []json.RawMessage{}
	for i = inked(b, i+1); b[i] != ']'; i = inked(b, i) {
		if b[i] == ',' {
			i = inked(b, i+1)
		}
		end := after(b, i)
		all = append(all, b[i:end:end])
		i = end
	}
	return all, true
}

// unquoted is what a string says.
func unquoted(quoted []byte) (s string) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	_ = json.Unmarshal(quoted, &s) // it is a string
	return s
}

// take reads a value of a type that is common; false if it is of another one, or
// is something else.
func take(raw json.RawMessage, into any) bool {
	if len(raw) == 0 {
		return false
	}
	switch into := into.(type) {
	case *string:
		return takeString(raw, into)
	case **string:
		var s string
		if !takeString(raw, &s) {
			return false
		}
		*into = &s
	case *Name:
		if c := raw[0]; c == '-' || '0' <= c && c <= '9' {
			*into = Name(raw)
			return true
		}
		return takeString(raw, (*string)(into))
	case *Offset:
		return takeOffset(raw, into)
	case **Offset:
		var n Offset
		if !takeOffset(raw, &n) {
			return false
		}
		*into = &n
	case *Object:
		o, ok := fields(raw)
		if ok {
			*into = o
		}
		return ok
	case *[]Object:
		all, ok := elements(raw)
		if !ok {
			return false
		}
		list := make([]Object, len(all))
		for i, one := range all {
			if list[i], ok = fields(one); !ok {
				return false
			}
		}
		*into = list
	case *[][2]int:
		all, ok := elements(raw)
		if !ok {
			return false
		}
		list := make([][2]int, len(all))
		for i, one := range all {
			var from, to Offset
			pair, ok := elements(one)
			if !ok || len(pair) != 2 || !takeOffset(pair[0], &from) || !takeOffset(pair[1], &to) {
				return false
			}
			list[i] = [2]int{int(from), int(to)}
		}
		*into = list
	case *[]json.RawMessage:
		all, ok := elements(raw)
		if ok {
			*into = all
		}
		return ok
	case *[]string:
		all, ok := elements(raw)
		if !ok {
			return false
		}
		list := make([]string, len(all))
		for i, one := range all {
			if !takeString(one, &list[i]) {
				return false
			}
		}
		*into = list
	default:
		return false
	}
	return true
}

func takeString(raw json.RawMessage, into *string) bool {
	if raw[0] != '"' {
		return false
	}
	*into = unquoted(raw)
	return true
}

func takeOffset(raw json.RawMessage, into *Offset) bool {
	n, err := strconv.ParseUint(string(raw), 10, 31)
	*into = Offset(n)
	return err == nil
}
