package text

import (
	"iter"
	"strings"
)

// Line is a line of a text: [Start, End) without the line end, which is \n,
// \r\n or a lone \r; Next is where the next line starts.
type Line struct{ Start, End, Next Byte }

// Lines yields the lines of a text. A text that ends in a line end has an empty
// last line, and the empty text has one empty line.
func Lines(s string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for start := 0; ; {
			end, next := lineEnd(s, start)
			if !yield(Line{Byte(start), Byte(end), Byte(next)}) || next == end {
				return
			}
			start = next
		}
	}
}

func lineEnd(s string, from int) (end, next int) {
	i := strings.IndexAny(s[from:], "\r\n")
	if i < 0 {
		return len(s), len(s)
	}
	end = from + i
	if strings.HasPrefix(s[end:], "\r\n") {
		return end, end + 2
	}
	return end, end + 1
}

// around returns a stretch of the text about an offset that starts and ends at
// line ends, outside of which nothing can join what is inside.
func around(s string, at Byte) Span {
	start := strings.LastIndexAny(s[:at], "\r\n") + 1
	end, _ := lineEnd(s, int(at))
	return Span{Byte(start), Byte(end)}
}

func clamp(s string, at Byte) Byte { return max(0, min(at, Byte(len(s)))) }
