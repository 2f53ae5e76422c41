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

// doc is a Doc. What tells the format comes first, since the head of a file may
// end within a long text.
type doc struct {
	Ents  []docSpan            `json:"ents"`
	Spans map[string][]docSpan `json:"spans"`
	Cats  map[string]float64   `json:"cats"`
	// Gloss is what spaCy passes over. As an extension attribute, below "_", it
	// could be loaded only where that is registered.
	Gloss  head       `json:"gloss"`
	Text   string     `json:"text"`
	Tokens []docToken `json:"tokens"`
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
	d := doc{
		Text: it.Document.Text, Ents: []docSpan{}, Tokens: []docToken{}, Spans: map[string][]docSpan{}, Cats: map[string]float64{},
		Gloss: p.head,
	}
	for i, t := range p.tokens {
		start, end, _, err := prover.Span(t.Span)
		if err != nil {
			return nil, fmt.Errorf("document %v, token %d: %w", it.Document.ID, i, err)
		}
		d.Tokens = append(d.Tokens, docToken{i, start, end})
	}
	put := func(to *[]docSpan, spans []format.TokenSpan, kb *string) error {
		for _, s := range spans {
			start, end, _, err := prover.Span(text.Span{Start: p.tokens[s.From].Start, End: p.tokens[s.To-1].End})
			if err != nil {
				return fmt.Errorf("document %v, span %v: %w", it.Document.ID, s.ID, err)
			}
			*to = append(*to, docSpan{start, end, string(s.Label), kb})
		}
		return nil
	}
	if err := put(&d.Ents, p.ents, nil); err != nil {
		return nil, err
	}
	if len(p.spans) > 0 {
		var all []docSpan
		if err := put(&all, p.spans, new(string)); err != nil {
			return nil, err
		}
		d.Spans[group] = all
	}
	for label := range p.cats {
		d.Cats[label] = 1
	}
	return p.losses, w.docs.Add(d)
}
