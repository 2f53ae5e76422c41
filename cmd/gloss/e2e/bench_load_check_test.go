package e2e

import (
	"reflect"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// TestWorkloads checks what the measurements rest on: that the documents are of
// the kind that is claimed, whatever the seed, and the same for the same seed.
func TestWorkloads(t *testing.T) {
	for _, l := range loads {
		for seed := range uint64(4) {
			w := generate(l, seed)
			if !reflect.DeepEqual(w, generate(l, seed)) {
				t.Errorf("%s: two documents of one seed differ", w.Title)
			}
			if w.Text() == generate(l, seed+1).Text() {
				t.Errorf("%s: the next seed gives the same text", w.Title)
			}
			checkWorkload(t, w)
		}
	}
}

func checkWorkload(t *testing.T, w workload) {
	text := w.Text()
	within := func(what string, got, low, high float64) {
		if got < low || got > high {
			t.Errorf("%s: %s is %.4g, want %.4g to %.4g", w.Title, what, got, low, high)
		}
	}
	within("bytes of text", float64(len(text)), float64(w.Bytes), 1.2*float64(w.Bytes))
	within("characters a paragraph", float64(utf8.RuneCountInString(text))/float64(len(w.Paragraphs)), 300, 500)
	foreign := 0
	for _, r := range text {
		if r >= utf8.RuneSelf {
			foreign++
		}
	}
	within("share of characters outside ASCII", float64(foreign)/float64(utf8.RuneCountInString(text)), .04, .06)
	if len(w.Stretches) != w.Spans {
		t.Errorf("%s: %d spans, want %d", w.Title, len(w.Stretches), w.Spans)
	}

	code := utf16.Encode([]rune(text))
	labels := map[string]int{}
	over, end := 0, 0
	for i, s := range w.Stretches {
		labels[s.Label]++
		if s.Start < end {
			over++
		}
		end = max(end, s.End)
		if i > 0 && s.Start < w.Stretches[i-1].Start {
			t.Fatalf("%s: spans are out of order at %d", w.Title, i)
		}
		if s.Start >= s.End || s.End > len(code) {
			t.Fatalf("%s: span %+v of %d code units", w.Title, s, len(code))
		}
		quote := string(utf16.Decode(code[s.Start:s.End]))
		if quote[0] == ' ' || quote[len(quote)-1] == ' ' || !utf8.ValidString(quote) {
			t.Fatalf("%s: a span over %q", w.Title, quote)
		}
	}
	within("share of spans over others", float64(over)/float64(w.Spans), .07, .11)
	for _, l := range benchLabels {
		within("share of "+l, float64(labels[l])/float64(w.Spans), .1, .45)
	}

	covered := make([]bool, len(code))
	for _, s := range w.Stretches {
		for i := s.Start; i < s.End; i++ {
			covered[i] = true
		}
	}
	var targets []target
	for turn := range 8 {
		some := w.targets(3, turn)
		if len(some) < 3 || some[0] == some[1] || some[1] == some[2] || some[2] == some[0] {
			t.Errorf("%s: the places to label are %v", w.Title, some)
		}
		targets = append(targets, some...)
	}
	for _, at := range targets {
		for i := at.Word[0]; i < at.Next[1]; i++ {
			if covered[at.Paragraph+i] {
				t.Fatalf("%s: the place to label at %d has a label", w.Title, at.Paragraph+i)
			}
		}
	}
}
