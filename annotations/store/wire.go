package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/text"
)

// PackMedia is the media type of a packed page.
const PackMedia = "application/vnd.gloss.pack"

// A packed page is one version byte, and then three things, each preceded by its
// length as a varint: the page as JSON, but without changes and texts; the texts
// one after another, of which `lengths` tells the lengths; and the
// changes as a pack. A tenth of the time of JSON is enough to read it.
const wireVersion = 1

type wirePage struct {
	Page
	Lengths []int `json:"lengths,omitempty"` // of the documents' texts, in bytes
}

// AppendPage appends a packed page to dst.
func AppendPage(dst []byte, p Page) ([]byte, error) {
	pack, err := annotations.AppendPack(nil, p.Changes)
	if err != nil {
		return dst, err
	}
	w := wirePage{Page: p}
	w.Changes, w.Documents = nil, nil
	total := 0
	for _, d := range p.Documents {
		w.Lengths = append(w.Lengths, len(d.Text))
		total += len(d.Text)
		d.Text = ""
		w.Documents = append(w.Documents, d)
	}
	head, err := json.Marshal(w)
	if err != nil {
		return dst, err
	}
	dst = append(dst, wireVersion)
	dst = binary.AppendUvarint(dst, uint64(len(head)))
	dst = append(dst, head...)
	dst = binary.AppendUvarint(dst, uint64(total))
	for _, d := range p.Documents {
		dst = append(dst, d.Text...)
	}
	dst = binary.AppendUvarint(dst, uint64(len(pack)))
	return append(dst, pack...), nil
}

// ReadPage reads a page, packed or, from a server that does not pack, as JSON.
func ReadPage(b []byte) (Page, error) {
	var w wirePage
	if len(b) > 0 && b[0] == '{' {
		return w.Page, json.Unmarshal(b, &w.Page)
	}
	if len(b) == 0 || b[0] != wireVersion {
		return w.Page, errors.New("packed page: not of a kind that is known here")
	}
	b = b[1:]
	var parts [3][]byte
	for i := range parts {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return w.Page, fmt.Errorf("packed page: part %d of 3 is cut off", i+1)
		}
		parts[i], b = b[size:size+int(n)], b[size+int(n):]
	}
	if len(b) > 0 {
		return w.Page, errors.New("packed page: there is more after its end")
	}
	if err := json.Unmarshal(parts[0], &w); err != nil {
		return Page{}, fmt.Errorf("packed page: %w", err)
	}
	if len(w.Lengths) != len(w.Documents) {
		return Page{}, fmt.Errorf("packed page: %d texts of %d documents", len(w.Lengths), len(w.Documents))
	}
	texts := parts[1]
	for i, n := range w.Lengths {
		if n < 0 || n > len(texts) {
			return Page{}, fmt.Errorf("packed page: the text of document %v is cut off", w.Documents[i].ID)
		}
		w.Documents[i].Text, texts = string(texts[:n]), texts[n:]
		if err := text.Validate(w.Documents[i].Text); err != nil {
			return Page{}, fmt.Errorf("packed page: document %v: %w", w.Documents[i].ID, err)
		}
	}
	if len(texts) > 0 {
		return Page{}, errors.New("packed page: there is more text than documents")
	}
	changes, err := annotations.ReadPack(parts[2])
	if err != nil {
		return Page{}, err
	}
	if len(changes) > 0 {
		w.Changes = changes
	}
	return w.Page, nil
}
