package store

import (
	"slices"
	"sort"

	"gloss/annotations"
)

// Run is a number of changes to one document by one replica, sorted by their
// stamps, as stores keep them: one record holds many. Between its first and its
// last stamp there may be stamps that it lacks.
type Run struct {
	Doc     annotations.DocumentID
	Replica annotations.ReplicaID
	Changes []annotations.Change
}

// MaxRun is how many changes a run has at most: some 12 KB packed, so that a page
// of the order of arrival is never much longer than it should be.
const MaxRun = 512

// Runs sorts changes into runs, in the order in which documents and replicas
// first occur. Two changes under one stamp that differ are an
// *annotations.ConflictError.
func Runs(changes []annotations.Change) ([]Run, error) {
	type writer struct {
		doc     annotations.DocumentID
		replica annotations.ReplicaID
	}
	var all []Run
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
			all = append(all, Run{Doc: c.Doc, Replica: c.Stamp.Replica})
		}
		all[i].Changes = append(all[i].Changes, c)
	}
	var runs []Run
	for _, r := range all {
		if all := byStamp(r.Changes); !sort.IsSorted(all) {
			sort.Sort(all)
		}
		n := 0
		for _, c := range r.Changes {
			switch {
			case n == 0 || r.Changes[n-1].Stamp != c.Stamp:
				r.Changes[n] = c
				n++
			case !r.Changes[n-1].Same(c):
				return nil, &annotations.ConflictError{Stamp: c.Stamp}
			}
		}
		for at := 0; at < n; at += MaxRun {
			runs = append(runs, Run{Doc: r.Doc, Replica: r.Replica, Changes: r.Changes[at:min(at+MaxRun, n)]})
		}
	}
	return runs, nil
}

// Merge returns all changes of runs in the order of their stamps. Each run must be
// in that order; those that follow each other are only joined, and one alone is
// returned as it is.
func Merge(runs ...[]annotations.Change) []annotations.Change {
	runs = slices.DeleteFunc(runs, func(r []annotations.Change) bool { return len(r) == 0 })
	if len(runs) == 1 {
		return runs[0]
	}
	all := slices.Concat(runs...)
	var ends []int // of the stretches of all that are in order
	n := 0
	for _, r := range runs {
		if n > 0 && r[0].Stamp.Less(all[n-1].Stamp) {
			ends = append(ends, n)
		}
		n += len(r)
	}
	for ends = append(ends, n); len(ends) > 1; {
		merged := make([]annotations.Change, 0, n)
		var left []int
		for i, from := 0, 0; i < len(ends); i += 2 {
			mid, to := ends[i], ends[min(i+1, len(ends)-1)]
			merged = merge(merged, all[from:mid], all[mid:to])
			left = append(left, to)
			from = to
		}
		all, ends = merged, left
	}
	return all
}

// merge appends what two stretches hold, in order.
func merge(dst, a, b []annotations.Change) []annotations.Change {
	for len(a) > 0 && len(b) > 0 {
		if b[0].Stamp.Less(a[0].Stamp) {
			a, b = b, a
		}
		n := 1
		for n < len(a) && a[n].Stamp.Less(b[0].Stamp) {
			n++
		}
		dst = append(dst, a[:n]...)
		a = a[n:]
	}
	return append(append(dst, a...), b...)
}

// byStamp sorts changes. The generic functions for that weigh 25 KB in the
// browser program; those of package sort are there anyway.
type byStamp []annotations.Change

func (s byStamp) Len() int           { return len(s) }
func (s byStamp) Less(i, j int) bool { return s[i].Stamp.Less(s[j].Stamp) }
func (s byStamp) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

// Ends are the numbers of the first and the last stamp of a run that is not
// empty.
func (r Run) Ends() (first, last uint64) {
	return r.Changes[0].Stamp.N, r.Changes[len(r.Changes)-1].Stamp.N
}

// Without returns the run without changes that are known. One that differs from
// a known one under its stamp is an *annotations.ConflictError.
func (r Run) Without(known []annotations.Change) (Run, error) {
	if len(known) == 0 {
		return r, nil
	}
	twins := make(map[annotations.Stamp]annotations.Change, len(known))
	for _, c := range known {
		twins[c.Stamp] = c
	}
	all := r.Changes
	r.Changes = nil
	for _, c := range all {
		switch twin, ok := twins[c.Stamp]; {
		case !ok:
			r.Changes = append(r.Changes, c)
		case !twin.Same(c):
			return r, &annotations.ConflictError{Stamp: c.Stamp}
		}
	}
	return r, nil
}
