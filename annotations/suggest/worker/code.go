package worker

import (
	"errors"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/review"
	"gloss/annotations/text"
)

// writer appends the fields of a message.
type writer struct{ bytes []byte }

func (w *writer) uint(n uint64) {
	for ; n >= 0x80; n >>= 7 {
		w.bytes = append(w.bytes, byte(n)|0x80)
	}
	w.bytes = append(w.bytes, byte(n))
}

func (w *writer) int(n int) { w.uint(uint64(n)) }

func (w *writer) bool(is bool) {
	n := 0
	if is {
		n = 1
	}
	w.int(n)
}

func (w *writer) string(s string) {
	w.int(len(s))
	w.bytes = append(w.bytes, s...)
}

func (w *writer) id(id [16]byte) { w.bytes = append(w.bytes, id[:]...) }

func (w *writer) ids(all []suggest.DocumentID) {
	w.int(len(all))
	for _, id := range all {
		w.id(id)
	}
}

func (w *writer) span(s text.Span) {
	w.int(int(s.Start))
	w.int(int(s.End))
}

func (w *writer) mark(m suggest.Mark) {
	w.span(m.Span)
	w.string(string(m.Label))
}

// ErrMessage says that bytes are no message.
var ErrMessage = errors.New("worker: this is no message")

// reader takes the fields of a message. After the first that is not there it gives
// zeros.
type reader struct {
	bytes  []byte
	bad    bool
	labels []suggest.Label // that were read: there are few, and each is kept once
}

func (r *reader) fail() {
	r.bytes, r.bad = nil, true
}

func (r *reader) uint() (n uint64) {
	for i, b := range r.bytes {
		if i == 9 && b > 1 {
			break
		}
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			if i > 0 && b == 0 { // there is one way to write a number
				break
			}
			r.bytes = r.bytes[i+1:]
			return n
		}
	}
	r.fail()
	return 0
}

// int is a number that an offset or a length can be.
func (r *reader) int() int {
	n := r.uint()
	if n > 1<<30 {
		r.fail()
		return 0
	}
	return int(n)
}

// sum is a number of four bytes.
func (r *reader) sum() uint32 {
	n := r.uint()
	if n > 1<<32-1 {
		r.fail()
		return 0
	}
	return uint32(n)
}

func (r *reader) bool() bool {
	n := r.int()
	if n > 1 {
		r.fail()
	}
	return n == 1
}

func (r *reader) take(n int) []byte {
	if n > len(r.bytes) {
		r.fail()
		return nil
	}
	b := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return b
}

func (r *reader) string() string { return string(r.take(r.int())) }

func (r *reader) label() suggest.Label {
	b := r.take(r.int())
	for _, l := range r.labels {
		if string(b) == string(l) {
			return l
		}
	}
	l := suggest.Label(b)
	if len(r.labels) < 64 {
		r.labels = append(r.labels, l)
	}
	return l
}

func (r *reader) id() (id [16]byte) {
	copy(id[:], r.take(len(id)))
	return id
}

func (r *reader) ids() []suggest.DocumentID {
	return list(r, func() suggest.DocumentID { return r.id() })
}

func (r *reader) span() text.Span {
	return text.Span{Start: text.Byte(r.int()), End: text.Byte(r.int())}
}

func (r *reader) mark() suggest.Mark {
	return suggest.Mark{Span: r.span(), Label: r.label()}
}

// list reads the entries of a list, of which each takes a byte at least.
func list[T any](r *reader, read func() T) []T {
	n := r.int()
	if n > len(r.bytes) {
		r.fail()
	}
	if n == 0 || r.bad {
		return nil
	}
	all := make([]T, 0, min(n, 1<<10)) // what was read is kept, and should take no more room than it needs
	for range n {
		if r.bad {
			return nil
		}
		all = append(all, read())
	}
	return all
}

// Decode reads the bytes that Encode wrote. The error is ErrMessage.
func Decode(b []byte) (Message, error) {
	if len(b) == 0 {
		return nil, ErrMessage
	}
	r := &reader{bytes: b[1:]}
	m := r.message(b[0])
	if r.bad || m == nil || len(r.bytes) > 0 {
		return nil, ErrMessage
	}
	return m, nil
}

func (r *reader) message(kind byte) Message {
	switch kind {
	case kindLabels:
		return Labels{list(r, func() suggest.Named {
			return suggest.Named{Label: r.label(), Name: r.string()}
		})}
	case kindText:
		return Text{follow.Document{ID: r.id(), Text: r.string()}}
	case kindChanges:
		return Changes{list(r, r.change)}
	case kindReady:
		return Ready{}
	case kindLook:
		return Look{r.id(), text.Byte(r.int())}
	case kindAsk:
		return Ask{r.id(), r.mark()}
	case kindProposed:
		return Proposed{r.id(), r.int(), r.span(), list(r, func() Proposal { return Proposal{r.mark(), r.int()} })}
	case kindReason:
		return Reason{r.id(), r.mark(), suggest.Reason{Seen: r.int(), Of: r.int(), Pattern: r.string(), Known: r.string(),
			Like: suggest.Example{Document: r.id(), Span: r.span(), Text: r.string()}}}
	case kindCheck:
		return Check{}
	case kindChecked:
		return Checked{r.int(), list(r, r.finding)}
	case kindRank:
		return Rank{r.ids(), r.ids(), r.uint()}
	case kindRanked:
		return Ranked{list(r, func() Place { return Place{r.id(), r.bool()} })}
	case kindWoken:
		return Woken{r.sum(), int64(r.uint()), list(r, func() Held { return Held{r.id(), r.int(), r.int()} })}
	case kindRested:
		return Rested{r.int(), r.sum()}
	case kindUpTo:
		return UpTo{int64(r.uint())}
	case kindForget:
		return Forget{}
	case kindStanding:
		return Standing{r.bool(), r.int(), list(r, r.label)}
	}
	return nil
}

func (r *reader) finding() review.Finding {
	f := review.Finding{
		Document: r.id(), Kind: review.Kind(r.int()), Is: r.mark(), Instead: r.mark(),
		Times: r.int(), Of: r.int(), Sure: float64(r.int()) / 100,
	}
	if !f.Kind.Known() {
		r.fail()
	}
	return f
}

func (r *reader) change() follow.Change {
	c := follow.Change{
		Doc: r.id(), Stamp: follow.Stamp{N: r.uint(), Replica: r.id()}, At: int64(r.uint()), ID: r.id(),
		Further: r.bool(), Kind: follow.Kind(r.int()), Label: r.label(), Parts: list(r, r.span),
	}
	if !c.Kind.Known() {
		r.fail()
	}
	return c
}
