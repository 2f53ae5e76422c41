// Package convert turns datasets of any format into gloss JSON Lines and back. A
// program that links few formats asks another one that links many, and the two
// speak gloss JSON Lines, which carries everything.
package convert

import (
	"context"
	"errors"
	"io"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/gloss"
)

// Answer is what a conversion came to.
type Answer struct {
	Format    string              `json:"format"` // the name of the format that was read or written
	Documents int                 `json:"documents"`
	Spans     int                 `json:"spans"`
	Errors    []string            `json:"errors,omitempty"` // of records that are left out, the first of them
	Wrong     int                 `json:"wrong,omitempty"`  // how many records are left out
	Unread    []string            `json:"unread,omitempty"` // fields that were not understood
	Losses    []format.Loss       `json:"losses,omitempty"` // the first of them
	Lost      map[format.Kind]int `json:"lost,omitempty"`   // how many of each kind
	// Schemas are those that the files say, which gloss JSON Lines does not.
	Schemas []annotations.SchemaFile `json:"schemas,omitempty"`
}

// first is how many errors, fields and losses an answer tells.
const first = 50

// Read turns a dataset into gloss JSON Lines. The format is found out among those
// of the table if none is named. progress is told the number of documents so far.
func Read(table format.Table, in io.ReadSeeker, name, kind string, out io.Writer, progress func(int)) (Answer, error) {
	var a Answer
	f, err := pick(table, in, name, kind)
	if err != nil {
		return a, err
	}
	a.Format = f.Name
	w := gloss.Format.NewWriter(out)
	var unread dataset.UnreadFields
	for it, err := range f.Items(in, name) {
		var about *format.Error
		switch {
		case errors.As(err, &about):
			if a.Wrong++; len(a.Errors) < first {
				a.Errors = append(a.Errors, err.Error())
			}
			continue
		case err != nil:
			return a, err
		}
		unread.Add(it.Unread...)
		if it.Schema != nil {
			a.Schemas = append(a.Schemas, *it.Schema)
		}
		if _, err := w.Write(it); err != nil {
			return a, err
		}
		a.Documents++
		a.Spans += it.Count()
		progress(a.Documents)
	}
	for i, u := range unread.All() {
		if i == first {
			break
		}
		a.Unread = append(a.Unread, u.String())
	}
	return a, w.Close()
}

func pick(table format.Table, in io.ReadSeeker, name, kind string) (format.Format, error) {
	if kind != "" {
		return table.Named(kind)
	}
	head, _, err := format.Head(in)
	if err != nil {
		return format.Format{}, err
	}
	return table.Detect(name, head)
}

// Write turns gloss JSON Lines into a dataset, with a report of its losses, the
// labels for formats that list them first, and the schema for those that have one.
func Write(table format.Table, in io.Reader, kind string, labels []string, schema annotations.SchemaFile, out, report io.Writer, progress func(int)) (Answer, error) {
	a := Answer{Format: kind, Lost: map[format.Kind]int{}}
	f, err := table.Named(kind)
	if err != nil {
		return a, err
	}
	losses := dataset.NewLossReport(report)
	w := dataset.Writing{
		Format: f, Labels: labels,
		Lost: func(l format.Loss) error {
			if a.Lost[l.Kind]++; len(a.Losses) < first {
				a.Losses = append(a.Losses, l)
			}
			return losses.Add(l)
		},
		Progress: func(sum dataset.Written) { progress(sum.Documents) },
	}
	items := func(yield func(format.Item, error) bool) {
		first := &schema
		for it, err := range gloss.Format.Read(in, "project.jsonl") {
			it.Schema, first = first, nil
			if !yield(it, err) {
				return
			}
		}
	}
	sum, err := w.Write(context.Background(), items, out)
	if err != nil {
		return a, err
	}
	a.Documents, a.Spans = sum.Documents, sum.Spans
	return a, losses.Close(f, sum)
}
