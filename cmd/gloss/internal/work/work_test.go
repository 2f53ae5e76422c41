//go:build unix

package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// hall is a project of some documents, and a clock.
type hall struct {
	*Work
	t     *testing.T
	st    *sqlstore.Store
	world storetest.World
	at    time.Time
	n     uint64
}

func onEach(t *testing.T, documents int, f func(t *testing.T, h *hall)) {
	for name, open := range map[string]func(t *testing.T) (*sqlstore.Store, error){
		"SQLite":     func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) },
		"PostgreSQL": func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			st, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { st.Close() })
			w, err := Open(ctx, st)
			if err != nil {
				t.Fatal(err)
			}
			h := &hall{Work: w, t: t, st: st, world: storetest.NewWorld(documents), at: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
			w.now = func() time.Time { return h.at }
			batch := h.world.All()
			batch.Changes = nil
			if err := st.Add(ctx, batch); err != nil {
				t.Fatal(err)
			}
			f(t, h)
		})
	}
}

// next is the number of the document that somebody gets; -1 when there is none.
func (h *hall) next(user string, rules Rules) int {
	h.t.Helper()
	a, err := h.Next(ctx, h.world.Project.ID, user, annotations.Author(user), rules)
	if errors.Is(err, ErrNone) || errors.Is(err, ErrSkills) {
		return -1
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return h.number(a.Document)
}

func (h *hall) number(doc annotations.DocumentID) int {
	return slices.IndexFunc(h.world.Documents, func(d annotations.Document) bool { return d.ID == doc })
}

// done finishes what somebody has, and tells how many are done with it then.
func (h *hall) done(user string, doc int) int {
	h.t.Helper()
	all, changed, err := h.Finish(ctx, h.world.Project.ID, h.world.Documents[doc].ID, user)
	if err != nil || !changed {
		h.t.Fatalf("%s finishes %d: %t, %v", user, doc, changed, err)
	}
	return all
}

// run is the documents that somebody gets, one after another.
func (h *hall) run(user string, rules Rules) (all []int) {
	for {
		n := h.next(user, rules)
		if n < 0 {
			return all
		}
		all = append(all, n)
		h.at = h.at.Add(time.Second)
		h.done(user, n)
	}
}

func (h *hall) label(doc int, by annotations.Author, label annotations.LabelID) {
	h.t.Helper()
	h.n++
	s := annotations.Stamp{N: h.n, Replica: annotations.NewID[annotations.Replica]()}
	c := annotations.Change{Stamp: s, Step: s, Doc: h.world.Documents[doc].ID, By: by, At: h.at, Op: annotations.Put{
		Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: label, Target: annotations.On(0, 1)}}}
	if err := h.st.Add(ctx, store.Batch{Changes: []annotations.Change{c}}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) expect(what string, got, want any) {
	h.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestOverlap: each document goes to two people, in order, and to nobody twice.
func TestOverlap(t *testing.T) {
	onEach(t, 3, func(t *testing.T, h *hall) {
		rules := Rules{Overlap: 2}
		h.expect("ada's first", h.next("ada", rules), 0)
		h.expect("ada's first again", h.next("ada", rules), 0)
		h.expect("bob's first", h.next("bob", rules), 0)
		h.expect("eve's first", h.next("eve", rules), 1)
		h.expect("done by", h.done("ada", 0), 1)
		h.expect("done by", h.done("bob", 0), 2)
		h.expect("ada's second", h.next("ada", rules), 1)
		h.expect("bob's second", h.next("bob", rules), 2)
		if _, changed, err := h.Finish(ctx, h.world.Project.ID, h.world.Documents[0].ID, "ada"); changed || err != nil {
			t.Errorf("done twice: %t, %v", changed, err)
		}
		h.expect("ada opens one without the queue: done by", h.done("ada", 2), 1)
		h.done("eve", 1)
		h.expect("eve's others", h.run("eve", rules), []int{})
	})
}

// TestReturn: what is given back, or kept too long, goes to the next who asks.
func TestReturn(t *testing.T) {
	onEach(t, 2, func(t *testing.T, h *hall) {
		rules := Rules{Overlap: 1, Life: time.Hour}
		h.expect("ada's", h.next("ada", rules), 0)
		if err := h.Return(ctx, h.world.Documents[0].ID, "ada"); err != nil {
			t.Fatal(err)
		}
		if err := h.Return(ctx, h.world.Documents[0].ID, "ada"); !errors.Is(err, ErrUnknown) {
			t.Errorf("given back twice: %v", err)
		}
		h.expect("bob's", h.next("bob", rules), 0)
		h.expect("ada's", h.next("ada", rules), 1)
		h.at = h.at.Add(time.Hour + time.Second)
		h.expect("eve's", h.next("eve", rules), 0)
		// Who finishes after the time was over has done it all the same.
		h.expect("bob is done", h.done("bob", 0), 1)
		h.done("eve", 0)
		h.expect("bob's second", h.next("bob", rules), 1)
	})
}

// TestRandom: the order by chance is the same for the same seed, holds every
// document once, and documents that come later do not move the others.
func TestRandom(t *testing.T) {
	onEach(t, 40, func(t *testing.T, h *hall) {
		rules := Rules{Overlap: 9, Random: true, Seed: 7}
		ada, bob := h.run("ada", rules), h.run("bob", rules)
		rules.Seed = 8
		eve := h.run("eve", rules)
		if !slices.Equal(ada, bob) || slices.Equal(ada, eve) || slices.IsSorted(ada) {
			t.Errorf("%v\n%v\n%v", ada, bob, eve)
		}
		for _, all := range [][]int{ada, eve} {
			sorted := slices.Sorted(slices.Values(all))
			if len(sorted) != 40 || sorted[0] != 0 || sorted[39] != 39 || len(slices.Compact(sorted)) != 40 {
				t.Errorf("%v", all)
			}
		}
		docs := make([]annotations.DocumentID, 40)
		for i, d := range h.world.Documents {
			docs[i] = d.ID
		}
		few, all := mix(docs[:20], 7), mix(docs, 7)
		all = slices.DeleteFunc(all, func(d annotations.DocumentID) bool { return h.number(d) >= 20 })
		if !slices.Equal(few, all) {
			t.Error("documents that came later have moved the others")
		}
	})
}

// TestAtOnce: however many ask at once, no document goes to more than it should.
func TestAtOnce(t *testing.T) {
	onEach(t, 10, func(t *testing.T, h *hall) {
		rules := Rules{Overlap: 2}
		var all sync.WaitGroup
		got := make([]annotations.DocumentID, 24)
		errs := make([]error, len(got))
		for i := range got {
			all.Go(func() {
				a, err := h.Next(ctx, h.world.Project.ID, fmt.Sprint("user", i), "x", rules)
				got[i], errs[i] = a.Document, err
			})
		}
		all.Wait()
		counts, none := map[annotations.DocumentID]int{}, 0
		for i, err := range errs {
			switch {
			case err == nil:
				counts[got[i]]++
			case errors.Is(err, ErrNone):
				none++
			default:
				t.Fatal(err)
			}
		}
		for doc, n := range counts {
			if n != 2 {
				t.Errorf("document %d went to %d", h.number(doc), n)
			}
		}
		if len(counts) != 10 || none != 4 {
			t.Errorf("%d documents went out, and %d people got none", len(counts), none)
		}
	})
}

// TestTraining: first come the documents to learn with; who misses the mark gets
// no others, and controls come among the others.
func TestTraining(t *testing.T) {
	onEach(t, 8, func(t *testing.T, h *hall) {
		docs := h.world.Documents
		rules := Rules{Overlap: 1, Answers: "gold", Pass: 60, Every: 2}
		if err := h.SetKnown(ctx, h.world.Project.ID, []Known{{docs[6].ID, Training, ""}, {docs[7].ID, Training, "teacher"}, {docs[0].ID, Control, ""}}, nil); err != nil {
			t.Fatal(err)
		}
		h.label(0, "gold", "actor")
		h.label(6, "gold", "actor")
		h.label(7, "teacher", "actor") // this document has answers of its own
		h.expect("the first", h.next("ada", rules), 6)
		h.label(6, "ada", "actor")
		h.done("ada", 6)
		h.at = h.at.Add(time.Second)
		h.expect("the second", h.next("ada", rules), 7)
		h.label(7, "ada", "claim")
		h.done("ada", 7)
		_, err := h.Next(ctx, h.world.Project.ID, "ada", "ada", rules)
		var missed *TrainingError
		if !errors.As(err, &missed) || missed.Score != 50 {
			t.Fatalf("after a half: %v", err)
		}
		// What is put right after the answers were shown does not count.
		for _, doc := range []int{6, 7} {
			if err := h.Grade(ctx, h.world.Project.ID, docs[doc].ID, "ada", "ada", "gold"); err != nil {
				t.Fatal(err)
			}
		}
		h.label(7, "ada", "actor")
		met, err := h.Met(ctx, h.world.Project.ID, Training, "ada", "ada", "gold")
		if err != nil || met.Percent() != 50 || met.Done != 2 || len(met.Documents) != 2 || !met.Documents[1].Last || met.Documents[1].Answers != "teacher" {
			t.Errorf("after the answers were shown: %+v, %v", met, err)
		}
		// Done anew, it does.
		if err := h.Again(ctx, h.world.Project.ID, "ada"); err != nil {
			t.Fatal(err)
		}
		h.expect("anew", h.next("ada", rules), 6)
		h.done("ada", 6)
		h.expect("the second anew", h.next("ada", rules), 7)
		h.done("ada", 7)
		h.expect("ada's others", h.run("ada", rules), []int{1, 2, 0, 3, 4, 5})
		// One document gets another use; the others keep theirs.
		if err := h.Mark(ctx, h.world.Project.ID, []Known{{docs[6].ID, "", ""}, {docs[5].ID, Control, "gold"}}, nil); err != nil {
			t.Fatal(err)
		}
		known, err := h.Known(ctx, h.world.Project.ID)
		want := []Known{{docs[7].ID, Training, "teacher"}, {docs[0].ID, Control, ""}, {docs[5].ID, Control, "gold"}}
		if err != nil || !slices.Equal(known, want) {
			t.Errorf("marked: %v, %v, want %v", known, err, want)
		}
	})
}

// TestSkills: a document goes only to who has the skills that its metadata asks
// for, or that were set by hand.
func TestSkills(t *testing.T) {
	onEach(t, 4, func(t *testing.T, h *hall) {
		project, docs, rules := h.world.Project.ID, h.world.Documents, Rules{Overlap: 1}
		add := func(source, meta string) annotations.Document {
			d, err := annotations.NewDocument(project, source, source, "A text for "+source+".", h.at)
			if err != nil {
				t.Fatal(err)
			}
			d.Meta = []byte(meta)
			if err := h.st.Add(ctx, store.Batch{Documents: []annotations.Document{d}}); err != nil {
				t.Fatal(err)
			}
			h.world.Documents = append(h.world.Documents, d)
			return d
		}
		arabic := add("arabic", `{"skills":["Arabic"]}`)
		add("both", `{"skills":"finance, arabic"}`)
		add("odd", `{"skills":7}`)
		if err := h.SetNeeds(ctx, annotations.Document{ID: docs[1].ID, Project: project}, []string{" Law "}, nil); err != nil {
			t.Fatal(err)
		}
		if err := h.SetMemberSkills(ctx, project, "ada", []string{"arabic", "Arabic"}, nil); err != nil {
			t.Fatal(err)
		}
		h.expect("ada's", h.run("ada", rules), []int{0, 2, 3, 4, 6})
		if _, err := h.Next(ctx, project, "ada", "ada", rules); !errors.Is(err, ErrSkills) {
			t.Errorf("what is left is for others: %v", err)
		}
		var missing *MissingError
		if err := h.Assign(ctx, project, arabic.ID, "bob"); !errors.As(err, &missing) || !slices.Equal(missing.Skills, []string{"arabic"}) {
			t.Errorf("by hand, to who cannot read it: %v", err)
		}
		if err := h.SetMemberSkills(ctx, project, "bob", []string{"arabic", "finance"}, nil); err != nil {
			t.Fatal(err)
		}
		h.expect("bob's", h.run("bob", rules), []int{5})
		// By hand it needs nothing, and by its metadata nothing either.
		for _, tags := range [][]string{{}, nil} {
			if err := h.SetNeeds(ctx, annotations.Document{ID: docs[1].ID, Project: project}, tags, nil); err != nil {
				t.Fatal(err)
			}
			needs, byHand, err := h.Needs(ctx, docs[1])
			if err != nil || len(needs) > 0 || byHand != (tags != nil) {
				t.Errorf("set to %q: %q, %t, %v", tags, needs, byHand, err)
			}
		}
		h.expect("cyd's", h.run("cyd", rules), []int{1})
		all, err := h.MemberSkills(ctx, project)
		if err != nil || !slices.Equal(all["ada"], []string{"arabic"}) {
			t.Errorf("the skills are %v, %v", all, err)
		}
		var wrong *SkillError
		for _, tag := range []string{"a,b", "<b>", strings.Repeat("x", 41)} {
			if err := h.SetMemberSkills(ctx, project, "ada", []string{tag}, nil); !errors.As(err, &wrong) {
				t.Errorf("a skill %q: %v", tag, err)
			}
		}
	})
}

func TestAssign(t *testing.T) {
	onEach(t, 3, func(t *testing.T, h *hall) {
		rules := Rules{Overlap: 1, Life: time.Minute}
		if err := h.Assign(ctx, h.world.Project.ID, h.world.Documents[2].ID, "ada"); err != nil {
			t.Fatal(err)
		}
		if err := h.Assign(ctx, annotations.NewID[annotations.Project](), h.world.Documents[1].ID, "ada"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a document of another project: %v", err)
		}
		h.at = h.at.Add(time.Hour) // it does not go back by itself
		h.expect("ada's", h.next("ada", rules), 2)
		h.expect("bob's", h.run("bob", rules), []int{0, 1})
		all, err := h.Of(ctx, h.world.Project.ID, "", 0, 10)
		if err != nil || len(all) != 3 || all[0].Kind != ByHand || all[0].State != Claimed || all[1].State != Done {
			t.Errorf("%+v, %v", all, err)
		}
		// What is done is not made undone by giving it again.
		if err := h.Assign(ctx, h.world.Project.ID, h.world.Documents[0].ID, "bob"); err != nil {
			t.Fatal(err)
		}
		h.expect("bob's after that", h.next("bob", rules), -1)
	})
}

// TestMine: documents are somebody's that they were given or have labelled, before
// that was noted too.
func TestMine(t *testing.T) {
	onEach(t, 4, func(t *testing.T, h *hall) {
		docs := h.world.Documents
		h.label(0, "ada", "actor") // past the table
		if _, err := h.db.ExecContext(ctx, `DELETE FROM migrations WHERE part = 'work' AND number = 3`); err != nil {
			t.Fatal(err)
		}
		if _, err := h.db.ExecContext(ctx, `DROP TABLE labelled`); err != nil {
			t.Fatal(err)
		}
		w, err := Open(ctx, h.st)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Assign(ctx, h.world.Project.ID, docs[1].ID, "1"); err != nil {
			t.Fatal(err)
		}
		change := annotations.Change{Stamp: annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}, Doc: docs[2].ID, By: "ada", At: h.at, Op: annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}}
		change.Step = change.Stamp
		also, stored := w.Labelled([]annotations.Change{change, change})
		if err := h.st.AddWith(ctx, store.Batch{Changes: []annotations.Change{change}}, also...); err != nil || len(also) != 1 {
			t.Fatalf("%d statements, %v", len(also), err)
		}
		stored()
		if also, _ := w.Labelled([]annotations.Change{change}); len(also) > 0 {
			t.Errorf("it is noted again: %v", also)
		}
		mine, err := w.Mine(ctx, "1", "ada")
		if err != nil || len(mine) != 3 || mine[docs[3].ID] {
			t.Errorf("%v, %v", mine, err)
		}
	})
}
