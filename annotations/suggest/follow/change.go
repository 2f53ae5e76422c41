package follow

import (
	"bytes"
	"cmp"
	"slices"
	"sort"

	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// Stamp orders the changes of a document, as annotations.Stamp does.
type Stamp struct {
	N       uint64
	Replica [16]byte
}

// Compare orders stamps by number, then by replica.
func (s Stamp) Compare(other Stamp) int {
	return cmp.Or(cmp.Compare(s.N, other.N), bytes.Compare(s.Replica[:], other.Replica[:]))
}

// ID names what a change is about.
type ID [16]byte

// Kind is what a change says.
type Kind uint8

const (
	// Dropped: what bears the ID is no more, or it teaches nothing.
	Dropped Kind = iota
	// Labelled: the parts bear the label.
	Labelled
	// Refused: the label was proposed for the parts, and refused.
	Refused
	// Through: all that is to be labelled in the parts is; without parts, in the
	// whole document.
	Through

	kinds
)

// Known reports whether the kind is one of those above.
func (k Kind) Known() bool { return k < kinds }

// Change is a change of a log as far as it teaches anything. Package logs makes
// them of those of package annotations, which the worker does not link.
type Change struct {
	Doc   suggest.DocumentID
	ID    ID
	Stamp Stamp
	At    int64 // in milliseconds since 1970
	Label suggest.Label
	Parts []text.Span
	Kind  Kind
	// Further says that the change is not the first of its gesture.
	Further bool
}

// Order is the one in which changes are learnt: those of one document in the
// order of their stamps, those of different ones by their times. Whoever has the
// same logs has the same order. A clock that went backwards does not set a change
// before an earlier one of its document.
type Order struct {
	all  []timed
	tops map[suggest.DocumentID]timed // the last change of each document
}

// timed is a change with the time that counts.
type timed struct {
	*Change
	at int64
}

func (a timed) compareStamp(b timed) int {
	return cmp.Or(bytes.Compare(a.Doc[:], b.Doc[:]), a.Stamp.Compare(b.Stamp))
}

func (a timed) compare(b timed) int {
	return cmp.Or(cmp.Compare(a.at, b.at), a.compareStamp(b))
}

// Len is the number of changes.
func (o *Order) Len() int { return len(o.all) }

// Nth is a change by its place. It is not to be changed.
func (o *Order) Nth(i int) *Change { return o.all[i].Change }

// Add takes changes in and returns those that are new, and up to which place the
// order is what it was. If that is all of it, they are in their order. What bears a
// stamp that is known is left out. The changes are kept, and are not to be changed.
func (o *Order) Add(changes ...Change) (added []*Change, same int) {
	if o.tops == nil {
		o.tops = map[suggest.DocumentID]timed{}
	}
	same = len(o.all)
	var late []timed
	for i := range changes {
		c := &changes[i]
		t := timed{c, c.At}
		if top, ok := o.tops[c.Doc]; ok {
			if c.Stamp.Compare(top.Stamp) <= 0 {
				if !o.has(t) {
					late = append(late, t)
				}
				continue
			}
			t.at = max(t.at, top.at)
		}
		if n := len(o.all); len(late) > 0 || n > 0 && t.compare(o.all[n-1]) < 0 {
			late = append(late, t)
			continue
		}
		o.all = append(o.all, t)
		o.tops[c.Doc] = t
		added = append(added, c)
	}
	if late = o.unknown(late); len(late) == 0 {
		return added, same
	}
	for _, t := range late {
		added = append(added, t.Change)
	}
	before := o.all[:same:same]
	o.sort(late)
	for i := range before {
		if before[i].Doc != o.all[i].Doc || before[i].Stamp != o.all[i].Stamp {
			return added, i
		}
	}
	for i := range added { // in their order
		added[i] = o.all[same+i].Change
	}
	return added, same
}

// has finds a change that is known, unless an earlier one of its document bears a
// later time.
func (o *Order) has(t timed) bool {
	i := sort.Search(len(o.all), func(i int) bool { return o.all[i].compare(t) >= 0 })
	return i < len(o.all) && o.all[i].compare(t) == 0
}

// unknown leaves out late changes that are known, and all but one of each that
// comes twice.
func (o *Order) unknown(late []timed) []timed {
	if len(late) == 0 {
		return nil
	}
	type stamp struct {
		doc suggest.DocumentID
		Stamp
	}
	first := map[stamp]int{}
	for i, t := range late {
		s := stamp{t.Doc, t.Stamp}
		if _, twice := first[s]; !twice {
			first[s] = i
		}
	}
	for i := range o.all {
		delete(first, stamp{o.all[i].Doc, o.all[i].Stamp})
	}
	left := late[:0]
	for i, t := range late {
		if at, ok := first[stamp{t.Doc, t.Stamp}]; ok && at == i {
			left = append(left, t)
		}
	}
	return left
}

// sort puts late changes among the others.
func (o *Order) sort(late []timed) {
	all := slices.Concat(o.all, late)
	slices.SortFunc(all, func(a, b timed) int { return a.compareStamp(b) })
	for i := range all {
		all[i].at = all[i].At
		if i > 0 && all[i].Doc == all[i-1].Doc {
			all[i].at = max(all[i].at, all[i-1].at)
		}
		o.tops[all[i].Doc] = all[i]
	}
	slices.SortFunc(all, func(a, b timed) int { return a.compare(b) })
	o.all = all
}
