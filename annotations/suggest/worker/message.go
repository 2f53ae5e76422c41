package worker

import (
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/review"
	"gloss/annotations/text"
)

// Message is something that page and worker say to each other.
type Message interface {
	kind() byte
	write(*writer)
}

// What a page says.
type (
	// Labels are those of the project.
	Labels struct{ All []suggest.Named }
	// Text is a document.
	Text struct{ follow.Document }
	// Changes are changes of logs; those of a document come after its text.
	Changes struct{ All []follow.Change }
	// Ready says that all texts of the project have been told, for now: what is
	// known of words is found out, and the model built.
	Ready struct{}
	// UpTo says up to which place of the page's store all is told of the documents that
	// were. It comes back in Woken.
	UpTo struct{ Place int64 }
	// Forget has the worker begin with nothing.
	Forget struct{}
	// Look says which document is on the screen, and from where on it is seen.
	Look struct {
		Document suggest.DocumentID
		At       text.Byte
	}
	// Ask asks for the reason of a proposal; the answer is a Reason.
	Ask struct {
		Document suggest.DocumentID
		suggest.Mark
	}
	// Rank asks in which order documents would teach most; the answer is Ranked. Those
	// of which the text was not told are left out.
	Rank struct {
		Waiting, Labelled []suggest.DocumentID
		Seed              uint64
	}
	// Check asks for possible mistakes in all documents; the answers are Checked.
	Check struct{}
)

// What a worker says.
type (
	// Woken is the first that it says: what it knew when it began, up to which place, and
	// the sum that Rested said, 0 when it begins with nothing.
	Woken struct {
		Sum   uint32
		Place int64
		All   []Held
	}
	// Rested says that what it knows is kept, and that it has had nothing to do for a
	// while since it heard so many messages. It can be ended; another goes on.
	Rested struct {
		Heard int
		Sum   uint32
	}
	// Proposed are all proposals within a stretch of a document, in text order. So
	// many of its changes had come.
	Proposed struct {
		Document suggest.DocumentID
		Changes  int
		Within   text.Span
		All      []Proposal
	}
	// Reason is why the span was proposed under the label.
	Reason struct {
		Document suggest.DocumentID
		suggest.Mark
		suggest.Reason
	}
	// Checked is what was found so far, Percent of the work being done.
	Checked struct {
		Percent int
		All     []review.Finding
	}
	// Ranked is the beginning of the order that was asked for.
	Ranked struct{ All []Place }
	// Standing is how far the worker is.
	Standing struct {
		Ready  bool            // a model is there
		Learnt int             // passages
		Paused []suggest.Label // that are not proposed, as it would not pay
	}
)

// Held is a document that a worker knows: the length of its text, and how many changes.
type Held struct {
	Document       suggest.DocumentID
	Bytes, Changes int
}

// Place is a place in the order of documents. Chance tells that chance gave it, and
// not the model.
type Place struct {
	Document suggest.DocumentID
	Chance   bool
}

// Proposal is a proposal as the page shows it.
type Proposal struct {
	suggest.Mark
	Percent int // probability that the span has this very label
}

const (
	_ byte = iota
	kindLabels
	kindText
	kindChanges
	kindReady
	kindLook
	kindAsk
	kindProposed
	kindReason
	kindStanding
	kindCheck
	kindChecked
	kindRank
	kindRanked
	kindWoken
	kindRested
	kindUpTo
	kindForget
)

func (Labels) kind() byte   { return kindLabels }
func (Text) kind() byte     { return kindText }
func (Changes) kind() byte  { return kindChanges }
func (Ready) kind() byte    { return kindReady }
func (Look) kind() byte     { return kindLook }
func (Ask) kind() byte      { return kindAsk }
func (Proposed) kind() byte { return kindProposed }
func (Reason) kind() byte   { return kindReason }
func (Standing) kind() byte { return kindStanding }
func (Check) kind() byte    { return kindCheck }
func (Checked) kind() byte  { return kindChecked }
func (Rank) kind() byte     { return kindRank }
func (Ranked) kind() byte   { return kindRanked }
func (Woken) kind() byte    { return kindWoken }
func (Rested) kind() byte   { return kindRested }
func (UpTo) kind() byte     { return kindUpTo }
func (Forget) kind() byte   { return kindForget }

// Encode returns the bytes of a message: its kind, then its fields, numbers as
// varints, strings and lists after their length.
func Encode(m Message) []byte { return Append(make([]byte, 0, 16), m) }

// Append appends the bytes of a message.
func Append(b []byte, m Message) []byte {
	w := &writer{bytes: append(b, m.kind())}
	m.write(w)
	return w.bytes
}

func (m Labels) write(w *writer) {
	w.int(len(m.All))
	for _, l := range m.All {
		w.string(string(l.Label))
		w.string(l.Name)
	}
}

func (m Text) write(w *writer) {
	w.id(m.ID)
	w.string(m.Text)
}

func (m Changes) write(w *writer) {
	w.int(len(m.All))
	for _, c := range m.All {
		w.id(c.Doc)
		w.uint(c.Stamp.N)
		w.id(c.Stamp.Replica)
		w.uint(uint64(c.At))
		w.id(c.ID)
		w.bool(c.Further)
		w.int(int(c.Kind))
		w.string(string(c.Label))
		w.int(len(c.Parts))
		for _, p := range c.Parts {
			w.span(p)
		}
	}
}

func (Ready) write(*writer) {}

func (m Look) write(w *writer) {
	w.id(m.Document)
	w.int(int(m.At))
}

func (m Ask) write(w *writer) {
	w.id(m.Document)
	w.mark(m.Mark)
}

func (m Proposed) write(w *writer) {
	w.id(m.Document)
	w.int(m.Changes)
	w.span(m.Within)
	w.int(len(m.All))
	for _, p := range m.All {
		w.mark(p.Mark)
		w.int(p.Percent)
	}
}

func (m Reason) write(w *writer) {
	w.id(m.Document)
	w.mark(m.Mark)
	w.int(m.Seen)
	w.int(m.Of)
	w.string(m.Pattern)
	w.string(m.Known)
	w.id(m.Like.Document)
	w.span(m.Like.Span)
	w.string(m.Like.Text)
}

func (Check) write(*writer) {}

func (m Checked) write(w *writer) {
	w.int(m.Percent)
	w.int(len(m.All))
	for _, f := range m.All {
		w.id(f.Document)
		w.int(int(f.Kind))
		w.mark(f.Is)
		w.mark(f.Instead)
		w.int(f.Times)
		w.int(f.Of)
		w.int(int(100*f.Sure + 0.5))
	}
}

func (m Rank) write(w *writer) {
	w.ids(m.Waiting)
	w.ids(m.Labelled)
	w.uint(m.Seed)
}

func (m Ranked) write(w *writer) {
	w.int(len(m.All))
	for _, p := range m.All {
		w.id(p.Document)
		w.bool(p.Chance)
	}
}

func (m Standing) write(w *writer) {
	w.bool(m.Ready)
	w.int(m.Learnt)
	w.int(len(m.Paused))
	for _, l := range m.Paused {
		w.string(string(l))
	}
}

func (m Woken) write(w *writer) {
	w.uint(uint64(m.Sum))
	w.uint(uint64(m.Place))
	w.int(len(m.All))
	for _, h := range m.All {
		w.id(h.Document)
		w.int(h.Bytes)
		w.int(h.Changes)
	}
}

func (m UpTo) write(w *writer) { w.uint(uint64(m.Place)) }

func (Forget) write(*writer) {}

func (m Rested) write(w *writer) {
	w.int(m.Heard)
	w.uint(uint64(m.Sum))
}
