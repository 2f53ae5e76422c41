package worker

import (
	"bytes"
	"slices"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/queue"
	"gloss/annotations/suggest/review"
	"gloss/annotations/text"
)

// Worker learns what it hears of, and says what it proposes. It is not safe for
// concurrent use.
type Worker struct {
	say    func(Message)
	labels []suggest.Named
	texts  map[suggest.DocumentID]string
	known  map[suggest.DocumentID]int             // how many changes of each have come
	aside  map[suggest.DocumentID][]follow.Change // that came before their text
	order  follow.Order
	stood  Standing // said last
	asked  Ask      // last; it is answered again when what was learnt since may have changed that
	due    bool     // its answer is
	reason Reason   // said last

	ready    bool // all texts were told
	pool     *suggest.Pool
	model    *follow.Follower // that proposes
	fresh    []*follow.Change // that it has not followed yet
	stale    bool             // it is not the one that is built anew
	next     *follow.Follower // that is being built
	nextAt   int              // so many changes has it followed
	building *suggest.Pool    // that it is built on

	look  Look
	sweep sweep

	words  *suggest.Pool // that the model that proposes was built on
	check  bool          // for mistakes, as soon as all is learnt
	review *review.Review
	told   int // how much of it was said, in percent

	rank  *Rank // that was asked for
	queue *queue.Ordering

	upTo int64  // the place of the page's store
	kept uint32 // the checksum of the archive of all this, 0 when there is none
	room int    // that it took, and some more
}

// New returns a worker that says what it has to say with a function.
func New(say func(Message)) *Worker {
	return &Worker{
		say: say, texts: map[suggest.DocumentID]string{}, known: map[suggest.DocumentID]int{},
		aside: map[suggest.DocumentID][]follow.Change{},
	}
}

// Hear takes a message in. What it leads to is done by Work.
func (w *Worker) Hear(m Message) {
	switch m := m.(type) {
	case Labels:
		if !slices.Equal(w.labels, m.All) {
			w.labels = m.All
			w.rebuild()
		}
	case Text:
		if _, there := w.texts[m.ID]; there {
			return
		}
		w.texts[m.ID] = m.Text
		w.pool, w.kept = nil, 0 // until Ready, the old one serves
		if w.model != nil {
			w.model.Open(m.ID, m.Text)
		}
		early := w.aside[m.ID]
		delete(w.aside, m.ID)
		w.changes(early)
		if w.next != nil { // it does not know the text
			w.rebuild()
		}
	case Ready:
		if !w.ready || w.pool == nil {
			w.ready = true
			w.rebuild()
		}
	case Changes:
		w.changes(m.All)
	case UpTo:
		w.upTo = m.Place
	case Forget:
		*w = *New(w.say)
	case Look:
		if w.look != m {
			w.look = m
			w.sweep = w.begin()
		}
	case Check:
		w.check, w.review = true, nil
	case Rank:
		w.rank, w.queue = &m, nil
	case Ask:
		w.asked, w.due, w.reason = m, true, Reason{}
	}
}

// rebuild has the model built anew.
func (w *Worker) rebuild() { w.stale, w.next, w.kept = true, nil, 0 }

func (w *Worker) changes(all []follow.Change) {
	mine := all // they are kept: no copy, mostly
	without := func(c follow.Change) bool { _, there := w.texts[c.Doc]; return !there }
	if slices.ContainsFunc(all, without) {
		mine = nil
		for _, c := range all {
			if without(c) {
				w.aside[c.Doc] = append(w.aside[c.Doc], c)
				w.kept = 0
			} else {
				mine = append(mine, c)
			}
		}
	}
	was := w.order.Len()
	added, same := w.order.Add(mine...)
	for _, c := range added {
		w.known[c.Doc]++
		w.kept = 0
	}
	if w.model != nil { // else it will be built from all of them
		w.fresh = append(w.fresh, added...)
	}
	if same < was {
		w.rebuild()
	}
}

// Work does a unit of work, of a few milliseconds unless many texts are read, and
// reports whether there was any.
func (w *Worker) Work() bool {
	switch {
	case w.model != nil && w.due:
		w.due = false
		w.answer(w.asked)
	case w.model != nil && w.model.Learn():
	case w.model != nil && len(w.fresh) > 0:
		// One that is late is learnt when the model is built anew.
		_ = w.model.Take(w.fresh[0])
		w.fresh = w.fresh[1:]
		w.sweep = w.begin()
	case w.propose():
	case w.model != nil && w.rank != nil:
		w.goRanking()
	case w.ready && w.stale && w.pool != nil:
		w.build()
	case w.ready && w.stale && len(w.texts) > 0:
		w.read()
	case w.model != nil && (w.check || w.review != nil):
		w.doubt()
	default:
		return w.stand()
	}
	return true
}

// rankMost is how many documents are said in the order in which they would teach.
const rankMost = 20

// goRanking goes on with finding out which documents would teach most.
func (w *Worker) goRanking() {
	if w.queue == nil {
		there := func(all []suggest.DocumentID) []suggest.DocumentID {
			return slices.DeleteFunc(slices.Clone(all), func(id suggest.DocumentID) bool { return w.model.Model.Passages(id) == nil })
		}
		var err error
		if w.queue, err = queue.Begin(w.model.Model, there(w.rank.Waiting), there(w.rank.Labelled), queue.Options{Most: rankMost, Seed: w.rank.Seed, From: len(w.rank.Labelled)}); err != nil {
			w.rank = nil
		}
		return
	}
	more, err := w.queue.Step()
	if err == nil && more {
		return
	}
	var all []Place
	if err == nil {
		for _, p := range w.queue.Places() {
			all = append(all, Place{p.Document, p.Chance})
		}
	}
	w.rank, w.queue = nil, nil
	w.say(Ranked{all})
}

// doubt goes on with looking for mistakes.
func (w *Worker) doubt() {
	if w.check {
		w.check, w.told = false, -1
		w.review = review.New(w.words, w.labels, w.model)
	}
	more := w.review.Step()
	percent := 100
	if done, of := w.review.Steps(); more {
		percent = min(99, 100*done/of)
	}
	if percent >= w.told+25 || !more { // after each fold
		w.told = percent
		w.say(Checked{percent, w.review.Findings()})
	}
	if !more {
		w.review = nil
	}
}

// ids are the documents, in an order that does not depend on how they came.
func (w *Worker) ids() []suggest.DocumentID { return sortedIDs(w.texts) }

func sortedIDs[T any](of map[suggest.DocumentID]T) []suggest.DocumentID {
	ids := make([]suggest.DocumentID, 0, len(of))
	for id := range of {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b suggest.DocumentID) int { return bytes.Compare(a[:], b[:]) }) // as follow.Sort
	return ids
}

// read finds out what is to be known of the words of all texts.
func (w *Worker) read() {
	w.pool = suggest.NewPool(func(yield func(string) bool) {
		for _, id := range w.ids() {
			if !yield(w.texts[id]) {
				return
			}
		}
	})
}

// build goes on with building the model anew.
func (w *Worker) build() {
	switch {
	case w.next == nil:
		w.building = w.pool
		w.next, w.nextAt = follow.New(suggest.New(w.pool, suggest.Options{Labels: w.labels})), 0
		for _, id := range w.ids() {
			w.next.Open(id, w.texts[id])
		}
	case w.next.Learn():
	case w.nextAt < w.order.Len():
		_ = w.next.Take(w.order.Nth(w.nextAt)) // what does not fit its text teaches nothing
		w.nextAt++
	default:
		w.model, w.next, w.stale, w.fresh = w.next, nil, false, nil
		w.words = w.building
		w.sweep = w.begin()
	}
}

// stand says how things stand, if they stand otherwise than was said.
func (w *Worker) stand() bool {
	if w.model == nil {
		return false
	}
	s := Standing{true, w.model.Model.Learnt(), w.model.Model.Paused()}
	if s.Ready == w.stood.Ready && s.Learnt == w.stood.Learnt && slices.Equal(s.Paused, w.stood.Paused) {
		return false
	}
	w.stood = s
	w.say(s)
	return true
}

func (w *Worker) answer(a Ask) {
	m := w.model.Model
	n := m.PassageAt(a.Document, a.Start)
	if n < 0 {
		return
	}
	r, err := m.Why(a.Document, n, suggest.Proposal{Mark: a.Mark})
	if err != nil {
		return
	}
	if said := (Reason{a.Document, a.Mark, r}); said != w.reason {
		w.reason = said
		w.say(said)
	}
}

// How many passages are proposed for: so many after the beginning of the view and
// half as many before it; the first few are said at once.
const (
	sweepAhead = 400
	sweepFirst = 12
	sweepChunk = 60
)

// sweep goes over the passages of the document on the screen: from the view on,
// then those before it.
type sweep struct {
	on       bool
	from, to int // the chunk
	at       int // the next passage of it
	view     int // passage
	found    []Proposal
}

func (w *Worker) begin() sweep {
	if w.model == nil {
		return sweep{}
	}
	n := len(w.model.Model.Passages(w.look.Document))
	if n == 0 {
		return sweep{}
	}
	view := max(0, w.model.Model.PassageAt(w.look.Document, w.look.At))
	return sweep{on: true, view: view, from: view, to: min(n, view+sweepFirst), at: view}
}

// propose proposes for one passage more, and reports whether there was one.
func (w *Worker) propose() bool {
	s := &w.sweep
	if !s.on {
		return false
	}
	id, m := w.look.Document, w.model.Model
	all, err := m.Propose(id, s.at)
	if err != nil { // the document is not open
		s.on = false
		return false
	}
	for _, p := range all {
		s.found = append(s.found, Proposal{p.Mark, int(100*p.Score() + 0.5)})
	}
	if s.at++; s.at < s.to {
		return true
	}
	passages := m.Passages(id)
	within := text.Span{Start: passages[s.from].Start, End: m.End(id)}
	if s.from == 0 {
		within.Start = 0
	}
	if s.to < len(passages) {
		within.End = passages[s.to].Start
	}
	w.say(Proposed{id, w.known[id], within, s.found})
	s.found = nil
	if a := w.asked; a.Document == id && within.Start <= a.Start && a.Start < within.End {
		w.due = true
	}
	last := min(len(passages), s.view+sweepAhead)
	switch {
	case s.from >= s.view && s.to < last:
		s.from, s.to = s.to, min(last, s.to+sweepChunk)
	case s.from >= s.view:
		s.from, s.to = max(0, s.view-sweepChunk), s.view
	default:
		s.from, s.to = max(0, s.from-sweepChunk), s.from
	}
	s.at = s.from
	s.on = s.from < s.to && s.to > s.view-sweepAhead/2
	return true
}
