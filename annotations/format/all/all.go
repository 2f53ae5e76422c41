// Package all lists the formats.
package all

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/plain"
	"gloss/annotations/format/w3c"
)

// Formats are all formats, in the order in which they are offered.
var Formats = []format.Format{
	gloss.Format,
	conll.Format,
	w3c.Format,
	plain.Format,
}

// Named returns the format of that name or alias.
func Named(name string) (format.Format, error) {
	for _, f := range Formats {
		if f.Name == name || slices.Contains(f.Aliases, name) {
			return f, nil
		}
	}
	return format.Format{}, fmt.Errorf("no format is called %q; there are %s", name, strings.Join(names(), ", "))
}

func names() (all []string) {
	for _, f := range Formats {
		all = append(all, f.Name)
		all = append(all, f.Aliases...)
	}
	return all
}

// Written are the formats that datasets can be exported to.
func Written() []format.Format {
	return slices.DeleteFunc(slices.Clone(Formats), func(f format.Format) bool { return f.NewWriter == nil })
}

// ForFile returns the format in which a file of that name is read.
func ForFile(name string) (format.Format, error) {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".jsonl", ".json", ".ndjson":
		return gloss.Format, nil
	case ".txt", ".text":
		return plain.Format, nil
	case "":
		return format.Format{}, fmt.Errorf("the name of the file has no ending; .txt, .jsonl and .json can be read")
	default:
		return format.Format{}, fmt.Errorf("files that end in %s cannot be read; .txt, .jsonl and .json can", ext)
	}
}
