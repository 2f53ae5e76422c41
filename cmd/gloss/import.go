package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
)

func importFiles(ctx context.Context, e env, args []string) error {
	var data, project, from, unit *string
	var asJSON *bool
	files, err := flags("import", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		from = fs.String("from", "", "the `format` of all files; found out file by file if none is named")
		unit = fs.String("from-unit", "", "with --from: the `unit` that offsets count: points, utf16, bytes or graphemes")
		asJSON = fs.Bool("json", false, "print what came of it as JSON")
	})
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usageError{"no file is named"}
	}
	formats := all.Formats
	if formats, err = only(formats, *from, *unit); err != nil {
		return err
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
	var list []dataset.File
	for _, name := range files {
		f := dataset.File{Name: name, Open: func() (io.Reader, error) { return os.Open(name) }}
		switch info, err := os.Stat(name); {
		case err == nil && info.IsDir():
			src, err := openSource(name, *from, *unit, nil)
			if err != nil {
				return err
			}
			src.tellSkipped(e)
			f.Items = src.items(nil)
		case err == nil:
			f.Size = info.Size()
		}
		list = append(list, f)
	}
	line := newProgress(e)
	im := dataset.Importer{
		Store: st, Project: p, Formats: formats, Author: "import",
		Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
		Progress: func(sum dataset.Imported) {
			line.say("%s, %s", stats.Many(sum.Documents+sum.Known, "document"), stats.Many(sum.Spans, "annotation"))
		},
	}
	sum, err := im.Import(ctx, list)
	e.clear()
	if *asJSON {
		wrong := make([]dataset.Wrong, len(sum.Errors))
		for i, reason := range sum.Errors {
			wrong[i] = dataset.WrongOf(reason)
		}
		err = errors.Join(err, printJSON(e.out, importing{p.Name, sum.Documents, sum.Known, sum.Spans, notNil(sum.Labels), notNil(sum.Unread), wrong, len(wrong)}))
		return errors.Join(err, leftOut(len(wrong)))
	}
	fmt.Fprintf(e.out, "%s and %s imported into %q", stats.Many(sum.Documents, "document"), stats.Many(sum.Spans, "annotation"), p.Name)
	if sum.Known > 0 {
		fmt.Fprintf(e.out, "; %s there already", wasOrWere(sum.Known, "document"))
		if sum.Off > 0 {
			fmt.Fprintf(e.out, ", of which %d%s archived or deleted", sum.Off, verb(sum.Off, " is", " are"))
		}
	}
	fmt.Fprintln(e.out)
	for _, l := range sum.Labels {
		fmt.Fprintf(e.out, "new label: %s\n", l)
	}
	for _, u := range sum.Unread {
		fmt.Fprintf(e.err, "%v%s\n", u.Unread, times(u.Count))
	}
	for _, reason := range sum.Errors {
		fmt.Fprintln(e.err, reason)
	}
	return errors.Join(err, leftOut(len(sum.Errors)))
}

func leftOut(n int) error {
	if n == 0 {
		return nil
	}
	if n == 1 {
		return errors.New("1 file or record was left out")
	}
	return fmt.Errorf("%d files or records were left out", n)
}

// importing is what an import came to, for --json.
type importing struct {
	Project   string           `json:"project"`
	Documents int              `json:"documents"` // new ones
	Known     int              `json:"known"`     // those that were there already
	Spans     int              `json:"spans"`     // new ones
	Labels    []string         `json:"labels"`    // new ones
	Unread    []dataset.Unread `json:"unread"`
	Errors    []dataset.Wrong  `json:"errors"`
	LeftOut   int              `json:"left_out"` // how many errors there are
}

// only leaves of a table the format of that name; "" leaves all.
func only(table format.Table, name, unit string) (format.Table, error) {
	switch {
	case name != "":
		only, err := table.Only(name, unit)
		if err != nil {
			err = usageError{err.Error()}
		}
		return only, err
	case unit != "":
		return nil, usageError{"--from-unit is of one format: name it with --from"}
	}
	return table, nil
}
