package jsonfile

import "encoding/json"

// Kept reads what a format has kept for itself in the meta of a document, under its
// key; it is false when there is nothing, or something of another program.
func Kept(meta json.RawMessage, key string, into any) bool {
	fields, err := ParseObject(meta)
	return err == nil && json.Unmarshal(fields[key], into) == nil
}

// Keep returns meta with what a format keeps for itself, under its key.
func Keep(meta json.RawMessage, key string, v any) (json.RawMessage, error) {
	fields := Object{}
	if len(meta) > 0 {
		var err error
		if fields, err = ParseObject(meta); err != nil {
			return nil, err
		}
	}
	b, err := Marshal(v)
	if err != nil {
		return nil, err
	}
	fields[key] = b
	return Marshal(fields)
}
