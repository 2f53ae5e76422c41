package progress

import (
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
	if got, want := Score(s.log, "ada", "gold"), (Hits{Hit: 1, Given: 4, Wanted: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if f := Score(s.log, "gold", "gold").F1(); f != 1 {
		t.Errorf("the answers reach %v of themselves", f)
	}
	if f := Score(s.log, "nobody", "gold").F1(); f != 0 {
		t.Errorf("nothing reaches %v", f)
	}
	if f := Score(nil, "ada", "gold").F1(); f != 1 {
		t.Errorf("nothing to label, nothing labelled: %v", f)
	}
}
