package quantity

import (
	"strings"
	"unicode/utf8"
)

// Habit is the sign that stands before decimals.
type Habit byte

// The habits. An unknown one is that of English.
const (
	Unknown Habit = 0
	Point   Habit = '.'
	Comma   Habit = ','
)

// HabitOf returns the habit of a document, from the numbers whose separators can
// be nothing else: "3,5" has a decimal comma, "10,000.50" a decimal point.
func HabitOf(body string) Habit {
	points, commas := 0, 0
	for i := 0; i < len(body); {
		if !startsNumber(body[i:]) {
			_, size := utf8.DecodeRuneInString(body[i:])
			i += size
			continue
		}
		n := scan(body[i:])
		switch n.decimals(Unknown) {
		case '.':
			points++
		case ',':
			commas++
		}
		i += n.size
	}
	if commas > points {
		return Comma
	}
	if points > 0 {
		return Point
	}
	return Unknown
}

// numeral is a number in digits as it is written.
type numeral struct {
	size   int      // in bytes
	groups []string // its digits as ASCII
	signs  []byte   // between them: one of . , ' and a blank
	minus  bool
}

// digit is the value of a decimal digit of any of the scripts of the news.
func digit(r rune) (byte, bool) {
	for _, zero := range [...]rune{'0', '٠', '۰', '०', '０'} {
		if zero <= r && r <= zero+9 {
			return '0' + byte(r-zero), true
		}
	}
	return 0, false
}

func startsNumber(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	_, ok := digit(r)
	return ok
}

// separator is the plain form of a sign that stands between digits.
func separator(r rune) byte {
	switch r {
	case '.', '٫':
		return '.'
	case ',', '٬', '،', '，':
		return ','
	case '\'', '’':
		return '\''
	case ' ', '\u00a0', '\u202f', '\u2009':
		return ' '
	}
	return 0
}

// scan reads a number that a digit begins. Blanks and apostrophes belong to it
// between groups of three digits alone.
func scan(s string) (n numeral) {
	group := func(s string) (digits string, size int) {
		for size < len(s) {
			r, w := utf8.DecodeRuneInString(s[size:])
			d, ok := digit(r)
			if !ok {
				break
			}
			digits += string(d)
			size += w
		}
		return digits, size
	}
	digits, size := group(s)
	n.groups, n.size = []string{digits}, size
	for {
		r, w := utf8.DecodeRuneInString(s[n.size:])
		sign := separator(r)
		if sign == 0 {
			return n
		}
		digits, size := group(s[n.size+w:])
		last := n.groups[len(n.groups)-1]
		if digits == "" || (sign == ' ' || sign == '\'') && (len(digits) != 3 || len(last) > 3) {
			return n
		}
		switch r { // they say what they are
		case '٫':
			n.signs = append(n.signs, 'd')
		case '٬':
			n.signs = append(n.signs, '\'')
		default:
			n.signs = append(n.signs, sign)
		}
		n.groups = append(n.groups, digits)
		n.size += w + size
	}
}

// decimals is the sign before the decimals of a number, 0 when it has none: a
// sign that occurs once, after all others. One that three digits follow may group
// them instead: then the habit decides.
func (n numeral) decimals(habit Habit) byte {
	if len(n.signs) == 0 {
		return 0
	}
	last := n.signs[len(n.signs)-1]
	before := n.signs[:len(n.signs)-1]
	switch {
	case last == 'd':
		return last
	case last == ' ' || last == '\'' || strings.IndexByte(string(before), last) >= 0:
		return 0
	case len(before) > 0, len(n.groups[len(n.groups)-1]) != 3, len(n.groups[0]) > 3, n.groups[0] == "0":
		return last
	case habit == Habit(last):
		return last
	}
	return 0
}

// value is the number.
func (n numeral) value(habit Habit) decimal {
	d := decimal{digits: strings.Join(n.groups, ""), negative: n.minus}
	if n.decimals(habit) != 0 {
		d.exp = -len(n.groups[len(n.groups)-1])
	}
	return d
}
