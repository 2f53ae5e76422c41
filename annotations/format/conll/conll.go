// Package conll writes the columns of CoNLL-2003 with IOB2 tags: a token a
// line, the tag in the last column, an empty line between sequences. It holds
// tokens rather than text, and one label a token, so that much is lost; each
// loss is reported.
package conll

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is CoNLL-2003 with IOB2 tags.
var Format = format.Format{
	Name: "conll2003", Aliases: []string{"conll"}, Title: "CoNLL (IOB2)", Extension: ".conll", Media: "text/plain; charset=utf-8",
	Can: format.Can{Controls: true}, Unit: format.Token,
	NewWriter: func(w io.Writer) format.Writer { return writer{bufio.NewWriter(w)} },
}

type writer struct{ w *bufio.Writer }

func (w writer) Close() error { return w.w.Flush() }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	body := it.Document.Text
	tokens := format.Tokens(body)
	spans, losses := onTokens(it, tokens)
	kept, lost := format.Flat(spans)
	for _, c := range lost {
		losses = append(losses, format.LossOf(it, c.Lost, format.Dropped,
			fmt.Sprintf("one label a token: overlaps %s %q", c.Kept.Label, format.Quote(it.Document, c.Kept))))
	}
	tags := make([]string, len(tokens))
	inside := make([]bool, len(tokens)) // a span goes on from the token before
	for _, s := range kept {
		name := Tag(string(s.Label))
		if name != string(s.Label) {
			losses = append(losses, format.LossOf(it, s.Entry, format.Renamed, "a tag holds no blanks: written as "+name))
		}
		for i := s.From; i < s.To; i++ {
			tags[i], inside[i] = "I-"+name, i > s.From
		}
		tags[s.From] = "B-" + name
	}
	fmt.Fprint(w.w, "-DOCSTART- -X- -X- O\n\n")
	for i, t := range tokens {
		// A sequence ends with its line, but not within a span: a tag I- must
		// follow on the one that it continues.
		if i > 0 && !inside[i] && strings.ContainsAny(body[tokens[i-1].End:t.Start], "\r\n") {
			fmt.Fprintln(w.w)
		}
		if err := prove(body, t); err != nil {
			return nil, fmt.Errorf("document %v, token %d: %w", it.Document.ID, i+1, err)
		}
		tag := tags[i]
		if tag == "" {
			tag = "O"
		}
		fmt.Fprintf(w.w, "%s -X- -X- %s\n", body[t.Start:t.End], tag)
	}
	_, err := fmt.Fprintln(w.w)
	return losses, err
}

// prove refuses a token that readers would take for two columns.
func prove(body string, t text.Span) error {
	if s := body[t.Start:t.End]; s == "" || strings.ContainsFunc(s, text.IsBlank) {
		return fmt.Errorf("%q is no token", s)
	}
	return nil
}

// onTokens lays the annotations of an item over its tokens.
func onTokens(it format.Item, tokens []text.Span) (spans []format.TokenSpan, losses []format.Loss) {
	lose := func(e annotations.Entry, kind format.Kind, reason string) {
		losses = append(losses, format.LossOf(it, e, kind, reason))
	}
	for _, e := range it.Entries {
		switch len(e.Target.Parts) {
		case 0:
			lose(e, format.Dropped, "it is not in the text")
			continue
		case 1:
		default:
			lose(e, format.Dropped, "it is discontinuous")
			continue
		}
		from, to, exact := format.Cover(tokens, e.Target.Parts[0])
		if from == to {
			lose(e, format.Dropped, "there is no token in it")
			continue
		}
		if !exact {
			wide := it.Document.Text[tokens[from].Start:tokens[to-1].End]
			lose(e, format.Moved, fmt.Sprintf("to the edges of tokens: %q", wide))
		}
		spans = append(spans, format.TokenSpan{Entry: e, From: from, To: to})
	}
	return spans, losses
}

// Tag is the name of a label as a tag can hold it.
func Tag(label string) string {
	return strings.Map(func(r rune) rune {
		if text.IsBlank(r) {
			return '_'
		}
		return r
	}, label)
}
