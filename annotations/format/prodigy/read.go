package prodigy

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Join(build.Objects(r, name, build.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}}, item))
}

func item(o jsonfile.Object) (*build.Document, error) {
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	var id, title, annotator jsonfile.Name
	if err := errors.Join(takeName(o, "id", &id), takeName(o, "title", &title), takeName(o, "_annotator_id", &annotator)); err != nil {
		return nil, err
	}
	t := task{Document: build.New("prodigy", string(id), string(title), body), by: string(annotator)}
	if t.by == "" {
		_ = jsonfile.Unmarshal(o["_session_id"], &t.by)
	}
	answer := "accept"
	_ = jsonfile.Unmarshal(o["answer"], &answer)
	if answer != "accept" {
		t.Unread("answer", fmt.Sprintf("%q: its spans are no annotations", answer), true)
	} else if err := t.read(o); err != nil {
		return nil, err
	}
	delete(o, "tokens")
	if v := string(o["_view_id"]); v == `"spans_manual"` || v == `"relations"` {
		delete(o, "_view_id") // follows from what is in the task
	}
	t.Keep(build.Unspread(o))
	return t.Document, nil
}

// takeName takes a string or a number and leaves anything else.
func takeName(o jsonfile.Object, key string, into *jsonfile.Name) error {
	if k := o.Kind(key); k == '[' || k == '{' || k == 't' || k == 'f' {
		return nil
	}
	return o.Take(key, into)
}

type task struct {
	*build.Document
	by     string
	raw    json.RawMessage                        // the tokens
	tokens []struct{ Start, End jsonfile.Offset } // once a span has nothing else
	ids    map[extent]string                      // of spans, for relations
	last   map[int]string                         // by their last token
	known  map[string]bool                        // all of them
}

// extent is what names a span in a relation.
type extent struct {
	start, end int
	label      string
}

func (t *task) read(o jsonfile.Object) error {
	delete(o, "answer")
	t.raw = o["tokens"]
	var spans, relations []jsonfile.Object
	var accept []jsonfile.Name
	if err := errors.Join(o.Take("spans", &spans), o.Take("relations", &relations), o.Take("accept", &accept)); err != nil {
		return err
	}
	t.ids, t.last, t.known = map[extent]string{}, map[int]string{}, map[string]bool{}
	for i, s := range spans {
		if err := t.span(s, i, len(relations) > 0); err != nil {
			return fmt.Errorf("span %d: %w", i+1, err)
		}
	}
	for i, r := range relations {
		if err := t.relation(r); err != nil {
			return fmt.Errorf("relation %d: %w", i+1, err)
		}
	}
	var about []jsonfile.Object
	if jsonfile.Unmarshal(o[acceptSaid], &about) == nil && len(about) == len(accept) {
		delete(o, acceptSaid)
	}
	for i, name := range accept {
		n := build.Note{Label: string(name), By: t.by}
		if len(about) == len(accept) {
			n.TakeSaid(about[i])
		}
		t.Whole(n)
	}
	if o.Kind("label") == '"' { // an answer to the question whether a label fits
		var label string
		if err := o.Take("label", &label); err != nil {
			return err
		}
		t.Whole(build.Note{Label: label, By: t.by})
	}
	if len(accept) > 0 && plainOptions(o["options"], accept) {
		delete(o, "options")
	}
	return nil
}

// plainOptions reports whether the options say no more than what was accepted.
func plainOptions(raw json.RawMessage, accept []jsonfile.Name) bool {
	var got []map[string]string
	if jsonfile.Unmarshal(raw, &got) != nil {
		return false
	}
	names := make([]string, len(accept))
	for i, n := range accept {
		names[i] = string(n)
	}
	want := options(names)
	if len(got) != len(want) {
		return false
	}
	for i, o := range got {
		if len(o) != 2 || o["id"] != want[i].ID || o["text"] != want[i].Text {
			return false
		}
	}
	return true
}

// span reads a span by its code points, or by its tokens alone.
func (t *task) span(s jsonfile.Object, i int, related bool) error {
	n := build.Note{By: t.by, Field: "spans"}
	var answer string
	if _ = jsonfile.Unmarshal(s["answer"], &answer); answer == "reject" || answer == "ignore" {
		b, err := jsonfile.Marshal(s)
		t.KeepField(fmt.Sprintf("_span_%d", i), b)
		t.Unread("spans.answer", fmt.Sprintf("%q: the span is no annotation", answer), true)
		return err
	}
	delete(s, "answer")
	var first, last jsonfile.Offset = -1, -1
	var quote *string
	start, end := jsonfile.Offset(-1), jsonfile.Offset(-1)
	if err := errors.Join(s.Take("label", &n.Label), s.Take("start", &start), s.Take("end", &end), s.Take("text", &quote),
		s.Take("token_start", &first), s.Take("token_end", &last)); err != nil {
		return err
	}
	if start < 0 && first >= 0 && t.tokens == nil && len(t.raw) > 0 {
		if err := jsonfile.Unmarshal(t.raw, &t.tokens); err != nil {
			return fmt.Errorf("the tokens: %w", err)
		}
	}
	if start < 0 && first >= 0 && first <= last && int(last) < len(t.tokens) {
		start, end = t.tokens[first].Start, t.tokens[last].End
	}
	if start < 0 || end < 0 {
		return errors.New("it has no place")
	}
	if n.Label == "" {
		return fmt.Errorf("%d to %d has no label", start, end)
	}
	if related {
		n.ID = fmt.Sprintf("T%d", i+1)
		t.known[n.ID] = true
		if e := (extent{int(start), int(end), n.Label}); t.ids[e] == "" {
			t.ids[e] = n.ID // a later twin is named by its index
		}
		t.last[int(last)] = n.ID
	}
	n.TakeSaid(s)
	n.Rest = s
	t.Span(n, quote, [2]int{int(start), int(end)})
	return nil
}

// relation finds the spans at its ends by what it says of them, else by their
// last tokens.
func (t *task) relation(r jsonfile.Object) error {
	n := build.Note{By: t.by, Field: "relations"}
	var ends [2]string
	for i, end := range []string{"head", "child"} {
		var tok jsonfile.Offset = -1
		var s struct {
			Start, End jsonfile.Offset
			Label      string
			Index      *int
		}
		whole := r.Has(end + "_span")
		if err := errors.Join(r.Take(end, &tok), r.Take(end+"_span", &s)); err != nil {
			return err
		}
		id, ok := t.ids[extent{int(s.Start), int(s.End), s.Label}]
		if s.Index != nil {
			id = fmt.Sprintf("T%d", *s.Index+1)
			ok = t.known[id]
		}
		if !ok || !whole {
			id, ok = t.last[int(tok)]
		}
		if !ok {
			return fmt.Errorf("its %s is no span of the task", end)
		}
		ends[i] = id
	}
	if err := r.Take("label", &n.Label); err != nil {
		return err
	}
	n.TakeSaid(r)
	n.Rest = r
	t.Link(n, ends[0], ends[1])
	return nil
}
