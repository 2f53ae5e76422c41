package annotations_test

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
)

// TestAdopt: a project that adopts the schema of another offers what that one
// does, keeps what it has, and agrees with its own earlier state in a merge.
func TestAdopt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mine, theirs := genProject(t), genProject(t)
		b, err := json.Marshal(theirs.File())
		if err != nil {
			t.Fatal(err)
		}
		f, err := annotations.ReadSchemaFile(b)
		if err != nil {
			t.Fatal(err)
		}
		got := mine.Adopt(f, replicas[0])
		for _, l := range theirs.Schema.Live() {
			is, ok := got.Schema.Find(l.ID)
			if !ok || is.Gone || is.Name != l.Name || is.Shade(12) != l.Shade(12) {
				t.Fatalf("%+v came as %+v", l, is)
			}
		}
		for _, a := range theirs.Attributes.Live() {
			if is, ok := got.Attributes.Find(a.ID); !ok || is.Gone || is.Name != a.Name || len(is.Options) != len(a.Options) {
				t.Fatalf("%+v came as %+v", a, is)
			}
		}
		if got.Guidelines.Text != theirs.Guidelines.Text {
			t.Fatalf("the guidelines are %q", got.Guidelines.Text)
		}
		if len(got.Schema) < len(mine.Schema) || len(got.Attributes) < len(mine.Attributes) {
			t.Fatal("something was lost")
		}
		if merged := mine.Merge(got); !merged.Equal(got.Merge(mine)) || !merged.Equal(got.Merge(got)) {
			t.Fatal("the merge with the state before is another")
		}
		hues := map[int]bool{}
		for _, l := range got.Schema {
			if hues[l.Hue] {
				t.Fatalf("two labels in one place: %+v", got.Schema)
			}
			hues[l.Hue] = true
		}
	})
}

func TestReadSchemaFile(t *testing.T) {
	for _, bad := range []string{
		``, `{}`, `[]`, `{"gloss":"schema 9"}`,
		`{"gloss":"schema 1","labels":[{"id":"","name":"x"}]}`,
		`{"gloss":"schema 1","labels":[{"id":"gloss:status","name":"x"}]}`,
		`{"gloss":"schema 1","labels":[{"id":"x","name":"x","kind":"wave"}]}`,
		`{"gloss":"schema 1","attributes":[{"id":"x","name":"x","kind":"wave"}]}`,
	} {
		if _, err := annotations.ReadSchemaFile([]byte(bad)); !errors.Is(err, annotations.ErrNoSchema) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
