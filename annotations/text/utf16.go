package text

import "unicode/utf8"

// UTF16Len is the length of a string in UTF-16 code units.
func UTF16Len(s string) UTF16 {
	n := UTF16(len(s))
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		n += units(r) - UTF16(size)
		i += size
	}
	return n
}
