package suggest

import (
	"unicode"
)

// shape is how a word is written.
type shape struct {
	long  uint32 // hash of its pattern: "Xxxxx-dd"
	short uint32 // the same, repeats left out: "Xx-d"
	kind  kind
}

// kind sorts words by how they are written.
type kind uint8

const (
	lower     kind = iota
	capital        // starts with a capital letter
	upper          // capitals alone, two at least
	initial        // one capital letter
	mixed          // a capital inside
	number         // digits, perhaps with marks
	alnum          // letters and digits
	uncased        // of a script without capitals
	ideograph      // Han, kana, hangul, Thai and their like: no blanks between words
	quote
	opener
	closer
	stop // ends a sentence
	comma
	symbol // anything else
)

func shapeOf(w string) shape {
	s := shape{long: 17, short: 19}
	var up, low, other, solid, digits, marks int
	last, first := byte(0), rune(0)
	for i, r := range w {
		c := letter(r)
		if i == 0 {
			first = r
		}
		switch c {
		case 'X':
			up++
		case 'x':
			low++
		case 'd':
			digits++
		case 'o':
			other++
		case 'h', 'k', 't':
			solid++
		default:
			marks++
		}
		if i < 24 {
			s.long = mix(s.long, uint32(c))
		}
		if c != last {
			s.short = mix(s.short, uint32(c))
		}
		last = c
	}
	s.kind = kindOf(w, first, up, low, other, solid, digits)
	return s
}

func kindOf(w string, first rune, up, low, other, solid, digits int) kind {
	letters := up + low + other + solid
	switch {
	case digits > 0 && letters == 0:
		return number
	case digits > 0:
		return alnum
	case solid > 0:
		return ideograph
	case other > 0:
		return uncased
	case up == 1 && low == 0:
		return initial
	case up > 0 && low == 0:
		return upper
	case up > 0 && unicode.IsUpper(first) && up == 1:
		return capital
	case up > 0:
		return mixed
	case low > 0:
		return lower
	}
	switch w {
	case `"`, "'", "``", "''", "“", "”", "„", "‘", "’", "«", "»", "「", "」", "『", "』", "‹", "›":
		return quote
	case "(", "[", "{", "（":
		return opener
	case ")", "]", "}", "）":
		return closer
	case ".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।":
		return stop
	case ",", ";", ":", "-", "–", "—", "、", "，", "؛", "،", "；", "：":
		return comma
	}
	return symbol
}

// letter is the one that stands for a character in the shape of a word.
func letter(r rune) byte {
	switch {
	case r < 0x80:
		switch {
		case 'a' <= r && r <= 'z':
			return 'x'
		case 'A' <= r && r <= 'Z':
			return 'X'
		case '0' <= r && r <= '9':
			return 'd'
		}
		return byte(r)
	case unicode.IsDigit(r):
		return 'd'
	case unicode.IsUpper(r):
		return 'X'
	case unicode.IsLower(r):
		return 'x'
	case unicode.In(r, unicode.Katakana):
		return 'k'
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Hangul):
		return 'h'
	case unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return 't'
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return 'o'
	}
	return '.'
}
