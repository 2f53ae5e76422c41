package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/all"
)

func importFiles(ctx context.Context, e env, args []string) error {
	var data, project *string
	files, err := flags("import", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
	})
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usageError{"no file is named"}
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
		if info, err := os.Stat(name); err == nil {
			f.Size = info.Size()
		}
		list = append(list, f)
	}
	im := dataset.Importer{
		Store: st, Project: p, Formats: all.Formats, Author: "import",
		Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
	}
	sum, err := im.Import(ctx, list)
	fmt.Fprintf(e.out, "%d documents and %d annotations imported into %q", sum.Documents, sum.Spans, p.Name)
	if sum.Known > 0 {
		fmt.Fprintf(e.out, "; %d documents were there already", sum.Known)
	}
	fmt.Fprintln(e.out)
	for _, l := range sum.Labels {
		fmt.Fprintf(e.out, "new label: %s\n", l)
	}
	for _, u := range sum.Unread {
		fmt.Fprintf(e.err, "%v (%d times)\n", u.Unread, u.Count)
	}
	for _, reason := range sum.Errors {
		fmt.Fprintln(e.err, reason)
	}
	if err == nil && len(sum.Errors) > 0 {
		err = fmt.Errorf("%d files or records were left out", len(sum.Errors))
	}
	return err
}
