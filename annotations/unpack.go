package annotations

import (
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf8"

	"gloss/annotations/text"
)

// Bytes that a change and a part take at least, to judge a count before making
// room for it.
const (
	leastChange = 3 + len(AnnotationID{}.UUID)
	leastPart   = 2
)

// ReadPack returns the changes of a pack. The error says at which byte it is
// damaged; with ErrNewPack it is not damaged, but this program too old for it.
func ReadPack(b []byte) ([]Change, error) {
	u := unpacker{in: b}
	changes := u.pack()
	if u.err != nil {
		return nil, u.err
	}
	return changes, nil
}

type unpacker struct {
	packState
	in       []byte
	at       int
	err      error // the first; all that is read after it is zero
	docs     []DocumentID
	replicas []ReplicaID
	authors  []Author
	labels   []LabelID
	parts    []text.Span // room for those that are to come

	version    byte
	attributes []AttributeID
}

func (u *unpacker) fail(what string) {
	if u.err == nil {
		u.err = fmt.Errorf("packed changes, byte %d of %d: %s", u.at, len(u.in), what)
		u.at = len(u.in)
	}
}

func (u *unpacker) byte() byte {
	if u.at >= len(u.in) {
		u.fail("cut off")
		return 0
	}
	u.at++
	return u.in[u.at-1]
}

func (u *unpacker) uint() uint64 {
	if u.at < len(u.in) && u.in[u.at] < 0x80 { // most are short
		u.at++
		return uint64(u.in[u.at-1])
	}
	v, n := binary.Uvarint(u.in[u.at:])
	if n <= 0 {
		u.fail("no number")
		return 0
	}
	u.at += n
	return v
}

func (u *unpacker) int() int64 {
	v := u.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (u *unpacker) id() (id [16]byte) {
	if len(u.in)-u.at < len(id) {
		u.fail("cut off")
		return id
	}
	u.at += copy(id[:], u.in[u.at:])
	return id
}

// count reads how many things follow that take at least so many bytes each.
func (u *unpacker) count(least int) int {
	n := u.uint()
	if n > uint64((len(u.in)-u.at)/least) {
		u.fail("more is announced than there is")
		return 0
	}
	return int(n)
}

func unpackIDs[Of any](u *unpacker) []ID[Of] {
	ids := make([]ID[Of], u.count(len(ID[Of]{}.UUID)))
	for i := range ids {
		ids[i].UUID = u.id()
	}
	return ids
}

func unpackStrings[S ~string](u *unpacker) []S {
	all := make([]S, u.count(1))
	for i := range all {
		all[i] = S(u.string())
	}
	return all
}

func (u *unpacker) string() string {
	n := u.count(1)
	s := string(u.in[u.at : u.at+n])
	u.at += n
	if !utf8.ValidString(s) {
		u.fail("not UTF-8")
	}
	return s
}

func pick[T any](u *unpacker, all []T, at uint64) (v T) {
	if at >= uint64(len(all)) {
		u.fail("refers to what is not listed")
		return v
	}
	return all[at]
}

func (u *unpacker) stamp() Stamp {
	n := u.uint()
	return Stamp{N: n, Replica: pick(u, u.replicas, u.uint())}
}

func (u *unpacker) pack() []Change {
	u.version = u.byte()
	switch v := u.version; {
	case u.err != nil:
		return nil
	case v > packVersion:
		u.err = fmt.Errorf("%w (version %d, not %d)", ErrNewPack, v, packVersion)
		return nil
	case v < packPlain:
		u.fail("not a pack")
		return nil
	}
	u.docs = unpackIDs[Document](u)
	u.replicas = unpackIDs[Replica](u)
	u.authors = unpackStrings[Author](u)
	u.labels = unpackStrings[LabelID](u)
	if u.version > packPlain {
		u.attributes = unpackStrings[AttributeID](u)
	}
	changes := make([]Change, u.count(leastChange))
	u.parts = make([]text.Span, u.count(leastPart))
	for i := range changes {
		u.change(&changes[i])
		if u.err != nil {
			return nil
		}
		if err := changes[i].Check(); err != nil {
			u.fail(err.Error())
			return nil
		}
	}
	if u.at != len(u.in) || len(u.parts) > 0 {
		u.fail("more than what was announced")
	}
	return changes
}

func (u *unpacker) change(c *Change) {
	var flags uint64
	if u.version == packPlain {
		flags = uint64(u.byte())
	} else {
		flags = u.uint()
	}
	is := func(flag uint64) bool { return flags&flag != 0 }
	if is(flagContext) {
		u.doc, u.replica, u.by = u.uint(), u.uint(), u.uint()
	}
	u.n += uint64(u.int())
	u.ms += u.int()
	c.Doc = pick(u, u.docs, u.doc)
	c.Stamp = Stamp{N: u.n, Replica: pick(u, u.replicas, u.replica)}
	c.By = pick(u, u.authors, u.by)
	c.At = time.UnixMilli(u.ms).UTC()
	if is(flagNewStep) {
		u.step = u.stamp()
	}
	if c.Step = c.Stamp; is(flagStep) {
		c.Step = u.step
	}
	u.step = c.Step
	if is(flagNewUndo) {
		u.undoes = u.stamp()
	}
	if is(flagUndo) {
		c.Undoes = u.undoes
	}
	id := AnnotationID{u.id()}
	if is(flagDrop) {
		c.Op = Drop{id}
		return
	}
	put := Put{Annotation{ID: id, Label: pick(u, u.labels, u.uint())}}
	n := 1
	if is(flagParts) {
		n = u.count(leastPart)
	}
	if n > len(u.parts) {
		u.fail("more parts than were announced")
		return
	}
	if n > 0 {
		put.Annotation.Target.Parts, u.parts = u.parts[:n:n], u.parts[n:]
	}
	for i := range put.Annotation.Target.Parts {
		u.start += text.Byte(u.int())
		put.Annotation.Target.Parts[i] = text.Span{Start: u.start, End: u.start + text.Byte(u.int())}
	}
	if is(flagLink) {
		put.Annotation.Target.From, put.Annotation.Target.To = AnnotationID{u.id()}, AnnotationID{u.id()}
	}
	if is(flagExtras) {
		put.Annotation.Note = u.string()
		if n := u.count(2); n > 0 {
			put.Annotation.Values = make([]Value, n)
		}
		for i := range put.Annotation.Values {
			put.Annotation.Values[i] = Value{pick(u, u.attributes, u.uint()), u.string()}
		}
	}
	c.Op = put
}
