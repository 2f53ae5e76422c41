package gloss

// appendField writes a string behind its key, which has the colon already.
func appendField(b []byte, key, s string) []byte { return appendString(append(b, key...), s) }

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string as the JSON package does that escapes no
// HTML: U+2028 and U+2029, which end a line in JavaScript, are escaped.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xe2 {
			continue
		}
		if c == 0xe2 {
			if i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xa8 {
				b = append(append(b, s[from:i]...), '\\', 'u', '2', '0', '2', hexDigits[s[i+2]&0xf])
				i += 2
				from = i + 1
			}
			continue
		}
		b = append(append(b, s[from:i]...), '\\')
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, c)
		case '\b':
			b = append(b, 'b')
		case '\f':
			b = append(b, 'f')
		case '\n':
			b = append(b, 'n')
		case '\r':
			b = append(b, 'r')
		case '\t':
			b = append(b, 't')
		default:
			b = append(b, 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
	}
	return append(append(b, s[from:]...), '"')
}
