package follow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/text"
)

// failer is what testing.T and rapid.T have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// desk is an annotator's desk: documents, and the log of what was done.
type desk struct {
	documents []annotations.Document
	changes   []annotations.Change
	stamps    map[annotations.DocumentID]uint64
	replica   annotations.ReplicaID
	made      int
}

func newDesk(t failer, bodies ...string) *desk {
	d := &desk{stamps: map[annotations.DocumentID]uint64{}, replica: annotations.NameID[annotations.Replica](annotations.ProjectID{}.UUID, "desk")}
	for _, b := range bodies {
		doc, err := annotations.NewDocument(annotations.ProjectID{}, "", "", b, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		d.documents = append(d.documents, doc)
	}
	return d
}

// do writes one step into the log.
func (d *desk) do(doc int, undoes annotations.Stamp, ops ...annotations.Op) annotations.Stamp {
	id := d.documents[doc].ID
	step := annotations.Stamp{N: d.stamps[id] + 1, Replica: d.replica}
	for _, op := range ops {
		d.stamps[id]++
		d.changes = append(d.changes, annotations.Change{
			Stamp: annotations.Stamp{N: d.stamps[id], Replica: d.replica}, Step: step, Undoes: undoes,
			Doc: id, By: "ada", At: time.Unix(int64(len(d.changes)), 0), Op: op,
		})
	}
	return step
}

// on returns an annotation of the first occurrence of a string.
func (d *desk) on(doc int, s, label string) annotations.Annotation {
	d.made++
	at := text.Byte(strings.Index(d.documents[doc].Text, s))
	return annotations.Annotation{
		ID:    annotations.NameID[annotations.Annotation](annotations.ProjectID{}.UUID, string(rune(d.made))),
		Label: annotations.LabelID(label), Target: annotations.On(at, at+text.Byte(len(s))),
	}
}

// reject writes a rejection.
func (d *desk) reject(doc int, s, label string) annotations.AnnotationID {
	a := annotations.Refuse(d.documents[doc].ID, "ada", annotations.LabelID(label), d.on(doc, s, label).Target)
	d.do(doc, annotations.Stamp{}, annotations.Put{Annotation: a})
	return a.ID
}

func (d *desk) rebuild(t failer) *follow.Follower {
	t.Helper()
	m := suggest.New(noPool(), suggest.Options{})
	var documents []follow.Document
	for _, doc := range d.documents {
		documents = append(documents, logs.Document(doc))
	}
	f, err := follow.Rebuild(m, documents, logs.Changes(d.changes))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (d *desk) shown(t failer, f *follow.Follower, doc int) string {
	t.Helper()
	id, all := logs.ID(d.documents[doc].ID), []suggest.Proposal(nil)
	for n := range f.Model.Passages(id) {
		p, err := f.Model.Propose(id, n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p...)
	}
	return shown(d.documents[doc].Text, all)
}

// TestFollow: labels are learnt at once, a rejection does not come back, its undo
// and the undo of that are followed.
func TestFollow(t *testing.T) {
	d := newDesk(t, "Ada went.\nThen Ada sat.\nAda ate.\nAda slept.", "Ada again.", "So Ada left.")
	for _, s := range []string{"Ada went", "Then Ada", "Ada ate", "Ada slept"} {
		a := d.on(0, s, "actor")
		at := a.Target.Parts[0].Start + text.Byte(strings.Index(s, "Ada"))
		a.Target = annotations.On(at, at+3)
		d.do(0, annotations.Stamp{}, annotations.Put{Annotation: a})
	}
	want := func(what, want string) {
		t.Helper()
		if got := d.shown(t, d.rebuild(t), 2); got != want {
			t.Errorf("%s: %q is proposed, want %q", what, got, want)
		}
	}
	want("after four labels", "actor:Ada")
	refused := d.reject(2, "Ada", "actor")
	want("after a rejection", "")
	d.do(2, annotations.Stamp{}, annotations.Drop{ID: refused})
	want("after its undo", "actor:Ada")
	d.reject(2, "Ada", "actor")
	want("after the undo of that", "")
	f := d.rebuild(t)
	early := d.changes[0]
	early.Op = annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}
	early.Stamp.Replica, early.Step.Replica = annotations.ReplicaID{UUID: [16]byte{1}}, annotations.ReplicaID{UUID: [16]byte{1}}
	if err := follows(f, early); !errors.Is(err, follow.ErrOrder) {
		t.Errorf("an early change gives %v", err)
	}
	if got := d.shown(t, f, 1); got != "actor:Ada" {
		t.Errorf("%q is proposed in a document that nobody has read", got)
	}
	id := d.documents[1].ID
	through := annotations.Reserve(id, annotations.LabelStatus, "ada", string(annotations.StatusReviewed))
	d.do(1, annotations.Stamp{}, annotations.Put{Annotation: through})
	if got := d.shown(t, d.rebuild(t), 1); got != "" {
		t.Errorf("%q is proposed in a document that is through", got)
	}
	through = annotations.Reserve(id, annotations.LabelStatus, "ada", string(annotations.StatusInWork))
	d.do(1, annotations.Stamp{}, annotations.Put{Annotation: through})
	if got := d.shown(t, d.rebuild(t), 1); got != "actor:Ada" {
		t.Errorf("%q is proposed in a document that is worked on again", got)
	}
}

// TestGesture: what one gesture labels all over a document says nothing of what
// lies between.
func TestGesture(t *testing.T) {
	for further, want := range map[bool]int{true: 2, false: 0} {
		d := newDesk(t, "Eve went.\nAda sat.\nAda ate.\nSo Eve left.", "Ada ran.\nAda hid.\nAda won.\nAda fell.\nEve went.")
		for _, s := range []string{"Ada ran", "Ada hid", "Ada won", "Ada fell"} {
			a := d.on(1, s, "actor")
			a.Target = annotations.On(a.Target.Parts[0].Start, a.Target.Parts[0].Start+3)
			d.do(1, annotations.Stamp{}, annotations.Put{Annotation: a})
		}
		first, last := d.on(0, "Eve", "actor"), d.on(0, "Eve left", "actor")
		last.Target.Parts[0].End -= 5
		if further {
			d.do(0, annotations.Stamp{}, annotations.Put{Annotation: first}, annotations.Put{Annotation: last})
		} else {
			d.do(0, annotations.Stamp{}, annotations.Put{Annotation: first})
			d.do(0, annotations.Stamp{}, annotations.Put{Annotation: last})
		}
		if got := strings.Count(d.shown(t, d.rebuild(t), 0), "actor:Ada"); got != want {
			t.Errorf("in one gesture %v: what lies between is proposed %d times, want %d", further, got, want)
		}
	}
}

// TestPlace: a change that is not in the text is refused, and nothing is learnt.
func TestPlace(t *testing.T) {
	d := newDesk(t, "Ada went.")
	f := d.rebuild(t)
	for _, p := range []text.Span{{Start: 5, End: 10}, {Start: -1, End: 2}, {Start: 3, End: 3}} {
		c := follow.Change{Doc: logs.ID(d.documents[0].ID), Stamp: follow.Stamp{N: 1}, Kind: follow.Labelled, Label: "actor", Parts: []text.Span{p}}
		if err := f.Follow(&c); !errors.Is(err, follow.ErrPlace) || f.Model.Learnt() > 0 {
			t.Errorf("%v: %v, %d lessons", p, err, f.Model.Learnt())
		}
	}
	if err := f.Follow(&follow.Change{Doc: suggest.DocumentID{1}}); err == nil {
		t.Error("a document that is not open has a change")
	}
}

// TestRebuild: a model that followed a log change by change, and was asked in
// between, is the one that is built from the log, whatever the order in which
// its changes arrive.
func TestRebuild(t *testing.T) {
	words := []string{"Ada", "Bob", "met", "saw", "Rome"}
	rapid.Check(t, func(t *rapid.T) {
		var bodies []string
		for range rapid.IntRange(1, 3).Draw(t, "documents") {
			var lines []string
			for range rapid.IntRange(1, 5).Draw(t, "lines") {
				lines = append(lines, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 2, 5).Draw(t, "line"), " "))
			}
			bodies = append(bodies, strings.Join(lines, "\n"))
		}
		d := newDesk(t, bodies...)
		var live []annotations.Annotation
		var steps []annotations.Stamp
		var of []int
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			doc := rapid.IntRange(0, len(bodies)-1).Draw(t, "document")
			spans := suggest.Passages(bodies[doc])
			sp := rapid.SampledFrom(spans).Draw(t, "passage")
			word := rapid.SampledFrom(strings.Fields(bodies[doc][sp.Start:sp.End])).Draw(t, "word")
			label := rapid.SampledFrom([]string{"actor", "place"}).Draw(t, "label")
			a := d.on(doc, word, label)
			at := sp.Start + text.Byte(strings.Index(bodies[doc][sp.Start:sp.End], word))
			a.Target = annotations.On(at, at+text.Byte(len(word)))
			switch rapid.SampledFrom([]string{"put", "put", "reject", "drop", "undo", "through"}).Draw(t, "what") {
			case "put":
				steps = append(steps, d.do(doc, annotations.Stamp{}, annotations.Put{Annotation: a}))
				live, of = append(live, a), append(of, doc)
			case "reject":
				d.do(doc, annotations.Stamp{}, annotations.Put{Annotation: annotations.Refuse(d.documents[doc].ID, "ada", a.Label, a.Target)})
			case "through":
				value := rapid.SampledFrom(annotations.Statuses[:]).Draw(t, "status")
				d.do(doc, annotations.Stamp{}, annotations.Put{Annotation: annotations.Reserve(d.documents[doc].ID, annotations.LabelStatus, "ada", string(value))})
			case "drop":
				if len(live) > 0 {
					d.do(of[0], annotations.Stamp{}, annotations.Drop{ID: live[0].ID})
				}
			case "undo":
				if len(live) > 0 {
					last := len(live) - 1
					d.do(of[last], steps[last], annotations.Drop{ID: live[last].ID})
				}
			}
		}
		one := follow.New(suggest.New(noPool(), suggest.Options{}))
		for _, doc := range d.documents {
			one.Open(logs.ID(doc.ID), doc.Text)
		}
		for _, c := range d.changes {
			if err := follows(one, c); err != nil {
				t.Fatal(err)
			}
			d.shown(t, one, 0)
		}
		d.changes = rapid.Permutation(d.changes).Draw(t, "order")
		again := d.rebuild(t)
		for i := range d.documents {
			if a, b := scores(t, one, d.documents[i].ID), scores(t, again, d.documents[i].ID); a != b {
				t.Fatalf("document %d: followed\n%s\nrebuilt\n%s", i, a, b)
			}
		}
	})
}

// shown writes proposals as "label:text".
func shown(body string, all []suggest.Proposal) string {
	var s []string
	for _, p := range all {
		s = append(s, fmt.Sprintf("%s:%s", p.Label, body[p.Start:p.End]))
	}
	return strings.Join(s, " ")
}

func noPool() *suggest.Pool { return suggest.NewPool(func(func(string) bool) {}) }

// scores are the numbers of all that a tagger sees in a document.
func scores(t *rapid.T, f *follow.Follower, doc annotations.DocumentID) string {
	id := logs.ID(doc)
	var b strings.Builder
	for n := range f.Model.Passages(id) {
		all, err := f.Model.Tag(id, n)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := f.Model.Propose(id, n)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, n, all, shown)
	}
	return b.String()
}

// TestFirstLabel: from the first label on the same string is proposed; and one
// rejection takes away that proposal, not all.
func TestFirstLabel(t *testing.T) {
	lines := []string{"Ada Lovelace went to London.", "Then Ada Lovelace saw Charles Babbage.", "In London Ada Lovelace wrote 12 notes.",
		"Charles Babbage and Ada Lovelace met in London.", "Ada Lovelace drew a machine.", "Later Ada Lovelace left."}
	d := newDesk(t, strings.Join(lines, "\n"))
	body := d.documents[0].Text
	at := 0
	label := func(refuse bool) {
		at += strings.Index(body[at:], "Ada Lovelace")
		a := d.on(0, "Ada Lovelace", "actor")
		a.Target = annotations.On(text.Byte(at), text.Byte(at+12))
		if refuse {
			a = annotations.Refuse(d.documents[0].ID, "ada", a.Label, a.Target)
		}
		d.do(0, annotations.Stamp{}, annotations.Put{Annotation: a})
		at++
	}
	for labels, want := range []int{0, 5, 4, 3, 2} {
		if got := strings.Count(d.shown(t, d.rebuild(t), 0), "actor:Ada Lovelace"); got != want {
			t.Errorf("after %d labels and rejections %d are proposed, want %d", labels, got, want)
		}
		label(labels == 3)
	}
}

// TestTitle: what is labelled once in a headline is proposed in the text below it,
// when the headline is read.
func TestTitle(t *testing.T) {
	d := newDesk(t, "Larijani in Islamabad: Iran wants trade with Pakistan\nTalks turn to the border.\n"+
		"Ali Larijani spoke on Tuesday of what Iran could sell.\nHe put the figure to the deputy of Pakistan and left.")
	for _, s := range []string{"Iran", "Pakistan", "Ali Larijani"} {
		d.do(0, annotations.Stamp{}, annotations.Put{Annotation: d.on(0, s, "place")})
	}
	if got, want := d.shown(t, d.rebuild(t), 0), "place:Iran place:Pakistan"; got != want {
		t.Errorf("%q is proposed, want %q", got, want)
	}
}

func follows(f *follow.Follower, c annotations.Change) error {
	change := logs.Change(c)
	return f.Follow(&change)
}

// TestOrder: however changes come, what is returned as new is what was not known, and in
// its order as long as nothing that was known comes after it.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		change := rapid.Custom(func(t *rapid.T) follow.Change {
			return follow.Change{
				Doc: suggest.DocumentID{byte(rapid.IntRange(1, 2).Draw(t, "document"))}, At: int64(rapid.IntRange(0, 3).Draw(t, "time")),
				Stamp: follow.Stamp{N: uint64(rapid.IntRange(1, 4).Draw(t, "n")), Replica: [16]byte{byte(rapid.IntRange(1, 2).Draw(t, "replica"))}},
			}
		})
		type stamp struct {
			doc suggest.DocumentID
			follow.Stamp
		}
		known := map[stamp]bool{}
		var o follow.Order
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			batch := rapid.SliceOfNDistinct(change, 0, 6, func(c follow.Change) stamp { return stamp{c.Doc, c.Stamp} }).Draw(t, "batch")
			was := o.Len()
			added, same := o.Add(batch...)
			if o.Len() != was+len(added) || same > was {
				t.Fatalf("of %d changes %d were added to %d, the same up to %d", len(batch), len(added), was, same)
			}
			for i, c := range added {
				if known[stamp{c.Doc, c.Stamp}] {
					t.Fatalf("%v is new, and was known", c)
				}
				if same == was && o.Nth(was+i) != c {
					t.Fatalf("after %d that stay, new is %v, and not %v", was, c, o.Nth(was+i))
				}
			}
			for _, c := range batch {
				known[stamp{c.Doc, c.Stamp}] = true
			}
			if len(known) != o.Len() {
				t.Fatalf("%d are known, of %d", o.Len(), len(known))
			}
		}
	})
}
