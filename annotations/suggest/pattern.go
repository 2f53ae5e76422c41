package suggest

import (
	"strings"
	"unicode/utf8"
)

// Patterns need no training: they count as occurrences of one string each, the
// string "a percentage", say, and are remembered as strings are. A label whose
// name says that it is about them starts with a few of them to its credit.

// pattern is what a stretch is by its form.
type pattern uint8

const (
	noPattern pattern = iota
	plainNumber
	percentage
	money
	quantity // a number with a word of magnitude
	year
	clock
	dated // digits with separators: 2024-05-01, 5/1/24
	quotation
	quotationMarks // a quotation with its marks
	patterns
)

// namesOfPatterns are names of labels, in small letters, and the patterns they suggest.
var namesOfPatterns = map[string][]pattern{
	"number":     {plainNumber, percentage, money, quantity},
	"numbers":    {plainNumber, percentage, money, quantity},
	"quantity":   {plainNumber, quantity, percentage},
	"figure":     {plainNumber, quantity, percentage, money},
	"amount":     {quantity, money},
	"cardinal":   {plainNumber, quantity},
	"num":        {plainNumber, quantity, percentage, money},
	"zahl":       {plainNumber, percentage, money, quantity},
	"nombre":     {plainNumber, percentage, money, quantity},
	"número":     {plainNumber, percentage, money, quantity},
	"percent":    {percentage},
	"percentage": {percentage},
	"money":      {money},
	"price":      {money},
	"currency":   {money},
	"date":       {dated, year},
	"time":       {clock},
	"quote":      {quotation},
	"quotation":  {quotation},
	"zitat":      {quotation},
	"citation":   {quotation},
}

// key of the pattern among the remembered strings.
func (p pattern) key() uint64 { return 0xa5a5_0000_0000_0000 | uint64(p) }

// found is a stretch of tokens [from, to) that a pattern matches.
type found struct {
	from, to int
	is       pattern
}

// longQuote is the longest quotation looked for, in tokens.
const longQuote = 80

// match appends the patterns of a passage, in the order of their starts.
func match(p *passage, all []found) []found {
	open := -1
	for i := 0; i < len(p.tokens); i++ {
		switch p.tokens[i].shape.kind {
		case number:
			all = matchNumber(p, i, all)
		case alnum:
			if w := p.word(i); strings.ContainsAny(w[:1], "0123456789") && strings.Contains(w, ":") {
				all = append(all, found{i, i + 1, clock})
			}
		case quote:
			w := p.word(i)
			if w == "'" || w == "’" {
				continue // an apostrophe as a rule
			}
			if open < 0 || strings.Contains("“„«「『``", w) && w != "“" {
				open = i
				continue
			}
			if i-open > 2 && i-open < longQuote {
				all = append(all, found{open + 1, i, quotation}, found{open, i + 1, quotationMarks})
			}
			open = -1
		}
	}
	return all
}

// matchNumber appends the patterns of the number at token i: itself, and with
// its currency, per cent sign or magnitude.
func matchNumber(p *passage, i int, all []found) []found {
	if i > 0 && isJoint(p, i-1) && i > 1 && p.tokens[i-2].shape.kind == number {
		return all // the number before went on to here
	}
	end := i + 1
	for end+1 < len(p.tokens) && isJoint(p, end) && p.tokens[end+1].shape.kind == number && !p.tokens[end+1].blank {
		end += 2
	}
	is := plainNumber
	w := p.word(i)
	switch {
	case end > i+1 && strings.Contains(p.body[p.tokens[i].Start:p.tokens[end-1].End], ":"), strings.Contains(w, ":"):
		is = clock
	case end > i+3 || strings.Count(w, "/") > 1:
		is = dated
	case end == i+1 && len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && utf8.RuneCountInString(w) == 4:
		is = year
	}
	all = append(all, found{i, end, is})
	if is == clock || is == dated {
		return all
	}
	from, to, wide := i, end, noPattern
	if i > 0 && isCurrency(p.word(i-1)) {
		from, wide = i-1, money
	}
	if to < len(p.tokens) && isMagnitude(p.word(to)) {
		to++
		if wide == noPattern {
			wide = quantity
		}
	}
	if to < len(p.tokens) {
		switch w := p.word(to); {
		case isPercent(w):
			to, wide = to+1, percentage
		case isCurrency(w):
			to, wide = to+1, money
		}
	}
	if wide != noPattern {
		all = append(all, found{from, to, wide})
	}
	return all
}

// isJoint reports whether a token may stand inside a number or a date.
func isJoint(p *passage, i int) bool {
	if p.tokens[i].blank {
		return false
	}
	w := p.word(i)
	return len(w) == 1 && strings.Contains(".,:/-", w)
}

func isCurrency(w string) bool {
	switch strings.ToLower(w) {
	case "$", "€", "£", "¥", "₹", "₽", "₩", "฿", "us$", "usd", "eur", "gbp", "chf",
		"euro", "euros", "dollar", "dollars", "pound", "pounds", "yen", "円", "บาท", "ریال", "تومان", "元":
		return true
	}
	return false
}

func isPercent(w string) bool {
	switch strings.ToLower(w) {
	case "%", "‰", "٪", "percent", "prozent", "pct", "درصد":
		return true
	}
	return false
}

func isMagnitude(w string) bool {
	switch strings.ToLower(w) {
	case "hundred", "thousand", "million", "millions", "billion", "billions", "trillion", "mio", "mrd", "bn", "mn",
		"tausend", "millionen", "milliarden", "milliarde", "mille", "millones", "milliards", "milliard", "mil", "milhões",
		"万", "億", "兆", "亿", "هزار", "میلیون", "میلیارد", "ล้าน", "พัน":
		return true
	}
	return false
}
