package pile

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/store"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

// desk is a store in which things happen, and a pile that follows it.
type desk struct {
	t       *rapid.T
	st      *store.Mem
	project annotations.Project
	docs    []annotations.Document
	n       uint64
	pile    *Pile
}

func newDesk(t *rapid.T) *desk {
	d := &desk{t: t, st: store.NewMem()}
	d.project = annotations.Project{ID: annotations.NewID[annotations.Project](), Name: "p", Stamp: annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}}
	other := d.project
	other.ID = annotations.NewID[annotations.Project]()
	d.add(store.Batch{Projects: []annotations.Project{d.project, other}})
	foreign, _ := annotations.NewDocument(other.ID, "", "foreign", "foreign", noon)
	d.add(store.Batch{Documents: []annotations.Document{foreign}, Changes: []annotations.Change{d.change(foreign.ID, "ada", annotations.Put{Annotation: spot("actor")})}})
	d.pile = New(d.project.ID, "ada")
	return d
}

func (d *desk) add(b store.Batch) {
	d.t.Helper()
	if err := d.st.Add(ctx, b); err != nil {
		d.t.Fatal(err)
	}
}

func spot(label annotations.LabelID) annotations.Annotation {
	return annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: label, Target: annotations.On(0, 1)}
}

func (d *desk) change(doc annotations.DocumentID, by annotations.Author, op annotations.Op) annotations.Change {
	d.n++
	s := annotations.Stamp{N: d.n, Replica: d.project.Stamp.Replica}
	return annotations.Change{Stamp: s, Step: s, Doc: doc, By: by, At: noon.Add(time.Duration(d.n) * time.Minute), Op: op}
}

// happen has something happen: a document comes in, with labels or without, or is
// worked on.
func (d *desk) happen() {
	b := store.Batch{}
	doc := func() annotations.Document {
		if len(d.docs) == 0 || rapid.IntRange(0, 2).Draw(d.t, "new") == 0 {
			n := len(d.docs)
			title := rapid.SampledFrom([]string{"b", "A", "a 10", "a 9", "é", ""}).Draw(d.t, "title")
			one, err := annotations.NewDocument(d.project.ID, fmt.Sprint(n), title, strings.Repeat("x", rapid.IntRange(1, 4).Draw(d.t, "length")), noon)
			if err != nil {
				d.t.Fatal(err)
			}
			d.docs, b.Documents = append(d.docs, one), append(b.Documents, one)
			return one
		}
		return rapid.SampledFrom(d.docs).Draw(d.t, "document")
	}
	for range rapid.IntRange(1, 3).Draw(d.t, "documents") {
		on := doc()
		for range rapid.IntRange(0, 3).Draw(d.t, "changes") {
			by := rapid.SampledFrom([]annotations.Author{"ada", "ada", "bob"}).Draw(d.t, "by")
			var put annotations.Annotation
			switch rapid.IntRange(0, 6).Draw(d.t, "kind") {
			case 0:
				put = annotations.Reserve(on.ID, annotations.LabelStatus, by, string(rapid.SampledFrom(annotations.Statuses[1:]).Draw(d.t, "status")))
			case 1:
				put = annotations.Shelve(on.ID, by, rapid.SampledFrom(Shelves[:]).Draw(d.t, "shelf"))
			case 2:
				put = annotations.Reserve(on.ID, annotations.LabelFlag, by, "")
			case 3:
				put = annotations.Reserve(on.ID, rapid.SampledFrom([]annotations.LabelID{"whole", annotations.LabelNote}).Draw(d.t, "about"), by, "")
			default:
				put = spot(rapid.SampledFrom([]annotations.LabelID{"actor", "claim", "number"}).Draw(d.t, "label"))
			}
			b.Changes = append(b.Changes, d.change(on.ID, by, annotations.Put{Annotation: put}))
		}
	}
	d.add(b)
}

func (d *desk) follow() {
	d.t.Helper()
	f := Follower{Store: d.st, Do: func(f func(*Pile)) bool { f(d.pile); return true }}
	if err := f.Run(ctx); err != nil {
		d.t.Fatal(err)
	}
}

// keepAs keeps the pile, as a tab does, or as another would with what it knows: labels
// in another order.
func (d *desk) keepAs(tab string) (all map[string][]byte) {
	d.t.Helper()
	p := d.pile
	if tab != "tab" {
		p = New(d.project.ID, "ada")
		p.pack(map[annotations.LabelID]int{rapid.SampledFrom([]annotations.LabelID{"number", "claim"}).Draw(d.t, "its first label"): 1})
		f := Follower{Store: d.st, Do: func(f func(*Pile)) bool { f(p); return true }}
		if err := f.Run(ctx); err != nil {
			d.t.Fatal(err)
		}
	}
	keep := func(things map[string][]byte) {
		if err := d.st.Keep(ctx, things); err != nil {
			d.t.Fatal(err)
		}
	}
	head, err := p.Head(ctx, d.st)
	if err != nil {
		d.t.Fatal(err)
	}
	keep(p.Own(head))
	all = map[string][]byte{}
	for more := true; more; more = p.Stale() {
		some := p.Save(tab)
		keep(some)
		maps.Copy(all, some)
	}
	return all
}

// want is what the pile must say, read from the logs.
func (d *desk) want() (all []string) {
	for _, doc := range d.docs {
		changes, err := d.st.Log(ctx, doc.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		log, err := annotations.NewLog(changes)
		if err != nil {
			d.t.Fatal(err)
		}
		set, labels, spans := log.Replay(), map[annotations.LabelID]int{}, 0
		for e := range set.All() {
			if !e.Label.Reserved() {
				labels[e.Label]++
				spans += len(e.Target.Parts)
			}
		}
		changed := noon
		if n := len(changes); n > 0 {
			changed = changes[n-1].At
		}
		all = append(all, fmt.Sprint(doc.Title, doc.ID, len(doc.Text), annotations.StatusOf(set, "ada"), set.Shelf(), spans, len(changes), changed.UnixMilli(), labels))
	}
	return all
}

func (d *desk) says() (all []string) {
	for i := range d.pile.Len() {
		e := d.pile.Entry(i)
		labels := maps.Collect(d.pile.Labels(e))
		if labels == nil {
			labels = map[annotations.LabelID]int{}
		}
		if !e.Told {
			d.t.Fatalf("%s was not told", d.pile.Title(i))
		}
		all = append(all, fmt.Sprint(d.pile.Title(i), e.ID, e.Bytes, e.Status(), e.Shelf(), e.Spans, e.Changes, e.Changed, labels))
	}
	return all
}

// TestFollow: whatever happens in the store, and whenever the pile is brought up to
// it, kept and read again, it says what the logs say.
func TestFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		for range rapid.IntRange(0, 12).Draw(t, "times") {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				d.follow()
			case 5: // the page tells what it has just done, before it follows
				if len(d.docs) == 0 {
					break
				}
				doc, on := rapid.SampledFrom(d.docs).Draw(t, "shelved"), rapid.SampledFrom(Shelves[:]).Draw(t, "on")
				d.add(store.Batch{Changes: []annotations.Change{d.change(doc.ID, "ada", annotations.Put{Annotation: annotations.Shelve(doc.ID, "ada", on)})}})
				d.pile.Put(doc.ID, on)
			case 1:
				if rapid.Bool().Draw(t, "another tab kept it") {
					d.keepAs("other tab")
				}
				d.keepAs("tab")
			case 2:
				if d.pile.Stale() {
					break // what is not kept is lost with a tab
				}
				again, err := Load(ctx, d.st, d.project.ID, "ada")
				if err != nil {
					t.Fatal(err)
				}
				d.pile = again
			default:
				d.happen()
			}
		}
		d.follow()
		if got, want := d.says(), d.want(); !slices.Equal(got, want) {
			t.Fatalf("the pile says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		total := 0
		for _, shelf := range Shelves {
			for _, status := range annotations.Statuses {
				n := 0
				for i := range d.pile.Len() {
					if e := d.pile.Entry(i); e.Shelf() == shelf && e.Status() == status {
						n++
					}
				}
				if got := d.pile.Count(shelf, status); got != n {
					t.Fatalf("%d are %q on %q, counted %d", n, status, shelf, got)
				}
				total += n
			}
		}
		if total != d.pile.Len() || !d.pile.Listed() || d.pile.Untold() > 0 {
			t.Fatalf("counted %d of %d, %d untold", total, d.pile.Len(), d.pile.Untold())
		}
	})
}

// TestView: a view has those that pass, each once, in order.
func TestView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		for range rapid.IntRange(0, 8).Draw(t, "times") {
			d.happen()
		}
		d.follow()
		f := Filter{
			Status: rapid.SampledFrom(append(annotations.Statuses[:], "")).Draw(t, "status"), Shelf: rapid.SampledFrom(Shelves[:]).Draw(t, "shelf"),
			Label: rapid.SampledFrom([]annotations.LabelID{"", "actor", "whole", "unheard"}).Draw(t, "label"), Lacks: rapid.Bool().Draw(t, "lacks"),
		}
		by := rapid.SampledFrom([]Sort{ByArrival, ByTitle, ByLength, ByChange, BySpans}).Draw(t, "sort")
		// The ranks of some titles: the others stand behind, in the order of arrival.
		var ranks []int32
		rank := func(i int32) int32 {
			if int(i) < len(ranks) {
				return ranks[i]
			}
			return int32(len(ranks))
		}
		for range rapid.IntRange(0, d.pile.Len()).Draw(t, "ranked") {
			ranks = append(ranks, int32(rapid.IntRange(0, d.pile.Len()-1).Draw(t, "rank")))
		}
		for i := range ranks { // a rank is no greater than there are others
			ranks[i] = min(ranks[i], int32(len(ranks)-1))
		}
		d.pile.RankTitles(ranks)
		if d.pile.Ranked() != (len(ranks) == d.pile.Len()) {
			t.Fatalf("%d of %d titles are ranked: %t", len(ranks), d.pile.Len(), d.pile.Ranked())
		}
		view := d.pile.View(f, by)
		in := map[int32]bool{}
		for n, i := range view {
			in[i] = true
			if n == 0 {
				continue
			}
			a, b := d.pile.Entry(int(view[n-1])), d.pile.Entry(int(i))
			c := map[Sort]int{
				ByTitle: cmp.Compare(rank(view[n-1]), rank(i)), ByLength: cmp.Compare(a.Bytes, b.Bytes),
				ByChange: cmp.Compare(b.Changed, a.Changed), BySpans: cmp.Compare(b.Spans, a.Spans),
			}[by]
			if c > 0 || c == 0 && view[n-1] >= i {
				t.Fatalf("%v before %v by %q", a, b, by)
			}
		}
		for i := range d.pile.Len() {
			e := d.pile.Entry(i)
			has := maps.Collect(d.pile.Labels(e))[f.Label] > 0
			want := e.Shelf() == f.Shelf && (f.Status == "" || f.Status == e.Status()) && (f.Label == "" || has == !f.Lacks)
			if in[int32(i)] != want {
				t.Fatalf("%v is in the view of %+v: %v", e, f, in[int32(i)])
			}
		}
	})
}

// TestNext: to go from one document to the next that is not done meets each of them
// once, in the order, whichever was first; another seed mixes otherwise.
func TestNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		for range rapid.IntRange(0, 10).Draw(t, "times") {
			d.happen()
		}
		d.follow()
		order := rapid.SampledFrom([]Order{Shortest, AtRandom}).Draw(t, "order")
		seed := rapid.Uint64().Draw(t, "seed")
		view := d.pile.View(Filter{}, ByArrival)
		undone := 0
		for _, i := range view {
			if !d.pile.Entry(int(i)).Done() {
				undone++
			}
		}
		met := map[int]bool{}
		last := uint32(0)
		for at := -1; ; {
			next, ok := d.pile.Next(view, order, seed, at)
			if !ok || met[next] {
				break
			}
			met[next] = true
			if order == Shortest && last > d.pile.Entry(next).Bytes {
				t.Fatalf("one of %d bytes after one of %d", d.pile.Entry(next).Bytes, last)
			}
			last = d.pile.Entry(next).Bytes
			at = next
		}
		if len(met) != undone {
			t.Fatalf("met %d of %d", len(met), undone)
		}
	})
}

func TestRandomBySeed(t *testing.T) {
	p := New(annotations.NewID[annotations.Project](), "ada")
	for range 50 {
		p.Append(store.Heading{ID: annotations.NewID[annotations.Document]()})
	}
	run := func(seed uint64) (all []int) {
		for at, ok := p.Next(p.View(Filter{}, ByArrival), AtRandom, seed, -1); ok && len(all) < 50; at, ok = p.Next(p.View(Filter{}, ByArrival), AtRandom, seed, at) {
			all = append(all, at)
		}
		return all
	}
	if a, b := run(1), run(1); !slices.Equal(a, b) {
		t.Errorf("the same seed gives %v and %v", a, b)
	}
	if a, b := run(1), run(2); slices.Equal(a, b) || slices.IsSorted(a) {
		t.Errorf("seeds give %v and %v", a, b)
	}
}

// TestDamage: whatever becomes of what was kept, the pile is read as it was or
// built anew, and never panics.
func TestDamage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		for range 4 {
			d.happen()
		}
		d.follow()
		things := d.keepAs("tab")
		if other, err := Load(ctx, d.st, d.project.ID, "bob"); err != nil || other.Len() > 0 {
			t.Fatalf("somebody else finds %d documents, %v", other.Len(), err)
		}
		for _, name := range slices.Sorted(maps.Keys(things)) {
			b := things[name]
			switch at := rapid.IntRange(0, len(b)-1).Draw(t, "at"); rapid.IntRange(0, 2).Draw(t, "damage") {
			case 0:
				b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
			case 1:
				things[name] = b[:at]
			}
		}
		if err := d.st.Keep(ctx, things); err != nil {
			t.Fatal(err)
		}
		p, err := Load(ctx, d.st, d.project.ID, "ada")
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Len() {
			for l := range p.Labels(p.Entry(i)) {
				if _, known := p.number[l+"?"]; known {
					t.Fatalf("it has %q?", l)
				}
			}
		}
	})
}

// TestSearch: what annotations say is found, what the text says beside them is not. A
// second search reads what has changed since the first alone.
func TestSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		d.project.Schema = annotations.Schema{{ID: "actor", Name: "Person"}}
		want := map[string][]string{}
		for n := range rapid.IntRange(0, 200).Draw(t, "documents") {
			title := fmt.Sprint("doc ", n)
			doc, err := annotations.NewDocument(d.project.ID, "", title, fmt.Sprint("Ada met Bob ", n), noon)
			if err != nil {
				t.Fatal(err)
			}
			b := store.Batch{Documents: []annotations.Document{doc}}
			put := func(a annotations.Annotation, finds ...string) {
				b.Changes = append(b.Changes, d.change(doc.ID, "ada", annotations.Put{Annotation: a}))
				for _, q := range finds {
					if !slices.Contains(want[q], title) {
						want[q] = append(want[q], title)
					}
				}
			}
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				a := spot("actor")
				a.Target = annotations.On(0, 3)
				put(a, "ADA", "person")
			case 1:
				a := spot("actor")
				a.Target, a.Note = annotations.On(8, 11), "who is Ada?"
				put(a, "ADA", "person", "bob")
			case 2:
				a := annotations.Reserve(doc.ID, annotations.LabelNote, "ada", "")
				a.Note = "Bob again"
				put(a, "bob")
			case 3:
				put(annotations.Reserve(doc.ID, annotations.LabelStatus, "ada", string(annotations.StatusReviewed)))
			}
			d.docs = append(d.docs, doc)
			d.add(b)
		}
		d.follow()
		look := func(st store.Local, q string, goOn bool) (got []string, told int) {
			search := Search{Store: st, Project: d.project, Do: func(f func(*Pile)) bool { f(d.pile); return true }, Found: func(found []int32, looked int) bool {
				for _, i := range found {
					got = append(got, d.pile.Title(int(i)))
				}
				if told++; looked > d.pile.Len() {
					t.Fatalf("%d of %d documents were looked at", looked, d.pile.Len())
				}
				return goOn
			}}
			if err := search.Run(ctx, q); err != nil {
				t.Fatal(err)
			}
			return got, told
		}
		right := func(q string, got []string) {
			t.Helper()
			slices.SortFunc(got, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
			if !slices.Equal(got, want[q]) {
				t.Fatalf("%q is found in %v, want %v", q, got, want[q])
			}
		}
		queries := []string{"ADA", "person", "bob", "reviewed", "met"}
		for _, q := range queries {
			if _, told := look(d.st, q, false); told > 1 {
				t.Fatalf("told to stop, the search goes through %d stretches", told)
			}
			got, _ := look(d.st, q, true)
			right(q, got)
		}
		st := &reads{Local: d.st}
		got, _ := look(st, "met", true)
		if right("met", got); st.pages > 0 {
			t.Fatalf("what was read is read again: %d pages", st.pages)
		}
		if len(d.docs) == 0 {
			return
		}
		on := rapid.IntRange(0, len(d.docs)-1).Draw(t, "changed")
		a := spot("actor")
		a.Note = "changed"
		d.add(store.Batch{Changes: []annotations.Change{d.change(d.docs[on].ID, "ada", annotations.Put{Annotation: a})}})
		d.follow()
		if got, _ := look(st, "changed", true); !slices.Equal(got, []string{fmt.Sprint("doc ", on)}) || st.pages != 1 {
			t.Fatalf("what has changed is found in %v, %d pages were read", got, st.pages)
		}
	})
}

// TestOpenIsLeft: documents and their labels arrive in more than one page. The
// follower says nothing of the one that is open, which its user tells; all others
// have their labels in the end.
func TestOpenIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		b := store.Batch{}
		for i := range 3 * followAtOnce / 2 {
			doc, err := annotations.NewDocument(d.project.ID, fmt.Sprint(i), "", "text", noon)
			if err != nil {
				t.Fatal(err)
			}
			d.docs, b.Documents = append(d.docs, doc), append(b.Documents, doc)
			b.Changes = append(b.Changes, d.change(doc.ID, "ada", annotations.Put{Annotation: spot("actor")}))
		}
		open := rapid.SampledFrom(d.docs).Draw(t, "open").ID
		f := Follower{Store: d.st, Do: func(f func(*Pile)) bool { f(d.pile); return true }, Open: func() annotations.DocumentID { return open }}
		run := func() {
			if err := f.Run(ctx); err != nil {
				t.Fatal(err)
			}
		}
		run()
		d.add(b)
		run()
		for _, doc := range d.docs {
			i, there := d.pile.Find(doc.ID)
			if e := d.pile.Entry(i); !there || e.Told != (doc.ID != open) {
				t.Fatalf("%v: listed %v, told %v; open is %v", doc.ID, there, e.Told, open)
			} else if n := e.Spans; e.Told && n != 1 {
				t.Fatalf("%v has %d spans", doc.ID, n)
			}
		}
	})
}

// TestKeptInPieces: a long pile is written some chunks at a time. Wherever that ends, it
// is found as the store has it; and one that was loaded has no more to write than what
// has changed since.
func TestKeptInPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		const n = (saveAtOnce + 2) * chunk
		for i := range n {
			d.pile.Append(store.Heading{ID: annotations.NameID[annotations.Document](d.project.ID.UUID, fmt.Sprint(i)), Place: int64(i + 1)})
		}
		d.pile.way = way{begun: true, listed: true, built: true, lists: n, arrived: n}
		stop := rapid.IntRange(0, 3).Draw(t, "pieces")
		keep := func(things map[string][]byte) {
			if err := d.st.Keep(ctx, things); err != nil {
				t.Fatal(err)
			}
		}
		keep(d.pile.Own(nil))
		for range stop {
			keep(d.pile.Save("tab"))
		}
		again, err := Load(ctx, d.st, d.project.ID, "ada")
		if err != nil {
			t.Fatal(err)
		}
		if all := stop > 1; again.Len() != map[bool]int{true: n}[all] || all == d.pile.Stale() {
			t.Fatalf("after %d pieces %d documents are found", stop, again.Len())
		}
		if stop < 2 {
			return
		}
		again.Put(again.Entry(rapid.IntRange(0, n-1).Draw(t, "one")).ID, annotations.ShelfArchived)
		head, err := again.Head(ctx, d.st)
		if err != nil {
			t.Fatal(err)
		}
		if first := again.Own(head); first != nil {
			t.Fatalf("what it was loaded from is replaced: %d things", len(first))
		}
		if some := again.Save("another tab"); len(some) != 2 || again.Stale() {
			t.Fatalf("%d things are written for one document", len(some))
		}
	})
}

// reads counts the logs that are read again, and the pages of documents.
type reads struct {
	store.Local
	logs, pages int
}

func (r *reads) Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Labelled, error) {
	r.pages++
	return r.Local.Read(ctx, project, after, limit)
}

func (r *reads) Logs(ctx context.Context, ids []annotations.DocumentID) ([]*annotations.Log, error) {
	r.logs += len(ids)
	return r.Local.Logs(ctx, ids)
}

// TestLabelsBehind: many documents come, and their labels some pages behind them. No log
// is read for that, but where one is told in more than one page.
func TestLabelsBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		st := &reads{Local: d.st}
		f := Follower{Store: st, Do: func(f func(*Pile)) bool { f(d.pile); return true }}
		follow := func() {
			if err := f.Run(ctx); err != nil {
				t.Fatal(err)
			}
		}
		follow()
		var b store.Batch
		for i := range 3 * followAtOnce {
			doc, err := annotations.NewDocument(d.project.ID, fmt.Sprint(i), "", "text", noon)
			if err != nil {
				t.Fatal(err)
			}
			d.docs, b.Documents = append(d.docs, doc), append(b.Documents, doc)
		}
		for _, doc := range d.docs {
			for range rapid.IntRange(0, 3).Draw(t, "labels") {
				b.Changes = append(b.Changes, d.change(doc.ID, "ada", annotations.Put{Annotation: spot("actor")}))
			}
		}
		d.add(b)
		follow()
		if most := len(b.Changes)/followAtOnce + 2; st.logs > most {
			t.Fatalf("%d logs were read, at most %d lie on the edge of a page", st.logs, most)
		}
		if got, want := d.says(), d.want(); !slices.Equal(got, want) {
			t.Fatalf("the pile says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestLongLogBehind: the changes of one document come in many pages, and its log is read
// once for them. Whoever stops in between has the place before them.
func TestLongLogBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDesk(t)
		st := &reads{Local: d.st}
		left := -1 // so often may the pile be used
		f := Follower{Store: st, Do: func(f func(*Pile)) bool {
			if left == 0 {
				return false
			}
			left--
			f(d.pile)
			return true
		}}
		follow := func() {
			if err := f.Run(ctx); err != nil {
				t.Fatal(err)
			}
		}
		doc, err := annotations.NewDocument(d.project.ID, "long", "", "text", noon)
		if err != nil {
			t.Fatal(err)
		}
		d.docs = append(d.docs, doc)
		d.add(store.Batch{Documents: []annotations.Document{doc}})
		d.add(store.Batch{Changes: []annotations.Change{d.change(doc.ID, "ada", annotations.Put{Annotation: spot("actor")})}})
		follow()
		st.logs = 0
		for range 3*followAtOnce + rapid.IntRange(0, followAtOnce).Draw(t, "more") {
			d.add(store.Batch{Changes: []annotations.Change{d.change(doc.ID, "ada", annotations.Put{Annotation: spot("actor")})}})
		}
		left = rapid.IntRange(0, 8).Draw(t, "uses")
		follow()
		left = -1
		follow()
		if st.logs > 2 {
			t.Fatalf("the log was read %d times", st.logs)
		}
		if got, want := d.says(), d.want(); !slices.Equal(got, want) {
			t.Fatalf("the pile says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
