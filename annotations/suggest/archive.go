package suggest

import (
	"gloss/annotations/suggest/internal/archive"
	"gloss/annotations/text"
)

// Archive writes all that a model has learnt, or reads it into one that New has made of
// the same pool and options and that has learnt nothing. body returns the text of a
// document.
func (m *Model) Archive(a *archive.Archive, body func(DocumentID) string) {
	m.classes.archive(a)
	m.memory.archive(a)
	if a.Reading() {
		m.tagger.relayer(&m.classes)
	}
	m.tagger.archive(a)
	m.right.archive(a)
	m.nothing.archive(a)
	m.pay.archive(a)
	archive.Int(a, &m.lessons)
	archive.Int(a, &m.taught)
	archiveRandom(a, &m.random)
	m.archiveDocuments(a, body)
	archive.List(a, &m.examples, func(r *exampleRing) {
		archive.List(a, &r.all, func(e *example) { m.archiveExample(a, e) })
		archive.Int(a, &r.next)
	})
}

func archiveRandom(a *archive.Archive, r *random) {
	n := uint64(*r)
	a.Uint64(&n)
	*r = random(n)
}

// ArchivePool writes a pool, or reads one.
func ArchivePool(a *archive.Archive, p *Pool) {
	words := make([]string, len(p.words))
	for w, id := range p.ids {
		words[id] = w
	}
	archive.List(a, &words, a.String)
	if a.Reading() {
		p.ids = make(map[string]int32, len(words))
		for id, w := range words {
			p.ids[w] = int32(id)
		}
		p.words = make([]poolWord, len(words))
	}
	for i := range p.words {
		w := &p.words[i]
		for _, n := range []*int32{&w.count, &w.small, &w.big} {
			archive.Int(a, n)
		}
		for k := range w.before {
			a.Uint32(&w.before[k])
			a.Uint32(&w.after[k])
		}
		for k := range w.cluster {
			archive.Int(a, &w.cluster[k])
		}
	}
}

func (c *classes) archive(a *archive.Archive) {
	archive.List(a, &c.all, func(k *class) {
		a.String((*string)(&k.label))
		archive.Int(a, &k.height)
		archive.Int(a, &k.layer)
		archive.Int(a, &k.n)
	})
	const half = 32
	conflicts := map[uint64]int{}
	for k, n := range c.conflicts {
		conflicts[uint64(k[0])<<half|uint64(k[1])] = n
	}
	archive.Map(a, conflicts, func(n *int) { archive.Int(a, n) })
	if a.Reading() && len(conflicts) > 0 {
		c.conflicts = map[[2]int]int{}
		for k, n := range conflicts {
			c.conflicts[[2]int{int(k >> half), int(k & (1<<half - 1))}] = n
		}
	}
}

func (m *memory) archive(a *archive.Archive) {
	archive.List(a, &m.entries, func(e **entry) { archive.Optional(a, e, func(e *entry) { e.archive(a) }) })
	archive.Map(a, m.strings, func(n *node) {
		at := uint64(*n)
		a.Uint(&at)
		*n = node(at)
	})
	archive.Map(a, m.words, func(t **tally) { archive.Optional(a, t, func(t *tally) { t.archive(a) }) })
}

func (e *entry) archive(a *archive.Archive) {
	e.tally.archive(a)
	for _, n := range []*int32{&e.born, &e.rejected, &e.covered, &e.doc} {
		archive.Int(a, n)
	}
	archive.Optional(a, &e.before, func(t *tally) { t.archive(a) })
	archive.List(a, &e.forms, func(f *form) {
		a.Uint64(&f.exact)
		f.tally.archive(a)
	})
}

// The labels of a tally came in an order that does not count: they are in that of their
// numbers.
func (t *tally) archive(a *archive.Archive) {
	archive.Int(a, &t.seen)
	all := make([]labelled, 0, 4)
	for l := range t.all {
		i := len(all)
		all = append(all, l)
		for ; i > 0 && all[i-1].class > l.class; i-- {
			all[i] = all[i-1]
		}
		all[i] = l
	}
	archive.List(a, &all, func(l *labelled) {
		archive.Int(a, &l.class)
		archive.Int(a, &l.n)
	})
	if a.Reading() {
		for _, l := range all {
			t.add(int(l.class), l.n)
		}
	}
}

// The layers are those of the classes.
func (t *tagger) archive(a *archive.Archive) {
	a.Floats(t.table.weights, 0)
	a.Floats(t.table.squares, firstSquare)
	for _, l := range t.layers {
		for _, w := range []weights{l.steps, l.inner} {
			a.Floats(w.w, 0)
			a.Floats(w.square, firstSquare)
		}
		l.refresh()
	}
	archiveRandom(a, &t.random)
}

// The share of the whole is found anew each time.
func (c *calibrator) archive(a *archive.Archive) {
	for i := range c.weights {
		a.Float64(&c.weights[i])
		a.Float64(&c.precision[i])
	}
	a.Floats(c.whole.weights, 0)
	a.Floats(c.whole.squares, 1)
}

func (p *pay) archive(a *archive.Archive) {
	a.Float64(&p.total)
	archive.List(a, &p.of, func(w *window) {
		for i := range w.gains {
			a.Float64(&w.gains[i])
		}
		archive.Int(a, &w.n)
		a.Float64(&w.sum)
	})
}

// archiveDocuments is what is known of passages, and which of them are learnt again.
func (m *Model) archiveDocuments(a *archive.Archive, body func(DocumentID) string) {
	type place struct{ document, n int }
	ids := make([]DocumentID, len(m.documents))
	for id, d := range m.documents {
		ids[d.number] = id
	}
	archive.List(a, &ids, func(id *DocumentID) { a.Raw(id[:]) })
	where := map[*studied]place{}
	for i, id := range ids {
		if a.Reading() {
			m.Open(id, body(id))
		}
		d := m.documents[id]
		n := len(d.passages)
		if archive.Int(a, &n); n != len(d.passages) {
			a.Fail()
			return
		}
		for n := range d.passages {
			where[d.passages[n]] = place{i, n}
			archive.Optional(a, &d.passages[n], func(s *studied) { s.archive(a) })
		}
	}
	again := make([]place, len(m.replays))
	for i, s := range m.replays {
		again[i] = where[s]
	}
	archive.List(a, &again, func(p *place) {
		archive.Int(a, &p.document)
		archive.Int(a, &p.n)
		var s *studied
		if p.document >= 0 && p.document < len(ids) {
			if all := m.documents[ids[p.document]].passages; p.n >= 0 && p.n < len(all) {
				s = all[p.n]
			}
		}
		if s == nil {
			a.Fail()
			return
		}
		archive.List(a, &s.rows.rows, a.Uint32)
		archive.List(a, &s.rows.ends, func(n *int32) { archive.Int(a, n) })
		if a.Reading() {
			m.replays = append(m.replays, s)
		}
	})
}

// The rows of its features are kept of a passage that is learnt again, and there.
func (s *studied) archive(a *archive.Archive) {
	archive.List(a, &s.said.Rejected, func(k *Mark) {
		archiveSpan(a, &k.Span)
		a.String((*string)(&k.Label))
	})
	a.Bool(&s.said.Open)
	a.Bool(&s.said.Through)
	archiveMarks(a, &s.marks)
	archive.Int(a, &s.visits)
	archive.Optional(a, &s.lesson, func(l *lesson) {
		archive.Int(a, &l.number)
		archive.Int(a, &l.doc)
		l.marks = s.marks
		archiveMarks(a, &l.rejected)
		archive.List(a, &l.patterns, func(f *found) {
			archive.Int(a, &f.from)
			archive.Int(a, &f.to)
			archive.Int(a, &f.is)
		})
		a.Bool(&l.open)
	})
}

func archiveMarks(a *archive.Archive, all *[]mark) {
	archive.List(a, all, func(k *mark) {
		archive.Int(a, &k.from)
		archive.Int(a, &k.to)
		archive.Int(a, &k.class)
	})
}

func archiveSpan(a *archive.Archive, s *text.Span) {
	archive.Int(a, &s.Start)
	archive.Int(a, &s.End)
}

func (m *Model) archiveExample(a *archive.Archive, e *example) {
	a.Raw(e.Document[:])
	archiveSpan(a, &e.Span)
	for i := range e.looks {
		a.Uint32(&e.looks[i])
	}
	if !a.Reading() {
		return
	}
	d := m.documents[e.Document]
	if d == nil || e.Start < 0 || e.Start > e.End || int(e.End) > len(d.body) {
		a.Fail()
		return
	}
	e.Text = d.body[e.Start:e.End]
}
