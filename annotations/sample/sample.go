// Package sample holds the project that a first start shows: four labels and an
// article that is ready to be labelled. All its IDs follow from names, so that
// every device and server makes the same one, and none is doubled by a sync.
package sample

import (
	_ "embed"
	"strings"
	"time"

	"github.com/google/uuid"

	"gloss/annotations"
	"gloss/annotations/store"
)

//go:embed article.txt
var article string

// made is when the sample was written: a name-based thing has no other time.
var made = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

var space = uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:gloss:sample"))

// Batch is the sample project with its article.
func Batch() store.Batch {
	p := Project()
	title, _, _ := strings.Cut(article, "\n")
	d, err := annotations.NewDocument(p.ID, "sample", title, strings.TrimSuffix(article, "\n"), made)
	if err != nil {
		panic(err) // the article is in the program, and a test reads it
	}
	return store.Batch{Projects: []annotations.Project{p}, Documents: []annotations.Document{d}}
}

//go:embed guidelines.md
var guidelines string

// Project is the sample project without documents.
func Project() annotations.Project {
	// 2: what the first version of the sample had under 1 gives way.
	stamp := annotations.Stamp{N: 2, Replica: annotations.NameID[annotations.Replica](space, "sample")}
	p := annotations.Project{
		ID: annotations.NameID[annotations.Project](space, "project"), Name: "Sample project", Stamp: stamp,
		Guidelines: annotations.Guidelines{Text: guidelines, Stamp: stamp},
	}
	for _, l := range []annotations.Label{
		{
			ID: "actor", About: "Who acts or speaks: a person, an organisation, a government. Take the name with its title.",
			In:  []string{"President Masoud Pezeshkian", "Tehran (rejected the offer)", "protesters (blocked the road)"},
			Out: []string{"he", "Iranian (oil)", "Tehran (hosted the talks: a place)"},
		},
		{
			ID: "claim", About: "What somebody says is so, will be so or should be so: the words of the claim without “he said”.",
			In:  []string{"(He said that) the attack had failed", "(According to the ministry,) 12 people were killed"},
			Out: []string{"what the article tells as a fact", "a question", "he said"},
		},
		{
			ID: "number", About: "A quantity with its unit: an amount, a count, a length of time.",
			In:  []string{"up to 10 billion dollars", "12-day (war)", "two (countries)"},
			Out: []string{"2026", "hundreds", "Resolution 2231"},
		},
		{
			ID: "location", About: "A place: a country, a city, a region, when it is meant as a place and not as a government.",
			In:  []string{"(northern) Iraq", "Tehran (hosted the talks)"},
			Out: []string{"Tehran (said: an actor)", "Iranian"},
		},
		{ID: "made by", Kind: annotations.LinkLabel, From: of("claim"), To: of("actor"), About: "From a claim to who makes it."},
		{ID: "about number", Kind: annotations.LinkLabel, From: of("claim"), To: of("number"), About: "From a claim to a number that it rests on."},
		{ID: "about place", Kind: annotations.LinkLabel, From: of("claim"), To: of("location"), About: "From a claim to where it is so."},
		{ID: "opinion", Kind: annotations.WholeLabel, About: "The text argues for a view of its author."},
	} {
		l.Name, l.Hue, l.Stamp = string(l.ID), len(p.Schema), stamp
		p.Schema = append(p.Schema, l)
	}
	for _, a := range []annotations.Attribute{
		{ID: "value", Kind: annotations.NumberAttribute, On: of("number"), About: "The amount with its bound and unit, for programs to compare."},
		{ID: "stance", Kind: annotations.ChoiceAttribute, On: of("claim"), Options: options("asserted", "denied", "doubted", "demanded"), About: "What the speaker does with it."},
		{ID: "kind", Kind: annotations.ChoiceAttribute, On: of("actor"), Options: options("person", "organisation", "government", "group")},
	} {
		a.Name, a.Place, a.Stamp = string(a.ID), len(p.Attributes), stamp
		p.Attributes = append(p.Attributes, a)
	}
	return p
}

func of(labels ...annotations.LabelID) []annotations.LabelID { return labels }

func options(names ...string) (all []annotations.Option) {
	for _, n := range names {
		all = append(all, annotations.Option{ID: n, Name: n})
	}
	return all
}
