package format

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gloss/annotations/format/tags"
)

// unitNames are what people call units.
var unitNames = map[string]Unit{"points": CodePoint, "utf16": UTF16, "bytes": Byte, "graphemes": Grapheme}

// Counting is the format with offsets that count a unit of that name: points,
// utf16, bytes or graphemes; "" is its own.
func (f Format) Counting(name string) (Format, error) {
	if name == "" {
		return f, nil
	}
	u, ok := unitNames[name]
	switch {
	case !ok:
		return f, fmt.Errorf("there is no unit %q; there are points, utf16, bytes and graphemes", name)
	case u == f.Unit:
		return f, nil
	case f.In == nil:
		return f, fmt.Errorf("%s counts %ss, and nothing else", f.Title, f.Unit)
	}
	return f.In(u), nil
}

// Tagged is the format that writes the scheme of tags of that name; "" is its own.
func (f Format) Tagged(name string) (Format, error) {
	scheme := tags.Scheme(strings.ToUpper(name))
	switch {
	case name == "":
		return f, nil
	case !slices.Contains(tags.Schemes, scheme):
		var all []string
		for _, s := range tags.Schemes {
			all = append(all, string(s))
		}
		return f, fmt.Errorf("there is no scheme of tags %q; there are %s", name, strings.Join(all, ", "))
	case f.NewTagged == nil:
		return f, fmt.Errorf("%s leaves no choice of tags", f.Title)
	}
	f.NewWriter = func(w io.Writer) Writer { return f.NewTagged(w, scheme) }
	return f, nil
}
