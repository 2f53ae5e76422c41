package dataset_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/brat"
	"gloss/annotations/sample"
)

// TestSchemaOfFile: labels and attributes that only a file has come into the
// project with what it says of them, those that are there stay as they are, and
// all go out again.
func TestSchemaOfFile(t *testing.T) {
	schema := annotations.SchemaFile{
		Labels: annotations.Schema{
			{ID: "1", Name: "actor", About: "another actor"}, {ID: "2", Name: "deed", Hue: 1},
			{ID: "3", Name: "does", Kind: annotations.LinkLabel, From: []annotations.LabelID{"1"}, To: []annotations.LabelID{"2"}, Hue: 2},
		},
		Attributes: annotations.Attributes{{ID: "4", Name: "sure", Kind: annotations.ChoiceAttribute, On: []annotations.LabelID{"2"}, Options: []annotations.Option{{ID: "5", Name: "high"}}}},
	}
	d := annotations.Document{ID: annotations.NameID[annotations.Document](sample.Project().ID.UUID, "d"), Source: "d", Text: "Ada ran"}
	var b bytes.Buffer
	w := format.Fit(brat.Format.Can, brat.Format.NewWriter(&b))
	if _, err := w.Write(format.Item{Document: d, Schema: &schema}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	st := newStore(t)
	before := project(t, st)
	im := importer(t, st)
	im.Formats = format.Table{brat.Format}
	sum, err := im.Import(ctx, []dataset.File{file("a.zip", b.String())})
	if err != nil || len(sum.Errors) > 0 || !slices.Equal(sum.Labels, []string{"deed", "does"}) {
		t.Fatalf("%+v, %v", sum, err)
	}
	after := project(t, st)
	actor, _ := before.Schema.Named("actor")
	if now, _ := after.Schema.Named("actor"); !now.Equal(actor) {
		t.Errorf("%+v became %+v", actor, now)
	}
	does, _ := after.Schema.Named("does")
	deed, _ := after.Schema.Named("deed")
	if does.Kind != annotations.LinkLabel || !does.Joins(actor.ID, deed.ID) || does.Joins(deed.ID, deed.ID) {
		t.Errorf("%+v", does)
	}
	sure, ok := after.Attributes.Named("sure")
	if got := fmt.Sprint(ok, sure.Kind, sure.On, sure.Options); got != "truechoice[deed] [{high high}]" {
		t.Error(got)
	}
	b.Reset()
	if _, err := (&dataset.Exporter{Store: st}).Export(ctx, after, brat.Format, &b); err != nil {
		t.Fatal(err)
	}
	for it, err := range brat.Format.Read(bytes.NewReader(b.Bytes()), "b.zip") {
		if err != nil || it.Schema == nil {
			t.Fatal(it, err)
		}
		if l, ok := it.Schema.Labels.Named("does"); !ok || fmt.Sprint(l.From, l.To) != "[actor] [deed]" {
			t.Errorf("%+v", it.Schema.Labels)
		}
		break
	}
}
