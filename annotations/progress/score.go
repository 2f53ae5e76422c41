package progress

import (
	"fmt"

	"gloss/annotations"
)

// Hits counts how labels meet known answers: a label is a hit when the answers
// have the same one at the same place.
type Hits struct {
	Hit    int `json:"hit"`
	Given  int `json:"given"`  // labels that were given
	Wanted int `json:"wanted"` // labels of the answers
}

// Add adds what was counted elsewhere.
func (h *Hits) Add(other Hits) {
	h.Hit += other.Hit
	h.Given += other.Given
	h.Wanted += other.Wanted
}

// F1 is the harmonic mean of precision and recall, and 1 where there was nothing
// to label and nothing was.
func (h Hits) F1() float64 {
	if h.Given+h.Wanted == 0 {
		return 1
	}
	return 2 * float64(h.Hit) / float64(h.Given+h.Wanted)
}

// Score compares the labels of an author in a document with those of another, the
// answers. The log is in the order of stamps. Reserved labels do not count.
func Score(log []annotations.Change, of, answers annotations.Author) Hits {
	last := map[annotations.AnnotationID]annotations.Change{}
	for _, c := range log {
		last[c.Op.Of()] = c
	}
	given, wanted := map[string]int{}, map[string]int{}
	var h Hits
	for _, c := range last {
		put, ok := c.Op.(annotations.Put)
		if !ok || put.Annotation.Label.Reserved() {
			continue
		}
		key := fmt.Sprint(put.Annotation.Label, put.Annotation.Target.Parts)
		if c.By == of {
			given[key]++
			h.Given++
		}
		if c.By == answers {
			wanted[key]++
			h.Wanted++
		}
	}
	for key, n := range given {
		h.Hit += min(n, wanted[key])
	}
	return h
}
