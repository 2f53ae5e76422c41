// Package beside lists the formats that the page offers and does not link: a
// worker, fetched when one of them is first asked for, reads and writes them.
package beside

// Format is what the page needs to know of one.
type Format struct {
	Name, Title, Extension, Media string
	Lacks                         []string // see format.Can
}

// Named returns the format of that name.
func Named(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
