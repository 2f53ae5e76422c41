package text

import "iter"

// Line is a line of a text: [Start, End) is without its line end, which is \n,
// \r\n or a lone \r; Next is where the next line starts. On the last line Next
// is End.
type Line struct{ Start, End, Next Byte }

// Lines yields the lines of a text. A text that ends in a line end has an empty
// last line, and the empty text has one empty line.
func Lines(s string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		var l Line
		for i := 0; i < len(s); i++ {
			if s[i] != '\n' && s[i] != '\r' {
				continue
			}
			l.End = Byte(i)
			if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			l.Next = Byte(i + 1)
			if !yield(l) {
				return
			}
			l.Start = l.Next
		}
		yield(Line{l.Start, Byte(len(s)), Byte(len(s))})
	}
}
