// Package prelabel proposes labels for the documents of a project that nobody has
// labelled yet, so that they can be corrected where they are labelled: in another
// tool, or by somebody else.
package prelabel

import (
	"context"
	"iter"
	"math"
	"strconv"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/store"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/text"
)

// By is the author of what is proposed. Formats that tell people from models know
// a model by this beginning.
const By annotations.Author = "model:gloss"

// Options say what is proposed.
type Options struct {
	// Least is the probability from which a span is proposed.
	Least float64
	// All says that labelled documents come too, with their labels and what is
	// proposed beside them.
	All bool
}

// readAhead is how many documents are read at once.
const readAhead = 100

// Learn returns what learnt all logs of a project, in the order in which the
// worker of a page does: it is the same model.
func Learn(ctx context.Context, st store.Store, project annotations.Project) (*suggest.Model, error) {
	var documents []follow.Document
	var changes []follow.Change
	for place := int64(0); ; {
		some, err := st.Read(ctx, project.ID, place, readAhead)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 {
			break
		}
		for _, l := range some {
			place = l.Place
			documents = append(documents, logs.Document(l.Document))
			changes = append(changes, logs.Changes(l.Changes)...)
		}
	}
	follow.Sort(documents)
	pool := suggest.NewPool(func(yield func(string) bool) {
		for _, d := range documents {
			if !yield(d.Text) {
				return
			}
		}
	})
	f, err := follow.Rebuild(suggest.New(pool, suggest.Options{Labels: logs.Labels(project.Schema)}), documents, changes)
	if err != nil {
		return nil, err
	}
	return f.Model, nil
}

// Items yields the documents of a project with what a model that learnt them
// proposes, by the author By, with scores (see format.WithScores).
func Items(ctx context.Context, st store.Store, project annotations.Project, m *suggest.Model, o Options) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for it, err := range dataset.Items(ctx, st, project, false) {
			if err != nil {
				yield(it, err)
				return
			}
			if it.Count() > 0 && !o.All {
				continue
			}
			it, err := propose(it, project, m, o.Least)
			if !yield(it, err) || err != nil {
				return
			}
		}
	}
}

func propose(it format.Item, project annotations.Project, m *suggest.Model, least float64) (format.Item, error) {
	id := logs.ID(it.Document.ID)
	scores := map[annotations.AnnotationID]float64{}
	for n := range m.Passages(id) {
		tags, err := m.Tag(id, n)
		if err != nil {
			return it, err
		}
		for _, t := range tags {
			score := math.Round(1000*t.Score()) / 1000
			if score < least || taken(it.Entries, t.Span) {
				continue
			}
			e := annotations.Entry{By: By, Annotation: annotations.Annotation{
				ID: annotations.NameID[annotations.Annotation](it.Document.ID.UUID, string(By), string(t.Label),
					strconv.Itoa(int(t.Start)), strconv.Itoa(int(t.End))),
				Label:  annotations.LabelID(project.Schema.NameOf(annotations.LabelID(t.Label))),
				Target: annotations.On(t.Start, t.End),
			}}
			scores[e.ID] = score
			it.Entries = append(it.Entries, e)
		}
	}
	all := annotations.NewSet(it.Entries)
	it.Entries = it.Entries[:0:0]
	for e := range all.All() { // in text order
		it.Entries = append(it.Entries, e)
	}
	var err error
	it.Document, err = format.WithScores(it.Document, scores)
	return it, err
}

// taken reports whether something is labelled there.
func taken(entries []annotations.Entry, sp text.Span) bool {
	for _, e := range entries {
		for _, p := range e.Target.Parts {
			if e.By != By && p == sp {
				return true
			}
		}
	}
	return false
}
