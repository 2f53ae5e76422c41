package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"gloss/annotations/dataset"
	"gloss/annotations/dataset/bundle"
	"gloss/annotations/dataset/split"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
)

func exportDataset(ctx context.Context, e env, args []string) error {
	var data, project, name, out, dir, report, unit, scheme, rel, parts, licence, guidelines *string
	var strict, stratify, archived, asJSON *bool
	var seed *uint64
	var near *float64
	rest, err := flags("export", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		rel = fs.String("release", "", "export what a release had, by its `name` or from a file *.json, not what the labels are now")
		archived = archivedFlag(fs)
		name = fs.String("format", "gloss", "the `format`")
		unit = fs.String("unit", "", "the `unit` that offsets count, where the format leaves a choice: points, utf16, bytes or graphemes")
		scheme = fs.String("scheme", "", "the scheme of `tags`, for CoNLL: IOB1, IOB2, BIOES, BILOU or BMES; IOB2 if none is named")
		out = fs.String("out", "", "the `file` to write, or folder for a format of many files; the standard output if none is named")
		dir = fs.String("dir", "", "a `folder` to write the whole dataset to: its parts, card, losses and manifest")
		parts = fs.String("split", "", "with --dir: the shares of its `parts`, such as 80/10/10 or train=80,test=20")
		seed = fs.Uint64("seed", 0, "with --split: another `number` divides otherwise")
		stratify = fs.Bool("stratify", false, "with --split: give each part its share of each label")
		near = fs.Float64("near", 0.8, "with --split: documents that are so much alike, from 0 to 1, stay together")
		licence = fs.String("licence", "", "with --dir: the licence that the card states")
		guidelines = fs.String("guidelines", "", "with --dir: a Markdown `file` that the card takes in")
		report = fs.String("report", "", "a `file` to write every loss to, as JSON")
		strict = fs.Bool("strict", false, "write nothing when the format cannot carry everything")
		asJSON = fs.Bool("json", false, "print what came of it as JSON, to the standard error")
	})
	if err != nil {
		return err
	}
	switch {
	case len(rest) > 0:
		return usageError{fmt.Sprintf("%q is too much; the file to write is named by --out", rest[0])}
	case *dir == "" && (*parts != "" || *licence != "" || *guidelines != ""):
		return usageError{"--split, --licence and --guidelines are of a whole dataset: name its folder with --dir"}
	case *rel != "" && *archived:
		return usageError{"a release has what was in the list when it was made"}
	case *dir != "" && (*out != "" || *report != ""):
		return usageError{"--dir writes its own report, and no other file"}
	}
	f, err := all.Formats.Named(*name)
	if err != nil {
		return usageError{err.Error()}
	}
	if f.NewWriter == nil {
		return usageError{f.Title + " is a format that is only read"}
	}
	if f, err = inUnit(f, *unit); err != nil {
		return err
	}
	if f, err = called(f.Tagged(*scheme)); err != nil {
		return err
	}
	b := bundle.Bundle{Format: f, Licence: *licence, Release: *rel}
	if *parts != "" {
		b.Split = &split.Options{Seed: *seed, Stratify: *stratify, Near: *near}
		if b.Split.Parts, err = split.ParseParts(*parts); err != nil {
			return usageError{err.Error()}
		}
	}
	if *guidelines != "" {
		text, err := os.ReadFile(*guidelines)
		if err != nil {
			return err
		}
		b.Guidelines = string(text)
	}
	if err := mustHaveData(*data); err != nil {
		return err
	}
	st, err := openData(ctx, *data)
	if err != nil {
		return err
	}
	defer st.Close()
	p, items, err := itemsOf(ctx, st, *project, *rel, *archived)
	if err != nil {
		return err
	}
	b.Title, b.Schema, b.Items = p.Name, p.Schema, items
	if *dir != "" {
		return exportFolder(ctx, e, b, *dir, *strict, *asJSON)
	}
	return exportFile(ctx, e, b, *out, *report, *strict, *asJSON)
}

func archivedFlag(fs *flag.FlagSet) *bool {
	return fs.Bool("archived", false, "take archived documents in too; what is deleted stays out")
}

// exported is what an export came to, for --json.
type exported struct {
	Format string `json:"format"`
	dataset.Written
}

func exportFile(ctx context.Context, e env, b bundle.Bundle, out, report string, strict, asJSON bool) error {
	if out == "" {
		out = "-"
	}
	losses, err := newLosses(e, report)
	if err != nil {
		return err
	}
	defer losses.abandon()
	line := newProgress(e)
	w := dataset.Writing{Format: b.Format, Labels: dataset.LabelNames(b.Schema), Lost: losses.add, Progress: func(sum dataset.Written) {
		line.say("%s, %s", stats.Many(sum.Documents, "document"), stats.Many(sum.Spans, "annotation"))
	}}
	var sum dataset.Written
	refuse := func() error { return tooMuch(b.Format, sum.Lost, strict) }
	err = output(e, b.Format, out, func(to io.Writer) (err error) {
		sum, err = w.Write(ctx, b.Items(), to)
		return errors.Join(err, refuse())
	}, func(create func(string) (io.Writer, error)) (err error) {
		sum, err = w.WriteFiles(ctx, b.Items(), create)
		return errors.Join(err, refuse())
	})
	losses.tell()
	e.clear()
	if asJSON {
		err = errors.Join(err, printJSON(e.err, exported{b.Format.Name, sum}))
	} else {
		fmt.Fprintln(e.err, summary(sum))
	}
	return errors.Join(err, losses.close(b.Format, sum))
}

func tooMuch(f format.Format, lost dataset.Tally, strict bool) error {
	if n := lost.Len(); strict && n > 0 {
		return unfitError{fmt.Sprintf("%s cannot carry %s", f.Title, asTheyAre(n))}
	}
	return nil
}

func exportFolder(ctx context.Context, e env, b bundle.Bundle, dir string, strict, asJSON bool) error {
	line := newProgress(e)
	b.Progress = func(doing string, n int) { line.say("%s: %d", doing, n) }
	var m bundle.Manifest
	err := wholeFolder(dir, func(create func(string) (io.WriteCloser, error)) (err error) {
		m, err = b.Write(ctx, create)
		return errors.Join(err, tooMuch(b.Format, m.Lost, strict))
	})
	e.clear()
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(e.err, m)
	}
	fmt.Fprintln(e.err, summary(dataset.Written{Documents: m.Documents, Spans: m.Spans, Lost: m.Lost, Missing: m.Missing}))
	for _, p := range m.Parts {
		fmt.Fprintf(e.err, "%s: %s, %s\n", p.Name, stats.Many(p.Documents, "document"), stats.Many(p.Spans, "annotation"))
	}
	return nil
}
