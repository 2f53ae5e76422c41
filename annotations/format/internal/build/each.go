package build

import (
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
)

// Options are those of the offsets in a file.
type Options = offsets.Options

// Each yields the item that read makes of each value, its places found as the
// options say.
func Each(values iter.Seq2[jsonfile.Value, error], o Options, read func([]byte) (*Document, error)) iter.Seq2[format.Item, error] {
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

func record(v jsonfile.Value, read func([]byte) (*Document, error)) (offsets.Record, error) {
	d, err := read(v.Bytes)
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
