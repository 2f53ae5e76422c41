package annotations

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"gloss/annotations/text"
)

// A pack is a run of changes in few bytes: some 25 a change where JSON takes
// 250, and read without a parser. It is what devices keep on their disks.
//
// All numbers are varints. First the version; then what occurs often, each a
// list that the records refer to by index: documents and replicas (16 bytes
// each), authors and labels (length and UTF-8), and in version 2 attributes; then
// how many changes and how many parts of spans there are; then the changes. A
// change says what differs from the one before it:
//
//	flags                       a byte in version 1
//	document, replica, author   with flagContext, else those of the change before
//	number of the stamp, time   as differences; the time in milliseconds
//	step, undone step           if they are new: number and replica
//	annotation                  16 bytes
//	label                       of a put, as are the others
//	number of parts             with flagParts, else one
//	start and length of each    the first start as a difference
//	from, to                    with flagLink, 16 bytes each
//	note, values                with flagExtras: length and UTF-8; how many there
//	                            are, and of each its attribute, length and UTF-8
//
// Version 2 is written where a change has extras alone: a program that does not
// know it can read all others.
const (
	packVersion = 2
	packPlain   = 1
)

// ErrNewPack says that a newer program has packed the changes.
var ErrNewPack = errors.New("changes packed by a newer version of Gloss")

const (
	flagDrop    = 1 << iota // else a put
	flagContext             // document, replica and author follow
	flagStep                // the step is not the stamp itself
	flagNewStep             // … nor that of the change before, but follows
	flagUndo                // a step is undone
	flagNewUndo             // … and follows, since it is not the one undone before
	flagParts               // not one part: the number follows
	flagLink                // ends of a link follow
	flagExtras              // a note and values follow
)

// packState is what a change is told apart from: the one before.
type packState struct {
	doc, replica, by uint64 // places in the lists
	n                uint64
	ms               int64
	step, undoes     Stamp
	start            text.Byte
}

// AppendPack appends a pack of changes to dst. ReadPack gives them back in their
// order, exactly; but as in JSON a time is kept as Moment has it. A change that
// Check refuses is an error, and dst is returned as it was.
func AppendPack(dst []byte, changes []Change) ([]byte, error) {
	p := packer{version: packPlain}
	parts := 0
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return dst, err
		}
		if !utf8.ValidString(string(c.By)) {
			return dst, fmt.Errorf("change %v: the author is not UTF-8", c.Stamp)
		}
		p.docs.place(c.Doc)
		p.replicas.place(c.Stamp.Replica)
		p.authors.place(c.By)
		if c.Step != c.Stamp {
			p.replicas.place(c.Step.Replica)
		}
		if !c.Undoes.IsZero() {
			p.replicas.place(c.Undoes.Replica)
		}
		if put, ok := c.Op.(Put); ok {
			if !utf8.ValidString(string(put.Annotation.Label)) {
				return dst, fmt.Errorf("change %v: the label is not UTF-8", c.Stamp)
			}
			p.labels.place(put.Annotation.Label)
			parts += len(put.Annotation.Target.Parts)
			for _, v := range put.Annotation.Values {
				p.attributes.place(v.Attribute)
			}
			if put.Annotation.hasExtras() {
				p.version = packVersion
			}
		}
	}
	p.out = append(dst, p.version)
	p.uint(uint64(len(p.docs.all)))
	for _, id := range p.docs.all {
		p.id(id.UUID)
	}
	p.uint(uint64(len(p.replicas.all)))
	for _, id := range p.replicas.all {
		p.id(id.UUID)
	}
	packStrings(&p, p.authors.all)
	packStrings(&p, p.labels.all)
	if p.version > packPlain {
		packStrings(&p, p.attributes.all)
	}
	p.uint(uint64(len(changes)))
	p.uint(uint64(parts))
	for i := range changes {
		p.change(&changes[i], i == 0)
	}
	return p.out, nil
}

// list numbers what occurs often.
type list[T comparable] struct {
	all []T
	at  map[T]uint64
}

//go:noinline
func (l *list[T]) place(v T) uint64 {
	if n := len(l.all); n > 0 && l.all[n-1] == v { // nearly always
		return uint64(n - 1)
	}
	if l.at == nil {
		l.at = map[T]uint64{}
	}
	at, ok := l.at[v]
	if !ok {
		at = uint64(len(l.all))
		l.at[v] = at
		l.all = append(l.all, v)
	}
	return at
}

type packer struct {
	packState
	version    byte
	out        []byte
	docs       list[DocumentID]
	replicas   list[ReplicaID]
	authors    list[Author]
	labels     list[LabelID]
	attributes list[AttributeID]
}

// Inlined, these and list.place would weigh 30 KB in the browser program.

//go:noinline
func (p *packer) uint(v uint64) { p.out = binary.AppendUvarint(p.out, v) }

//go:noinline
func (p *packer) int(v int64) { p.out = binary.AppendVarint(p.out, v) }

//go:noinline
func (p *packer) id(id [16]byte) { p.out = append(p.out, id[:]...) }

func packStrings[S ~string](p *packer, all []S) {
	p.uint(uint64(len(all)))
	for _, s := range all {
		p.string(string(s))
	}
}

//go:noinline
func (p *packer) string(s string) {
	p.uint(uint64(len(s)))
	p.out = append(p.out, s...)
}

func (p *packer) stamp(s Stamp) {
	p.uint(s.N)
	p.uint(p.replicas.place(s.Replica))
}

func (p *packer) change(c *Change, first bool) {
	doc, replica, by := p.docs.place(c.Doc), p.replicas.place(c.Stamp.Replica), p.authors.place(c.By)
	put, isPut := c.Op.(Put)
	target := put.Annotation.Target
	flags := uint64(0)
	set := func(flag uint64, on bool) bool {
		if on {
			flags |= flag
		}
		return on
	}
	set(flagDrop, !isPut)
	context := set(flagContext, first || doc != p.doc || replica != p.replica || by != p.by)
	newStep := set(flagStep, c.Step != c.Stamp) && set(flagNewStep, c.Step != p.step)
	newUndo := set(flagUndo, !c.Undoes.IsZero()) && set(flagNewUndo, c.Undoes != p.undoes)
	many := set(flagParts, isPut && len(target.Parts) != 1)
	link := set(flagLink, !target.From.IsZero() || !target.To.IsZero())
	extras := set(flagExtras, isPut && put.Annotation.hasExtras())

	if p.version == packPlain {
		p.out = append(p.out, byte(flags))
	} else {
		p.uint(flags)
	}
	if context {
		p.uint(doc)
		p.uint(replica)
		p.uint(by)
	}
	ms := c.At.UnixMilli()
	p.int(int64(c.Stamp.N - p.n))
	p.int(ms - p.ms)
	if newStep {
		p.stamp(c.Step)
	}
	if newUndo {
		p.stamp(c.Undoes)
	}
	id := c.Op.Of()
	p.id(id.UUID)
	if isPut {
		p.uint(p.labels.place(put.Annotation.Label))
		if many {
			p.uint(uint64(len(target.Parts)))
		}
		for _, part := range target.Parts {
			p.int(int64(part.Start - p.start))
			p.int(int64(part.End - part.Start))
			p.start = part.Start
		}
		if link {
			p.id(target.From.UUID)
			p.id(target.To.UUID)
		}
		if extras {
			p.string(put.Annotation.Note)
			p.uint(uint64(len(put.Annotation.Values)))
			for _, v := range put.Annotation.Values {
				p.uint(p.attributes.place(v.Attribute))
				p.string(v.Text)
			}
		}
	}
	p.doc, p.replica, p.by, p.n, p.ms, p.step = doc, replica, by, c.Stamp.N, ms, c.Step
	if !c.Undoes.IsZero() {
		p.undoes = c.Undoes
	}
}
