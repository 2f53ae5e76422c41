package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"math"
	"os"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/bundle"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/store"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/suggest/prelabel"
	"gloss/annotations/suggest/queue"
)

// suggestLabels writes documents with the labels that a model proposes.
func suggestLabels(ctx context.Context, e env, args []string) error {
	var data, project, name, out, report *string
	var o prelabel.Options
	var order queue.Options
	next := -1
	rest, err := flags("suggest", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		name = fs.String("format", "gloss", "the `format`")
		out = fs.String("out", "", "the `file` to write, or folder for a format of many files; the standard output if none is named")
		report = fs.String("report", "", "a `file` to write every loss to, as JSON")
		fs.Float64Var(&o.Least, "least", 0.5, "propose what has this `probability` or more, from 0 to 1")
		fs.IntVar(&next, "next", -1, "instead: tell, as JSON, which so `many` documents to label next; 0 for all in that order")
		fs.Uint64Var(&order.Seed, "seed", 0, "with --next: another `number` gives other chances")
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
	if err := mustHaveData(*data); err != nil {
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
	m, err := prelabel.Learn(ctx, st, p)
	if err != nil {
		return err
	}
	if next >= 0 {
		order.Most = next
		return outputOrder(ctx, e, st, p, m, order, *out)
	}
	if m.Learnt() == 0 {
		return fmt.Errorf("nothing is labelled in %s yet, so there is nothing to learn from", p.Name)
	}
	b := bundle.Bundle{Format: f, Title: p.Name, Schema: p.Schema, Items: func() iter.Seq2[format.Item, error] {
		return prelabel.Items(ctx, st, p, m, o)
	}}
	return exportFile(ctx, e, b, *out, *report, false, false)
}

// next is a place in the order in which documents are to be labelled.
type next struct {
	Document annotations.DocumentID `json:"document"`
	Title    string                 `json:"title"`
	// By is "doubt" for what the model would learn most from, "chance" for a place
	// of the fair sample.
	By    string  `json:"by"`
	Doubt float64 `json:"doubt"` // for each token
}

// outputOrder writes which documents are to be labelled next: a record of how they
// were chosen too.
func outputOrder(ctx context.Context, e env, st store.Store, p annotations.Project, m *suggest.Model, o queue.Options, out string) error {
	var waiting, labelled []suggest.DocumentID
	titles := map[suggest.DocumentID]string{}
	for it, err := range dataset.Items(ctx, st, p, false) {
		if err != nil {
			return err
		}
		id := logs.ID(it.Document.ID)
		titles[id] = it.Document.Title
		if it.Count() > 0 {
			labelled = append(labelled, id)
		} else {
			waiting = append(waiting, id)
		}
	}
	o.From = len(labelled)
	places, err := queue.Order(m, waiting, labelled, o)
	if err != nil {
		return err
	}
	all := make([]next, len(places))
	for i, place := range places {
		all[i] = next{Document: logs.Back(place.Document), Title: titles[place.Document], By: "doubt", Doubt: math.Round(1e4*place.Doubt) / 1e4}
		if place.Chance {
			all[i].By = "chance"
		}
	}
	b, err := json.MarshalIndent(map[string]any{"project": p.Name, "seed": o.Seed, "learnt": m.Learnt(), "next": all}, "", "\t")
	if err != nil {
		return err
	}
	b = append(b, '\n')
	if out == "" || out == "-" {
		_, err = e.out.Write(b)
		return err
	}
	return os.WriteFile(out, b, 0o644)
}
