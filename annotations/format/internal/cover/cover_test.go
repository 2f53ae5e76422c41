package cover

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/text"
)

// TestCovers: the tokens and their blanks are the text, and each span is the
// text from the start of its first token to the end of its last.
func TestCovers(t *testing.T) {
	pieces := []string{"Ada", " ", "  ", "\n", "\r\n", "Iran’s", "10,000.5", "👩‍👩‍👧", "東京", "e\u0301", "\u00a0", "-"}
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "text"), "")
		var spans []text.Span
		var borders []text.Byte
		for i := range body + "x" {
			borders = append(borders, text.Byte(i))
		}
		if len(borders) > 1 {
			for range rapid.IntRange(0, 5).Draw(t, "spans") {
				i := rapid.IntRange(0, len(borders)-2).Draw(t, "start")
				j := rapid.IntRange(i+1, len(borders)-1).Draw(t, "end")
				spans = append(spans, text.Span{Start: borders[i], End: borders[j]})
			}
		}
		tokens := Tokens(body, spans)
		var b strings.Builder
		for i, tok := range tokens {
			if tok.Empty() || int(tok.Start) != b.Len() {
				t.Fatalf("token %d of %q is %v after %q", i, body, tok, b.String())
			}
			b.WriteString(body[tok.Start:tok.End])
			if tok.Blank {
				b.WriteByte(' ')
			}
		}
		if b.String() != body {
			t.Fatalf("%q became %q", body, b.String())
		}
		for _, sp := range spans {
			first, last := Find(tokens, sp)
			if first > last || last >= len(tokens) || tokens[first].Start != sp.Start || tokens[last].End != sp.End {
				t.Fatalf("%v of %q is tokens %d to %d of %v", sp, body, first, last, tokens)
			}
		}
	})
}
