package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
)

// Index is the table of contents of dist, in index.json.
type Index struct {
	// Version follows from all content: the same sources give the same version.
	Version string
	Files   []File
}

// File is one address and what is served there.
type File struct {
	Path string // the address, from the root of the site
	Type string // Content-Type
	// Immutable says that the address changes with the content.
	Immutable bool
	// Forms are the file as it is ("identity") and compressed ("br", "gzip").
	Forms map[string]Form
}

// Form is a file in one content encoding.
type Form struct {
	Name string // in dist
	Size int
	ETag string
}

// ReadIndex reads the index of a dist folder. Before the first build there is
// none: errors.Is(err, fs.ErrNotExist).
func ReadIndex(dist fs.FS) (Index, error) {
	var x Index
	b, err := fs.ReadFile(dist, "index.json")
	if err != nil {
		return x, err
	}
	if err := json.Unmarshal(b, &x); err != nil {
		return x, fmt.Errorf("index.json: %w", err)
	}
	return x, nil
}
