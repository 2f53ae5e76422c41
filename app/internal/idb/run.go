//go:build js

package idb

import (
	"context"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
)

// changeRun is a run that is about to be stored. It may be empty, with nothing
// left to store.
type changeRun struct {
	store.Run
	seen []item // what overlaps with it in the store
}

func runsOf(changes []annotations.Change) ([]changeRun, error) {
	all, err := store.Runs(changes)
	runs := make([]changeRun, len(all))
	for i, r := range all {
		runs[i].Run = r
	}
	return runs, err
}

// ends are the numbers of the first and the last stamp.
func (r changeRun) ends() (from, to string) {
	first, last := r.Ends()
	return sortable(first), sortable(last)
}

// op is the operation that stores the run.
func (r changeRun) op(name string, old bool) (op, error) {
	pack, err := annotations.AppendPack(nil, r.Changes)
	if err != nil {
		return op{}, err
	}
	o := r.question(name, old)
	o.Field, o.Data = "pack", pack
	from, to := r.ends()
	for _, it := range r.seen {
		if it.overlaps(from, to) {
			o.Seen = append(o.Seen, [2]int64{it.Place, int64(it.count())})
		}
	}
	return o, nil
}

// question is an operation about the stamps of the run.
func (r changeRun) question(name string, old bool) op {
	from, to := r.ends()
	return op{Op: name, Store: "items", Old: old, Value: item{
		Doc: r.Doc.String(), run: run{Replica: r.Replica.String(), From: from, To: to, N: len(r.Changes)},
	}}
}

// overlaps reports whether the item may hold stamps with these numbers.
func (it item) overlaps(from, to string) bool {
	if it.Stamp != "" {
		return from <= it.first() && it.first() <= to
	}
	return it.From <= to && it.To >= from
}

// news reads what the store has in the range of each run and returns the runs
// without what is known. A change that differs from a known one is an
// *annotations.ConflictError.
func (s *Store) news(ctx context.Context, runs []changeRun) ([]changeRun, error) {
	left := slices.Clone(runs)
	var ask []op
	var asked []*changeRun
	for i := range left {
		if len(left[i].Changes) > 0 {
			ask = append(ask, left[i].question("overlap", s.c.old))
			asked = append(asked, &left[i])
		}
	}
	if len(ask) == 0 {
		return left, nil
	}
	found := make([][]item, len(ask))
	into := make([]any, len(ask))
	for i := range found {
		into[i] = &found[i]
	}
	bytes, err := s.c.run(ctx, "readonly", [][]op{ask}, into...)
	if err != nil {
		return nil, err
	}
	for i, r := range asked {
		known, err := logOf(found[i], bytes)
		if known == nil {
			return nil, err
		}
		r.seen = found[i]
		if r.Run, err = r.Without(slices.Collect(known.Changes())); err != nil {
			return nil, err
		}
	}
	return left, nil
}
