package progress

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// scribe writes logs.
type scribe struct {
	doc     annotations.Document
	replica annotations.ReplicaID
	log     []annotations.Change
}

func newScribe(title string) *scribe {
	return &scribe{
		doc:     annotations.Document{ID: annotations.NameID[annotations.Document](annotations.ProjectID{}.UUID, title), Title: title},
		replica: annotations.NameID[annotations.Replica](annotations.ProjectID{}.UUID, title),
	}
}

func (s *scribe) change(by annotations.Author, at time.Duration, op annotations.Op) {
	stamp := annotations.Stamp{N: uint64(len(s.log) + 1), Replica: s.replica}
	s.log = append(s.log, annotations.Change{Stamp: stamp, Step: stamp, Doc: s.doc.ID, By: by, At: noon.Add(at), Op: op})
}

func (s *scribe) put(by annotations.Author, at time.Duration, label annotations.LabelID) annotations.AnnotationID {
	id := annotations.NewID[annotations.Annotation]()
	s.change(by, at, annotations.Put{Annotation: annotations.Annotation{ID: id, Label: label, Target: annotations.On(0, 1)}})
	return id
}

func (s *scribe) reviewed(by annotations.Author, at time.Duration) {
	s.change(by, at, annotations.Put{Annotation: annotations.Reserve(s.doc.ID, annotations.LabelStatus, by, string(annotations.StatusReviewed))})
}

func TestReport(t *testing.T) {
	one, two, three := newScribe("one"), newScribe("two"), newScribe("three")
	one.put("ada", 0, "actor")
	one.put("ada", 30*time.Second, "claim")
	gone := one.put("ada", time.Minute, "claim")
	one.change("ada", 70*time.Second, annotations.Drop{ID: gone})
	one.reviewed("ada", 90*time.Second)
	one.put("bob", 24*time.Hour, "actor")
	one.reviewed("bob", 24*time.Hour+10*time.Second)
	two.put("ada", 2*time.Minute, "actor")
	two.put("ada", 2*time.Minute+Pause+time.Second, "actor") // after a break
	two.reviewed("ada", 2*time.Minute+Pause+21*time.Second)
	c := NewCounter(2)
	for _, s := range []*scribe{one, two, three} {
		c.Add(s.doc, s.log)
	}
	want := Report{
		Documents: 3, Reviewed: 1, Begun: 2, Annotations: 5, Seconds: 120,
		People: []Person{
			{Name: "ada", Documents: 2, Reviewed: 2, Annotations: 4, Seconds: 110, PerDocument: 55, PerSpan: 27.5},
			{Name: "bob", Documents: 1, Reviewed: 1, Annotations: 1, Seconds: 10, PerDocument: 10, PerSpan: 10},
		},
		Labels: []Label{
			{Label: "actor", Count: 4, By: map[annotations.Author]int{"ada": 3, "bob": 1}},
			{Label: "claim", Count: 1, By: map[annotations.Author]int{"ada": 1}},
		},
		Days: []Day{
			{Day: "2026-11-25", Annotations: 4, Reviewed: 2, Seconds: 110, People: 1},
			{Day: "2026-11-26", Annotations: 1, Reviewed: 1, Seconds: 10, People: 1},
		},
		Slow: []Piece{
			{Document: one.doc.ID, Title: "one", Name: "ada", Annotations: 2, Seconds: 90},
			{Document: two.doc.ID, Title: "two", Name: "ada", Annotations: 2, Seconds: 20},
			{Document: one.doc.ID, Title: "one", Name: "bob", Annotations: 1, Seconds: 10},
		},
	}
	if diff := cmp.Diff(want, c.Report()); diff != "" {
		t.Error(diff)
	}
}

// TestSums: however the work is spread, the parts of a report add up to its whole,
// and the order in which documents are added does not matter.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []*scribe
		for range rapid.IntRange(0, 6).Draw(t, "documents") {
			s := newScribe(rapid.StringMatching(`[a-z]{12}`).Draw(t, "title"))
			var ids []annotations.AnnotationID
			for range rapid.IntRange(0, 12).Draw(t, "changes") {
				by := annotations.Author(rapid.SampledFrom([]string{"ada", "bob", "eve"}).Draw(t, "by"))
				at := time.Duration(rapid.IntRange(0, 3*86400).Draw(t, "at")) * time.Second
				switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
				case kind == 0:
					s.reviewed(by, at)
				case kind == 1 && len(ids) > 0:
					s.change(by, at, annotations.Drop{ID: rapid.SampledFrom(ids).Draw(t, "drop")})
				default:
					ids = append(ids, s.put(by, at, annotations.LabelID(rapid.SampledFrom([]string{"a", "b", "gloss:flag"}).Draw(t, "label"))))
				}
			}
			all = append(all, s)
		}
		forth, back := NewCounter(1), NewCounter(1)
		for i := range all {
			forth.Add(all[i].doc, all[i].log)
			back.Add(all[len(all)-1-i].doc, all[len(all)-1-i].log)
		}
		r := forth.Report()
		if diff := cmp.Diff(r, back.Report()); diff != "" {
			t.Fatal(diff)
		}
		var people, labels, days int
		var time, dayTime float64
		for _, p := range r.People {
			people += p.Annotations
			time += p.Seconds
		}
		for _, l := range r.Labels {
			labels += l.Count
		}
		for _, d := range r.Days {
			days += d.Annotations
			dayTime += d.Seconds
		}
		if people != r.Annotations || labels != r.Annotations || days != r.Annotations {
			t.Fatalf("%d annotations are %d by person, %d by label, %d by day", r.Annotations, people, labels, days)
		}
		if time != r.Seconds || dayTime != r.Seconds {
			t.Fatalf("%v seconds are %v by person and %v by day", r.Seconds, time, dayTime)
		}
		if r.Reviewed > r.Begun || r.Begun > r.Documents {
			t.Fatalf("%d of %d of %d", r.Reviewed, r.Begun, r.Documents)
		}
	})
}
