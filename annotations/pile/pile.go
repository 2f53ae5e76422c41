// Package pile knows of each document of a project what a list shows of it, and is
// filtered and sorted by, so that nobody reads 100,000 logs to find the documents
// without a label. It is an index over a store: built from the logs once, brought
// up to date by following the order of arrival, and kept on the device.
package pile

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Entry is what is known of a document. It holds no pointer: what is kept for each of
// 100,000 documents is not walked through whenever memory is collected.
type Entry struct {
	ID      annotations.DocumentID
	Place   int64  // in the order of arrival
	Changed int64  // Unix milliseconds of the last change, or when the document was added
	Bytes   uint32 // length of the text
	Spans   uint32 // annotations in the text, of everybody
	Changes uint32 // in its log. A log only grows, so that this tells whether it has
	title   words
	labels  uint32 // place in the pile's packs
	// Told says that what is known besides ID, place, title and length is of its log.
	Told   bool
	said   bool  // there is an annotation or a note to search
	status uint8 // place in annotations.Statuses
	shelf  uint8 // place in Shelves
}

// bare reports whether the log, as far as it was followed, is empty.
func (e *Entry) bare() bool { return e.Told && e.Changes == 0 }

// Shelves are the shelves, in the order of a filter.
var Shelves = [...]annotations.Shelf{annotations.ShelfList, annotations.ShelfArchived, annotations.ShelfDeleted}

// Status is how far the person is whose pile it is.
func (e Entry) Status() annotations.Status { return annotations.Statuses[e.status] }

// Shelf is where the document is.
func (e Entry) Shelf() annotations.Shelf { return Shelves[e.shelf] }

// Done reports whether there is nothing left for the person to do.
func (e Entry) Done() bool {
	s := e.Status()
	return s == annotations.StatusReviewed || s == annotations.StatusSkipped || e.shelf > 0
}

// Facts are what a log tells of its document.
type Facts struct {
	Status  annotations.Status
	Shelf   annotations.Shelf
	Spans   int
	Said    bool
	Changes int
	Changed time.Time // of the last change; zero for none
	Labels  map[annotations.LabelID]int
}

// FactsOf sums up what a log leaves, in one set or in several. The status is the
// person's, and so are no other facts.
func FactsOf(log *annotations.Log, status annotations.Status, sets ...annotations.Set) Facts {
	last, _ := log.Find(log.Top())
	f := Facts{Status: status, Changes: log.Len(), Changed: last.At, Labels: map[annotations.LabelID]int{}}
	for _, s := range sets {
		if shelf := s.Shelf(); shelf != annotations.ShelfList {
			f.Shelf = shelf
		}
		for e := range s.All() {
			if e.Label == annotations.LabelShelf || e.Label == annotations.LabelRefused {
				continue
			}
			f.Said = true
			if e.Label.Reserved() {
				continue
			}
			f.Labels[e.Label]++
			if len(e.Target.Parts) > 0 {
				f.Spans++
			}
		}
	}
	return f
}

// factsIn are those of a log.
func factsIn(log *annotations.Log, me annotations.Author) Facts {
	set := log.Replay()
	return FactsOf(log, annotations.StatusOf(set, me), set)
}

// Pile is the documents of a project in the order of arrival. It is not safe for
// concurrent use.
type Pile struct {
	me      annotations.Author
	project annotations.ProjectID
	entries []Entry
	at      map[annotations.DocumentID]int32
	labels  []annotations.LabelID // by the numbers that entries know them by
	number  map[annotations.LabelID]int
	counts  [len(Shelves)][len(annotations.Statuses)]int
	way     way
	untold  int
	stale   map[int]bool // chunks that are to be kept anew
	kept    []byte       // the head as this pile found or saved it, nil for none
	names   names
	packs   []string // of labels with their numbers, each once
	packed  map[string]uint32
	titles  []int32 // where each title stands among all, as far as that was told
}

// New returns the pile of a project for a person, of which nothing is known yet.
func New(project annotations.ProjectID, me annotations.Author) *Pile {
	return &Pile{
		me: me, project: project, at: map[annotations.DocumentID]int32{},
		number: map[annotations.LabelID]int{}, stale: map[int]bool{},
		packs: []string{""}, packed: map[string]uint32{"": 0},
	}
}

// Project is the project.
func (p *Pile) Project() annotations.ProjectID { return p.project }

// Len is the number of documents, on all shelves.
func (p *Pile) Len() int { return len(p.entries) }

// Entry is what is known of the i-th document.
func (p *Pile) Entry(i int) Entry { return p.entries[i] }

// Title is that of the i-th document.
func (p *Pile) Title(i int) string { return string(p.names.of(p.entries[i].title)) }

// Find is the number of a document.
func (p *Pile) Find(id annotations.DocumentID) (int, bool) {
	i, ok := p.at[id]
	return int(i), ok
}

// Before is how many documents came up to a place in the order of arrival.
func (p *Pile) Before(place int64) int {
	n, _ := slices.BinarySearchFunc(p.entries, place+1, func(e Entry, place int64) int { return cmp.Compare(e.Place, place) })
	return n
}

// Count is how many documents on a shelf have a status.
func (p *Pile) Count(shelf annotations.Shelf, status annotations.Status) int {
	return p.counts[shelfNumber(shelf)][statusNumber(status)]
}

// On is how many documents are on a shelf.
func (p *Pile) On(shelf annotations.Shelf) (n int) {
	for _, some := range p.counts[shelfNumber(shelf)] {
		n += some
	}
	return n
}

// Counts are how many documents there are of each status on each shelf.
func (p *Pile) Counts() [len(Shelves)][len(annotations.Statuses)]int { return p.counts }

// Listed reports whether all documents that the store had are there.
func (p *Pile) Listed() bool { return p.way.listed }

// Untold is how many documents there are whose logs have not been read.
func (p *Pile) Untold() int { return p.untold }

// Labels yields the labels that a document has, and how often.
func (p *Pile) Labels(e Entry) iter.Seq2[annotations.LabelID, int] {
	return func(yield func(annotations.LabelID, int) bool) {
		for r := (reader{rest: p.packs[e.labels]}); r.rest != ""; {
			if label, n := r.int(), r.int(); !yield(p.labels[label], n) {
				return
			}
		}
	}
}

// has reports whether a document has a label, by its number, without asking for
// memory: a filter asks it of all documents at once.
func (p *Pile) has(e *Entry, label int) bool {
	for r := (reader{rest: p.packs[e.labels]}); r.rest != ""; r.int() {
		if r.int() == label {
			return true
		}
	}
	return false
}

// Append adds a document at the end, unless it is there.
func (p *Pile) Append(h store.Heading) {
	if _, there := p.at[h.ID]; there {
		return
	}
	p.at[h.ID] = int32(len(p.entries))
	p.stale[len(p.entries)/chunk] = true
	p.entries = append(p.entries, Entry{ID: h.ID, Place: h.Place, title: p.names.add(h.Title), Bytes: uint32(h.Bytes), Changed: h.Added.UnixMilli()})
	p.counts[0][0]++
	p.untold++
}

// Tell takes in what is known of a document now, and reports whether it was known
// otherwise.
func (p *Pile) Tell(id annotations.DocumentID, f Facts) bool {
	i, ok := p.at[id]
	if !ok {
		return false
	}
	e := p.entries[i]
	e.Told, e.Spans, e.Changes, e.said = true, uint32(f.Spans), uint32(f.Changes), f.Said
	e.status, e.shelf = statusNumber(f.Status), shelfNumber(f.Shelf)
	if !f.Changed.IsZero() {
		e.Changed = f.Changed.UnixMilli()
	}
	e.labels = p.intern(p.pack(f.Labels))
	was := &p.entries[i]
	if e == *was {
		return false
	}
	if !was.Told {
		p.untold--
	}
	p.counts[was.shelf][was.status]--
	p.counts[e.shelf][e.status]++
	*was = e
	p.stale[int(i)/chunk] = true
	return true
}

// Put notes that a document was put on a shelf, before its log is read.
func (p *Pile) Put(id annotations.DocumentID, on annotations.Shelf) {
	i, ok := p.at[id]
	if !ok {
		return
	}
	e := &p.entries[i]
	p.counts[e.shelf][e.status]--
	e.shelf = shelfNumber(on)
	p.counts[e.shelf][e.status]++
	p.stale[int(i)/chunk] = true
}

// intern is the place of a pack of labels: many documents have the same.
func (p *Pile) intern(pack string) uint32 {
	n, there := p.packed[pack]
	if !there {
		n = uint32(len(p.packs))
		pack = strings.Clone(pack)
		p.packs, p.packed[pack] = append(p.packs, pack), n
	}
	return n
}

// pack writes labels in the order of their numbers, which are given to new ones.
func (p *Pile) pack(labels map[annotations.LabelID]int) string {
	for l := range labels {
		if _, ok := p.number[l]; !ok {
			p.number[l] = len(p.labels)
			p.labels = append(p.labels, l)
		}
	}
	var b []byte
	for n, l := range p.labels {
		if count := labels[l]; count > 0 {
			b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(n)), uint64(count))
		}
	}
	return string(b)
}

func statusNumber(s annotations.Status) uint8 {
	for i, other := range annotations.Statuses {
		if s == other {
			return uint8(i)
		}
	}
	return 1 // of a newer version: something was done
}

func shelfNumber(s annotations.Shelf) uint8 {
	for i, other := range Shelves {
		if s == other {
			return uint8(i)
		}
	}
	return 0
}
