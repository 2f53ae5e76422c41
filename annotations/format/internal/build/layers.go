package build

import (
	"slices"
	"strings"

	"gloss/annotations"
)

// A Layer is the annotations of one author.
type Layer struct {
	By      annotations.Author
	Entries []annotations.Entry
}

// Layers parts annotations by their authors, in the order of their names.
func Layers(entries []annotations.Entry) []Layer {
	at := map[annotations.Author]int{}
	var layers []Layer
	for _, e := range entries {
		i, ok := at[e.By]
		if !ok {
			i = len(layers)
			at[e.By] = i
			layers = append(layers, Layer{By: e.By})
		}
		layers[i].Entries = append(layers[i].Entries, e)
	}
	slices.SortFunc(layers, func(a, b Layer) int { return strings.Compare(string(a.By), string(b.By)) })
	return layers
}

// model starts the name of an author that is a program, so that what it
// predicted stays a layer of its own.
const model = "model:"

// ByModel is the author that stands for a program.
func ByModel(name string) string { return model + name }

// Model is the name of the program that an author stands for.
func Model(by annotations.Author) (name string, ok bool) {
	return strings.CutPrefix(string(by), model)
}
