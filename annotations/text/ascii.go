package text

import "unicode/utf8"

// What an ASCII character is to segments of UAX #29.
const (
	asciiOther  = iota // a segment of its own
	asciiBlank         // the same, and no piece
	asciiLetter        // letters and digits: joined to each other
	asciiJoiner        // may join letters or digits on both sides of it, or one to itself
)

var asciiKinds = func() (kinds [utf8.RuneSelf]uint8) {
	for c := range byte(utf8.RuneSelf) {
		switch kindOfASCII(c) {
		case wordy:
			kinds[c] = asciiLetter
		case blank:
			kinds[c] = asciiBlank
		}
	}
	for _, c := range "_'.:,;" {
		kinds[c] = asciiJoiner
	}
	return kinds
}()

// ascii returns the next piece where ASCII alone decides it, which it does in
// most of most texts and several times as fast: a run of letters and digits up
// to an ASCII character that joins nothing to it, or one other character before
// an ASCII character. Else it leaves p.at behind the blanks that it has passed.
func (p *pieces) ascii() (piece, bool) {
	s, i := p.s, int(p.at)
	for i+1 < len(s) && s[i] < utf8.RuneSelf && s[i+1] < utf8.RuneSelf && asciiKinds[s[i]] == asciiBlank {
		i++
	}
	p.at = Byte(i)
	if i == len(s) || s[i] >= utf8.RuneSelf {
		return piece{}, false
	}
	end := i + 1
	switch asciiKinds[s[i]] {
	case asciiLetter:
		for end < len(s) && s[end] < utf8.RuneSelf && asciiKinds[s[end]] == asciiLetter {
			end++
		}
		switch {
		case end == len(s):
		case s[end] >= utf8.RuneSelf:
			return piece{}, false
		case asciiKinds[s[end]] == asciiJoiner && !joinsNothing(s[end:]):
			return piece{}, false
		}
	case asciiJoiner:
		if s[i] == '_' || s[i] == '\'' || !followedByASCII(s, end) {
			return piece{}, false
		}
	case asciiOther:
		if !followedByASCII(s, end) {
			return piece{}, false
		}
	default:
		return piece{}, false
	}
	p.at = Byte(end)
	return piece{Span{Byte(i), p.at}, asciiKinds[s[i]] == asciiLetter}, true
}

// joinsNothing reports whether the joiner that a text starts with has nothing
// behind it to join.
func joinsNothing(s string) bool {
	switch {
	case s[0] == '_':
		return false
	case len(s) == 1:
		return true
	case s[1] >= utf8.RuneSelf:
		return false
	}
	return asciiKinds[s[1]] != asciiLetter
}

func followedByASCII(s string, end int) bool { return end == len(s) || s[end] < utf8.RuneSelf }
