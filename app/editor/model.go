// Package editor is the annotating screen without a screen: what it shows is a
// Model, what happens is a Msg, and Update is the one place where the one
// follows from the other. What is to be done in the world comes out as Effects,
// plain data that a test can compare.
//
// It imports neither go-app nor syscall/js, so all of it runs in any test.
package editor

import (
	"iter"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/text"
)

// Model is all that the annotating screen shows of a document. Update consumes
// it: the log inside is shared with the model that comes out.
type Model struct {
	// Me is whose annotations are made, Replica counts their stamps, Now is the
	// time that changes made now will bear.
	Me      annotations.Author
	Replica annotations.ReplicaID
	Now     time.Time
	// Apart says that each annotation is its author's to change: those of others
	// are shown, and what is done to one makes an own one or nothing.
	Apart bool

	Schema   annotations.Schema // all labels, tombstones too
	Labels   annotations.Schema // of spans, on offer
	Document annotations.Document
	// Came says why I came to the document, where an order chose it: see
	// annotations.OrderAttribute.
	Came   string
	Index  *text.Index
	Blocks []Block

	Log *annotations.Log
	// Set is the annotations in the text. Aside is what is not shown as one:
	// links, labels and notes of the document, what is said of the work.
	Set, Aside annotations.Set
	History    annotations.History
	// Viewing is the last change of an earlier state that is shown instead of
	// the present one, and not edited; zero for the present.
	Viewing annotations.Stamp

	// Label is the label that each drag gives, "" for none.
	Label annotations.LabelID
	// Selection is the stretch that the next label is for; empty for none.
	Selection text.Span
	// Parts were selected before it, to be labelled with it as one annotation.
	Parts []text.Span
	// ByPointer tells that the selection was made with a pointer, so that the
	// palette is wanted beside it.
	ByPointer bool
	// Chosen is the annotation that the next command is for, zero for none.
	Chosen annotations.AnnotationID
	// Linking is the annotation that a link is being made from, zero for none.
	Linking annotations.AnnotationID

	Finding    Finding
	Suggesting Suggesting

	made    annotations.AnnotationID          // by the last selection, with the pressed label
	seen    *seen                             // of the document, for candidates
	rest    rest                              // of a long step
	anchor  text.Span                         // where a selection by keyboard began
	clicked text.Byte                         // where the last click was
	last    annotations.AnnotationID          // that was made or chosen last
	ends    map[annotations.AnnotationID]Ends // of links; never changed
	changed []text.Span                       // what is painted otherwise after the present message
}

// Block is a line of the document as the page shows it, or a piece of a very long
// one.
type Block struct {
	text.Line
	// Unit is the offset of the line's start in UTF-16 code units.
	Unit text.UTF16
}

// A line of more bytes than longLine is shown in pieces of about pieceSize, each
// laid out by itself: the browser takes seconds for a paragraph of a megabyte.
const (
	longLine  = 8 << 10
	pieceSize = 4 << 10
)

// piecesOf yields a line, or the pieces of a long one: cut after a blank, or
// between characters where there is none.
func piecesOf(body string, line text.Line) iter.Seq[text.Line] {
	return func(yield func(text.Line) bool) {
		for line.End-line.Start > longLine {
			cut := line.Start + pieceSize
			if i := strings.IndexByte(body[cut:cut+pieceSize/2], ' '); i >= 0 {
				cut += text.Byte(i + 1)
			} else {
				for !utf8.RuneStart(body[cut]) {
					cut++
				}
			}
			if g := text.Grapheme(body, cut); g.Start != cut { // before a combining mark, say
				cut = g.End
			}
			if !yield(text.Line{Start: line.Start, End: cut, Next: cut}) {
				return
			}
			line.Start = cut
		}
		yield(line)
	}
}

// IsOpen reports whether there is a document.
func (m *Model) IsOpen() bool { return m.Log != nil }

// Open returns the model of a document with its log. Changes that do not fit
// the document are left in the log and out of sight; the error is the first
// that the log itself refused.
func (m Model) Open(d annotations.Document, log *annotations.Log) (Model, error) {
	m.Document, m.Index, m.Came = d, text.NewIndex(d.Text), ""
	m.Log, m.Viewing = log, annotations.Stamp{}
	m.Label, m.Selection, m.Parts = "", text.Span{}, nil
	m.Chosen, m.Linking, m.last = annotations.AnnotationID{}, annotations.AnnotationID{}, annotations.AnnotationID{}
	m.anchor, m.clicked = text.Span{}, -1
	m.Blocks, m.Finding, m.rest = nil, Finding{}, rest{}
	m.made, m.seen = annotations.AnnotationID{}, nil
	m.Suggesting = Suggesting{Settings: m.Suggesting.Settings, Savings: m.Suggesting.Savings}
	for line := range text.Lines(d.Text) {
		for piece := range piecesOf(d.Text, line) {
			unit, err := m.Index.UTF16At(piece.Start)
			if err != nil {
				return m, err
			}
			m.Blocks = append(m.Blocks, Block{Line: piece, Unit: unit})
		}
	}
	m.settle(m.Log.Replay())
	m.History = m.Log.History(m.Me)
	return m, nil
}

// Close returns the model without a document.
func (m Model) Close() Model {
	m, _ = m.Open(annotations.Document{}, new(annotations.Log))
	m.Log, m.Blocks = nil, nil
	return m
}

// Text is the text of a span of the document.
func (m *Model) Text(sp text.Span) string { return m.Document.Text[sp.Start:sp.End] }

// Units converts a span to UTF-16 units, in which the browser counts.
func (m *Model) Units(sp text.Span) (start, end int) {
	s, err := m.Index.UTF16At(sp.Start)
	e, err2 := m.Index.UTF16At(sp.End)
	if err != nil || err2 != nil {
		return 0, 0
	}
	return int(s), int(e)
}

// Span converts from UTF-16 units, in either order. An offset that the browser
// put inside a character or beyond the text is moved outward to a border.
func (m *Model) Span(a, b int) text.Span {
	a, b = min(a, b), max(a, b)
	return text.Span{Start: m.byteAt(a, -1), End: m.byteAt(b, 1)}
}

func (m *Model) byteAt(unit, direction int) text.Byte {
	at := text.UTF16(max(0, min(unit, int(m.Index.Units()))))
	b, err := m.Index.ByteAtUTF16(at)
	if err != nil { // inside a surrogate pair
		b, _ = m.Index.ByteAtUTF16(at + text.UTF16(direction))
	}
	return b
}

// Snap is what a drag over a stretch selects: whole words or, when exact, whole
// characters, without outer blanks.
func (m *Model) Snap(sp text.Span, exact bool) text.Span {
	if exact {
		return text.SnapGraphemes(m.Document.Text, sp)
	}
	return text.SnapWords(m.Document.Text, sp)
}

// ChosenEntry is the chosen annotation.
func (m *Model) ChosenEntry() (annotations.Entry, bool) {
	if m.Chosen.IsZero() || !m.IsOpen() {
		return annotations.Entry{}, false
	}
	return m.Set.Get(m.Chosen)
}

// Theirs reports whether an annotation is somebody else's, not to be edited: see
// Apart.
func (m *Model) Theirs(e annotations.Entry) bool { return m.Apart && e.By != m.Me }

// ChosenIsTheirs reports whether the chosen annotation is.
func (m *Model) ChosenIsTheirs() bool {
	e, ok := m.ChosenEntry()
	return ok && m.Theirs(e)
}

// BlocksOf returns the blocks [from, to) that share text with a span or, when it
// is empty, hold its place.
func (m *Model) BlocksOf(sp text.Span) (from, to int) {
	from = sort.Search(len(m.Blocks), func(i int) bool { return m.Blocks[i].Next > sp.Start })
	to = sort.Search(len(m.Blocks), func(i int) bool { return m.Blocks[i].Start >= sp.End })
	from = min(from, max(0, len(m.Blocks)-1)) // the end of the text is in the last
	return from, min(max(to, from+1), len(m.Blocks))
}

// touch notes that an annotation is to be painted otherwise.
func (m *Model) touch(id annotations.AnnotationID) {
	e, ok := m.Get(id)
	if !ok {
		return
	}
	m.changed = append(m.changed, e.Target.Parts...)
	if e.Target.Kind() == annotations.LinkLabel { // its ends show it
		for _, end := range [...]annotations.AnnotationID{e.Target.From, e.Target.To} {
			if e, ok := m.Set.Get(end); ok {
				m.changed = append(m.changed, e.Target.Parts...)
			}
		}
	}
}

// repaintAll notes that all of the text is to be painted otherwise.
func (m *Model) repaintAll() {
	m.changed = append(m.changed, text.Span{End: text.Byte(len(m.Document.Text))})
}

// choose changes which annotation is chosen.
func (m *Model) choose(id annotations.AnnotationID) {
	if m.Chosen == id {
		return
	}
	m.touch(m.Chosen)
	m.Chosen = id
	if !id.IsZero() {
		m.last = id
	}
	m.touch(id)
}
