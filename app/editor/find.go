package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Query is what is searched for in the document.
type Query struct {
	Text string
	text.FindOptions
}

// Finding is a search and what it has found so far.
type Finding struct {
	Query
	// Matches are the occurrences in text order; they do not overlap.
	Matches []text.Span
	// Label is what LabelAll would give, as the search was begun from an
	// annotation; "" when it was not.
	Label annotations.LabelID

	searched text.Byte // the text before it has been searched
}

// findAtOnce is how much text one message searches: some milliseconds in the
// browser, so that the page answers while a book is searched.
const findAtOnce = 128 << 10

// Search looks for all occurrences of a text; the empty one ends it.
type Search struct{ Query Query }

func (s Search) apply(m *Model) []Effect { return m.search(s.Query, m.Finding.Label) }

// search begins to search. Matches at the beginning are there at once; SearchOn
// goes on.
func (m *Model) search(q Query, label annotations.LabelID) []Effect {
	m.Finding = Finding{Query: q, Label: label}
	if q.Text == "" {
		m.Finding.searched = text.Byte(len(m.Document.Text))
		return nil
	}
	return SearchOn{}.apply(m)
}

// SearchOn goes on with a search that has not come to the end of the text, by a
// stretch of whole lines: no word and, unless the query has a line end, no match goes
// beyond one.
type SearchOn struct{}

func (SearchOn) apply(m *Model) []Effect {
	f := &m.Finding
	end := text.Byte(len(m.Document.Text))
	if f.searched >= end {
		return nil
	}
	if !hasLineEnd(f.Text) {
		i := sort.Search(len(m.Blocks), func(i int) bool { return m.Blocks[i].Next >= f.searched+findAtOnce })
		for i < len(m.Blocks) && m.Blocks[i].Next == m.Blocks[i].End { // in the middle of a long line
			i++
		}
		if i < len(m.Blocks) {
			end = m.Blocks[i].Next
		}
	}
	// A new slice: the model before may be kept.
	matches := f.Matches[:len(f.Matches):len(f.Matches)]
	for sp := range text.Find(m.Document.Text[f.searched:end], f.Text, f.FindOptions) {
		// What can be labelled of it: whole characters without outer blanks.
		sp = m.Snap(text.Span{Start: f.searched + sp.Start, End: f.searched + sp.End}, true)
		if !sp.Empty() && (len(matches) == 0 || matches[len(matches)-1].End <= sp.Start) {
			matches = append(matches, sp)
		}
	}
	f.Matches, f.searched = matches, end
	if m.Searching() {
		return []Effect{GoOn{SearchOn{}}}
	}
	return nil
}

func hasLineEnd(s string) bool {
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\r' {
			return true
		}
	}
	return false
}

// Searching reports whether some of the text has not been searched yet.
func (m *Model) Searching() bool {
	return m.IsOpen() && m.Finding.Text != "" && int(m.Finding.searched) < len(m.Document.Text)
}

// MatchesIn are the matches that share text with a span.
func (m *Model) MatchesIn(sp text.Span) []text.Span {
	all := m.Finding.Matches
	from := sort.Search(len(all), func(i int) bool { return all[i].End > sp.Start })
	to := sort.Search(len(all), func(i int) bool { return all[i].Start >= sp.End })
	return all[from:max(from, to)]
}

// FindSame searches for all that reads as what is chosen or selected.
type FindSame struct{}

func (FindSame) apply(m *Model) []Effect {
	sp, label := m.Selection, m.Label
	if e, ok := m.ChosenEntry(); ok && len(e.Target.Parts) == 1 {
		sp, label = e.Target.Parts[0], e.Label
	}
	if sp.Empty() {
		return []Effect{Say{words.Tr("Choose an annotation or select text first")}}
	}
	effects := m.search(Query{m.Text(sp), text.FindOptions{WholeWords: text.SnapWords(m.Document.Text, sp) == sp}}, label)
	return append(effects, OpenFinder{})
}

// StepMatch selects the next match after the cursor (1) or the one before it (-1),
// and goes on from the other end.
type StepMatch struct{ Direction int }

func (s StepMatch) apply(m *Model) []Effect {
	all := m.Finding.Matches
	if len(all) == 0 {
		return []Effect{Say{words.Tr("Nothing is found")}}
	}
	at := m.Cursor()
	i := sort.Search(len(all), func(i int) bool { return all[i].Start > at.Start })
	if s.Direction < 0 {
		i = sort.Search(len(all), func(i int) bool { return all[i].Start >= at.Start }) - 1
	} else if at.Empty() && i > 0 && all[i-1].Start == at.Start {
		i-- // the cursor stands before it
	}
	i = (i + len(all)) % len(all)
	effects := m.selectByKey(all[i], all[i])
	return append(effects, Say{words.Tr("{0}, {1} of {2}", m.Text(all[i]), i+1, len(all))})
}

// LabelAll labels all matches but some in one step, and none that bears the label
// already.
type LabelAll struct {
	Label  annotations.LabelID
	Except []text.Span
}

func (LabelAll) edits() {}

func (l LabelAll) apply(m *Model) []Effect {
	label := l.Label
	if _, ok := m.Labels.Find(label); !ok {
		return nil
	}
	for m.Searching() {
		SearchOn{}.apply(m)
	}
	var ops []annotations.Op
	stamp := m.next()
	for _, sp := range m.Finding.Matches {
		if _, there := m.mine(sp, label); there || slices.Contains(l.Except, sp) {
			continue
		}
		ops = append(ops, annotations.Put{Annotation: m.newAnnotation(stamp, sp, label)})
		stamp.N++
	}
	if len(ops) == 0 {
		return []Effect{Say{words.Tr("All are labelled already")}}
	}
	m.Selection = text.Span{}
	return m.record(words.Count(len(ops), "{1}: {0} time {2}", "{1}: {0} times {2}", m.Labels.NameOf(label), m.Finding.Text), ops...)
}
