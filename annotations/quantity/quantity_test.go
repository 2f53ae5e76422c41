package quantity

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPropose(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"up to 10 billion dollars", "<=10000000000 USD"},
		{"10,000.5", "10000.5"},
		{"$1.5 million", "1500000 USD"},
		{"US$ 3bn", "3000000000 USD"},
		{"€5m", "5000000 EUR"},
		{"more than 10,000 people", ">10000 person"},
		{"at least three hundred", ">=300"},
		{"two hundred and fifty thousand rupees", "250000 INR"},
		{"twenty-five", "25"},
		{"half a million", "500000"},
		{"a million", "1000000"},
		{"hundreds of thousands of people", ""},
		{"two countries", "2 countries"},
		{"12-day war", "12 day"},
		{"a 5-star hotel", "5 star"},
		{"50 or more", ">=50"},
		{"100+ arrests", ">=100 arrests"},
		{"10 to 12 billion dollars", "10000000000..12000000000 USD"},
		{"10–12 %", "10..12 %"},
		{"between $10 and $12", "10..12 USD"},
		{"-3.5 per cent", "-3.5 %"},
		{"3 of 5 members", ""},
		{"nearly 70%", "~70 %"},
		{"0.05", "0.05"},
		{"1,00,000", "100000"},
		{"5 lakh rupees", "500000 INR"},
		{"the government", ""},
		{"", ""},
		// German, French, Spanish
		{"bis zu 2,5 Milliarden Euro", "<=2500000000 EUR"},
		{"10.000,50 Euro", "10000.5 EUR"},
		{"mindestens zwölf Tage", ">=12 day"},
		{"knapp 3 Billionen Dollar", "~3000000000000 USD"},
		{"1’250’000 Franken", "1250000 CHF"},
		{"10 bis 12 Prozent", "10..12 %"},
		{"plus de 10 000 personnes", ">10000 person"},
		{"10 000,5 €", "10000.5 EUR"},
		{"jusqu’à 3 milliards d’euros", "<=3000000000 d’euros"},
		{"al menos 1.234.567 dólares", ">=1234567 USD"},
		{"más de cinco años", ">5 year"},
		// Arabic, Persian, Chinese
		{"أكثر من ١٢٬٠٠٠ دولار", ">12000 USD"},
		{"١٢٫٥ مليار دولار", "12500000000 USD"},
		{"حوالي ۳۵ درصد", "~35 %"},
		{"超过3万亿元", ">3000000000000 CNY"},
		{"至少五百人", ">=500 person"},
		{"约12.5%", "~12.5 %"},
		{"２０天", "20 day"},
	} {
		q, ok := Propose(c.words, Unknown)
		got := ""
		if ok {
			got = q.String()
		}
		if got != c.want {
			t.Errorf("%q is proposed as %q, want %q", c.words, got, c.want)
		}
		if ok {
			if back, err := Parse(got); err != nil || back != q {
				t.Errorf("%q is read as %+v, %v", got, back, err)
			}
		}
	}
}

// TestHabits: what three digits follow is read as the rest of the document writes.
func TestHabits(t *testing.T) {
	for _, c := range []struct {
		body, words, want string
	}{
		{"It cost 3.5 million, of 10,000.25.", "1.234", "1.234"},
		{"It cost 3.5 million.", "1,234", "1234"},
		{"Es kostet 3,5 Millionen.", "1.234", "1234"},
		{"Es kostet 3,5 Millionen.", "1,234", "1.234"},
		{"on 12.11.2026 at 10:30", "1.234", "1234"},
		{"nothing", "1,234", "1234"},
		{"nothing", "0.125", "0.125"},
	} {
		q, ok := Propose(c.words, HabitOf(c.body))
		if !ok || q.Amount != c.want {
			t.Errorf("%q after %q is %q, want %q", c.words, c.body, q.Amount, c.want)
		}
	}
}

// TestGroups: a number is the same however its digits are grouped.
func TestGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, 1<<60).Draw(t, "n")
		digits := big.NewInt(0).SetUint64(n).String()
		style := rapid.SampledFrom([]struct{ group, point string }{{",", "."}, {".", ","}, {"\u202f", ","}, {"’", "."}, {" ", ","}, {"٬", "٫"}, {"", "."}}).Draw(t, "style")
		var grouped strings.Builder
		for i, d := range digits {
			if i > 0 && (len(digits)-i)%3 == 0 {
				grouped.WriteString(style.group)
			}
			grouped.WriteRune(d)
		}
		part := rapid.StringMatching(`[0-9]?[1-9]`).Draw(t, "decimals")
		zero := rapid.SampledFrom([]rune("0٠۰०０")).Draw(t, "script")
		words := strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return zero + r - '0'
			}
			return r
		}, grouped.String()+style.point+part)
		if q, ok := Propose(words, Unknown); !ok || q.String() != digits+"."+part {
			t.Fatalf("%q is %v, want %s.%s", words, q, digits, part)
		}
	})
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"<= 10.50 USD": "<=10.5 USD", "007": "7", "-0.50": "-0.5", "~3..4 km": "~3..4 km", "0": "0", "1..": "", "": "", "x": "",
		"1.": "", "1,5": "", "<": "", "10 per day": "10 per day", "-": "", ".5": "",
	} {
		q, err := Parse(in)
		if want == "" {
			if !errors.Is(err, ErrForm) {
				t.Errorf("%q is read as %v", in, q)
			}
			continue
		}
		if err != nil || q.String() != want {
			t.Errorf("%q is read as %v, %v, want %s", in, q, err, want)
		}
	}
}

func TestDigits(t *testing.T) {
	for in, want := range map[string]string{
		"<=10000000000 USD": "10,000,000,000 USD", "-1234.5": "−1,234.5", "10..12 %": "10–12 %", "999": "999", "~1000": "1,000",
	} {
		q, err := Parse(in)
		if err != nil || q.Digits() != want {
			t.Errorf("%s is %q, %v, want %q", in, q.Digits(), err, want)
		}
	}
}

// FuzzPropose: no text is too strange, and what is proposed can be read.
func FuzzPropose(f *testing.F) {
	for _, s := range []string{"up to 10 billion dollars", "10.000,50 Euro", "至少五百人", "between $10 and $12", "a a a", "−5"} {
		f.Add(s, byte(0))
	}
	f.Fuzz(func(t *testing.T, s string, habit byte) {
		q, ok := Propose(s, Habit(habit))
		HabitOf(s)
		if !ok {
			return
		}
		back, err := Parse(q.String())
		if err != nil || back.Amount != q.Amount || back.Bound != q.Bound {
			t.Fatalf("%q is proposed as %q, which is read as %+v, %v", s, q, back, err)
		}
	})
}
