package annotations

import (
	"bytes"
	"time"

	"gloss/annotations/text"
)

// record is a change as it is kept. A log, its history and the set that it
// leaves point to the same one, and what many changes have in common is kept
// once: a Change with its op takes 250 bytes, a record 80.
type record struct {
	id      AnnotationID
	span    [1]text.Span // the target that is one span
	more    *more        // what does not fit, nil for one span without extras
	n       uint64       // of its stamp
	step    uint64       // of its step's stamp
	at      int64        // in milliseconds since 1970, as Moment keeps times
	common  *common
	earlier *record // in a log: the change before of the same annotation
}

// more is what few annotations have: another target than one span, a note,
// values.
type more struct {
	target Target
	note   string
	values []Value
}

// common is what a record shares with others. What differs most comes first.
type common struct {
	label       LabelID
	drop        bool
	by          Author
	undoes      Stamp
	replica     ReplicaID
	stepReplica ReplicaID
	doc         DocumentID
}

// commons finds what is shared: the last few, those in use near the front. What
// it has forgotten is only kept twice. The zero value is ready.
type commons struct{ known []*common }

const knownCommons = 64

func (s *commons) of(c common) *common {
	for i, k := range s.known {
		if *k == c {
			if i > 0 {
				s.known[i-1], s.known[i] = k, s.known[i-1]
			}
			return k
		}
	}
	n := new(common) // not &c, which would be on the heap in any case
	*n = c
	if len(s.known) < knownCommons {
		s.known = append(s.known, n)
	} else {
		s.known[knownCommons-1] = n
	}
	return n
}

// recall finds what r shares among the last few, and returns them with it. It
// leaves the slice as it is, so that values may hold the same.
func (r *record) recall(last []*common, want common) []*common {
	for _, c := range last {
		if *c == want {
			r.common = c
			return last
		}
	}
	r.common = new(common)
	*r.common = want
	const few = 16
	return append([]*common{r.common}, last[:min(len(last), few-1)]...)
}

// setChange makes r the record of a change.
func (r *record) setChange(c *Change, shared *commons) {
	r.n, r.step, r.at = c.Stamp.N, c.Step.N, c.At.UnixMilli()
	have := common{
		doc: c.Doc, by: c.By, undoes: c.Undoes,
		replica: c.Stamp.Replica, stepReplica: c.Step.Replica,
	}
	if put, ok := c.Op.(Put); ok {
		r.setAnnotation(&put.Annotation)
		have.label = put.Annotation.Label
	} else {
		r.id, have.drop = c.Op.Of(), true
	}
	r.common = shared.of(have)
}

// setEntry makes r the record of an entry, but for what it has in common with
// others, which it returns.
func (r *record) setEntry(e *Entry) common {
	r.n, r.at = e.Stamp.N, e.At.UnixMilli()
	r.setAnnotation(&e.Annotation)
	return common{by: e.By, label: e.Label, replica: e.Stamp.Replica}
}

func (r *record) setAnnotation(a *Annotation) {
	r.id = a.ID
	if len(a.Target.Parts) == 1 && a.Target.From.IsZero() && a.Target.To.IsZero() {
		r.span[0] = a.Target.Parts[0]
		if a.Note == "" && len(a.Values) == 0 {
			return
		}
	}
	r.more = &more{target: a.Target, note: a.Note, values: a.Values}
}

func (r *record) stamp() Stamp { return Stamp{N: r.n, Replica: r.common.replica} }

func (r *record) stepStamp() Stamp { return Stamp{N: r.step, Replica: r.common.stepReplica} }

// compareStamp orders a record and a stamp as Stamp.Compare does.
func (r *record) compareStamp(s Stamp) int {
	switch {
	case r.n < s.N:
		return -1
	case r.n > s.N:
		return 1
	}
	return bytes.Compare(r.common.replica.UUID[:], s.Replica.UUID[:])
}

// parts are the parts of the target. They are shared, not copied.
func (r *record) parts() []text.Span {
	switch {
	case r.more != nil:
		return r.more.target.Parts
	case r.common.drop:
		return nil
	}
	return r.span[:]
}

func (r *record) annotation() Annotation {
	a := Annotation{ID: r.id, Label: r.common.label}
	if r.more != nil {
		a.Target, a.Note, a.Values = r.more.target, r.more.note, r.more.values
	} else {
		a.Target.Parts = r.span[:]
	}
	return a
}

func (r *record) entry() Entry {
	return Entry{Annotation: r.annotation(), By: r.common.by, At: r.time(), Stamp: r.stamp()}
}

func (r *record) time() time.Time { return time.UnixMilli(r.at).UTC() }

func (r *record) op() Op {
	if r.common.drop {
		return Drop{r.id}
	}
	return Put{r.annotation()}
}

func (r *record) change() Change {
	return Change{
		Stamp: r.stamp(), Step: r.stepStamp(), Undoes: r.common.undoes,
		Doc: r.common.doc, By: r.common.by, At: r.time(), Op: r.op(),
	}
}

// same is Change.Same.
func (r *record) same(c *Change) bool { return r.common.doc == c.Doc && r.op().equal(c.Op) }
