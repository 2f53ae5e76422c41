package build

import (
	"io"
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
)

// Options are those of the offsets in a file.
type Options = offsets.Options

// Each yields the item that read makes of each value, its places found as the
// options say. What read is given is good until the next value.
func Each(values iter.Seq2[jsonfile.Value, error], o Options, read func(jsonfile.Value) (*Document, error)) iter.Seq2[format.Item, error] {
	return offsets.Resolve(func(yield func(offsets.Record, error) bool) {
		for v, err := range values {
			var rec offsets.Record
			if err == nil {
				if rec, err = record(v, read); err != nil {
					err = v.Error(err)
				}
			}
			if !yield(rec, err) {
				return
			}
		}
	}, o)
}

// Objects is Each for a file of objects.
func Objects(r io.Reader, name string, o Options, read func(jsonfile.Object) (*Document, error)) iter.Seq2[format.Item, error] {
	return Each(jsonfile.Values(r, name), o, func(v jsonfile.Value) (*Document, error) {
		fields, err := jsonfile.Checked(v.Bytes)
		if err != nil {
			return nil, err
		}
		return read(fields)
	})
}

func record(v jsonfile.Value, read func(jsonfile.Value) (*Document, error)) (offsets.Record, error) {
	d, err := read(v)
	if err != nil {
		return offsets.Record{}, err
	}
	rec, err := d.Record()
	rec.At = offsets.Place{File: v.File, Line: v.Line}
	for i := range rec.Item.Unread {
		rec.Item.Unread[i].File, rec.Item.Unread[i].Line = v.File, v.Line
	}
	return rec, err
}

// SourceOf is the ID of a document for a file with one ID a document: the one
// that it had where it came from, else ours, else none.
func SourceOf(it format.Item) string {
	switch {
	case it.Document.Source != "":
		return it.Document.Source
	case !it.Document.ID.IsZero():
		return it.Document.ID.String()
	}
	return ""
}
