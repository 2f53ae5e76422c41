package argilla

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

func read(unit format.Unit) func(io.Reader, string) iter.Seq2[format.Item, error] {
	o := build.Options{Prefer: unit, Among: []format.Unit{format.CodePoint, format.UTF16}, Hold: 1}
	return func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return build.Objects(r, name, o, item)
	}
}

func item(o jsonfile.Object) (*build.Document, error) {
	fields := o
	if o.Kind("fields") == '{' {
		if err := o.Take("fields", &fields); err != nil {
			return nil, err
		}
	}
	body, err := fields.Required("text")
	if err != nil {
		return nil, err
	}
	var id, title jsonfile.Name
	var metadata jsonfile.Object
	if err := errors.Join(o.Take("id", &id), o.Take("metadata", &metadata)); err != nil {
		return nil, err
	}
	if metadata.Kind("title") == '"' {
		if err := metadata.Take("title", &title); err != nil {
			return nil, err
		}
	}
	r := record{build.New("argilla", string(id), string(title), body), map[string]jsonfile.Object{}, map[string]string{}}
	if err := errors.Join(r.takeSaid(metadata), takeJSON(metadata, usersKey, &r.users)); err != nil {
		return nil, err
	}
	if err := errors.Join(r.nested(o), r.flat(o), r.first(o)); err != nil {
		return nil, err
	}
	for k, v := range metadata {
		r.KeepField(strings.TrimPrefix(k, "meta."), v)
	}
	for _, key := range slices.Collect(maps.Keys(o)) {
		if v := string(o[key]); v == "null" || v == "{}" || v == "[]" {
			delete(o, key) // a record names all it could have
		}
	}
	if fields := without(fields, o); len(fields) > 0 {
		r.Keep(fields)
	}
	r.Keep(o)
	return r.Document, nil
}

// without are the fields of a record other than its text, if they stand apart.
func without(fields, o jsonfile.Object) jsonfile.Object {
	if len(fields) == len(o) { // the flat shapes have one object for all
		return nil
	}
	return fields
}

// record reads the answers about a document.
type record struct {
	*build.Document
	said  map[string]jsonfile.Object // by saidAt
	users map[string]string          // the names of IDs
}

func saidAt(question, by string, index int) string {
	return fmt.Sprint(index, "\n", question, "\n", by)
}

// takeJSON takes a text of the metadata that is JSON.
func takeJSON(metadata jsonfile.Object, key string, into any) error {
	var s string
	if metadata.Kind(key) != '"' {
		return nil
	}
	if err := metadata.Take(key, &s); err != nil || s == "" {
		return err
	}
	if err := json.Unmarshal([]byte(s), into); err != nil {
		return fmt.Errorf("the metadata %q: %w", key, err)
	}
	return nil
}

// takeSaid takes what Gloss wrote of notes and attributes into the metadata.
func (r record) takeSaid(metadata jsonfile.Object) error {
	var all []jsonfile.Object
	if err := takeJSON(metadata, saidKey, &all); err != nil {
		return err
	}
	for _, o := range all {
		var s said
		if err := errors.Join(o.Take("question", &s.Question), o.Take("by", &s.By), o.Take("index", &s.Index)); err != nil {
			return fmt.Errorf("the metadata %q: %w", saidKey, err)
		}
		r.said[saidAt(s.Question, s.By, s.Index)] = o
	}
	return nil
}

// nested reads Argilla 2's responses and suggestions.
func (r record) nested(o jsonfile.Object) error {
	responses, suggestions := jsonfile.Object{}, jsonfile.Object{}
	if o.Kind("responses") == '{' {
		if err := o.Take("responses", &responses); err != nil {
			return err
		}
	}
	if o.Kind("suggestions") == '{' {
		if err := o.Take("suggestions", &suggestions); err != nil {
			return err
		}
	}
	for _, question := range slices.Sorted(maps.Keys(responses)) {
		var answers []jsonfile.Object
		if err := responses.Take(question, &answers); err != nil {
			return fmt.Errorf(`"responses": %w`, err)
		}
		for _, a := range answers {
			var by string
			if err := a.Take("user_id", &by); err != nil {
				return fmt.Errorf(`"responses": %w`, err)
			}
			if name := r.users[by]; name != "" {
				by = name
			}
			if err := r.answer(question, by, a["value"]); err != nil {
				return err
			}
		}
	}
	for _, question := range slices.Sorted(maps.Keys(suggestions)) {
		var s jsonfile.Object
		var agent string
		if err := errors.Join(suggestions.Take(question, &s), s.Take("agent", &agent)); err != nil {
			return fmt.Errorf(`"suggestions": %w`, err)
		}
		if err := r.answer(question, build.ByModel(agent), s["value"], scoresOf(s["score"])...); err != nil {
			return err
		}
	}
	return nil
}

// flat reads the columns of Argilla 2's other shape. Answers that were discarded
// or are drafts are no annotations.
func (r record) flat(o jsonfile.Object) error {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		question, ok := strings.CutSuffix(key, ".responses")
		if !ok {
			continue
		}
		var values []json.RawMessage
		var users, status []string
		if err := errors.Join(o.Take(key, &values), o.Take(key+".users", &users), o.Take(key+".status", &status)); err != nil {
			return err
		}
		for i, v := range values {
			if i < len(status) && status[i] != "submitted" {
				b, err := jsonfile.Marshal(map[string]any{"value": v, "status": status[i]})
				if err != nil {
					return err
				}
				r.KeepField(fmt.Sprintf("%s.%d", key, i), b)
				r.Unread(key+".status", fmt.Sprintf("%q: the answer is no annotation", status[i]), true)
				continue
			}
			by := ""
			if i < len(users) {
				by = users[i]
			}
			if err := r.answer(question, by, v); err != nil {
				return err
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		question, ok := strings.CutSuffix(key, ".suggestion")
		if !ok || !o.Has(key) {
			continue
		}
		var agent string
		_ = o.Take(key+".agent", &agent)
		v := o[key]
		delete(o, key)
		if err := r.answer(question, build.ByModel(agent), v); err != nil {
			return err
		}
	}
	return nil
}

// first reads Argilla 1's token classification, the label first.
func (r record) first(o jsonfile.Object) error {
	for key, model := range map[string]bool{"annotation": false, "prediction": true} {
		if o.Kind(key) != '[' {
			continue
		}
		var by string
		_ = jsonfile.Unmarshal(o[key+"_agent"], &by)
		if delete(o, key+"_agent"); model {
			by = build.ByModel(by)
		}
		var all [][]json.RawMessage
		if err := o.Take(key, &all); err != nil {
			return err
		}
		for i, s := range all {
			var start, end jsonfile.Offset
			n := build.Note{By: by, Field: key}
			if len(s) < 3 {
				return fmt.Errorf("%q, span %d: not [label, start, end]", key, i+1)
			}
			if err := errors.Join(jsonfile.Unmarshal(s[0], &n.Label), jsonfile.Unmarshal(s[1], &start), jsonfile.Unmarshal(s[2], &end)); err != nil {
				return fmt.Errorf("%q, span %d: %w", key, i+1, err)
			}
			if len(s) > 3 {
				n.Rest = jsonfile.Object{"score": s[3]}
			}
			r.Span(n, nil, [2]int{int(start), int(end)})
		}
	}
	if o.Has("tokens") {
		delete(o, "tokens")
	}
	return nil
}

// answer reads the answer to a question about spans or labels; others are kept.
func (r record) answer(question, by string, raw json.RawMessage, scores ...json.RawMessage) error {
	var one string
	var names []string
	var spans []jsonfile.Object
	switch {
	case jsonfile.Kind(raw) == '"' && jsonfile.Unmarshal(raw, &one) == nil && one != "" && question != "comment" && question != "text":
		names = []string{one}
	case jsonfile.Kind(raw) == '[' && jsonfile.Unmarshal(raw, &spans) == nil && isSpans(spans):
	case jsonfile.Unmarshal(raw, &names) == nil:
		spans = nil
	default:
		b, err := jsonfile.Marshal(map[string]any{"value": raw, "by": by})
		if err != nil {
			return err
		}
		r.KeepField("answer."+question+"."+by, b)
		r.Unread("responses."+question, "an answer of this kind is no annotation", true)
		return nil
	}
	for i, name := range names {
		n := build.Note{Label: name, By: by}
		n.TakeSaid(r.said[saidAt(question, by, i)])
		r.Whole(n)
	}
	for i, s := range spans {
		n := build.Note{By: by, Field: question}
		var start, end jsonfile.Offset
		var quote *string
		if err := errors.Join(s.Take("start", &start), s.Take("end", &end), s.Take("label", &n.Label), s.Take("text", &quote)); err != nil {
			return fmt.Errorf("%q, span %d: %w", question, i+1, err)
		}
		if len(r.said) > 0 {
			n.TakeSaid(r.said[saidAt(question, by, i)])
		}
		if n.Rest = s; len(scores) == len(spans) && !s.Has("score") {
			n.Rest["score"] = scores[i]
		}
		r.Span(n, quote, [2]int{int(start), int(end)})
	}
	return nil
}

// scoresOf are the scores of the values of a suggestion; none when there is one for
// all of them.
func scoresOf(raw json.RawMessage) (all []json.RawMessage) {
	_ = jsonfile.Unmarshal(raw, &all)
	return all
}

func isSpans(all []jsonfile.Object) bool {
	for _, s := range all {
		if !s.Has("start") || !s.Has("end") || !s.Has("label") {
			return false
		}
	}
	return true
}
