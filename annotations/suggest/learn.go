package suggest

import (
	"slices"
)

// Learn takes in what people say of a passage, in place of what they said
// before. The error is about a document that is not open or a passage that it
// does not have.
func (m *Model) Learn(id DocumentID, n int, e Evidence) error {
	d, s, err := m.study(id, n)
	if err != nil {
		return err
	}
	finished := s.lesson != nil && !s.lesson.open
	if s.lesson != nil {
		m.memory.learn(s.passage, s.lesson, -1)
		s.lesson, s.said, s.marks, m.last = nil, Evidence{}, nil, nil
	}
	// All that follows is with what was known before this passage.
	m.look(d, s)
	if !e.Open && !finished {
		m.learnOutcome(s, e)
	}
	m.lessons++
	s.said = Evidence{Rejected: slices.Clone(e.Rejected), Open: e.Open, Through: e.Through}
	s.marks = m.heights(s.passage, e.Marks)
	s.lesson = &lesson{number: int32(m.lessons), doc: d.number, marks: s.marks, patterns: match(s.passage, nil), open: e.Open}
	for _, r := range e.Rejected {
		if from, to, ok := s.snap(r.Span); ok {
			s.lesson.rejected = append(s.lesson.rejected, mark{from: from, to: to})
		}
	}
	if !e.Open {
		if !finished {
			m.noteOverlaps(s.marks)
			if len(s.marks) > 0 {
				m.taught++
			}
			m.illustrate(id, s)
		}
		m.train(s)
	}
	m.memory.learn(s.passage, s.lesson, 1)
	return nil
}

// noteOverlaps counts which classes overlap, and parts them when they do so
// often.
func (m *Model) noteOverlaps(marks []mark) {
	seen := false
	for i, a := range marks {
		m.classes.all[a.class].n++
		for _, b := range marks[:i] {
			if a.from < b.to && b.from < a.to {
				m.classes.overlap(a.class, b.class)
				seen = true
			}
		}
	}
	if seen && m.classes.assign() {
		m.tagger.relayer(&m.classes)
	}
}

// train teaches the chains a finished passage, and some of the earlier ones
// again.
func (m *Model) train(s *studied) {
	var used evidence // by a passage that is through
	if n := len(m.used); n > 0 {
		used, m.used = m.used[n-1], m.used[:n-1]
	}
	if len(s.rows.rows) > 0 {
		used = s.rows
	}
	s.rows = evidence{append(used.rows[:0], m.extract.rows...), append(used.ends[:0], m.extract.ends...)}
	again := s.visits > 0
	s.visits = 0
	m.visit(s)
	if !again && s.visits < m.options.Visits {
		m.replays = append(m.replays, s)
	}
	for range m.options.Replays {
		if len(m.replays) == 0 {
			break
		}
		i := m.random.below(len(m.replays))
		r := m.replays[i]
		if r == s && len(s.marks) == 0 {
			continue // one rejection must not drown what else is known
		}
		m.visit(r)
		if r.visits >= m.options.Visits {
			m.used = append(m.used, r.rows)
			r.rows = evidence{}
			m.replays[i] = m.replays[len(m.replays)-1]
			m.replays = m.replays[:len(m.replays)-1]
		}
	}
}

// easy is the error below which a visit counts twice.
const easy = 0.03

func (m *Model) visit(s *studied) {
	s.visits++
	m.flat = m.classes.flat(s.marks, m.flat[:0])
	if m.tagger.learn(s.rows, m.flat) < easy {
		s.visits++
	}
}

// learnOutcome teaches the calibrators, and what pays, with what became of the
// candidates of a passage that is now finished.
func (m *Model) learnOutcome(s *studied, e Evidence) {
	if len(m.cands) == 0 {
		return
	}
	type stretch struct {
		from, to int
		label    Label
	}
	var gold []stretch
	for _, k := range e.Marks {
		if from, to, ok := s.snap(k.Span); ok {
			gold = append(gold, stretch{from, to, k.Label})
		}
	}
	outcome := func(k *candidate) (right, touched bool) {
		for _, g := range gold {
			if g.from == k.from && g.to == k.to {
				right = true
			}
			if g.from < k.to && k.from < g.to {
				same := g.from == k.from && g.to == k.to
				touched = touched || same || m.classes.inLayer(g.label, k.layer)
			}
		}
		return right, touched
	}
	for _, i := range m.pick(s, 0, false) {
		k := &m.cands[i]
		right, touched := outcome(k)
		gain := 0.0
		switch {
		case right:
			gain = m.options.Costs.Create - m.options.Costs.Accept
		case !touched:
			gain = -m.options.Costs.Reject
		}
		m.pay.note(k.class, gain)
	}
	for i := range m.cands {
		k := &m.cands[i]
		right, touched := outcome(k)
		m.right.learn(k, k.right, right)
		m.nothing.learn(k, k.nothing, !touched)
	}
}
