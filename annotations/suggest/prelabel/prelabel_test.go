package prelabel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/store"
	"gloss/annotations/suggest/prelabel"
	"gloss/annotations/text"
)

// labelled is a store with documents; those of which the text has ⟦brackets⟧ have
// these stretches labelled as actors.
func labelled(t *testing.T, bodies ...string) (store.Store, annotations.Project) {
	t.Helper()
	project := annotations.Project{ID: annotations.NewID[annotations.Project](), Name: "news"}
	project.Schema = annotations.Schema{{ID: "a1", Name: "actor", Stamp: annotations.Stamp{N: 1}}}
	st := store.NewMem()
	batch := store.Batch{Projects: []annotations.Project{project}}
	replica := annotations.NewID[annotations.Replica]()
	for _, marked := range bodies {
		body := strings.NewReplacer("⟦", "", "⟧", "").Replace(marked)
		d, err := annotations.NewDocument(project.ID, "", body[:8], body, time.Unix(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		batch.Documents = append(batch.Documents, d)
		at, n := text.Byte(0), uint64(0)
		for part := range strings.SplitAfterSeq(strings.ReplaceAll(marked, "⟧", "⟦"), "⟦") {
			words := strings.TrimSuffix(part, "⟦")
			if n++; n%2 == 0 {
				stamp := annotations.Stamp{N: n, Replica: replica}
				batch.Changes = append(batch.Changes, annotations.Change{
					Stamp: stamp, Step: stamp, Doc: d.ID, By: "ada", At: time.Unix(int64(n), 0),
					Op: annotations.Put{Annotation: annotations.Annotation{
						ID: annotations.NewID[annotations.Annotation](), Label: "a1", Target: annotations.On(at, at+text.Byte(len(words))),
					}},
				})
			}
			at += text.Byte(len(words))
		}
	}
	if err := st.Add(context.Background(), batch); err != nil {
		t.Fatal(err)
	}
	return st, project
}

// proposed are the entries of an item, each «by label:words».
func proposed(it format.Item) (all []string) {
	for _, e := range it.Entries {
		p := e.Target.Parts[0]
		all = append(all, fmt.Sprintf("%s %s:%s", e.By, e.Label, it.Document.Text[p.Start:p.End]))
	}
	return all
}

func TestItems(t *testing.T) {
	ctx := context.Background()
	st, project := labelled(t,
		"⟦Ada Lovelace⟧ ran.\nThen ⟦Ada Lovelace⟧ sat.\nSo ⟦Ada Lovelace⟧ ate.\nNow ⟦Ada Lovelace⟧ slept.",
		"Today Ada Lovelace met Bob.\nIt rained.",
		"Here Ada Lovelace sang.")
	m, err := prelabel.Learn(ctx, st, project)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		o    prelabel.Options
		want [][]string
	}{
		{prelabel.Options{Least: 0.5}, [][]string{{"model:gloss actor:Ada Lovelace"}, {"model:gloss actor:Ada Lovelace"}}},
		{prelabel.Options{Least: 1}, [][]string{nil, nil}},
		{prelabel.Options{Least: 0.5, All: true}, [][]string{slices.Repeat([]string{"ada actor:Ada Lovelace"}, 4), {"model:gloss actor:Ada Lovelace"}, {"model:gloss actor:Ada Lovelace"}}},
	} {
		var got [][]string
		for it, err := range prelabel.Items(ctx, st, project, m, tt.o) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, proposed(it))
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%+v: %q, want %q", tt.o, got, tt.want)
		}
	}
}

// TestScores: formats that can say how sure a model is do so, and read it back.
func TestScores(t *testing.T) {
	ctx := context.Background()
	st, project := labelled(t, "⟦Ada Lovelace⟧ ran.\nThen ⟦Ada Lovelace⟧ sat.\nSo ⟦Ada Lovelace⟧ ate.", "Today Ada Lovelace met Bob.")
	m, err := prelabel.Learn(ctx, st, project)
	if err != nil {
		t.Fatal(err)
	}
	for name, where := range map[string]string{"labelstudio": `"predictions"`, "argilla": `"suggestions"`, "prodigy": `"spans"`, "gloss": `"score"`} {
		f, err := all.Formats.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := format.Fit(f.Can, f.NewWriter(&b))
		score := 0.0
		for it, err := range prelabel.Items(ctx, st, project, m, prelabel.Options{Least: 0.5}) {
			if err != nil {
				t.Fatal(err)
			}
			if score = scoreOf(t, it); score < 0.5 || score > 1 {
				t.Fatalf("a score of %v", score)
			}
			if losses, err := w.Write(it); err != nil || len(losses) > 0 {
				t.Fatalf("%s: %v, %v", name, losses, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, after, ok := strings.Cut(b.String(), where); !ok || !strings.Contains(after, fmt.Sprint(score)) {
			t.Errorf("%s: there is no %v behind %s in %s", name, score, where, &b)
		}
		for it, err := range f.Read(&b, name) {
			if err != nil {
				t.Fatal(err)
			}
			if got := scoreOf(t, it); got != score {
				t.Errorf("%s: a score of %v came back as %v", name, score, got)
			}
		}
	}
}

// scoreOf is the one score of an item.
func scoreOf(t *testing.T, it format.Item) float64 {
	t.Helper()
	var meta struct {
		Of map[string]struct{ Score float64 } `json:"annotationFields"`
	}
	if err := json.Unmarshal(it.Document.Meta, &meta); err != nil || len(meta.Of) != 1 {
		t.Fatalf("%s: %v", it.Document.Meta, err)
	}
	for _, f := range meta.Of {
		return f.Score
	}
	return 0
}
