package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
)

func importFiles(ctx context.Context, e env, args []string) error {
	var data, project *string
	files, err := flags("import", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by name or ID")
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
	for _, reason := range sum.Errors {
		fmt.Fprintln(e.err, reason)
	}
	if err == nil && len(sum.Errors) > 0 {
		err = fmt.Errorf("%d files or records were left out", len(sum.Errors))
	}
	return err
}

func exportDataset(ctx context.Context, e env, args []string) error {
	var data, project, name, out, report *string
	var strict *bool
	rest, err := flags("export", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by name or ID")
		name = fs.String("format", "gloss", "the format")
		out = fs.String("out", "", "the file to write; the standard output if none is named")
		report = fs.String("report", "", "a file to write the losses to, as JSON")
		strict = fs.Bool("strict", false, "fail when the format cannot carry everything")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{fmt.Sprintf("%q is too much; the file to write is named by --out", rest[0])}
	}
	f, err := all.Formats.Named(*name)
	if err != nil {
		return usageError{err.Error()}
	}
	if f.NewWriter == nil {
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
	var sum dataset.Exported
	write := func(w io.Writer) (err error) {
		sum, err = dataset.Export(ctx, st, p, f, w, nil)
		if err == nil && *strict && len(sum.Losses) > 0 {
			err = unfitError{fmt.Sprintf("%s cannot carry %d annotations as they are", f.Title, len(sum.Losses))}
		}
		return err
	}
	if *out == "" {
		err = write(e.out)
	} else {
		err = whole(*out, write)
	}
	tell(e.err, sum)
	if *report != "" {
		err = errors.Join(err, whole(*report, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			return enc.Encode(sum)
		}))
	}
	return err
}

// tell reports the losses, so that none is silent.
func tell(w io.Writer, sum dataset.Exported) {
	fmt.Fprintf(w, "%d documents, %d annotations", sum.Documents, sum.Spans)
	kinds := map[format.Kind]int{}
	for _, l := range sum.Losses {
		kinds[l.Kind]++
	}
	for _, k := range format.Kinds {
		if kinds[k] > 0 {
			fmt.Fprintf(w, ", %d %s", kinds[k], k)
		}
	}
	fmt.Fprintln(w)
	for _, l := range sum.Losses {
		fmt.Fprintf(w, "%s: %s %q (document %s): %s\n", l.Kind, l.Label, l.Text, l.Document, l.Reason)
	}
}

// whole writes a file that is there whole or not at all.
func whole(name string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".gloss-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := errors.Join(tmp.Sync(), tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

func check(_ context.Context, e env, args []string) error {
	files, err := flags("check", args, func(*flag.FlagSet) {})
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usageError{"no file is named"}
	}
	wrong := 0
	for _, name := range files {
		n, err := checkFile(e, name)
		if err != nil {
			return err
		}
		wrong += n
	}
	if wrong > 0 {
		return unfitError{fmt.Sprintf("%d errors", wrong)}
	}
	return nil
}

func checkFile(e env, name string) (wrong int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	head, r, err := format.Head(file)
	if err != nil {
		return 0, err
	}
	f, err := all.Formats.Detect(name, head)
	if err != nil {
		return 0, usageError{name + ": " + err.Error()}
	}
	seen, problems := dataset.Check(f, r, name)
	for unread, problem := range problems {
		if problem == nil {
			fmt.Fprintln(e.err, unread)
			continue
		}
		fmt.Fprintln(e.err, problem)
	}
	fmt.Fprintf(e.out, "%s: %d documents, %d annotations, %d errors\n", name, seen.Documents, seen.Spans, seen.Errors)
	return seen.Errors, nil
}
