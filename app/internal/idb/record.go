//go:build js

package idb

import (
	"encoding/json"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// The schema, a list of what each version added. Only ever append. Version 1
// kept each change as an item of its own (doc, stamp, json), the text of a
// document in its JSON, and a record in `pending` for each item that waits.
const versions = `[[
	{"store": "projects", "keyPath": "id"},
	{"store": "documents", "keyPath": "id"},
	{"store": "items", "keyPath": "place", "autoIncrement": true,
	 "indexes": [["log", ["doc", "stamp"], true], ["list", ["project", "place"], false]]},
	{"store": "pending", "keyPath": "place", "indexes": [["changes", "change", false]]},
	{"store": "meta", "keyPath": "id"}
], [
	{"store": "documents", "indexes": [["arrival", ["project", "place"], false]]},
	{"store": "items", "indexes": [["runs", ["doc", "replica", "to"], false], ["ranks", ["project", "rank"], false]]},
	{"store": "queue", "keyPath": "from"},
	{"move": "places"}
]]`

// The records. What is only carried is kept as the JSON of the domain.
type (
	meta struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	}
	projectRecord struct {
		ID    string `json:"id"`
		JSON  string `json:"json"`
		Order int64  `json:"order"` // how many projects came before it
	}
	// documentRecord has the text of a document as bytes; in one of version 1 the
	// text is in the JSON. Its place is that of its item.
	documentRecord struct {
		ID      string   `json:"id"`
		Project string   `json:"project"`
		JSON    string   `json:"json"`
		Text    *stretch `json:"text,omitempty"`
	}
	// item is one arrival: of a run of changes, of a document (project, heading,
	// and its rank: how many of the project came before it, which idb.js knows) or of a state of a project (changed). Records without a field are not in
	// the indexes over it.
	item struct {
		Place   int64          `json:"place,omitempty"`
		Doc     string         `json:"doc,omitempty"`
		Project string         `json:"project,omitempty"`
		Heading *store.Heading `json:"heading,omitempty"`
		Changed string         `json:"changed,omitempty"`
		run
		single
		// What idb.js adds when it is asked for more than the item.
		Document *documentRecord `json:"document,omitempty"`
		State    string          `json:"state,omitempty"`
		Log      []item          `json:"log,omitempty"`
	}
	// run is a number of changes to one document by one replica, sorted by their
	// stamps. It may lack stamps between its first and last.
	run struct {
		Replica string   `json:"replica,omitempty"`
		From    string   `json:"from,omitempty"` // number of the first stamp, sortable
		To      string   `json:"to,omitempty"`   // … and of the last
		N       int      `json:"n,omitempty"`    // how many changes
		Pack    *stretch `json:"pack,omitempty"`
	}
	// single is a change as version 1 kept it.
	single struct {
		Stamp  string `json:"stamp,omitempty"`
		JSON   string `json:"json,omitempty"`
		Change int    `json:"change,omitempty"` // 1
	}
	// sizeRecord is how many documents a project has.
	sizeRecord struct {
		Documents int `json:"documents"`
	}
	// heardRecord keeps a store.Heard.
	heardRecord struct {
		ID string `json:"id"`
		store.Heard
	}
	// waitingRange is places of items that the server does not have, and how many
	// changes they hold. Its items are not all its own: some were folded away.
	waitingRange struct {
		From    int64 `json:"from"`
		To      int64 `json:"to"`
		Changes int   `json:"changes"`
	}
)

// stretch says where the bytes of a field are among those that come with it.
type stretch [2]int

// of returns the bytes.
func (s stretch) of(all []byte) []byte { return all[s[0] : s[0]+s[1]] }

// sortable is the number of a stamp as text in the order of numbers.
func sortable(n uint64) string { return fmt.Sprintf("%020d", n) }

// changes returns the changes of an item.
func (it item) changes(bytes []byte) ([]annotations.Change, error) {
	var changes []annotations.Change
	var err error
	switch {
	case it.Pack != nil:
		changes, err = annotations.ReadPack(it.Pack.of(bytes))
	case it.JSON != "":
		changes = make([]annotations.Change, 1)
		err = json.Unmarshal([]byte(it.JSON), &changes[0])
	}
	switch {
	case errors.Is(err, annotations.ErrNewPack):
		return nil, fmt.Errorf("%w: %w", ErrNewer, err)
	case err != nil:
		return nil, fmt.Errorf("the changes at place %d: %w", it.Place, err)
	}
	return changes, nil
}

// first is the number of the first stamp of the item, as text in the order of numbers.
func (it item) first() string {
	if it.Stamp != "" {
		return it.Stamp[:len(sortable(0))]
	}
	return it.From
}

// count is how many changes the item holds.
func (it item) count() int { return max(it.N, it.Change) }

// read returns the document.
func (r documentRecord) read(bytes []byte) (annotations.Document, error) {
	var d annotations.Document
	if err := json.Unmarshal([]byte(r.JSON), &d); err != nil {
		return d, fmt.Errorf("document %s: %w", r.ID, err)
	}
	if r.Text != nil {
		d.Text = string(r.Text.of(bytes))
	}
	return d, nil
}
