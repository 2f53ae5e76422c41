package w3c

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/format/formattest"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

// TestLaws reads the page as a consumer would, and finds each stretch by its
// position in code points and by its quote.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		w := Format.NewWriter(&b)
		items := rapid.SliceOfN(formattest.Item(), 0, 3).Draw(t, "items")
		texts, annotated := map[string][]rune{}, 0
		for _, it := range items {
			if losses, err := w.Write(it); err != nil || len(losses) > 0 {
				t.Fatal(err, losses)
			}
			texts["urn:uuid:"+it.Document.ID.String()] = []rune(it.Document.Text)
			annotated += len(it.Entries)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var page struct {
			Context string `json:"@context"`
			Type    string
			Items   []struct {
				ID, Type string
				Body     struct{ Value string }
				Target   json.RawMessage
			}
		}
		if err := json.Unmarshal(b.Bytes(), &page); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if page.Context != "http://www.w3.org/ns/anno.jsonld" || page.Type != "AnnotationPage" || len(page.Items) != annotated {
			t.Fatalf("%s, %s, %d items of %d", page.Context, page.Type, len(page.Items), annotated)
		}
		for _, a := range page.Items {
			if a.Type != "Annotation" || a.Body.Value == "" || !strings.HasPrefix(a.ID, "urn:uuid:") {
				t.Fatalf("%+v", a)
			}
			type target struct {
				Source   string
				Selector []struct {
					Type, Exact, Prefix, Suffix string
					Start, End                  int
				}
			}
			var targets []target
			if a.Target[0] == '{' {
				targets = make([]target, 1)
				if err := json.Unmarshal(a.Target, &targets[0]); err != nil {
					t.Fatal(err)
				}
			} else if json.Unmarshal(a.Target, &targets) != nil {
				continue // a document, or a link
			}
			for _, tg := range targets {
				quote, position := tg.Selector[0], tg.Selector[1]
				points := texts[tg.Source]
				if got := string(points[position.Start:position.End]); got != quote.Exact {
					t.Fatalf("code points %d to %d are %q, not %q", position.Start, position.End, got, quote.Exact)
				}
				if !strings.HasSuffix(string(points[:position.Start]), quote.Prefix) || !strings.HasPrefix(string(points[position.End:]), quote.Suffix) {
					t.Fatalf("%q stands between %q and %q", quote.Exact, quote.Prefix, quote.Suffix)
				}
			}
		}
	})
}
