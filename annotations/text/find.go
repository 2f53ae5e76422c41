package text

import (
	"iter"
	"strings"
)

// FindOptions say what Find takes for an occurrence.
type FindOptions struct {
	WholeWords bool
	IgnoreCase bool
}

// Find yields the occurrences of a query in a text, from left to right; they do
// not overlap.
func Find(body, query string, o FindOptions) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		b, q := body, query
		if o.IgnoreCase {
			b, q = strings.ToLower(body), strings.ToLower(query)
			if len(b) != len(body) {
				b, q = body, query
			}
		}
		for at := 0; q != ""; {
			i := strings.Index(b[at:], q)
			if i < 0 {
				return
			}
			sp := Span{Byte(at + i), Byte(at + i + len(q))}
			if !o.WholeWords || SnapWords(body, sp) == sp {
				if !yield(sp) {
					return
				}
			}
			at += i + len(q)
		}
	}
}
