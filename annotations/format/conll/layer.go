package conll

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// layer is what columns say and annotations do not. It is kept in the meta of
// a document under "conll", and comes out again when the document is written.
type layer struct {
	Scheme string `json:"scheme,omitempty"` // of the tags as they were read
	Broken int    `json:"broken,omitempty"` // spans that began with a tag that goes on
	// Blanks says that the tokens are what stands between blanks and line ends,
	// as in a text that was put together from them.
	Blanks bool `json:"blanks,omitempty"`
	// Tokens are the tokens in code points, where they are neither that nor
	// those of Gloss.
	Tokens [][2]text.Point `json:"tokens,omitempty"`
	// Columns are the values of other columns, under their number from 1 or
	// their name, joined by blanks in CoNLL-2003 and by tabs in CoNLL-U.
	Columns map[string]string `json:"columns,omitempty"`
}

const metaKey = "conll"

// layerOf returns the layer of a document, empty when it has none.
func layerOf(d annotations.Document) (l layer) {
	if !bytes.Contains(d.Meta, []byte(`"`+metaKey+`"`)) {
		return layer{}
	}
	if !jsonfile.Kept(d.Meta, metaKey, &l) {
		return layer{}
	}
	return l
}

// put returns meta with the layer in it, unless it is empty.
func (l layer) put(meta json.RawMessage) (json.RawMessage, error) {
	if l.Scheme == "" && l.Broken == 0 && !l.Blanks && len(l.Tokens) == 0 && len(l.Columns) == 0 {
		return meta, nil
	}
	return jsonfile.Keep(meta, metaKey, l)
}

// tokens are those of the layer if it has some that can be written, which is
// that they hold all of the text but blanks and no blanks, else Gloss's own,
// which are appended to into.
func (l layer) tokens(body string, into []text.Span) []text.Span {
	var all []text.Span
	switch {
	case l.Blanks:
		all = betweenBlanks(body)
	case len(l.Tokens) > 0:
		all = l.onText(body)
	}
	if all == nil || !cover(body, all) {
		for t := range text.Tokens(body) {
			into = append(into, t)
		}
		return into
	}
	return all
}

func (l layer) onText(body string) []text.Span {
	x := text.NewIndex(body)
	all := make([]text.Span, 0, len(l.Tokens))
	for _, t := range l.Tokens {
		start, err := x.ByteAt(t[0])
		if err != nil {
			return nil
		}
		end, err := x.ByteAt(t[1])
		if err != nil {
			return nil
		}
		all = append(all, text.Span{Start: start, End: end})
	}
	return all
}

func betweenBlanks(body string) []text.Span {
	all := []text.Span{}
	for i := 0; i < len(body); {
		n := strings.IndexAny(body[i:], " \n")
		if n < 0 {
			n = len(body) - i
		}
		if n > 0 {
			all = append(all, text.Span{Start: text.Byte(i), End: text.Byte(i + n)})
		}
		i += n + 1
	}
	return all
}

// cover reports whether the tokens are in order and hold no blanks and all that
// is not.
func cover(body string, tokens []text.Span) bool {
	at := text.Byte(0)
	for _, t := range tokens {
		if t.Start < at || t.Empty() || strings.ContainsFunc(body[t.Start:t.End], text.IsBlank) || !isBlank(body[at:t.Start]) {
			return false
		}
		at = t.End
	}
	return isBlank(body[at:])
}

func isBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !text.IsBlank(r) })
}

// keepTokens records tokens unless Gloss finds the same.
func (l *layer) keepTokens(body string, tokens []text.Span) {
	switch {
	case slices.Equal(format.Tokens(body), tokens):
		return
	case slices.Equal(betweenBlanks(body), tokens):
		l.Blanks = true
		return
	case !cover(body, tokens):
		return
	}
	at, point := text.Byte(0), text.Point(0)
	for _, t := range tokens {
		start := point + text.Point(utf8.RuneCountInString(body[at:t.Start]))
		point = start + text.Point(utf8.RuneCountInString(body[t.Start:t.End]))
		l.Tokens = append(l.Tokens, [2]text.Point{start, point})
		at = t.End
	}
}

// column is the values of one more column, one a token, or nil.
func (l layer) column(key, sep string, tokens int) []string {
	joined, ok := l.Columns[key]
	if !ok {
		return nil
	}
	if values := strings.Split(joined, sep); len(values) == tokens {
		return values
	}
	return nil
}
