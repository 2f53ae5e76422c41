package spacy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

func readJSON(r io.Reader, name string) iter.Seq2[format.Item, error] {
	o := build.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint}}
	return build.Each(paragraphs(jsonfile.Values(r, name)), o, docOf)
}

// tuples tells [["text", {"entities": …}], …].
func tuples(head []byte) bool {
	head = bytes.Join(bytes.Fields(head), nil)
	return bytes.HasPrefix(head, []byte(`[["`)) && bytes.Contains(head, []byte(`{"entities":[`))
}

// paragraphs yields the paragraphs of a spaCy 2 document one by one, other values
// as they are.
func paragraphs(values iter.Seq2[jsonfile.Value, error]) iter.Seq2[jsonfile.Value, error] {
	return func(yield func(jsonfile.Value, error) bool) {
		for v, err := range values {
			all := []json.RawMessage{v.Bytes}
			if err == nil {
				o, _ := jsonfile.Checked(v.Bytes) // nothing when it is none
				var old []json.RawMessage
				if jsonfile.Unmarshal(o["paragraphs"], &old) == nil && old != nil {
					all = old
				}
			}
			for _, one := range all {
				v.Bytes = one
				if !yield(v, err) {
					return
				}
			}
		}
	}
}

// docOf reads a document in any of the shapes.
func docOf(v jsonfile.Value) (*build.Document, error) {
	b := v.Bytes
	if jsonfile.Kind(b) == '[' {
		var tuple []json.RawMessage
		var body string
		if jsonfile.Unmarshal(b, &tuple) != nil || len(tuple) != 2 || jsonfile.Unmarshal(tuple[0], &body) != nil {
			return nil, errors.New("neither an object nor [text, annotations]")
		}
		o, err := jsonfile.Checked(tuple[1])
		if err != nil {
			return nil, err
		}
		return example(o, body)
	}
	o, err := jsonfile.Checked(b)
	if err != nil {
		return nil, err
	}
	if o.Has("sentences") || o.Has("raw") {
		return paragraph(o)
	}
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	return example(o, body)
}

// reader gathers what a document says. Gloss writes each entity into the span
// group too, so that what is in both is one.
type reader struct {
	d    *build.Document
	seen map[docSpan]bool
}

func (r *reader) add(field string, spans []docSpan) {
	for _, s := range spans {
		s.KB = nil
		if field == "ents" && r.seen[s] {
			continue
		}
		if r.seen[s] = true; s.Label == "" {
			s.Label = "span"
		}
		r.d.Span(build.Note{Label: s.Label, Field: field}, nil, [2]int{s.Start, s.End})
	}
}

// example reads what Doc.to_json and what training examples say.
func example(o jsonfile.Object, body string) (*build.Document, error) {
	var h head
	var groups map[string]json.RawMessage
	var ents []docSpan
	err := errors.Join(o.Take("gloss", &h), o.Take("spans", &groups))
	if raw := o["ents"]; err == nil && len(raw) > 0 {
		delete(o, "ents")
		if ents, err = triples(raw); err != nil {
			err = fmt.Errorf(`"ents": %w`, err)
		}
	}
	if err != nil {
		return nil, err
	}
	r := reader{build.New("spacy-json", h.Source, h.Title, body), map[docSpan]bool{}}
	if id, err := annotations.ParseID[annotations.Document](h.ID); err == nil {
		r.d.SetID(id)
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		spans, err := triples(groups[key])
		if err != nil {
			return nil, fmt.Errorf(`"spans": %q: %w`, key, err)
		}
		r.add("spans", spans)
	}
	r.add("ents", ents)
	if err := r.entities(o, body); err != nil {
		return nil, err
	}
	if err := r.cats(o, h.Repeated); err != nil {
		return nil, err
	}
	r.tokens(o)
	if len(h.Meta) > 0 {
		free, err := jsonfile.ParseObject(h.Meta)
		if err != nil {
			return nil, fmt.Errorf(`"gloss": "meta": %w`, err)
		}
		r.d.Keep(free)
	}
	r.d.Keep(o)
	return r.d, nil
}

// triples are spans as objects, or as [start, end, label].
func triples(raw json.RawMessage) (spans []docSpan, err error) {
	var all []json.RawMessage
	if err := jsonfile.Unmarshal(raw, &all); err != nil {
		return nil, errors.New("not a list")
	}
	for i, one := range all {
		var s docSpan
		if o, noObject := jsonfile.Checked(one); noObject == nil {
			err = errors.Join(jsonfile.Unmarshal(o["start"], (*jsonfile.Offset)(&s.Start)), jsonfile.Unmarshal(o["end"], (*jsonfile.Offset)(&s.End)), o.Take("label", &s.Label))
		} else {
			var list []json.RawMessage
			if err = jsonfile.Unmarshal(one, &list); err == nil && len(list) < 3 {
				err = errors.New("not [start, end, label]")
			}
			if err == nil {
				err = errors.Join(jsonfile.Unmarshal(list[0], &s.Start), jsonfile.Unmarshal(list[1], &s.End), jsonfile.Unmarshal(list[2], &s.Label))
			}
		}
		if err != nil {
			return nil, fmt.Errorf("span %d: it is no span", i+1)
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// entities reads those of a training example: places, or a tag a token.
func (r *reader) entities(o jsonfile.Object, body string) error {
	raw, words := o["entities"], o["words"]
	delete(o, "entities")
	var named []string
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if jsonfile.Unmarshal(raw, &named) != nil || len(named) == 0 {
		spans, err := triples(raw)
		if err != nil {
			return fmt.Errorf(`"entities": %w`, err)
		}
		r.add("entities", spans)
		return nil
	}
	var tokens []string
	if jsonfile.Unmarshal(words, &tokens) != nil || len(tokens) != len(named) {
		return errors.New(`"entities": a tag a token, but "words" has not as many`)
	}
	return r.tagged(body, tokens, named)
}

// tagged adds the spans of a tag a token. Tokens stand in the text in their
// order.
func (r *reader) tagged(body string, tokens, named []string) error {
	places, err := findTokens(body, tokens)
	if err != nil {
		return err
	}
	var t tags.Reader
	for _, tag := range named {
		t.Tag(tag)
	}
	for _, run := range t.Runs() {
		n := build.Note{Label: run.Label, Field: "ner"}
		if n.Label == "" {
			n.Label = "span"
		}
		r.d.Bytes(n, text.Span{Start: places[run.From].Start, End: places[run.To-1].End})
	}
	return nil
}

func findTokens(body string, tokens []string) ([]text.Span, error) {
	var places []text.Span
	at := 0
	for i, w := range tokens {
		next := strings.Index(body[at:], w)
		if next < 0 || w == "" {
			return nil, fmt.Errorf("token %d, %q, is not in the text behind the one before it", i+1, w)
		}
		at += next
		places = append(places, text.Span{Start: text.Byte(at), End: text.Byte(at + len(w))})
		at += len(w)
	}
	return places, nil
}

// cats reads labels of the document: those that are more likely than not.
func (r *reader) cats(o jsonfile.Object, repeated map[string]int) error {
	cats := map[string]float64{}
	if o.Kind("cats") == '[' { // spaCy 2
		var old []struct {
			Label string
			Value float64
		}
		if err := o.Take("cats", &old); err != nil {
			return err
		}
		for _, c := range old {
			cats[c.Label] = c.Value
		}
	} else if err := o.Take("cats", &cats); err != nil {
		return err
	}
	for _, label := range slices.Sorted(maps.Keys(cats)) {
		if cats[label] < 0.5 || label == "" {
			continue
		}
		for range 1 + min(max(repeated[label], 0), 1000) {
			r.d.Whole(build.Note{Label: label, Field: "cats"})
		}
	}
	return nil
}

// tokens leaves out those that say no more than where they are: they are made
// anew.
func (r *reader) tokens(o jsonfile.Object) {
	var tokens []jsonfile.Object
	if jsonfile.Unmarshal(o["tokens"], &tokens) != nil {
		return
	}
	for _, t := range tokens {
		for key := range t {
			if key != "id" && key != "start" && key != "end" {
				return
			}
		}
	}
	delete(o, "tokens")
}

// paragraph reads one of spaCy 2.
func paragraph(o jsonfile.Object) (*build.Document, error) {
	var raw *string
	var sentences []struct {
		Tokens []struct{ Orth, NER string }
	}
	if err := errors.Join(o.Take("raw", &raw), o.Take("sentences", &sentences)); err != nil {
		return nil, err
	}
	var tokens, named []string
	for _, s := range sentences {
		for _, t := range s.Tokens {
			tokens, named = append(tokens, t.Orth), append(named, t.NER)
		}
	}
	if raw == nil {
		joined := strings.Join(tokens, " ")
		raw = &joined
	}
	if !utf8.ValidString(*raw) {
		return nil, errors.New("the text is not UTF-8")
	}
	r := reader{build.New("spacy-json", "", "", *raw), map[docSpan]bool{}}
	if err := r.tagged(*raw, tokens, named); err != nil {
		return nil, err
	}
	if err := r.cats(o, nil); err != nil {
		return nil, err
	}
	r.d.Keep(o)
	return r.d, nil
}
