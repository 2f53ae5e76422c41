package annotations_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
)

// edited is a project after somebody has changed some of it, or added to it.
func edited(t *rapid.T, p annotations.Project, by annotations.ReplicaID, name string) annotations.Project {
	stamp := p.Next(by)
	p.Schema, p.Attributes = slices.Clone(p.Schema), slices.Clone(p.Attributes)
	for i := range p.Schema {
		if rapid.IntRange(0, 2).Draw(t, name+" label") == 0 {
			l := &p.Schema[i]
			l.Name, l.Gone, l.Stamp = name, !l.Gone, stamp
		}
	}
	for i := range p.Attributes {
		if rapid.IntRange(0, 2).Draw(t, name+" attribute") == 0 {
			a := &p.Attributes[i]
			a.Name, a.Gone, a.Stamp = name, !a.Gone, stamp
		}
	}
	if rapid.Bool().Draw(t, name+" guidelines") {
		p.Guidelines = annotations.Guidelines{Text: name, Stamp: stamp}
	}
	if rapid.Bool().Draw(t, name+" adds") {
		l := p.Schema.Next(name+" added", by)
		l.Stamp = stamp
		p.Schema = append(p.Schema, l)
	}
	return p
}

// bare is what a project says, whoever said it and when, without what it no longer
// offers.
func bare(p annotations.Project) annotations.Project {
	p.Stamp, p.Guidelines.Stamp = annotations.Stamp{}, annotations.Stamp{}
	p.Schema, p.Attributes = p.Schema.Live(), p.Attributes.Live()
	for i := range p.Schema {
		p.Schema[i].Stamp = annotations.Stamp{}
	}
	for i := range p.Attributes {
		p.Attributes[i].Stamp = annotations.Stamp{}
	}
	return p
}

// TestRevert: an edit that is taken back leaves what was there before, one that is
// done again what it made; what others have edited since stays, and a device that
// merges all of it agrees.
func TestRevert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := genProject(t)
		before.Schema, before.Attributes = before.Schema.Merge(nil), before.Attributes.Merge(nil)
		after := edited(t, before, replicas[0], "mine")
		back := after.Revert(before, after, replicas[0])
		if diff := cmp.Diff(bare(before), bare(back)); diff != "" {
			t.Fatalf("taken back:\n%s", diff)
		}
		again := back.Revert(after, back, replicas[0])
		if diff := cmp.Diff(bare(after), bare(again)); diff != "" {
			t.Fatalf("done again:\n%s", diff)
		}
		theirs := edited(t, after, replicas[1], "theirs")
		mixed := theirs.Revert(before, after, replicas[0])
		for _, l := range theirs.Schema {
			was, had := after.Schema.Find(l.ID)
			if got, _ := mixed.Schema.Find(l.ID); (!had || !l.Equal(was)) && !got.Equal(l) {
				t.Fatalf("%v was edited by others, and is %v", l, got)
			}
		}
		if theirs.Guidelines != after.Guidelines && mixed.Guidelines != theirs.Guidelines {
			t.Fatalf("the guidelines of others are %v", mixed.Guidelines)
		}
		if merged := before.Merge(theirs).Merge(mixed); !merged.Equal(mixed) {
			t.Fatalf("another device has %s", cmp.Diff(mixed, merged))
		}
	})
}
