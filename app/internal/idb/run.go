//go:build js

package idb

import (
	"cmp"
	"context"
	"slices"

	"gloss/annotations"
)

// maxRun is how many changes a run has at most: some 12 KB, so that a page of
// the order of arrival is never much longer than it should be.
const maxRun = 512

// changeRun is a run that is about to be stored. It may be empty, with nothing
// left to store.
type changeRun struct {
	doc     annotations.DocumentID
	replica annotations.ReplicaID
	changes []annotations.Change // by stamp, each once
	seen    []item               // what overlaps with it in the store
}

// runsOf sorts changes into runs, in the order in which they are given. Two
// changes under one stamp that differ are an *annotations.ConflictError.
func runsOf(changes []annotations.Change) ([]changeRun, error) {
	type writer struct {
		doc     annotations.DocumentID
		replica annotations.ReplicaID
	}
	var all []changeRun
	at := map[writer]int{}
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return nil, err
		}
		w := writer{c.Doc, c.Stamp.Replica}
		i, ok := at[w]
		if !ok {
			i = len(all)
			at[w] = i
			all = append(all, changeRun{doc: c.Doc, replica: c.Stamp.Replica})
		}
		all[i].changes = append(all[i].changes, c)
	}
	var runs []changeRun
	for _, r := range all {
		if err := r.tidy(); err != nil {
			return nil, err
		}
		runs = append(runs, r.split()...)
	}
	return runs, nil
}

func byNumber(a, b annotations.Change) int { return cmp.Compare(a.Stamp.N, b.Stamp.N) }

// tidy sorts the changes and leaves out what is there twice.
func (r *changeRun) tidy() error {
	slices.SortStableFunc(r.changes, byNumber)
	for i := 1; i < len(r.changes); i++ {
		if a, b := r.changes[i-1], r.changes[i]; a.Stamp == b.Stamp && !a.Same(b) {
			return &annotations.ConflictError{Stamp: a.Stamp}
		}
	}
	r.changes = slices.CompactFunc(r.changes, func(a, b annotations.Change) bool { return a.Stamp == b.Stamp })
	return nil
}

// split cuts a run that is too long.
func (r changeRun) split() (runs []changeRun) {
	for some := range slices.Chunk(r.changes, maxRun) {
		runs = append(runs, changeRun{doc: r.doc, replica: r.replica, changes: some})
	}
	return runs
}

// ends are the numbers of the first and the last stamp.
func (r changeRun) ends() (from, to string) {
	return sortable(r.changes[0].Stamp.N), sortable(r.changes[len(r.changes)-1].Stamp.N)
}

// op is the operation that stores the run.
func (r changeRun) op(name string, old bool) (op, error) {
	pack, err := annotations.AppendPack(nil, r.changes)
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
		Doc: r.doc.String(), run: run{Replica: r.replica.String(), From: from, To: to, N: len(r.changes)},
	}}
}

// overlaps reports whether the item may hold stamps with these numbers.
func (it item) overlaps(from, to string) bool {
	if it.Stamp != "" {
		number := it.Stamp[:len(from)]
		return from <= number && number <= to
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
		if len(left[i].changes) > 0 {
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
		known := map[uint64]annotations.Change{}
		for _, it := range found[i] {
			changes, err := it.changes(bytes)
			if err != nil {
				return nil, err
			}
			for _, c := range changes {
				known[c.Stamp.N] = c
			}
		}
		r.seen = found[i]
		var news []annotations.Change
		for _, c := range r.changes {
			switch twin, ok := known[c.Stamp.N]; {
			case !ok:
				news = append(news, c)
			case !twin.Same(c):
				return nil, &annotations.ConflictError{Stamp: c.Stamp}
			}
		}
		r.changes = news
	}
	return left, nil
}
