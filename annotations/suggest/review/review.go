// Package review finds annotations that may be mistakes: a string that is labelled
// otherwise elsewhere, borders that differ from those of their kind, what a model
// that has not seen the passage would not label so, and what it would label where
// nothing is.
package review

import (
	"cmp"
	"slices"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
)

// Kind is what is the matter with an annotation.
type Kind uint8

const (
	Label   Kind = iota // the same string has another label elsewhere
	Borders             // they differ from those of its kind
	Doubt               // the model would not label it so
	Missed              // the model would label it

	kinds
)

// Known reports whether the kind is one of those above.
func (k Kind) Known() bool { return k < kinds }

// Finding is a possible mistake.
type Finding struct {
	Document suggest.DocumentID
	Kind     Kind
	Is       suggest.Mark // what stands; without a label where nothing is labelled
	Instead  suggest.Mark // what may be right; without a label to remove it
	// Times is how often it is as it may be right elsewhere, of so many.
	Times, Of int
	// Sure is how much speaks against what stands, from 0 to 1.
	Sure float64
}

// folds are the parts of the passages of which each is looked at by a model that
// has learnt the others.
const folds = 4

// Review looks for mistakes, a passage at a time.
type Review struct {
	pool   *suggest.Pool
	labels []suggest.Named
	from   *follow.Follower
	all    []follow.Passage
	edges  edges
	fold   int
	at     int
	judges bool // the fold is learnt: its passages are being looked at
	model  *suggest.Model
	found  []Finding
}

// New begins a review of what a follower has learnt: of the passages that are
// finished, or have labels.
func New(pool *suggest.Pool, labels []suggest.Named, f *follow.Follower) *Review {
	r := &Review{pool: pool, labels: labels, from: f, all: f.Passages()}
	for _, p := range r.all {
		r.edges.add(f.Model, p)
	}
	return r
}

// foldOf is the fold of a passage: mixed, as what comes at regular places may be
// alike.
func foldOf(n int) int { return int(uint32(n) * 2654435761 >> 16 % folds) }

// Steps is how many steps there are, and how many are done.
func (r *Review) Steps() (done, of int) {
	n := len(r.all)
	if done = r.fold * n; r.fold < folds {
		done += r.at
	}
	return min(done, folds*n), folds * n
}

// Step does the next step, and reports whether there was one.
func (r *Review) Step() bool {
	if r.fold == folds || len(r.all) == 0 {
		return false
	}
	if r.model == nil {
		r.model = suggest.New(r.pool, suggest.Options{Labels: r.labels})
		r.at, r.judges = 0, false
	}
	for r.at < len(r.all) && (foldOf(r.at) == r.fold) != r.judges {
		r.at++
	}
	switch {
	case r.at < len(r.all) && r.judges:
		r.judge(r.all[r.at])
		r.at++
	case r.at < len(r.all):
		p := r.all[r.at]
		r.model.Open(p.Document, r.from.Model.Text(p.Document))
		if err := r.model.Learn(p.Document, p.Number, p.Evidence); err != nil {
			panic("a passage of an open document: " + err.Error())
		}
		r.at++
	case !r.judges:
		r.at, r.judges = 0, true
	default:
		r.fold++
		r.model = nil
	}
	return true
}

// How sure the model must be to contradict people.
const (
	unlikely = 0.03 // a label that it gives less chance than that
	empty    = 0.9  // where it is so sure that nothing is
	likely   = 0.9  // what it would label itself
)

func (r *Review) judge(p follow.Passage) {
	m := r.model
	m.Open(p.Document, r.from.Model.Text(p.Document))
	opinions, err := m.Opinions(p.Document, p.Number, p.Marks)
	tags, err2 := m.Tag(p.Document, p.Number)
	if err != nil || err2 != nil {
		panic("a passage of an open document has no opinions")
	}
	for i, o := range opinions {
		is := p.Marks[i]
		f := Finding{Document: p.Document, Is: is, Times: o.Most, Of: o.Seen}
		switch instead, times, of := r.edges.better(r.from.Model, p, is); {
		case p.Confirmed[i]:
			continue
		case o.Most >= 2 && o.Usual != is.Label && o.Most >= 3*max(1, o.Same) && !overlapsOwn(p.Marks, i, o.Usual):
			f.Kind, f.Instead = Label, suggest.Mark{Span: is.Span, Label: o.Usual}
			f.Sure = float64(o.Most) / float64(o.Most+o.Same+1)
		case times > 0:
			f.Kind, f.Instead, f.Times, f.Of = Borders, instead, times, of
			f.Sure = float64(times) / float64(of+1)
		case o.Chance < unlikely && o.Nothing > empty && r.edges.known(is.Label):
			f.Kind, f.Instead = Doubt, suggest.Mark{Span: is.Span}
			f.Sure = o.Nothing
		default:
			continue
		}
		if !slices.Contains(p.Rejected, f.Instead) {
			r.found = append(r.found, f)
		}
	}
	for _, t := range tags {
		if t.Score() < likely || slices.Contains(p.Rejected, t.Mark) {
			continue
		}
		if slices.ContainsFunc(p.Marks, func(k suggest.Mark) bool { return k.Overlaps(t.Span) }) {
			continue
		}
		counts, err := m.Opinions(p.Document, p.Number, []suggest.Mark{t.Mark})
		if err != nil || p.Open {
			continue
		}
		r.found = append(r.found, Finding{
			Document: p.Document, Kind: Missed, Is: suggest.Mark{Span: t.Span}, Instead: t.Mark,
			Times: counts[0].Same, Of: counts[0].Seen, Sure: t.Score(),
		})
	}
}

// overlapsOwn reports whether a mark beside the i-th already has the label there.
func overlapsOwn(marks []suggest.Mark, i int, label suggest.Label) bool {
	for j, k := range marks {
		if j != i && k.Label == label && k.Overlaps(marks[i].Span) {
			return true
		}
	}
	return false
}

// Findings are what was found so far, each place once, the surest first.
func (r *Review) Findings() []Finding {
	all := slices.Clone(r.found)
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(a.Sure, b.Sure), slices.Compare(a.Document[:], b.Document[:]), a.Is.Span.Compare(b.Is.Span), cmp.Compare(a.Is.Label, b.Is.Label))
	})
	return slices.CompactFunc(all, func(a, b Finding) bool {
		return a.Document == b.Document && a.Is == b.Is && a.Instead == b.Instead
	})
}
