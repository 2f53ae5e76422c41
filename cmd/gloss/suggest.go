package main

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"os"

	"gloss/annotations/dataset/bundle"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/suggest/prelabel"
)

// suggestLabels writes documents with the labels that a model proposes.
func suggestLabels(ctx context.Context, e env, args []string) error {
	var data, project, name, out, report *string
	var o prelabel.Options
	rest, err := flags("suggest", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		name = fs.String("format", "gloss", "the `format`")
		out = fs.String("out", "", "the `file` to write, or folder for a format of many files; the standard output if none is named")
		report = fs.String("report", "", "a `file` to write every loss to, as JSON")
		fs.Float64Var(&o.Least, "least", 0.5, "propose what has this `probability` or more, from 0 to 1")
		fs.BoolVar(&o.All, "all", false, "labelled documents too, with their labels and what is proposed beside them")
	})
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return usageError{fmt.Sprintf("%q is too much; the file to write is named by --out", rest[0])}
	case o.Least < 0 || o.Least > 1:
		return usageError{fmt.Sprintf("--least is a probability, from 0 to 1, not %g", o.Least)}
	}
	f, err := all.Formats.Named(*name)
	if err != nil {
		return usageError{err.Error()}
	}
	if f.NewWriter == nil && f.Files == nil {
		return usageError{f.Title + " is a format that is only read"}
	}
	if _, err := os.Stat(*data); err != nil {
		return fmt.Errorf("the data folder: %w", err)
	}
	st, err := openData(ctx, *data)
	if err != nil {
		return err
	}
	defer st.Close()
	p, err := pickProject(ctx, st, *project)
	if err != nil {
		return err
	}
	m, err := prelabel.Learn(ctx, st, p)
	if err != nil {
		return err
	}
	if m.Learnt() == 0 {
		return fmt.Errorf("nothing is labelled in %s yet, so there is nothing to learn from", p.Name)
	}
	b := bundle.Bundle{Format: f, Title: p.Name, Schema: p.Schema, Items: func() iter.Seq2[format.Item, error] {
		return prelabel.Items(ctx, st, p, m, o)
	}}
	return exportFile(ctx, e, b, *out, *report, false, false)
}
