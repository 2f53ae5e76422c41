package progress

import (
	"cmp"
	"fmt"
	"slices"

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

// Comparison is how labels meet known answers, with those that do not.
type Comparison struct {
	Hits
	Missed []annotations.Annotation // of the answers, in the order of the text
	Extra  []annotations.Annotation // that the answers do not have
}

// Compare compares the labels of an author in a document with those of another,
// the answers. The log is in the order of stamps. Reserved labels do not count.
func Compare(log []annotations.Change, of, answers annotations.Author) Comparison {
	last := map[annotations.AnnotationID]annotations.Change{}
	for _, c := range log {
		last[c.Op.Of()] = c
	}
	given, wanted := map[string][]annotations.Annotation{}, map[string][]annotations.Annotation{}
	var c Comparison
	for _, change := range last {
		put, ok := change.Op.(annotations.Put)
		if !ok || put.Annotation.Label.Reserved() {
			continue
		}
		key := fmt.Sprint(put.Annotation.Label, put.Annotation.Target.Parts)
		if change.By == of {
			given[key] = append(given[key], put.Annotation)
			c.Given++
		}
		if change.By == answers {
			wanted[key] = append(wanted[key], put.Annotation)
			c.Wanted++
		}
	}
	for key, all := range wanted {
		hit := min(len(all), len(given[key]))
		c.Hit += hit
		c.Missed = append(c.Missed, all[hit:]...)
	}
	for key, all := range given {
		c.Extra = append(c.Extra, all[min(len(all), len(wanted[key])):]...)
	}
	slices.SortFunc(c.Missed, inText)
	slices.SortFunc(c.Extra, inText)
	return c
}

func inText(a, b annotations.Annotation) int {
	x, _ := a.Target.Extent()
	y, _ := b.Target.Extent()
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End), cmp.Compare(a.ID.String(), b.ID.String()))
}
