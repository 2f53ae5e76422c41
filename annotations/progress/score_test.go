package progress

import (
	"fmt"
	"testing"

	"gloss/annotations"
	"gloss/annotations/text"
)

func TestScore(t *testing.T) {
	s := newScribe("one")
	at := func(by annotations.Author, label annotations.LabelID, start, end int) {
		id := s.put(by, 0, label)
		s.change(by, 0, annotations.Put{Annotation: annotations.Annotation{ID: id, Label: label, Target: annotations.On(text.Byte(start), text.Byte(end))}})
	}
	at("gold", "actor", 0, 4)
	at("gold", "claim", 5, 9)
	at("gold", "claim", 10, 12)
	at("ada", "actor", 0, 4)
	at("ada", "actor", 5, 9)   // the wrong label
	at("ada", "claim", 10, 13) // the wrong end
	at("ada", "actor", 0, 4)   // given twice
	s.reviewed("ada", 0)
	c := Compare(s.log, "ada", "gold")
	if want := (Hits{Hit: 1, Given: 4, Wanted: 3}); c.Hits != want {
		t.Errorf("%+v, want %+v", c.Hits, want)
	}
	spell := func(all []annotations.Annotation) (said string) {
		for _, a := range all {
			said += fmt.Sprint(a.Label, a.Target.Parts[0].Start, " ")
		}
		return said
	}
	if got := spell(c.Missed); got != "claim5 claim10 " {
		t.Errorf("missed: %s", got)
	}
	if got := spell(c.Extra); got != "actor0 actor5 claim10 " {
		t.Errorf("too many: %s", got)
	}
	if f := Compare(s.log, "gold", "gold").F1(); f != 1 {
		t.Errorf("the answers reach %v of themselves", f)
	}
	if f := Compare(s.log, "nobody", "gold").F1(); f != 0 {
		t.Errorf("nothing reaches %v", f)
	}
	if f := Compare(nil, "ada", "gold").F1(); f != 1 {
		t.Errorf("nothing to label, nothing labelled: %v", f)
	}
}
