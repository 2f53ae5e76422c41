// Package wordstest holds catalogues to what is said in the source.
package wordstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gloss/app/words"
)

var place = regexp.MustCompile(`\{(\d)\}`)

// Places are the numbers of the places in a sentence, sorted.
func Places(s string) []string {
	var all []string
	for _, m := range place.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// forms are the plural forms of whole numbers in each language, as CLDR has them.
var forms = map[string][]string{
	"de": {"one", "other"}, "es": {"one", "other"}, "fr": {"one", "other"}, "zh": {"other"},
	"ar": {"zero", "one", "two", "few", "many", "other"},
}

// write brings a catalogue up to the source; what it lacks is left to be filled in.
func write(t *testing.T, name string, c words.Catalogue, said, counts map[string]string, forms []string) {
	t.Helper()
	out := words.Catalogue{Words: map[string]string{}, Counts: map[string]map[string]string{}}
	for english := range said {
		out.Words[english] = c.Words[english]
	}
	for english := range counts {
		out.Counts[english] = map[string]string{}
		for _, form := range forms {
			out.Counts[english][form] = c.Counts[english][form]
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(out); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Check holds each catalogue of a folder against what is said: sentences, and those
// about a number, each with where it is said. Nothing is missing, nothing is left
// over, and what is put into a sentence stands in it. With update what a catalogue
// lacks is written into it first, as empty strings.
func Check(t *testing.T, dir string, said, counts map[string]string, update bool) {
	t.Helper()
	for language, wanted := range forms {
		name := filepath.Join(dir, language+".json")
		b, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		var c words.Catalogue
		if err := d.Decode(&c); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if update {
			write(t, name, c, said, counts, wanted)
		}
		report := func(what string, english string) { t.Errorf("%s.json %s %q", language, what, english) }
		for _, english := range slices.Sorted(maps.Keys(said)) {
			switch own, ok := c.Words[english]; {
			case !ok:
				report("lacks (said in "+said[english]+")", english)
			case strings.TrimSpace(own) == "" || strings.TrimSpace(own) != own:
				report("has a blank too many, or nothing, for", english)
			case !slices.Equal(Places(own), Places(english)):
				report("puts other things into", english)
			}
		}
		for _, english := range slices.Sorted(maps.Keys(c.Words)) {
			if _, ok := said[english]; !ok {
				report("says what nobody says:", english)
			}
		}
		for _, english := range slices.Sorted(maps.Keys(counts)) {
			own, ok := c.Counts[english]
			if !ok {
				report("does not count", english)
				continue
			}
			if got := slices.Sorted(maps.Keys(own)); !slices.Equal(got, slices.Sorted(slices.Values(wanted))) {
				report(fmt.Sprintf("has the forms %q, want %q, of", got, wanted), english)
			}
			for form, say := range own {
				places := Places(english)
				if form == "zero" || form == "one" || form == "two" { // these may say it in words
					places = slices.DeleteFunc(places, func(p string) bool { return p == "0" && !strings.Contains(say, "{0}") })
				}
				if !slices.Equal(Places(say), places) {
					report("puts other things into the form "+form+" of", english)
				}
			}
		}
		for _, english := range slices.Sorted(maps.Keys(c.Counts)) {
			if _, ok := counts[english]; !ok {
				report("counts what nobody counts:", english)
			}
		}
	}
}
