// Package stats counts what is in a dataset, and describes it in a card.
package stats

import (
	"slices"
	"unicode/utf8"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Stats are the figures of a dataset. Zero is ready for Add.
type Stats struct {
	Documents int      `json:"documents"`
	Empty     int      `json:"unannotated"` // documents without annotations
	Tokens    int      `json:"tokens"`
	Spans     int      `json:"spans"`         // annotations in the text
	Whole     int      `json:"documentWide"`  // annotations of a document as a whole
	Links     int      `json:"links"`         // between annotations
	Overlap   int      `json:"overlapping"`   // spans that share text with another
	Parts     int      `json:"discontinuous"` // spans of several parts
	Text      Lengths  `json:"textLength"`    // of documents, in code points
	Labels    []*Label `json:"labels"`        // in the order in which they come up
	Authors   []Author `json:"authors"`       // likewise

	byName map[string]*Label
}

// Label is what there is of one label.
type Label struct {
	Name      string  `json:"name"`
	Count     int     `json:"count"`
	Documents int     `json:"documents"`
	Length    Lengths `json:"length"` // of spans, in code points
	last      int     // the document that it was counted in last
}

// Author is who made how many annotations.
type Author struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Add counts a document.
func (s *Stats) Add(it format.Item) {
	s.Documents++
	if it.Count() == 0 {
		s.Empty++
	}
	s.Text.Add(utf8.RuneCountInString(it.Document.Text))
	for range text.Tokens(it.Document.Text) {
		s.Tokens++
	}
	var spans []text.Span
	for _, e := range it.Entries {
		if e.Label.Reserved() {
			continue
		}
		l := s.label(string(e.Label))
		l.Count++
		if l.last != s.Documents {
			l.Documents, l.last = l.Documents+1, s.Documents
		}
		s.author(string(e.By))
		switch n := len(e.Target.Parts); {
		case n > 0:
			s.Spans++
			if n > 1 {
				s.Parts++
			}
			length := 0
			for _, p := range e.Target.Parts {
				length += utf8.RuneCountInString(it.Document.Text[p.Start:p.End])
			}
			l.Length.Add(length)
			extent, _ := e.Target.Extent()
			spans = append(spans, extent)
		case !e.Target.From.IsZero():
			s.Links++
		default:
			s.Whole++
		}
	}
	s.Overlap += overlapping(spans)
}

func (s *Stats) label(name string) *Label {
	l, ok := s.byName[name]
	if !ok {
		if s.byName == nil {
			s.byName = map[string]*Label{}
		}
		l = &Label{Name: name}
		s.byName[name] = l
		s.Labels = append(s.Labels, l)
	}
	return l
}

func (s *Stats) author(name string) {
	i := slices.IndexFunc(s.Authors, func(a Author) bool { return a.Name == name })
	if i < 0 {
		i = len(s.Authors)
		s.Authors = append(s.Authors, Author{Name: name})
	}
	s.Authors[i].Count++
}

// Annotations are all of them, in the text or not.
func (s *Stats) Annotations() int { return s.Spans + s.Whole + s.Links }

// overlapping counts the spans that share text with another.
func overlapping(spans []text.Span) (n int) {
	slices.SortFunc(spans, text.Span.Compare)
	shares := make([]bool, len(spans))
	furthest := -1 // the span so far that ends last
	for i, s := range spans {
		if furthest >= 0 && spans[furthest].End > s.Start {
			shares[i], shares[furthest] = true, true
		}
		if furthest < 0 || s.End > spans[furthest].End {
			furthest = i
		}
	}
	for _, yes := range shares {
		if yes {
			n++
		}
	}
	return n
}
