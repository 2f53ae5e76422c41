package annotations_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
)

// TestShelf: the latest that anybody said holds, whichever way it is asked, and
// taking it back brings back what was said before.
func TestShelf(t *testing.T) {
	doc := annotations.NewID[annotations.Document]()
	shelves := []annotations.Shelf{annotations.ShelfList, annotations.ShelfArchived, annotations.ShelfDeleted}
	authors := []annotations.Author{"ada", "bob"}
	rapid.Check(t, func(t *rapid.T) {
		said := map[annotations.Author]annotations.Change{}
		var log []annotations.Change
		for n := range rapid.IntRange(0, 12).Draw(t, "changes") {
			c := annotations.Change{Doc: doc, By: rapid.SampledFrom(authors).Draw(t, "by"), At: noon}
			c.Stamp = annotations.Stamp{N: uint64(n + 1), Replica: replicas[0]}
			c.Step = c.Stamp
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				c.Op = annotations.Put{Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 1)}}
			case 1:
				c.Op = annotations.Drop{ID: annotations.ReservedID(doc, annotations.LabelShelf, c.By)}
				delete(said, c.By)
			default:
				c.Op = annotations.Put{Annotation: annotations.Shelve(doc, c.By, rapid.SampledFrom(shelves).Draw(t, "shelf"))}
				said[c.By] = c
			}
			if put, ok := c.Op.(annotations.Put); c.Shelves() != !(ok && put.Annotation.Label == "actor") {
				t.Fatalf("%+v shelves: %v", c.Op, c.Shelves())
			}
			log = append(log, c)
		}
		want, latest := annotations.ShelfList, uint64(0)
		for _, c := range said {
			if c.Stamp.N > latest {
				latest = c.Stamp.N
				want = annotations.Shelf(c.Op.(annotations.Put).Annotation.Value(annotations.ValueAttribute))
			}
		}
		l, err := annotations.NewLog(log)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Replay().Shelf(); got != want {
			t.Fatalf("the set says %q, want %q", got, want)
		}
		if got := annotations.ShelfOf(log); got != want {
			t.Fatalf("the log says %q, want %q", got, want)
		}
		work := slices.ContainsFunc(log, func(c annotations.Change) bool { return !c.Shelves() })
		if got := annotations.StatusOf(l.Replay(), "ada"); (got == annotations.StatusNew) == work {
			t.Fatalf("the status is %q, with work: %v", got, work)
		}
	})
}
