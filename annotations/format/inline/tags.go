package inline

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tag is a stretch of markup that has the form of a tag.
type tag struct {
	start, end int
	name       string // what its partner is called
	label      string // the TYPE of an opening tag, if it has one, or its name
	bracket    bool
	closing    bool
	partner    int  // how many tags further its partner is; 0 without one
	named      bool // another tag of its name is about: it was meant as one
}

// find lists what has the form of a tag.
func find(s string) (tags []tag) {
	for i := 0; i < len(s); {
		j := strings.IndexAny(s[i:], "[<")
		if j < 0 {
			break
		}
		i += j
		t, ok := parse(s, i)
		if !ok {
			i++
			continue
		}
		tags = append(tags, t)
		i = t.end
	}
	return tags
}

// parse reads the tag that begins at i.
func parse(s string, i int) (t tag, ok bool) {
	t.start, t.bracket = i, s[i] == '['
	end := byte('>')
	if t.bracket {
		end = ']'
	}
	p := i + 1
	if p < len(s) && s[p] == '/' {
		t.closing = true
		p++
	}
	from := p
	for p < len(s) {
		r, n := utf8.DecodeRuneInString(s[p:])
		if !unicode.IsLetter(r) && (p == from || !unicode.IsNumber(r) && !unicode.IsMark(r) && !strings.ContainsRune("_-.:", r)) {
			break
		}
		p += n
	}
	t.name = s[from:p]
	if t.label = t.name; p == from || p == len(s) {
		return t, false
	}
	if !t.bracket && !t.closing && s[p] == ' ' {
		stop := strings.IndexAny(s[p:], "<>")
		if stop < 0 || s[p+stop] != '>' {
			return t, false
		}
		if label := attribute(s[p : p+stop]); label != "" {
			t.label = label
		}
		p += stop
	}
	if s[p] != end {
		return t, false
	}
	t.end = p + 1
	return t, true
}

// attribute is the value of TYPE, or of what else names the kind of a span.
func attribute(s string) string {
	for s = strings.TrimLeft(s, " "); s != ""; s = strings.TrimLeft(s, " ") {
		key, rest, ok := strings.Cut(s, "=")
		if !ok || rest == "" {
			return ""
		}
		value := ""
		if q := rest[0]; q == '"' || q == '\'' {
			stop := strings.IndexByte(rest[1:], q)
			if stop < 0 {
				return ""
			}
			value, s = rest[1:1+stop], rest[stop+2:]
		} else {
			value, s, _ = strings.Cut(rest, " ")
		}
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "type", "label", "class", "cat", "category":
			if value = strings.TrimSpace(plain(value, true)); value != "" {
				return value
			}
		}
	}
	return ""
}

// pair finds the partner of each opening tag: the next closing one of its name
// that belongs to none inside it. It reports whether one in angle brackets has.
func pair(tags []tag) (angled bool) {
	type kind struct {
		name    string
		bracket bool
	}
	open := map[kind][]int{}
	seen := map[kind]int{}
	for i := range tags {
		t := &tags[i]
		k := kind{t.name, t.bracket}
		seen[k]++
		if !t.closing {
			open[k] = append(open[k], i)
			continue
		}
		stack := open[k]
		if len(stack) == 0 {
			continue
		}
		from := stack[len(stack)-1]
		open[k] = stack[:len(stack)-1]
		tags[from].partner, t.partner = i-from, from-i
		angled = angled || !t.bracket
	}
	for i := range tags {
		t := &tags[i]
		t.named = t.closing || seen[kind{t.name, t.bracket}] > 1
	}
	// The partner of a closing tag lies before it, which only says that it has one.
	for i := range tags {
		if tags[i].partner < 0 {
			tags[i].partner = -tags[i].partner
		}
	}
	return angled
}

// peeker looks ahead in a file.
type peeker struct{ *bufio.Reader }

func newPeeker(r io.Reader) peeker { return peeker{bufio.NewReaderSize(r, window)} }

func (p peeker) peek() []byte {
	head, _ := p.Peek(window)
	return head
}
