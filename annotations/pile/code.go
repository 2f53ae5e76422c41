package pile

import (
	"bytes"
	"context"
	"encoding/binary"
	"strconv"

	"gloss/annotations"
	"gloss/annotations/store"
)

// A pile is kept in chunks of so many documents, so that a gesture has little
// written anew, and a head.
const chunk = 1000

// version goes up when what is kept changes: an old pile is built anew.
const version = 2

// way is how far the building and the following came.
type way struct {
	begun, listed, built bool
	lists                int64 // place up to which documents were listed
	reads                int64 // … and their logs read, while it was built
	arrived              int64 // the order of arrival is followed from here on
}

func (p *Pile) name() string { return "pile " + p.project.String() }

func (p *Pile) chunkName(n int) string { return p.name() + " " + strconv.Itoa(n) }

// saveAtOnce is how many chunks are written at once, so that gestures come between.
const saveAtOnce = 4

// Save returns some of what is to be kept so that Load finds the pile as it is: chunks
// that have changed, and with the last of them the head. It is called until the pile is not
// Stale. Chunks that are newer than the head do no harm: what they know is read once more.
func (p *Pile) Save(writer string) map[string][]byte {
	things := map[string][]byte{}
	for n := 0; n*chunk < len(p.entries); n++ {
		if !p.stale[n] {
			continue
		}
		if len(things) == saveAtOnce {
			return things
		}
		things[p.chunkName(n)] = p.chunk(n)
		delete(p.stale, n)
	}
	p.kept = p.head(writer)
	things[p.name()] = p.kept
	return things
}

// Own prepares to save over what is kept. Unless that is what this pile was loaded from
// or has saved last, another wrote it, with numbers of its own for labels: then all is
// to be saved anew, and until that is done nothing is kept.
func (p *Pile) Own(kept []byte) (first map[string][]byte) {
	if p.kept != nil && bytes.Equal(kept, p.kept) {
		return nil
	}
	for n := 0; n*chunk < len(p.entries); n++ {
		p.stale[n] = true
	}
	p.kept = nil
	return map[string][]byte{p.name(): {}}
}

// Disown is for when it could not be saved: nobody knows what is kept.
func (p *Pile) Disown() { p.kept = nil }

// Head is what is kept of the pile besides its chunks.
func (p *Pile) Head(ctx context.Context, st store.Local) ([]byte, error) {
	return st.Kept(ctx, p.name())
}

// Stale reports whether there is something to save.
func (p *Pile) Stale() bool { return len(p.stale) > 0 }

func (p *Pile) head(writer string) []byte {
	b := appendString([]byte{version}, writer)
	b = appendString(b, string(p.me))
	flags := uint64(0)
	for i, on := range [...]bool{p.way.begun, p.way.listed, p.way.built} {
		if on {
			flags |= 1 << i
		}
	}
	for _, n := range [...]uint64{flags, uint64(p.way.lists), uint64(p.way.reads), uint64(p.way.arrived), uint64(len(p.entries)), uint64(len(p.labels))} {
		b = binary.AppendUvarint(b, n)
	}
	for _, l := range p.labels {
		b = appendString(b, string(l))
	}
	return b
}

func (p *Pile) chunk(n int) []byte {
	some := p.entries[n*chunk : min(len(p.entries), (n+1)*chunk)]
	size := 0
	for i := range some {
		size += 44 + int(some[i].title.length) + len(p.packs[some[i].labels])
	}
	b := make([]byte, 0, size)
	for i := range some {
		e := &some[i]
		b = append(b, e.ID.UUID[:]...)
		flags := uint64(e.status)<<4 | uint64(e.shelf)<<2
		if e.Told {
			flags |= 1
		}
		if e.said {
			flags |= 2
		}
		for _, n := range [...]uint64{flags, uint64(e.Place), uint64(e.Bytes), uint64(e.Spans), uint64(e.Changes), uint64(e.Changed)} {
			b = binary.AppendUvarint(b, n)
		}
		b = appendString(appendString(b, p.names.of(e.title)), p.packs[e.labels])
	}
	return b
}

func appendString[S string | []byte](b []byte, s S) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Load returns the pile of a project as it was kept, or a new one where none was
// kept, or that of another person or version.
func Load(ctx context.Context, st store.Local, project annotations.ProjectID, me annotations.Author) (*Pile, error) {
	p := New(project, me)
	b, err := st.Kept(ctx, p.name())
	if err != nil || len(b) == 0 || b[0] != version {
		return p, err
	}
	p.kept = b
	r := reader{rest: string(b[1:])}
	r.string() // the writer
	if r.string() != string(me) {
		return New(project, me), nil
	}
	flags := r.int()
	p.way = way{flags&1 > 0, flags&2 > 0, flags&4 > 0, int64(r.int()), int64(r.int()), int64(r.int())}
	total := r.int()
	p.entries = make([]Entry, 0, min(max(0, total), 1<<20)) // it may be damaged
	for n := r.int(); n > 0 && !r.bad; n-- {
		l := annotations.LabelID(r.string())
		p.number[l] = len(p.labels)
		p.labels = append(p.labels, l)
	}
	for n := 0; n*chunk < total && !r.bad; n++ {
		b, err := st.Kept(ctx, p.chunkName(n))
		if err != nil {
			return New(project, me), err
		}
		r.rest = string(b)
		for range min(chunk, total-n*chunk) {
			p.read(&r)
		}
	}
	if r.bad { // it is built anew
		return New(project, me), nil
	}
	return p, nil
}

func (p *Pile) read(r *reader) {
	var e Entry
	copy(e.ID.UUID[:], r.bytes(16))
	flags := r.int()
	e.Told, e.said, e.shelf, e.status = flags&1 > 0, flags&2 > 0, uint8(flags>>2&3), uint8(flags>>4)
	e.Place, e.Bytes, e.Spans, e.Changes, e.Changed = int64(r.int()), uint32(r.int()), uint32(r.int()), uint32(r.int()), int64(r.int())
	title, labels := r.string(), r.string()
	_, twice := p.at[e.ID]
	if r.bad = r.bad || twice || int(e.shelf) >= len(Shelves) || int(e.status) >= len(annotations.Statuses); r.bad {
		return
	}
	for l := (reader{rest: labels}); l.rest != "" && !r.bad; l.int() {
		r.bad = uint64(l.int()) >= uint64(len(p.labels)) || l.bad
	}
	if r.bad {
		return
	}
	e.title, e.labels = p.names.add(title), p.intern(labels)
	p.at[e.ID] = int32(len(p.entries))
	p.entries = append(p.entries, e)
	p.counts[e.shelf][e.status]++
	if !e.Told {
		p.untold++
	}
}

// reader reads what was written, as strings of one: an entry takes no memory of its
// own for them.
type reader struct {
	rest string
	bad  bool
}

func (r *reader) bytes(n int) string {
	if n < 0 || n > len(r.rest) {
		r.bad, r.rest = true, ""
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) string() string { return r.bytes(r.int()) }

func (r *reader) int() int {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		c := r.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.rest = r.rest[i+1:]
			return int(n)
		}
	}
	r.bad, r.rest = true, ""
	return 0
}
