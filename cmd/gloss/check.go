package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"strings"
	"text/tabwriter"

	"gloss/annotations/dataset"
	"gloss/annotations/dataset/diff"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
)

func check(ctx context.Context, e env, args []string) error {
	var from, unit *string
	var asJSON *bool
	names, err := flags("check", args, func(fs *flag.FlagSet) {
		from = fs.String("from", "", "the `format`; found out if none is named")
		unit = fs.String("unit", "", "the `unit` that offsets count: points, utf16, bytes or graphemes")
		asJSON = fs.Bool("json", false, "print what came of it as JSON")
	})
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return usageError{"no file is named"}
	}
	type row struct {
		File      string           `json:"file"`
		Format    string           `json:"format"`
		Documents int              `json:"documents"`
		Spans     int              `json:"annotations"`
		Errors    []dataset.Wrong  `json:"errors"`
		LeftOut   int              `json:"left_out"` // how many errors there are
		Unread    []dataset.Unread `json:"unread"`
	}
	var rows []row
	wrong := 0
	for _, name := range names {
		src, err := openSource(name, *from, *unit, e.in)
		if err != nil {
			return err
		}
		count, line := &counting{}, newProgress(e)
		found := &problems{e: e, list: *asJSON}
		r := row{File: name, Format: src.kind}
		for it, err := range found.of(src, count) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			r.Documents++
			r.Spans += it.Count()
			line.say("%s: %s%s", name, stats.Many(r.Documents, "document"), percent(count.bytes, src.size))
		}
		found.tell()
		r.Errors, r.LeftOut, r.Unread = notNil(found.wrong), found.Errors, notNil(found.unread.All())
		wrong += r.LeftOut
		rows = append(rows, r)
		if !*asJSON {
			fmt.Fprintf(e.out, "%s: %s, %s, %s, read as %s\n", name, stats.Many(r.Documents, "document"), stats.Many(r.Spans, "annotation"), stats.Many(r.LeftOut, "error"), r.Format)
		}
	}
	if *asJSON {
		if err := printJSON(e.out, rows); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return unfitError{stats.Many(wrong, "error")}
	}
	return nil
}

// compared is a dataset that a command looks at: a file, or with an @ a release
// or, alone, what the labels are now, of archived documents too if asked for.
func compared(ctx context.Context, e env, found *problems, name, from, unit, data, project string, archived bool) (iter.Seq2[format.Item, error], func() error, error) {
	rel, stored := strings.CutPrefix(name, "@")
	if !stored {
		src, err := openSource(name, from, unit, e.in)
		if err != nil {
			return nil, nil, err
		}
		return found.of(src, nil), func() error { return nil }, nil
	}
	if err := mustHaveData(data); err != nil {
		return nil, nil, err
	}
	st, err := openData(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	_, items, err := itemsOf(ctx, st, project, rel, archived)
	if err != nil {
		return nil, nil, errors.Join(err, st.Close())
	}
	return items(), st.Close, nil
}

func figures(ctx context.Context, e env, args []string) error {
	var from, unit, data, project *string
	var archived, asJSON *bool
	names, err := flags("stats", args, func(fs *flag.FlagSet) {
		from = fs.String("from", "", "the `format` of files; found out if none is named")
		unit = fs.String("unit", "", "the `unit` that offsets count: points, utf16, bytes or graphemes")
		data = dataFlag(fs)
		project = fs.String("project", "", "the project of @, by `name` or ID")
		archived = archivedFlag(fs)
		asJSON = fs.Bool("json", false, "print the figures as JSON")
	})
	if err != nil {
		return err
	}
	if len(names) != 1 {
		return usageError{"one dataset is needed: a file, @ for the labels as they are now, or @NAME for a release"}
	}
	found := &problems{e: e}
	items, done, err := compared(ctx, e, found, names[0], *from, *unit, *data, *project, *archived)
	if err != nil {
		return err
	}
	var s stats.Stats
	line := newProgress(e)
	for it, err := range items {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return errors.Join(err, done())
		}
		s.Add(it)
		line.say("%s", stats.Many(s.Documents, "document"))
	}
	found.tell()
	if err := done(); err != nil {
		return err
	}
	if *asJSON {
		err = printJSON(e.out, &s)
	} else {
		err = printStats(e, &s)
	}
	if err == nil && found.Errors > 0 {
		err = unfitError{leftOutOf(found.Errors, "record")}
	}
	return err
}

func printStats(e env, s *stats.Stats) error {
	q := s.Text.Quantiles(0.5, 1)
	fmt.Fprintf(e.out, "%s (%d without annotations), %s; median length %d code points, longest %d\n", stats.Many(s.Documents, "document"), s.Empty, stats.Many(s.Tokens, "token"), q[0], q[1])
	fmt.Fprintf(e.out, "%s (%d overlapping, %d discontinuous), %s, %s\n\n", stats.Many(s.Spans, "span"), s.Overlap, s.Parts, stats.Many(s.Whole, "label of whole documents"), stats.Many(s.Links, "link"))
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "label\tcount\tdocuments\tmedian length\tlongest")
	for _, l := range s.Labels {
		q := l.Length.Quantiles(0.5, 1)
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", l.Name, l.Count, l.Documents, q[0], q[1])
	}
	if err := w.Flush(); err != nil || len(s.Authors) == 0 {
		return err
	}
	fmt.Fprintln(e.out)
	fmt.Fprintln(w, "annotator\tannotations")
	for _, a := range s.Authors {
		fmt.Fprintf(w, "%s\t%d\n", a.Name, a.Count)
	}
	return w.Flush()
}

func compare(ctx context.Context, e env, args []string) error {
	var from, unit, data, project *string
	var asJSON *bool
	names, err := flags("diff", args, func(fs *flag.FlagSet) {
		from = fs.String("from", "", "the `format` of files; found out if none is named")
		unit = fs.String("unit", "", "the `unit` that offsets count: points, utf16, bytes or graphemes")
		data = dataFlag(fs)
		project = fs.String("project", "", "the project of @, by `name` or ID")
		asJSON = fs.Bool("json", false, "print a JSON object for each difference, and one that counts them")
	})
	if err != nil {
		return err
	}
	if len(names) != 2 {
		return usageError{"two datasets are needed, the older first: files, @ for the labels as they are now, or @NAME for a release"}
	}
	found := &problems{e: e}
	old, done, err := compared(ctx, e, found, names[0], *from, *unit, *data, *project, false)
	if err != nil {
		return err
	}
	defer done()
	new, done2, err := compared(ctx, e, found, names[1], *from, *unit, *data, *project, false)
	if err != nil {
		return err
	}
	defer done2()
	sum, err := diff.Compare(ctx, old, new, func(c diff.Change) error {
		if *asJSON {
			return printLine(e.out, c)
		}
		_, err := fmt.Fprintln(e.out, c)
		return err
	})
	found.tell()
	if err != nil {
		return err
	}
	if *asJSON {
		err = printLine(e.out, sum)
	} else {
		fmt.Fprintf(e.out, "documents: %s\nannotations: %s\n", counted(sum.Documents), counted(sum.Spans))
	}
	if err == nil && !(sum.Documents.AllSame() && sum.Spans.AllSame()) {
		err = unfitError{"the datasets differ"}
	}
	return err
}

func counted(c diff.Counts) string {
	return fmt.Sprintf("%d added, %d removed, %d changed, %d the same", c.Added, c.Removed, c.Changed, c.Same)
}
