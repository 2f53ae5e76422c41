package suggest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations/text"
)

func passageOf(body string) *passage {
	return newPassage(body, tokens(body, text.Span{End: text.Byte(len(body))}, false), NewPool(slices.Values([]string{})))
}

// view is what a memory knows, without entries that count nothing and without
// what is only about the document at hand.
func (m *memory) view() map[uint64]map[int]int32 {
	all := map[uint64]map[int]int32{}
	note := func(key uint64, e entry) {
		v := map[int]int32{}
		put := func(at int, n int32) {
			if n != 0 {
				v[at] = n
			}
		}
		put(-1, e.seen)
		put(-2, e.rejected)
		put(-3, e.covered)
		for l := range e.all {
			put(int(l.class), l.n)
		}
		for _, f := range e.forms {
			put(1000+int(f.exact%1e9)*10, f.seen)
			for l := range f.all {
				put(1000+int(f.exact%1e9)*10+1+int(l.class), l.n)
			}
		}
		if len(v) > 0 {
			all[key] = v
		}
	}
	for k, at := range m.strings {
		if e := m.entry(at); e != nil {
			note(k, *e)
		}
	}
	for k, e := range m.words {
		note(uint64(k)|1<<40, entry{tally: *e})
	}
	return all
}

// TestMemoryTakenBack: lessons learnt and taken back, in any order, leave what
// the others alone leave.
func TestMemoryTakenBack(t *testing.T) {
	words := rapid.SampledFrom([]string{"Ada", "ada", "of", "Rome", "ROME", "12", "%", "x"})
	rapid.Check(t, func(t *rapid.T) {
		type taught struct {
			p *passage
			l *lesson
		}
		var all []taught
		m := newMemory()
		m.expect()
		for n := range rapid.IntRange(1, 5).Draw(t, "lessons") {
			p := passageOf(strings.Join(rapid.SliceOfN(words, 1, 6).Draw(t, "words"), " "))
			l := &lesson{number: int32(n + 1), patterns: match(p, nil), open: rapid.Bool().Draw(t, "open")}
			for range rapid.IntRange(0, 2).Draw(t, "marks") {
				from := rapid.IntRange(0, len(p.tokens)-1).Draw(t, "from")
				k := mark{from, rapid.IntRange(from+1, len(p.tokens)).Draw(t, "to"), rapid.IntRange(0, 2).Draw(t, "class")}
				if rapid.Bool().Draw(t, "rejected") {
					l.rejected = append(l.rejected, k)
				} else {
					l.marks = append(l.marks, k)
				}
			}
			m.learn(p, l, 1)
			all = append(all, taught{p, l})
		}
		want := m.view()
		p := passageOf(strings.Join(rapid.SliceOfN(words, 1, 6).Draw(t, "last"), " "))
		extra := &lesson{number: int32(len(all) + 1), patterns: match(p, nil), marks: []mark{{0, len(p.tokens), 1}}}
		m.learn(p, extra, 1)
		m.learn(p, extra, -1)
		if d := cmp.Diff(want, m.view()); d != "" {
			t.Fatalf("after a lesson that was taken back (-without, +with):\n%s", d)
		}
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4}[:len(all)]).Draw(t, "order") {
			m.learn(all[i].p, all[i].l, -1)
		}
		if left := m.view(); len(left) > 0 {
			t.Fatalf("all was taken back, and there is left: %v", left)
		}
	})
}

// TestPatterns marks what the patterns match.
func TestPatterns(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"sold 12 of 3,400.5 tons", "number:12 number:3,400.5"},
		{"up 3.5 % to $4 million", "number:3.5 percentage:3.5 % number:4 money:$4 million"},
		{"up 3 percent, 5 Prozent", "number:3 percentage:3 percent number:5 percentage:5 Prozent"},
		{"in 1999 at 10:30", "year:1999 time of day:10:30"},
		{"on 2024-05-01", "date:2024-05-01"},
		{"5 million people", "number:5 quantity:5 million"},
		{"he said “we will go home” then", "quotation:we will go home quotation:“we will go home”"},
		{`he said "we will go" then`, `quotation:we will go quotation:"we will go"`},
		{"Ada’s hat isn’t new", ""},
	} {
		p := passageOf(tt.text)
		var got []string
		for _, f := range match(p, nil) {
			sp := p.spanOf(f.from, f.to)
			got = append(got, patternNames[f.is]+":"+tt.text[sp.Start:sp.End])
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, s, tt.want)
		}
	}
}
