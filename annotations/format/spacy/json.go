package spacy

import (
	"fmt"
	"io"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// JSON is what Doc.to_json gives and Doc.from_json takes, an array of them: the
// same tokens, entities and span group "sc" as in a DocBin, places in code
// points. The training data of older versions is read too: [text, {"entities":
// …}] and the {"paragraphs": …} of spaCy 2, each paragraph a document, as spaCy
// makes of them.
//
// Sources: spacy/tokens/doc.pyx, spacy/schemas.py (DocJSONSchema) and
// spacy/training/gold_io.pyx of spaCy 3.8.
var JSON = format.Format{
	Name: "spacy-json", Title: "spaCy JSON", Extension: ".json", Media: "application/json",
	Endings:   []string{".json", ".jsonl"},
	Can:       format.Can{Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, AnyLabel: true},
	Unit:      format.CodePoint,
	Detect:    detectJSON,
	NewWriter: func(w io.Writer) format.Writer { return &jsonWriter{jsonfile.Array{W: w}} },
	Read:      readJSON,
}

func detectJSON(_ string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.HasAny("paragraphs.sentences", "paragraphs.raw"), fields.Has("ents", "spans"), fields.Has("ents", "tokens"):
		return format.Certain
	case fields.HasAny("ents.start", "ents.label"), tuples(head):
		return format.Likely
	}
	return format.Never
}

type docSpan struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	Label string  `json:"label"`
	KB    *string `json:"kb_id,omitempty"` // in a group it must be there
}

type docToken struct {
	ID    int `json:"id"`
	Start int `json:"start"`
	End   int `json:"end"`
}

type jsonWriter struct{ docs jsonfile.Array }

func (w *jsonWriter) Close() error { return w.docs.Close() }

func (w *jsonWriter) Write(it format.Item) ([]format.Loss, error) {
	p := planOf(it)
	prover := place.NewProver(it.Document.Text, format.CodePoint)
	tokens := jsonfile.ListOf(p.tokens, func(i int, t token) (any, error) {
		start, end, _, err := prover.Span(t.Span)
		if err != nil {
			err = fmt.Errorf("document %v, token %d: %w", it.Document.ID, i, err)
		}
		return docToken{i, start, end}, err
	})
	put := func(spans []format.TokenSpan, kb *string) jsonfile.List {
		return jsonfile.ListOf(spans, func(_ int, s format.TokenSpan) (any, error) {
			start, end, _, err := prover.Span(text.Span{Start: p.tokens[s.From].Start, End: p.tokens[s.To-1].End})
			if err != nil {
				err = fmt.Errorf("document %v, span %v: %w", it.Document.ID, s.ID, err)
			}
			return docSpan{start, end, string(s.Label), kb}, err
		})
	}
	spans, cats := jsonfile.Record{}, map[string]float64{}
	if len(p.spans) > 0 {
		spans = jsonfile.Record{{Key: group, Value: put(p.spans, new(string))}}
	}
	for label := range p.cats {
		cats[label] = 1
	}
	// What tells the format comes first, since the head of a file may end within a
	// long text. As an extension attribute, below "_", what is ours could be loaded
	// only where that is registered; "gloss" spaCy passes over.
	return p.losses, w.docs.Add(jsonfile.Record{
		{Key: "ents", Value: put(p.ents, nil)}, {Key: "spans", Value: spans}, {Key: "cats", Value: cats},
		{Key: "gloss", Value: p.head}, {Key: "text", Value: it.Document.Text}, {Key: "tokens", Value: tokens},
	})
}
