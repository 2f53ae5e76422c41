package annotations_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"gloss/annotations"
)

// TestMoved: what is moved to another document and author says the same there, and
// what is named after them is found under its name.
func TestMoved(t *testing.T) {
	from, to := annotations.NewID[annotations.Document](), annotations.NewID[annotations.Document]()
	replica := annotations.NewID[annotations.Replica]()
	label := annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 3)}
	other := annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "claim", Target: annotations.On(4, 9)}
	link := annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "said", Target: annotations.Target{From: label.ID, To: other.ID}}
	status := annotations.Reserve(from, annotations.LabelStatus, "annotator", string(annotations.StatusReviewed))
	refused := annotations.Refuse(from, "annotator", "actor", annotations.On(4, 9))
	ops := []annotations.Op{
		annotations.Put{Annotation: label}, annotations.Put{Annotation: other}, annotations.Put{Annotation: link},
		annotations.Put{Annotation: refused}, annotations.Put{Annotation: status}, annotations.Drop{ID: status.ID}, annotations.Put{Annotation: status},
	}
	var changes []annotations.Change
	for i, op := range ops {
		s := annotations.Stamp{N: uint64(i + 1), Replica: replica}
		changes = append(changes, annotations.Change{Stamp: s, Step: s, Doc: from, By: "annotator", Op: op})
	}
	changes[5].Undoes = changes[4].Stamp
	before := slices.Clone(changes)
	m := annotations.Moved{
		From: from, To: to, By: func(annotations.Author) annotations.Author { return "ada" },
		Replica: func(r annotations.ReplicaID) annotations.ReplicaID {
			return annotations.NameID[annotations.Replica](uuid.UUID(r.UUID), "ada")
		},
		Annotation: func(id annotations.AnnotationID) annotations.AnnotationID {
			return annotations.NameID[annotations.Annotation](to.UUID, id.String())
		},
	}
	moved := m.Changes(changes)
	for i := range changes {
		if !changes[i].Same(before[i]) {
			t.Fatalf("change %d was changed itself", i)
		}
		if c := moved[i]; c.Check() != nil || c.Doc != to || c.By != "ada" || c.Stamp.Replica == replica || c.Stamp != c.Step {
			t.Errorf("change %d became %+v", i, c)
		}
	}
	if moved[5].Undoes != moved[4].Stamp {
		t.Error("what was undone is another step")
	}
	log, err := annotations.NewLog(moved)
	if err != nil {
		t.Fatal(err)
	}
	set := log.Replay()
	if set.Len() != 5 {
		t.Errorf("%d annotations", set.Len())
	}
	if e, ok := set.Reserved(annotations.LabelStatus, "ada"); !ok || e.ID != annotations.ReservedID(to, annotations.LabelStatus, "ada") {
		t.Errorf("the status: %+v", e)
	}
	if _, ok := set.Get(annotations.Refuse(to, "ada", "actor", annotations.On(4, 9)).ID); !ok {
		t.Error("what was refused is not found")
	}
	if e, ok := set.Get(m.Annotation(link.ID)); !ok || e.Target.From != m.Annotation(label.ID) || e.Target.To != m.Annotation(other.ID) {
		t.Errorf("the link: %+v", e)
	}
	// Moved once more it is the same, so that it can be done again.
	if again := m.Changes(changes); !slices.EqualFunc(again, moved, annotations.Change.Same) {
		t.Error("moved again it is another")
	}
}
