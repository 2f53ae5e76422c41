// Package quantity turns amounts as people write them into numbers that a program
// can compare: "up to 10 billion dollars" into <=10000000000 USD. It proposes, and
// a person decides: where a text leaves open what is meant, it takes the habit of
// the document, or proposes nothing.
//
// Amounts are decimal digits throughout, so that none is rounded.
package quantity

import (
	"errors"
	"strings"
)

// Bound says how an amount is meant.
type Bound string

// The bounds, as they are written.
const (
	Exactly Bound = ""
	About   Bound = "~"
	Less    Bound = "<"
	AtMost  Bound = "<="
	More    Bound = ">"
	AtLeast Bound = ">="
)

// Quantity is an amount with its bound and its unit.
type Quantity struct {
	Bound Bound
	// Amount is a decimal number: digits, perhaps a minus sign before them and a
	// point within, without zeros that say nothing.
	Amount string
	// To is the other end of a range, "" when there is none.
	To string
	// Unit is a currency in ISO 4217, %, a unit in its singular, or the words of
	// the text; "" for a bare number.
	Unit string
}

// String is the form in which values of attributes are kept and exported: the
// bound, the amount, for a range .. and its other end, and after a blank the unit.
func (q Quantity) String() string {
	s := string(q.Bound) + q.Amount
	if q.To != "" {
		s += ".." + q.To
	}
	if q.Unit != "" {
		s += " " + q.Unit
	}
	return s
}

// ErrForm says that a text is not in the form of String.
var ErrForm = errors.New("not a quantity: want digits, perhaps after ~, <, <=, > or >=, perhaps before a unit, such as <=10000000000 USD")

// Parse reads the form of String.
func Parse(s string) (q Quantity, err error) {
	s = strings.TrimSpace(s)
	for _, b := range [...]Bound{AtMost, AtLeast, Less, More, About} {
		if rest, ok := strings.CutPrefix(s, string(b)); ok {
			q.Bound, s = b, strings.TrimSpace(rest)
			break
		}
	}
	amount, unit, _ := strings.Cut(s, " ")
	q.Unit = strings.TrimSpace(unit)
	from, to, ranged := strings.Cut(amount, "..")
	a, ok := plain(from)
	if !ok {
		return Quantity{}, ErrForm
	}
	q.Amount = a.String()
	if ranged {
		b, ok := plain(to)
		if !ok {
			return Quantity{}, ErrForm
		}
		q.To = b.String()
	}
	return q, nil
}

// plain reads digits with at most one point.
func plain(s string) (decimal, bool) {
	var d decimal
	if s, d.negative = strings.CutPrefix(s, "-"); s == "" {
		return d, false
	}
	whole, part, _ := strings.Cut(s, ".")
	if whole == "" || strings.HasSuffix(s, ".") {
		return d, false
	}
	d.digits, d.exp = whole+part, -len(part)
	for _, c := range []byte(d.digits) {
		if c < '0' || c > '9' {
			return d, false
		}
	}
	return d, true
}

// decimal is digits times ten to the power of exp.
type decimal struct {
	negative bool
	digits   string
	exp      int
}

func (d decimal) String() string {
	digits := strings.TrimLeft(d.digits, "0")
	switch {
	case digits == "":
		return "0"
	case d.exp >= 0:
		digits += strings.Repeat("0", d.exp)
	default:
		if missing := 1 - d.exp - len(digits); missing > 0 {
			digits = strings.Repeat("0", missing) + digits
		}
		point := len(digits) + d.exp
		digits = digits[:point] + strings.TrimRight("."+digits[point:], "0")
		digits = strings.TrimSuffix(digits, ".")
	}
	if d.negative {
		digits = "-" + digits
	}
	return digits
}

// Digits is the quantity without its bound, its digits grouped for people to
// read: "10,000,000,000 USD", "10–12 %".
func (q Quantity) Digits() string {
	s := grouped(q.Amount)
	if q.To != "" {
		s += "–" + grouped(q.To)
	}
	if q.Unit != "" {
		s += " " + q.Unit
	}
	return s
}

func grouped(amount string) string {
	whole, part, pointed := strings.Cut(amount, ".")
	sign := ""
	if rest, minus := strings.CutPrefix(whole, "-"); minus {
		sign, whole = "−", rest
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if pointed {
		whole += "." + part
	}
	return sign + whole
}
