package quantity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Propose reads an amount in a text as an annotator marked it: "more than 10,000
// people". ok is false when there is none, or when more than one could be meant;
// a text of more than longest bytes is no amount.
func Propose(words string, habit Habit) (q Quantity, ok bool) {
	const longest = 200
	s := strings.ToLower(strings.TrimSpace(words))
	if len(s) > longest {
		return Quantity{}, false
	}
	before, a, rest, ok := amount(s, habit)
	if !ok {
		return Quantity{}, false
	}
	var unit string
	if unit, before = takeLast(before, unitWords); unit != "" && !money(unit) {
		unit = ""
	}
	q.Bound = Bound(first(takeLast(before, boundWords)))
	if head, b, tail, two := second(rest, habit); two {
		// "10 to 12 billion": what multiplies the one multiplies the other.
		if a.exp <= 0 && head == "" {
			a = shared(a, b)
		}
		q.To = b.String()
		rest = tail
	}
	q.Amount = a.String()
	if behind, after := take(rest, boundsBehind); behind != "" {
		q.Bound, rest = Bound(behind), after
	}
	known, after := take(rest, unitWords)
	if known != "" {
		rest = after
	}
	if behind, after := take(rest, boundsBehind); behind != "" {
		q.Bound, rest = Bound(behind), after
	}
	if _, _, _, more := amount(rest, habit); more {
		return Quantity{}, false // whoever marked two must say which
	}
	switch {
	case unit != "":
		q.Unit = unit
	case known != "":
		q.Unit = known
	default:
		q.Unit = plainUnit(rest)
	}
	return q, true
}

func money(unit string) bool { return len(unit) == 3 && unit[0] >= 'A' && unit[0] <= 'Z' }

// amount finds the first amount in a text, in digits or in words, with what
// multiplies it.
func amount(s string, habit Habit) (before string, d decimal, rest string, ok bool) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if _, is := digit(r); is {
			n := scan(s[i:])
			if before = s[:i]; strings.HasSuffix(before, "-") || strings.HasSuffix(before, "−") {
				trimmed := strings.TrimRight(before, "-−")
				if trimmed == "" || strings.HasSuffix(trimmed, " ") {
					before, n.minus = trimmed, true
				}
			}
			d, rest = multiplied(n.value(habit), s[i+n.size:])
			return before, d, rest, true
		}
		if wordStart(s, i) {
			if d, rest, ok := spelled(s[i:]); ok {
				return s[:i], d, rest, true
			}
		}
		i += size
	}
	return "", decimal{}, "", false
}

// spelled reads an amount in words: "two hundred and fifty thousand", "half a
// million", "a million", "百".
func spelled(s string) (decimal, string, bool) {
	total, current, seen := decimal{digits: "0"}, decimal{}, false
	rest := s
	for {
		if n, after := take(rest, numberWords); n != "" {
			d, _ := plain(n)
			current, rest, seen = sum(current, d), after, true
		} else if p, after := take(rest, powerWords); p != "" && (seen || p < "4" && !abbreviated(rest, after)) {
			// "mille personnes", but not "millions of people".
			current = raised(current, seen, p)
			rest, seen = after, true
			if current.exp >= 3 || len(current.String()) > 3 {
				total, current = sum(total, current), decimal{}
			}
		} else if after, is := strings.CutPrefix(strings.TrimLeft(rest, " "), "a "); is && !seen {
			p, behind := take(after, powerWords)
			if p == "" || abbreviated(after, "") {
				return decimal{}, s, false
			}
			current, rest, seen = raised(decimal{}, false, p), behind, true
		} else if after, is := strings.CutPrefix(strings.TrimLeft(rest, " -"), "and "); is && seen {
			if n, _ := take(after, numberWords); n == "" {
				break
			}
			rest = after
		} else {
			break
		}
	}
	return sum(total, current), rest, seen
}

// abbreviated reports whether a power is written as letters that count only
// behind digits.
func abbreviated(s, after string) bool {
	w := strings.TrimLeft(s[:len(s)-len(after)], " -")
	if after == "" {
		w, _, _ = strings.Cut(w, " ")
	}
	return len(w) <= 3 && w != "" && w[0] < utf8.RuneSelf && w != "mil"
}

// raised is a number times a power of ten; one that was not said is 1.
func raised(d decimal, said bool, power string) decimal {
	if !said || d.digits == "" {
		d = decimal{digits: "1"}
	}
	n := 0
	for _, c := range power {
		n = 10*n + int(c-'0')
	}
	d.exp += n
	return d
}

// multiplied is a number with the powers that follow it.
func multiplied(d decimal, rest string) (decimal, string) {
	for {
		p, after := take(rest, powerWords)
		if p == "" {
			return d, rest
		}
		d, rest = raised(d, true, p), after
	}
}

// second finds the other end of a range, right behind the first.
func second(s string, habit Habit) (head string, d decimal, rest string, ok bool) {
	trimmed := strings.TrimLeft(s, " \u00a0")
	for _, w := range strings.Split(between, "|") {
		after, is := strings.CutPrefix(trimmed, w)
		if !is || w[0] < utf8.RuneSelf && w != "-" && !strings.HasPrefix(after, " ") {
			continue
		}
		head, d, rest, ok = amount(strings.TrimLeft(after, " \u00a0"), habit)
		if ok && head == "" {
			return head, d, rest, true
		}
		if unit, left := take(head, unitWords); ok && money(unit) && strings.TrimSpace(left) == "" {
			return "", d, rest, true
		}
	}
	return "", d, s, false
}

// shared gives the first end of a range the power of the second, when it has less
// digits without it.
func shared(a, b decimal) decimal {
	if b.exp > 0 {
		a.exp += b.exp
	}
	return a
}

// sum adds numbers of few digits.
func sum(a, b decimal) decimal {
	if a.digits == "" || strings.Trim(a.digits, "0") == "" {
		return b
	}
	if b.digits == "" {
		return a
	}
	exp := min(a.exp, b.exp)
	x, y := a.digits+strings.Repeat("0", a.exp-exp), b.digits+strings.Repeat("0", b.exp-exp)
	n := max(len(x), len(y))
	x, y = strings.Repeat("0", n-len(x))+x, strings.Repeat("0", n-len(y))+y
	out, carry := make([]byte, n+1), byte(0)
	for i := n - 1; i >= 0; i-- {
		d := x[i] - '0' + y[i] - '0' + carry
		out[i+1], carry = '0'+d%10, d/10
	}
	out[0] = '0' + carry
	return decimal{digits: string(out), exp: exp}
}

// plainUnit is what the text counts, when no table knows it: one word, or a few.
func plainUnit(rest string) string {
	words := strings.FieldsFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '‑' })
	if strings.HasPrefix(rest, "-") && len(words) > 1 { // "a 5-star hotel"
		words = words[:1]
	}
	if len(words) > 3 {
		return ""
	}
	return strings.Trim(strings.Join(words, " "), ".,;:!?()[]“”\"'’")
}

func first(meaning, _ string) string { return meaning }

// take takes the longest phrase of a table from the start of a text, after blanks
// or a hyphen.
func take(s, table string) (meaning, rest string) {
	trimmed := strings.TrimLeft(s, " \u00a0\u202f-‑")
	best := 0
	phrases(table, func(is, phrase string) {
		if len(phrase) > best && strings.HasPrefix(trimmed, phrase) && wordEnd(trimmed, len(phrase)) {
			meaning, best = is, len(phrase)
		}
	})
	if best == 0 {
		return "", s
	}
	return meaning, trimmed[best:]
}

// takeLast finds the last phrase of a table in a text; of two in one place the
// longer.
func takeLast(s, table string) (meaning, rest string) {
	at, best := -1, 0
	phrases(table, func(is, phrase string) {
		i := strings.LastIndex(s, phrase)
		if i < 0 || !wordStart(s, i) || !wordEnd(s, i+len(phrase)) {
			return
		}
		if end, was := i+len(phrase), at+best; at < 0 || end > was || end == was && len(phrase) > best {
			meaning, at, best = is, i, len(phrase)
		}
	})
	if at < 0 {
		return "", s
	}
	return meaning, s[:at]
}

func phrases(table string, each func(meaning, phrase string)) {
	for line := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		meaning, all, _ := strings.Cut(line, ":")
		for phrase := range strings.SplitSeq(all, "|") {
			each(meaning, phrase)
		}
	}
}

// wordStart and wordEnd report whether no word goes on over a place. Ideographs
// and signs need no blank between them.
func wordStart(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	here, _ := utf8.DecodeRuneInString(s[at:])
	return at == 0 || !letter(before) || !letter(here)
}

func wordEnd(s string, at int) bool { return at == len(s) || wordStart(s, at) }

func letter(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }
