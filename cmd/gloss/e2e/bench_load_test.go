package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// load is a size of document to measure with.
type load struct {
	Name  string
	Bytes int // of text in UTF-8, about
	Spans int
}

var loads = []load{{"3KB", 3_000, 40}, {"100KB", 100_000, 2_000}, {"1MB", 1_000_000, 20_000}}

// benchLabels are the labels of every project from the start, so the digits 1
// to 4 give them.
var benchLabels = []string{"actor", "claim", "number", "location"}

// stretch is a labelled stretch of a workload, in UTF-16 code units of its text.
type stretch struct {
	Start, End int
	Label      string
}

// workload is a document made from a seed.
type workload struct {
	load
	Seed       uint64
	Title      string
	Paragraphs []paragraph // the first is a headline without spans
	Stretches  []stretch   // by start, the longer first
}

// paragraph is a line of a workload.
type paragraph struct {
	Start int // UTF-16 offset in the document
	Text  string
	words []word
}

// word is a word of a paragraph, in UTF-16 code units of the paragraph.
type word struct {
	Start, End int
	plain      bool // of ASCII letters alone
	covers     int  // how many spans lie over it
}

// What the words are drawn from. Of the foreign ones every character lies
// outside ASCII, so that their share is counted easily: letters with marks
// composed and combining, scripts in both directions, without spaces and with
// them, beyond the Basic Multilingual Plane, and emoji of several code points.
var (
	plainWords = strings.Fields(`the of and to in that for with over from this which were their after about would
		minister council report company border treaty market river school people water election budget growth
		officials announced agreed refused claimed expects doubled nearly several billion percent seven twelve
		north harbour capital province station farmers workers judges voters yesterday monday spring quarter`)
	foreignWords = strings.Fields(`éàü ñöß ëï ά́λφα 東京 新聞社 서울 لاريجاني القدس ירושלים Москва Київ मुंबई กรุงเทพ
		👩‍🚀 👨‍👩‍👧‍👦 🇮🇷 👍🏽 🎉 𝔊𝔩 ž̈š̌ œ́ — … €`)
)

// generate makes a workload. The same load and seed give the same document,
// another seed another one of the same kind.
func generate(l load, seed uint64) workload {
	g := &generator{rand: rand.New(rand.NewPCG(seed, uint64(l.Bytes)))}
	w := workload{load: l, Seed: seed, Title: fmt.Sprintf("Bench %s seed %d", l.Name, seed)}
	for bytes, at := 0, 0; bytes < l.Bytes; {
		length := 300 + g.rand.IntN(201)
		if len(w.Paragraphs) == 0 {
			length = 50
		}
		p := g.paragraph(length)
		p.Start = at
		w.Paragraphs = append(w.Paragraphs, p)
		bytes += len(p.Text) + 1
		at += units(p.Text) + 1
	}
	body := w.Paragraphs[1:]
	for i := range body {
		n := l.Spans*(i+1)/len(body) - l.Spans*i/len(body)
		w.Stretches = append(w.Stretches, g.spans(&body[i], n)...)
	}
	slices.SortStableFunc(w.Stretches, func(a, b stretch) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	return w
}

type generator struct {
	rand           *rand.Rand
	chars, foreign int     // written so far
	over           float64 // spans over others that are still owed
}

func (g *generator) paragraph(length int) paragraph {
	var b strings.Builder
	var p paragraph
	for at := 0; at < length; {
		text, plain := plainWords[g.rand.IntN(len(plainWords))], true
		switch {
		case float64(g.foreign) < .05*float64(g.chars) && g.rand.IntN(2) == 0:
			text, plain = foreignWords[g.rand.IntN(len(foreignWords))], false
			g.foreign += utf8.RuneCountInString(text)
			for _, r := range text {
				if r < utf8.RuneSelf {
					g.foreign--
				}
			}
		case g.rand.IntN(12) == 0:
			text, plain = fmt.Sprint(1+g.rand.IntN(9999)), false
		}
		p.words = append(p.words, word{at, at + units(text), plain, 0})
		after := " "
		if g.rand.IntN(14) == 0 {
			after = ", "
		}
		b.WriteString(text + after)
		at += units(text) + len(after)
		g.chars += utf8.RuneCountInString(text) + len(after)
	}
	p.Text = strings.TrimRight(b.String(), ", ") + "."
	return p
}

// spans labels n stretches of a paragraph: nine in ten lie apart from each
// other, with at least a word between them, one in ten lies within another or
// across its end.
func (g *generator) spans(p *paragraph, n int) []stretch {
	g.over += float64(n) / 10
	over := min(int(g.over), n/2)
	g.over -= float64(over)
	apart := n - over
	type run struct{ from, to int } // words
	var runs []run
	for i := range apart { // each in a slot of its own
		from, to := len(p.words)*i/apart, len(p.words)*(i+1)/apart
		length := 1 + g.rand.IntN(min(4, to-from-1))
		if i < over { // something has to fit into it
			length = max(2, length)
		}
		start := from + g.rand.IntN(max(1, to-from-length))
		runs = append(runs, run{start, start + length})
	}
	for i := range over {
		r := runs[i]
		if g.rand.IntN(2) == 0 { // within
			runs = append(runs, run{r.from, r.to - 1})
		} else { // across the end
			runs = append(runs, run{r.from + 1, r.to + 1})
		}
	}
	var all []stretch
	for _, r := range runs {
		for i := r.from; i < r.to; i++ {
			p.words[i].covers++
		}
		all = append(all, stretch{p.Start + p.words[r.from].Start, p.Start + p.words[r.to-1].End, benchLabels[g.rand.IntN(len(benchLabels))]})
	}
	return all
}

// units is the length of a text in UTF-16 code units.
func units(s string) (n int) {
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Text is the whole text.
func (w workload) Text() string {
	lines := make([]string, len(w.Paragraphs))
	for i, p := range w.Paragraphs {
		lines[i] = p.Text
	}
	return strings.Join(lines, "\n")
}

// target is a place to label: a word without a label, followed by another.
type target struct {
	Paragraph int // UTF-16 offset where it starts
	Word      [2]int
	Next      [2]int // in the paragraph, as Word
}

// targets are n places to label, spread over the whole document and in another
// order for each turn. None lies at an end of a paragraph.
func (w workload) targets(n, turn int) []target {
	var all []target
	for _, p := range w.Paragraphs[1:] {
		for i := 3; i+3 < len(p.words); i++ {
			a, b := p.words[i], p.words[i+1]
			if a.plain && b.plain && a.covers+b.covers == 0 && p.words[i-1].covers+p.words[i+2].covers == 0 &&
				a.End-a.Start > 4 && b.Start == a.End+1 {
				all = append(all, target{p.Start, [2]int{a.Start, a.End}, [2]int{b.Start, b.End}})
				i += 3
			}
		}
	}
	some := make([]target, 0, n)
	for i := range min(n, len(all)) { // apart from each other, and turned
		some = append(some, all[(len(all)*i/n+turn*len(all)/13)%len(all)])
	}
	return some
}

// jsonl is a workload as a line of Gloss JSON Lines, whose offsets are code
// points.
func (w workload) jsonl() []byte {
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	text := w.Text()
	points := make([]int, 0, len(text)+1) // code point of each code unit
	n := 0
	for _, r := range text {
		points = append(points, n)
		if r > 0xffff {
			points = append(points, n)
		}
		n++
	}
	points = append(points, n)
	rec := struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Text  string `json:"text"`
		Spans []span `json:"spans"`
	}{ID: w.Title, Title: w.Title, Text: text}
	for _, s := range w.Stretches {
		rec.Spans = append(rec.Spans, span{points[s.Start], points[s.End], s.Label})
	}
	b, err := json.Marshal(rec)
	if err != nil {
		panic(err)
	}
	return append(b, '\n')
}

// writeLoads writes workloads into one file to import.
func writeLoads(t testing.TB, all ...workload) string {
	t.Helper()
	var b []byte
	for _, w := range all {
		b = append(b, w.jsonl()...)
	}
	file := write(t, "loads.jsonl", string(b))
	return file
}
