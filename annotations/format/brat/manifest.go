package brat

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
)

// manifestFile says of the documents that Gloss wrote, a line of JSON each, in
// which order they came and what brat has no place for.
const manifestFile = "documents.jsonl"

type manifest struct {
	File   string          `json:"file"` // without its ending
	ID     string          `json:"id,omitempty"`
	Source string          `json:"source,omitempty"`
	Title  string          `json:"title,omitempty"`
	Meta   json.RawMessage `json:"meta,omitempty"`
}

// manifestOf describes a document, without what its .ann says.
func manifestOf(file string, d annotations.Document) (m manifest, err error) {
	m = manifest{File: file, Source: d.Source, Title: d.Title, Meta: d.Meta}
	if !d.ID.IsZero() {
		m.ID = d.ID.String()
	}
	if !bytes.Contains(d.Meta, []byte(`"`+metaKey+`"`)) {
		return m, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(d.Meta, &fields); err != nil {
		return m, err
	}
	delete(fields, metaKey)
	if m.Meta = nil; len(fields) > 0 {
		m.Meta, err = json.Marshal(fields)
	}
	return m, err
}

// apply gives a document what the manifest says of it.
func (m manifest) apply(d *annotations.Document) {
	d.ID, _ = annotations.ParseID[annotations.Document](m.ID)
	d.Source, d.Title, d.Meta = m.Source, m.Title, m.Meta
}

// manifestsOf reads the manifest of a folder, if there is one; the error is a
// *format.Error.
func manifestsOf(fsys fs.FS) (all []manifest, err error) {
	if _, err := fs.Stat(fsys, manifestFile); err != nil {
		return nil, nil
	}
	body, err := archive.ReadFile(fsys, manifestFile)
	if err != nil {
		return nil, err
	}
	number := 0
	seen := map[string]bool{}
	for line := range strings.Lines(body) {
		number++
		var m manifest
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return nil, &format.Error{File: manifestFile, Line: number, Err: err}
		}
		if fs.ValidPath(m.File) && !seen[m.File] {
			all = append(all, m)
			seen[m.File] = true
		}
	}
	return all, nil
}
