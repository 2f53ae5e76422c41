package webanno

import (
	"encoding/json"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// kept is what a file says of its layers and annotations do not, in the meta of a
// document under "webanno", so that they come out again in the layers that they
// came from.
type kept struct {
	Layers []string `json:"layers"` // as they were declared, without #T_
	// Of are the annotations, by their IDs, of each layer that is not Gloss's own:
	// under its name, or for what fills a slot under its name, a colon and the
	// name of the slot.
	Of map[string][]string `json:"of,omitempty"`
	// Tokens are the tokens in code points, and Sentences the first of each
	// sentence, where they are not those that Gloss finds.
	Tokens    [][2]text.Point `json:"tokens,omitempty"`
	Sentences []int           `json:"sentences,omitempty"`
}

const metaKey = "webanno"

func keptOf(d annotations.Document) (k kept) {
	if !jsonfile.Kept(d.Meta, metaKey, &k) {
		return kept{}
	}
	return k
}

// put returns meta with what is kept in it, unless the layers and the tokens are
// those that Gloss writes of itself.
func (k kept) put(meta json.RawMessage, layers []layer) (json.RawMessage, error) {
	if own(layers) && k.Tokens == nil {
		return meta, nil
	}
	for _, l := range layers {
		k.Layers = append(k.Layers, l.String())
	}
	return jsonfile.Keep(meta, metaKey, k)
}

// note keeps that an annotation is of a layer.
func (k *kept) note(name string, id annotations.AnnotationID) {
	if name == spanLayer || name == linkLayer {
		return
	}
	if k.Of == nil {
		k.Of = map[string][]string{}
	}
	k.Of[name] = append(k.Of[name], id.String())
}

// own reports whether layers are those that Gloss writes of itself: named entities,
// and the links between them.
func own(layers []layer) bool {
	for i, l := range layers {
		last := len(l.features) - 1
		switch {
		case i == 0 && l.kind == spans && l.name == spanLayer && slices.Equal(l.features[:min(2, last+1)], []string{identifier, "value"}):
			for f := range l.features {
				if !l.plain(f) {
					return false
				}
			}
		case i == 1 && l.kind == relations && l.name == linkLayer && l.features[0] == "label" && l.features[last] == basePrefix+spanLayer && l.base() == last:
		default:
			return false
		}
	}
	return true
}

// tokensOf are those of a text, and which of them begin a sentence: a line, unless
// the file that it came from says otherwise.
func (k kept) tokensOf(body string) (tokens []text.Span, begins []bool) {
	if tokens = k.onText(body); tokens != nil {
		begins = make([]bool, len(tokens))
		begins[0] = true
		for _, i := range k.Sentences {
			if i >= 0 && i < len(begins) {
				begins[i] = true
			}
		}
		return tokens, begins
	}
	tokens = format.Tokens(body)
	begins = make([]bool, len(tokens))
	for i := range tokens {
		begins[i] = i == 0 || strings.ContainsAny(body[tokens[i-1].End:tokens[i].Start], "\r\n")
	}
	return tokens, begins
}

// onText are the tokens that are kept, if they hold all of the text but blanks.
func (k kept) onText(body string) (tokens []text.Span) {
	x, last := text.NewIndex(body), text.Byte(0)
	for _, t := range k.Tokens {
		start, err1 := x.ByteAt(t[0])
		end, err2 := x.ByteAt(t[1])
		if err1 != nil || err2 != nil || start < last || start >= end || !blank(body[last:start]) {
			return nil
		}
		tokens = append(tokens, text.Span{Start: start, End: end})
		last = end
	}
	if !blank(body[last:]) {
		return nil
	}
	return tokens
}

func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !text.IsBlank(r) })
}

// keepTokens keeps the tokens of a text, unless Gloss finds the same.
func (k *kept) keepTokens(body string, tokens []text.Span, begins []bool) {
	usual, usually := kept{}.tokensOf(body)
	if len(tokens) == 0 || slices.Equal(usual, tokens) && slices.Equal(usually, begins) {
		return
	}
	all := kept{}
	x := text.NewIndex(body)
	for i, t := range tokens {
		start, err1 := x.PointAt(t.Start)
		end, err2 := x.PointAt(t.End)
		if err1 != nil || err2 != nil {
			return
		}
		all.Tokens = append(all.Tokens, [2]text.Point{start, end})
		if begins[i] && i > 0 {
			all.Sentences = append(all.Sentences, i)
		}
	}
	if all.onText(body) != nil {
		k.Tokens, k.Sentences = all.Tokens, all.Sentences
	}
}
