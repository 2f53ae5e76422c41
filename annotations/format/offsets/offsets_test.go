package offsets

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// cut is the text as a list of what a unit counts: the slow twin of a Ruler.
func cut(u format.Unit, body string) (all []string) {
	switch u {
	case format.CodePoint:
		for _, r := range body {
			all = append(all, string(r))
		}
	case format.UTF16:
		for _, r := range body {
			all = append(all, string(r))
			for range utf16.RuneLen(r) - 1 {
				all = append(all, "")
			}
		}
	case format.Byte:
		for _, r := range body {
			all = append(all, string(r))
			for range len(string(r)) - 1 {
				all = append(all, "")
			}
		}
	case format.Grapheme:
		for g := graphemes.FromString(body); g.Next(); {
			all = append(all, g.Value())
		}
	}
	return all
}

// offsetsIn are the numbers of a span, if the unit has any for it.
func offsetsIn(c Counting, body string, sp text.Span) (start, end int, ok bool) {
	at, start, end := text.Byte(0), -1, -1
	all := cut(c.Unit, body)
	for i := 0; i <= len(all); i++ {
		inside := i < len(all) && all[i] == "" // what an earlier unit holds
		if at == sp.Start && start < 0 && !inside {
			start = i
		}
		if at == sp.End && !inside {
			end = i
		}
		if i < len(all) {
			at += text.Byte(len(all[i]))
		}
	}
	if c.Inclusive {
		end--
	}
	return start, end, start >= 0 && end >= 0
}

var pieces = []string{"a", "aa", "b ", "é", "e\u0301", "👍", "👩‍👩‍👧", "🇮🇷", "\r\n", "\n", "קו", "𝔸", "กำ", "\u200d", "\u0301"}

func drawText() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12), func(all []string) string { return strings.Join(all, "") })
}

// TestRuler holds every offset in every unit against the twin, and back.
func TestRuler(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { rulerAgrees(t, drawText().Draw(t, "text")) })
}

func rulerAgrees(t interface{ Fatalf(string, ...any) }, body string) {
	r := NewRuler(body)
	for _, u := range Units {
		all := cut(u, body)
		if n := r.Len(u); n != len(all) {
			t.Fatalf("%q has %d %ss, not %d", body, len(all), u, n)
		}
		at := text.Byte(0)
		for i := 0; i <= len(all); i++ {
			got, err := r.Byte(u, i)
			inside := i < len(all) && i > 0 && all[i] == ""
			// The units that a character goes on with stand behind it.
			if inside != errors.Is(err, text.ErrInside) || !inside && got != at {
				t.Fatalf("%q: %s %d is byte %d, %v, want %d", body, u, i, got, err, at)
			}
			if !inside {
				if back, err := r.Of(u, at); err != nil || back != i {
					t.Fatalf("%q: byte %d is %s %d, %v, want %d", body, at, u, back, err, i)
				}
			}
			if i < len(all) {
				at += text.Byte(len(all[i]))
			}
		}
		for _, out := range []int{-1, len(all) + 1} {
			if _, err := r.Byte(u, out); !errors.Is(err, text.ErrRange) {
				t.Fatalf("%q: %s %d: %v", body, u, out, err)
			}
		}
	}
}

func FuzzRuler(f *testing.F) {
	f.Add("a👍e\u0301\r\n🇮🇷🇮🇷กำ")
	f.Fuzz(func(t *testing.T, body string) {
		if text.Validate(body) == nil {
			rulerAgrees(t, body)
		}
	})
}

// file is records that all count one way, and where their spans are in truth.
func file(t *rapid.T, c Counting, quoted func() bool) (records []Record, truth [][]text.Span) {
	for i := range rapid.IntRange(1, 6).Draw(t, "records") {
		body := drawText().Draw(t, "text")
		borders := NewRuler(body).borders()
		rec := Record{At: Place{"f", i + 1}, Item: format.Item{Document: annotations.Document{Text: body}}}
		var spans []text.Span
		for range rapid.IntRange(0, 3).Draw(t, "spans") {
			from := rapid.IntRange(0, len(borders)-2).Draw(t, "from")
			to := rapid.IntRange(from+1, len(borders)-1).Draw(t, "to")
			sp := text.Span{Start: borders[from], End: borders[to]}
			start, end, ok := offsetsIn(c, body, sp)
			if !ok {
				t.Fatalf("no %s for %v in %q", c, sp, body)
			}
			claim := Claim{Parts: [][2]int{{start, end}}}
			if quoted() {
				claim.Quote, claim.Quoted = body[sp.Start:sp.End], true
			}
			e := annotations.Entry{}
			e.Label = "x"
			rec.Item.Entries = append(rec.Item.Entries, e)
			rec.Claims = append(rec.Claims, claim)
			spans = append(spans, sp)
		}
		records, truth = append(records, rec), append(truth, spans)
	}
	return records, truth
}

func drawCounting(t *rapid.T) Counting {
	return Counting{rapid.SampledFrom(Units).Draw(t, "unit"), rapid.Bool().Draw(t, "inclusive")}
}

func resolve(records []Record, o Options) (items []format.Item, err error) {
	seq := func(yield func(Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
	for it, e := range Resolve(iter.Seq2[Record, error](seq), o) {
		if e != nil {
			return items, e
		}
		items = append(items, it)
	}
	return items, nil
}

func spansOf(it format.Item) (all []text.Span) {
	for _, e := range it.Entries {
		all = append(all, e.Target.Parts...)
	}
	return all
}

// TestTruth: whatever a file counts and whatever is preferred, an item without a
// warning has the spans that were meant, and one with a warning those of the
// preferred way. A file that quotes nothing counts with the end after the span.
func TestTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounting(t)
		some := 0
		records, truth := file(t, c, func() bool {
			yes := rapid.Bool().Draw(t, "quoted")
			if yes {
				some++
			}
			return yes
		})
		if c.Inclusive && some == 0 {
			return
		}
		items, err := resolve(records, Options{Prefer: rapid.SampledFrom(Units).Draw(t, "prefer")})
		if err != nil && allQuoted(records[:len(items)+1]) || err == nil && len(items) != len(records) {
			t.Fatalf("%d of %d items: %v", len(items), len(records), err)
		}
		for i, it := range items {
			if it.Unread != nil {
				// From here on the preferred way is the way of the file.
				return
			}
			if !slices.Equal(spansOf(it), truth[i]) {
				t.Fatalf("record %d, counted in %s: %v, want %v in %q", i+1, c, spansOf(it), truth[i], it.Document.Text)
			}
		}
	})
}

// allQuoted reports whether each claim is proved, so that none can be read as
// something that does not fit.
func allQuoted(records []Record) bool {
	return !slices.ContainsFunc(records, func(r Record) bool {
		return slices.ContainsFunc(r.Claims, func(c Claim) bool { return !c.Quoted })
	})
}

// TestAllQuoted: with every span quoted, all are right, also those that fit
// several ways of counting.
func TestAllQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounting(t)
		records, truth := file(t, c, func() bool { return true })
		items, err := resolve(records, Options{Prefer: rapid.SampledFrom(Units).Draw(t, "prefer")})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range items {
			for j, got := range spansOf(it) {
				// Two places that say the same are told apart only by other
				// quotes; the words are the same in any case.
				if body, want := it.Document.Text, truth[i][j]; body[got.Start:got.End] != body[want.Start:want.End] {
					t.Fatalf("record %d: %q, want %q", i+1, body[got.Start:got.End], body[want.Start:want.End])
				}
			}
		}
	})
}

func record(line int, body string, claims ...Claim) Record {
	rec := Record{At: Place{"f", line}, Item: format.Item{Document: annotations.Document{Text: body}}, Claims: claims}
	for range claims {
		e := annotations.Entry{}
		e.Label = "x"
		rec.Item.Entries = append(rec.Item.Entries, e)
	}
	return rec
}

func at(start, end int, quote ...string) Claim {
	c := Claim{Parts: [][2]int{{start, end}}}
	if len(quote) > 0 {
		c.Quote, c.Quoted = quote[0], true
	}
	return c
}

func TestFiles(t *testing.T) {
	const fire = "👨🏻‍🚒 firemen drive firetrucks" // its offsets: doccano's issue 2290
	for _, c := range []struct {
		name    string
		prefer  format.Unit
		hold    int
		records []Record
		want    string // spans of the items, a ! before those with a warning
		err     string
	}{
		{name: "code points", records: []Record{record(1, fire, at(19, 29, "firetrucks"))}, want: "firetrucks"},
		{name: "UTF-16", records: []Record{record(1, fire, at(22, 32, "firetrucks"))}, want: "firetrucks"},
		{name: "clusters", records: []Record{record(1, fire, at(16, 26, "firetrucks"))}, want: "firetrucks"},
		{name: "bytes", records: []Record{record(1, fire, at(30, 40, "firetrucks"))}, want: "firetrucks"},
		{name: "end included", records: []Record{record(1, "Ada ran", at(0, 2, "Ada"))}, want: "Ada"},
		{name: "a later quote decides", records: []Record{record(1, "👍 Ada", at(3, 6)), record(2, "Bob", at(0, 3, "Bob")), record(3, "👍 Eve", at(3, 6, "Eve"))}, want: "Ada Bob Eve"},
		{name: "none decides", prefer: format.UTF16, records: []Record{record(1, "👍 Ada", at(3, 6))}, want: "!Ada"},
		{name: "none needs to", records: []Record{record(1, "Ada ran", at(0, 3))}, want: "Ada"},
		{name: "held too long", hold: 8, prefer: format.UTF16, records: []Record{record(1, "👍 Ada ran", at(3, 6)), record(2, "👍 Eve", at(2, 5, "Eve"))}, want: "!Ada",
			err: "f:2: offsets count code points or grapheme clusters here, but UTF-16 code units at f:1: a file must count one way"},
		{name: "contradiction", records: []Record{record(1, "👍 Ada", at(2, 5, "Ada")), record(2, "x", at(0, 1, "x")), record(3, "👍 Ada", at(3, 6, "Ada"))}, want: "Ada x",
			err: "f:3: offsets count UTF-16 code units here, but code points or grapheme clusters at f:1: a file must count one way"},
		{name: "a quote of nothing", records: []Record{record(1, "Ada ran", at(0, 3, "Bob"))},
			err: `f:1: annotation 1 (x): code points 0 to 3 are "Ada", but the span says "Bob"`},
		{name: "past the end", records: []Record{record(1, "Ada", at(0, 9))},
			err: "f:1: annotation 1 (x): end 9: the offset is outside the text (the text has 3 code points)"},
		{name: "empty", records: []Record{record(1, "Ada", at(1, 1))}, err: "f:1: annotation 1 (x): byte 1: the span is empty"},
		{name: "parts", records: []Record{record(1, "👍 Ada and Eve", Claim{Parts: [][2]int{{3, 6}, {11, 14}}, Quote: "Ada Eve", Quoted: true})}, want: "Ada+Eve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.prefer == "" {
				c.prefer = format.CodePoint
			}
			items, err := resolve(c.records, Options{Prefer: c.prefer, Hold: c.hold})
			if got := fmt.Sprint(err); err != nil && got != c.err || err == nil && c.err != "" {
				t.Errorf("got %v, want %s", err, c.err)
			}
			var got []string
			for _, it := range items {
				for _, e := range it.Entries {
					q := strings.ReplaceAll(format.Quote(it.Document, e), " ", "+")
					if it.Unread != nil {
						q = "!" + q
					}
					got = append(got, q)
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("read %q, want %q", s, c.want)
			}
		})
	}
}

// FuzzResolve holds numbers of any kind against a text: it ends, and what comes
// out can stand in the text and says what was quoted.
func FuzzResolve(f *testing.F) {
	f.Add("👍 Ada ran", 2, 5, "Ada", 0, 2, true)
	f.Add("e\u0301\r\n", 0, 1, "e\u0301", -1, 9, false)
	f.Fuzz(func(t *testing.T, body string, a, b int, quote string, c, d int, quoted bool) {
		if text.Validate(body) != nil || text.Validate(quote) != nil {
			t.Skip()
		}
		second := Claim{Parts: [][2]int{{c, d}}, Quote: quote, Quoted: quoted}
		for it, err := range Resolve(func(yield func(Record, error) bool) {
			_ = yield(record(1, body, Claim{Parts: [][2]int{{a, b}}, Quote: quote, Quoted: true}), nil) && yield(record(2, body, second), nil)
		}, Options{Prefer: format.CodePoint}) {
			if err != nil {
				continue
			}
			for i, e := range it.Entries {
				if err := check(e, it.Document.Text); err != nil {
					t.Fatal(err)
				}
				if (i == 0 && quoted) && format.Quote(it.Document, e) != quote {
					t.Fatalf("%q, want %q", format.Quote(it.Document, e), quote)
				}
			}
		}
	})
}

// TestPlain: where each code point is taken for a cluster, it is one.
func TestPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := NewRuler(rapid.StringOf(rapid.OneOf(
			rapid.RuneFrom([]rune("a \n\r\u00ad\u00a9é“”…\u2028\u202e東Ж\u0483\u0301\u200d\ufe0f👍🇮🇷")), rapid.Rune(),
		)).Draw(t, "text"))
		if r.isPlain() && len(r.borders())-1 != int(r.index.Points()) {
			t.Fatalf("%q has %d clusters", r.Text(), len(r.borders())-1)
		}
	})
}
