package build

import (
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
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

// Records are the layers of a format that writes a record a person: one at least,
// and none for who has nothing in it, as that would say that they found nothing.
// drop tells why an annotation cannot be in one; "" when it can.
func Records(it format.Item, drop func(annotations.Entry) string) (layers []Layer, losses []format.Loss) {
	kept := make([]annotations.Entry, 0, len(it.Entries))
	for _, e := range it.Entries {
		if why := drop(e); why != "" {
			losses = append(losses, format.LossOf(it, e, format.Dropped, why))
		} else {
			kept = append(kept, e)
		}
	}
	if layers = Layers(kept); len(layers) == 0 {
		layers = []Layer{{}}
	}
	return layers, losses
}

// Within tells why a link cannot be in the layer of its author: an end that is not
// a stretch of the text, or is somebody else's. It is "" when it can.
func Within(entries []annotations.Entry, parts int) func(annotations.Entry) string {
	ends := map[annotations.AnnotationID]annotations.Author{}
	for _, e := range entries {
		if n := len(e.Target.Parts); n > 0 && n <= parts {
			ends[e.ID] = e.By
		}
	}
	return func(link annotations.Entry) string {
		from, ok := ends[link.Target.From]
		to, both := ends[link.Target.To]
		switch {
		case !ok || !both:
			return format.NoEnd
		case from != link.By || to != link.By:
			return format.NotAcross
		}
		return ""
	}
}
