package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/review"
	"gloss/annotations/text"
)

// story is a text of which «⟦label words⟧» is labelled, and its changes.
func story(marked string) (follow.Document, []follow.Change) {
	d := follow.Document{ID: suggest.DocumentID{1}}
	var changes []follow.Change
	var body strings.Builder
	for i, part := range strings.Split(strings.ReplaceAll(marked, "⟧", "⟦"), "⟦") {
		if i%2 == 0 {
			body.WriteString(part)
			continue
		}
		label, words, _ := strings.Cut(part, " ")
		n := len(changes) + 1
		changes = append(changes, follow.Change{
			Doc: d.ID, Stamp: follow.Stamp{N: uint64(n)}, ID: follow.ID{byte(n), byte(n >> 8)}, Kind: follow.Labelled, Label: suggest.Label(label),
			Parts: []text.Span{{Start: text.Byte(body.Len()), End: text.Byte(body.Len() + len(words))}},
		})
		body.WriteString(words)
	}
	d.Text = body.String()
	return d, changes
}

// found are the findings, each «kind: label:words → label:words».
func found(t *testing.T, d follow.Document, changes []follow.Change) (all []string) {
	t.Helper()
	pool := suggest.NewPool(slices.Values([]string{d.Text}))
	f, err := follow.Rebuild(suggest.New(pool, suggest.Options{}), []follow.Document{d}, changes)
	if err != nil {
		t.Fatal(err)
	}
	before := f.Model.Learnt()
	r := review.New(pool, nil, f)
	steps := 0
	for r.Step() {
		steps++
		if done, of := r.Steps(); done > of {
			t.Fatalf("%d of %d steps are done", done, of)
		}
	}
	if done, of := r.Steps(); done != of || steps < of {
		t.Errorf("%d steps; %d of %d are done in the end", steps, done, of)
	}
	if f.Model.Learnt() != before {
		t.Error("the review has taught the model")
	}
	kinds := map[review.Kind]string{review.Label: "label", review.Borders: "borders", review.Doubt: "doubt", review.Missed: "missed"}
	for _, x := range r.Findings() {
		words := func(m suggest.Mark) string { return string(m.Label) + ":" + d.Text[m.Start:m.End] }
		all = append(all, kinds[x.Kind]+": "+words(x.Is)+" → "+words(x.Instead))
	}
	slices.Sort(all)
	return all
}

// plain is a story without a mistake: names and places in sentences of some kinds.
func plain() []string {
	people := []string{"Ada Lovelace", "Charles Babbage", "Mary Somerville", "Alan Turing", "Grace Hopper"}
	places := []string{"London", "Paris", "Turin", "Geneva"}
	var lines []string
	for i := range 80 {
		p, q := people[i%5], places[i%4]
		switch i % 4 {
		case 0:
			lines = append(lines, fmt.Sprintf("Then ⟦actor %s⟧ went to ⟦place %s⟧ by train.", p, q))
		case 1:
			lines = append(lines, fmt.Sprintf("It rained in ⟦place %s⟧, said ⟦actor %s⟧, for days.", q, p))
		case 2:
			lines = append(lines, fmt.Sprintf("⟦actor Dr. %s⟧ wrote twelve notes.", p))
		default:
			lines = append(lines, "Nobody knows what became of the machine.")
		}
	}
	return lines
}

func TestReview(t *testing.T) {
	d, changes := story(strings.Join(plain(), "\n"))
	if got := found(t, d, changes); len(got) > 0 {
		t.Errorf("in order, and yet found: %q", got)
	}
	for _, tt := range []struct{ line, right, wrong, want string }{
		{"⟦actor Alan Turing⟧", "actor Alan", "place Alan", "label: place:Alan Turing → actor:Alan Turing"},
		{"⟦place Paris⟧,", "Paris⟧,", "Paris,⟧", "borders: place:Paris, → place:Paris"},
		{"⟦actor Dr. Ada", "⟦actor Dr. ", "Dr. ⟦actor ", "borders: actor:Ada Lovelace → actor:Dr. Ada Lovelace"},
		{"said ⟦actor", "said ⟦actor ", "⟦actor said ", "borders: actor:said"},
		{"went to ⟦place London⟧", "⟦place London⟧", "London", "missed: :London → place:London"},
		{"Nobody", "the machine", "the ⟦actor machine⟧", "doubt: actor:machine → :machine"},
	} {
		lines := plain()
		at := 40 + slices.IndexFunc(lines[40:], func(l string) bool { return strings.Contains(l, tt.line) })
		lines[at] = strings.Replace(lines[at], tt.right, tt.wrong, 1)
		d, changes := story(strings.Join(lines, "\n"))
		got := found(t, d, changes)
		if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) {
			t.Errorf("%s: found %q, want %q", lines[at], got, tt.want)
			continue
		}
		// Right as it is: it does not come back.
		i := slices.IndexFunc(changes, func(c follow.Change) bool {
			return strings.Contains(got[0], ": "+string(c.Label)+":"+d.Text[c.Parts[0].Start:c.Parts[0].End]+" →") && int(c.Parts[0].Start) > len(d.Text)/3
		})
		keep := follow.Change{Doc: d.ID, Stamp: follow.Stamp{N: 1000}, ID: follow.ID{255}, Kind: follow.Refused}
		switch kind, rest, _ := strings.Cut(got[0], ": "); kind {
		case "doubt":
			keep.ID, keep.Kind, keep.Label, keep.Parts = changes[i].ID, follow.Labelled, changes[i].Label, changes[i].Parts
		default:
			_, instead, _ := strings.Cut(rest, " → ")
			label, words, _ := strings.Cut(instead, ":")
			start := 0
			for _, line := range lines[:at] {
				start += len(strings.NewReplacer("⟦actor ", "", "⟦place ", "", "⟧", "").Replace(line)) + 1
			}
			start += strings.Index(d.Text[start:], words)
			keep.Label, keep.Parts = suggest.Label(label), []text.Span{{Start: text.Byte(start), End: text.Byte(start + len(words))}}
		}
		if again := found(t, d, append(changes, keep)); slices.Contains(again, got[0]) {
			t.Errorf("%q was kept, and is found again", got[0])
		}
	}
}
