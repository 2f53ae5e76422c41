package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gloss/annotations/dataset"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
)

// conversion is what a conversion came to, for --json.
type conversion struct {
	From    string           `json:"from"`
	To      string           `json:"to"`
	Errors  []dataset.Wrong  `json:"errors"`
	LeftOut int              `json:"left_out"` // how many errors there are
	Unread  []dataset.Unread `json:"unread"`
	dataset.Written
}

func convert(ctx context.Context, e env, args []string) error {
	var from, to, fromUnit, toUnit, scheme, report *string
	var strict, asJSON *bool
	rest, err := flags("convert", args, func(fs *flag.FlagSet) {
		from = fs.String("from", "", "the `format` of IN; found out if none is named")
		to = fs.String("to", "", "the `format` of OUT; that of its ending if none is named")
		fromUnit = fs.String("from-unit", "", "the `unit` that offsets in IN count: points, utf16, bytes or graphemes")
		toUnit = fs.String("to-unit", "", "the `unit` that offsets in OUT count, where the format leaves a choice")
		scheme = fs.String("scheme", "", "the scheme of `tags` in OUT, for CoNLL: IOB1, IOB2, BIOES, BILOU or BMES; IOB2 if none is named")
		report = fs.String("report", "", "a `file` to write every loss to, as JSON")
		strict = fs.Bool("strict", false, "write nothing when a record is wrong or something would be lost")
		asJSON = fs.Bool("json", false, "print what came of it as JSON")
	})
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return usageError{"two names are needed, of the dataset to read and of the one to write; - is the standard input or output"}
	}
	in, out := rest[0], rest[1]
	target, err := targetFormat(*to, out, *toUnit)
	if err == nil {
		target, err = called(target.Tagged(*scheme))
	}
	if err != nil {
		return err
	}
	src, err := openSource(in, *from, *fromUnit, e.in)
	if err != nil {
		return err
	}
	w := dataset.Writing{Format: target}
	if needsLabels(target) {
		if src.once {
			return usageError{target.Title + " lists the labels first, so that IN is read twice: name a file"}
		}
		if w.Labels, err = labelsOf(ctx, src); err != nil {
			return err
		}
	}
	losses, err := newLosses(e, *report)
	if err != nil {
		return err
	}
	defer losses.abandon()
	w.Lost = losses.add
	found := &problems{e: e, list: *asJSON}
	count, line := &counting{}, newProgress(e)
	w.Progress = func(sum dataset.Written) {
		line.say("%s, %s%s", stats.Many(sum.Documents, "document"), stats.Many(sum.Spans, "annotation"), percent(count.bytes, src.size))
	}
	var sum dataset.Written
	refuse := func() error {
		if found.Errors+sum.Lost.Len() == 0 || !*strict {
			return nil
		}
		return unfitError{fmt.Sprintf("%s wrong, and %s cannot carry %s", isOrAre(found.Errors, "record"), target.Title, asTheyAre(sum.Lost.Len()))}
	}
	items := found.of(src, count)
	err = output(e, target, out, func(to io.Writer) (err error) {
		sum, err = w.Write(ctx, items, to)
		return errors.Join(err, refuse())
	}, func(create func(string) (io.Writer, error)) (err error) {
		sum, err = w.WriteFiles(ctx, items, create)
		return errors.Join(err, refuse())
	})
	found.tell()
	losses.tell()
	if err = errors.Join(err, losses.close(target, sum)); err != nil {
		return err
	}
	if *asJSON {
		to := e.out
		if out == "-" {
			to = e.err
		}
		err = printJSON(to, conversion{src.kind, target.Name, notNil(found.wrong), found.Errors, notNil(found.unread.All()), sum})
	} else {
		fmt.Fprintf(e.err, "%s → %s: %s\n", src.kind, target.Name, summary(sum))
	}
	if err == nil && found.Errors > 0 {
		err = unfitError{leftOutOf(found.Errors, "record")}
	}
	return err
}

// targetFormat is the format to write, by its name or by the ending of a file.
func targetFormat(name, out, unit string) (format.Format, error) {
	if name != "" {
		f, err := all.Formats.Named(name)
		if err == nil && f.NewWriter == nil {
			err = fmt.Errorf("%s is a format that is only read", f.Title)
		}
		if err != nil {
			return f, usageError{err.Error()}
		}
		return inUnit(f, unit)
	}
	var fit []string
	var found format.Format
	for _, f := range all.Formats.Written() {
		if format.HasEnding(out, f.Extension) {
			if fit = append(fit, f.Name); len(fit) == 1 {
				found = f
			}
		}
	}
	switch {
	case len(fit) == 0:
		return found, usageError{fmt.Sprintf("%s does not tell the format to write: name it with --to", out)}
	case len(fit) > 1 && found.Name != "gloss":
		return found, usageError{fmt.Sprintf("%s may be %s: name one with --to", out, strings.Join(fit, " or "))}
	}
	return inUnit(found, unit)
}

func needsLabels(f format.Format) bool {
	_, ok := f.NewWriter(io.Discard).(format.Labelled)
	return ok
}

// output writes to the standard output, a file, or a folder for a format of
// many files: whole or not at all, the standard output aside.
func output(e env, f format.Format, name string, one func(io.Writer) error, many func(func(string) (io.Writer, error)) error) error {
	info, err := os.Stat(name)
	isFolder := err == nil && info.IsDir() || strings.HasSuffix(name, "/") || strings.HasSuffix(name, string(filepath.Separator))
	switch {
	case name == "-":
		return one(e.out)
	case isFolder && f.Files != nil && f.Files.NewWriter != nil:
		return wholeFolder(name, func(create func(string) (io.WriteCloser, error)) error {
			var last io.Closer
			err := many(func(path string) (io.Writer, error) {
				if last != nil {
					if err := last.Close(); err != nil {
						return nil, err
					}
				}
				w, err := create(path)
				last = w
				return w, err
			})
			if last != nil {
				err = errors.Join(err, last.Close())
			}
			return err
		})
	case isFolder:
		return usageError{name + " is a folder, and " + f.Title + " one file"}
	}
	return whole(name, one)
}
