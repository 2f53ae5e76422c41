package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/store"
)

// stamped draws changes of which only the stamps matter.
func stamped(t *rapid.T, replicas []annotations.ReplicaID) []annotations.Change {
	stamps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) annotations.Stamp {
		return annotations.Stamp{N: rapid.Uint64Range(1, 40).Draw(t, "n"), Replica: rapid.SampledFrom(replicas).Draw(t, "replica")}
	}), 0, 30).Draw(t, "stamps")
	var all []annotations.Change
	for _, s := range stamps {
		id := annotations.NameID[annotations.Annotation](s.Replica.UUID, s.String())
		all = append(all, annotations.Change{
			Stamp: s, Step: s, Doc: annotations.NameID[annotations.Document](replicas[0].UUID, "doc"), By: "ada", Op: annotations.Drop{ID: id},
		})
	}
	return all
}

func byStamp(a, b annotations.Change) int { return a.Stamp.Compare(b.Stamp) }

// TestMerge: merged runs are what sorting them would give.
func TestMerge(t *testing.T) {
	replicas := []annotations.ReplicaID{annotations.NewID[annotations.Replica](), annotations.NewID[annotations.Replica]()}
	rapid.Check(t, func(t *rapid.T) {
		var runs [][]annotations.Change
		for range rapid.IntRange(0, 7).Draw(t, "runs") {
			run := stamped(t, replicas)
			slices.SortFunc(run, byStamp)
			runs = append(runs, run)
		}
		want := slices.Concat(runs...)
		slices.SortFunc(want, byStamp)
		if diff := cmp.Diff(want, slices.Concat(nil, store.Merge(runs...))); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

// TestRuns: runs hold each change once, in order, and no more than they may.
func TestRuns(t *testing.T) {
	replicas := []annotations.ReplicaID{annotations.NewID[annotations.Replica](), annotations.NewID[annotations.Replica]()}
	rapid.Check(t, func(t *rapid.T) {
		given := stamped(t, replicas)
		runs, err := store.Runs(given)
		if err != nil {
			t.Fatal(err)
		}
		var got []annotations.Change
		for _, r := range runs {
			if len(r.Changes) == 0 || len(r.Changes) > store.MaxRun {
				t.Fatalf("a run of %d", len(r.Changes))
			}
			for i, c := range r.Changes {
				if c.Doc != r.Doc || c.Stamp.Replica != r.Replica || i > 0 && c.Stamp.N <= r.Changes[i-1].Stamp.N {
					t.Fatalf("change %v in the wrong place", c.Stamp)
				}
			}
			rest, err := r.Without(r.Changes[:1])
			if err != nil || len(rest.Changes) != len(r.Changes)-1 {
				t.Fatalf("%d of %d are left without the first, %v", len(rest.Changes), len(r.Changes), err)
			}
			got = append(got, r.Changes...)
		}
		slices.SortFunc(got, byStamp)
		want := slices.Clone(given)
		slices.SortFunc(want, byStamp)
		want = slices.CompactFunc(want, func(a, b annotations.Change) bool { return a.Stamp == b.Stamp })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}
