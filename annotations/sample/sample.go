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

// Project is the sample project without documents.
func Project() annotations.Project {
	stamp := annotations.Stamp{N: 1, Replica: annotations.NameID[annotations.Replica](space, "sample")}
	p := annotations.Project{ID: annotations.NameID[annotations.Project](space, "project"), Name: "Sample project", Stamp: stamp}
	for i, l := range []struct{ name, about string }{
		{"actor", "Who acts or speaks: a person, an organisation, a government. Take the name with its title."},
		{"claim", "What somebody says is so, will be so or should be so: the words of the claim without “he said”."},
		{"number", "A quantity with its unit: an amount, a count, a length of time."},
		{"location", "A place: a country, a city, a region, when it is meant as a place and not as a government."},
	} {
		p.Schema = append(p.Schema, annotations.Label{ID: annotations.LabelID(l.name), Name: l.name, About: l.about, Hue: i, Stamp: stamp})
	}
	return p
}
