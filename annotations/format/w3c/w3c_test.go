package w3c

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

const (
	quoted  = `[{"id":"x","type":"Annotation","body":"http://example.org/b","target":{"source":{"id":"d","value":"Ada met Ada"},"selector":{"type":"TextQuoteSelector","exact":"Ada","prefix":"met "}}}]`
	refined = `{"type":"Annotation","bodyValue":"why?","motivation":"commenting","target":{"source":{"id":"d","value":"Ada met Ada"},"selector":{"type":"TextQuoteSelector","exact":"met Ada","refinedBy":{"type":"TextPositionSelector","start":4,"end":7}}}}`
)

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, quoted, refined,
		`{"type":"AnnotationPage","items":[{"target":{"source":{"id":"urn:x","value":"👍 Ada"},"selector":[{"type":"FragmentSelector","value":"char=2,5"},{"type":"XPathSelector","value":"/a"}]},"body":[{"value":"a","purpose":"tagging"},{"value":"b","purpose":"tagging"}],"creator":"http://example.org/u"}]}`,
		`{"type":"AnnotationCollection","first":{"items":[{"id":"a","target":{"id":"d","value":"x"}},{"id":"l","motivation":"linking","target":["a","a"]}]}}`)
}

// TestShapes reads what others write: one annotation, lists, pages and collections,
// each kind of selector, several tags.
func TestShapes(t *testing.T) {
	source := func(selector string) string {
		return `{"source":{"id":"d","value":"👍 Ada met Ada"},"selector":` + selector + `}`
	}
	for _, c := range []struct{ file, want string }{
		{`{"id":"a","target":` + source(`{"type":"TextPositionSelector","start":2,"end":5}`) + `,"body":[{"value":"x","purpose":"tagging"},{"value":"y","purpose":"tagging"},{"value":"n"}]}`, "x[5 8]n|y[5 8]n"},
		{`[{"target":` + source(`{"type":"FragmentSelector","value":"char=2,5"}`) + `,"motivation":["highlighting"]}]`, "highlighting[5 8]"},
		{`{"items":[{"target":` + source(`{"type":"TextQuoteSelector","exact":"Ada","prefix":"met "}`) + `}]}`, "annotation[13 16]"},
		{`{"first":{"items":[{"target":` + source(`{"type":"TextQuoteSelector","exact":"Ada"}`) + `,"bodyValue":"both"}]}}`, "annotation[5 8]both|annotation[13 16]both"},
		{`[{"target":` + source(`{"type":"TextQuoteSelector","exact":"met Ada","refinedBy":{"type":"TextPositionSelector","start":4,"end":7}}`) + `}]`, "annotation[13 16]"},
		{`[{"target":` + source(`[{"type":"XPathSelector","value":"/p"},{"type":"TextPositionSelector","start":2,"end":5},{"type":"TextQuoteSelector","exact":"Ada"}]`) + `}]`, "annotation[5 8]"},
		// JavaScript counts in UTF-16, as the quote proves.
		{`[{"target":` + source(`[{"type":"TextPositionSelector","start":3,"end":6},{"type":"TextQuoteSelector","exact":"Ada"}]`) + `}]`, "annotation[5 8]"},
		{`[{"target":[` + source(`{"type":"TextQuoteSelector","exact":"met"}`) + `,{"source":"d","selector":{"type":"TextPositionSelector","start":2,"end":5}}]}]`, "annotation[5 8] [9 12]"},
	} {
		items, errs := laws.Read(Format, []byte(c.file), "f.jsonld")
		if len(errs) > 0 || len(items) != 1 {
			t.Errorf("%s: %v, %v", c.file, items, errs)
			continue
		}
		var got []string
		for _, e := range items[0].Entries {
			s := string(e.Label)
			for i, p := range e.Target.Parts {
				s += strings.Repeat(" ", min(i, 1)) + fmt.Sprintf("[%d %d]", p.Start, p.End)
			}
			got = append(got, s+e.Note)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", c.file, got, c.want)
		}
		laws.Reread(t, Format, items)
	}
}

// TestConformance reads the correct samples of the W3C with a text beside those
// that have none: whatever selects by text comes in, all else is told.
func TestConformance(t *testing.T) {
	read, refused := 0, 0
	for name, b := range laws.Corpus(t, "w3c-annotation/tools/samples/correct/*.json", "w3c-annotation/recogito/packages/text-annotator/test/*.json") {
		for it, err := range Documents(Values(strings.NewReader(string(b)), b, name), func(string) (string, bool) {
			return "this is an anotation that has some " + strings.Repeat("x", 2000), true
		}) {
			if err != nil {
				if refused++; !strings.Contains(err.Error(), name) {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			read++
			for _, e := range it.Entries {
				e.ID = annotations.NameID[annotations.Annotation](e.ID.UUID, "any")
				if err := e.Check(it.Document.Text); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	if read < 30 || refused == 0 {
		t.Errorf("%d were read, %d refused", read, refused)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ annotation, want string }{
		{`{"target":"d"}`, "f.jsonld:2: the text of d is neither in the file nor beside it"},
		{`{"id":"a"}`, "f.jsonld:2: target: there is none"},
		{`{"target":{"source":{"id":"d","value":"Ada"},"selector":{"type":"TextPositionSelector","start":0,"end":9}}}`, "f.jsonld:2: annotation 1 (annotation): end 9: the offset is outside the text"},
		{`{"target":{"source":{"id":"d","value":"Ada"},"selector":{"type":"TextQuoteSelector","exact":"Bo"}}}`, `f.jsonld:2: "Bo" does not stand in the text`},
		{`{"target":{"source":{"id":"d","value":"Ada"},"selector":{"type":"CssSelector","value":"p"}}}`, "f.jsonld:2: target: selector: nothing but CssSelector selects it"},
		{`{"target":{"selector":{}}}`, "f.jsonld:2: target: it has no source"},
		{`5`, "f.jsonld:2: not a JSON object"},
	} {
		items, errs := laws.Read(Format, []byte(`{"target":{"id":"g","value":"good"},"motivation":"x"}`+"\n"+c.annotation), "f.jsonld")
		if len(items) < 1 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.annotation, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) { laws.Dangling(t, Format) }

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
				Body     []struct{ Value string }
				Target   json.RawMessage
			}
		}
		if err := json.Unmarshal(b.Bytes(), &page); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if page.Context != "http://www.w3.org/ns/anno.jsonld" || page.Type != "AnnotationPage" || len(page.Items) < annotated {
			t.Fatalf("%s, %s, %d items of %d", page.Context, page.Type, len(page.Items), annotated)
		}
		for _, a := range page.Items {
			if a.Body == nil {
				continue // it brings the text of a document without annotations
			}
			annotated--
			if a.Type != "Annotation" || len(a.Body) == 0 || a.Body[0].Value == "" || !strings.HasPrefix(a.ID, "urn:uuid:") {
				t.Fatalf("%+v", a)
			}
			type target struct {
				Source   json.RawMessage
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
				if targets[0].Selector == nil {
					continue // a document
				}
			} else if json.Unmarshal(a.Target, &targets) != nil {
				continue // a document, or a link
			}
			for _, tg := range targets {
				quote, position := tg.Selector[0], tg.Selector[1]
				var whole struct{ ID, Value string }
				if json.Unmarshal(tg.Source, &whole) != nil {
					if err := json.Unmarshal(tg.Source, &whole.ID); err != nil {
						t.Fatal(err)
					}
				} else if whole.Value != string(texts[whole.ID]) {
					t.Fatalf("the text of %s is %q", whole.ID, whole.Value)
				}
				points := texts[whole.ID]
				if got := string(points[position.Start:position.End]); got != quote.Exact {
					t.Fatalf("code points %d to %d are %q, not %q", position.Start, position.End, got, quote.Exact)
				}
				if !strings.HasSuffix(string(points[:position.Start]), quote.Prefix) || !strings.HasPrefix(string(points[position.End:]), quote.Suffix) {
					t.Fatalf("%q stands between %q and %q", quote.Exact, quote.Prefix, quote.Suffix)
				}
			}
		}
		if annotated != 0 {
			t.Fatalf("%d annotations are not there", annotated)
		}
	})
}
