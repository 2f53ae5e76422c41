//go:build js

package idb

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// The schema, a list of what each version added. Only ever append.
const versions = `[[
	{"store": "projects", "keyPath": "id"},
	{"store": "documents", "keyPath": "id"},
	{"store": "items", "keyPath": "place", "autoIncrement": true,
	 "indexes": [["log", ["doc", "stamp"], true], ["list", ["project", "place"], false]]},
	{"store": "pending", "keyPath": "place", "indexes": [["changes", "change", false]]},
	{"store": "meta", "keyPath": "id"}
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
	documentRecord struct {
		ID   string `json:"id"`
		JSON string `json:"json"`
	}
	// item is one arrival: of a change (doc, stamp), of a document (project,
	// heading) or of a state of a project (changed). Records without a field
	// are not in the indexes over it.
	item struct {
		Place   int64          `json:"place,omitempty"`
		Doc     string         `json:"doc,omitempty"`
		Stamp   string         `json:"stamp,omitempty"`
		Says    string         `json:"says,omitempty"` // what must be the same under one stamp
		JSON    string         `json:"json,omitempty"`
		Change  int            `json:"change,omitempty"` // 1: this is a change
		Project string         `json:"project,omitempty"`
		Heading *store.Heading `json:"heading,omitempty"`
		Changed string         `json:"changed,omitempty"`
	}
	// pending is an item that the server does not have.
	pending struct {
		Place  int64 `json:"place,omitempty"`
		Change int   `json:"change,omitempty"`
	}
	// heardRecord keeps a store.Heard.
	heardRecord struct {
		ID string `json:"id"`
		store.Heard
	}
)

// op is one operation of idb.js.
type op struct {
	Op     string   `json:"op,omitempty"`
	Store  string   `json:"store"`
	Index  string   `json:"index,omitempty"`
	Key    any      `json:"key,omitempty"`
	From   any      `json:"from,omitempty"`
	To     any      `json:"to,omitempty"`
	After  bool     `json:"after,omitempty"` // leave out From itself
	Limit  int      `json:"limit,omitempty"`
	Raw    bool     `json:"raw,omitempty"` // the result is the JSON in the record
	Value  any      `json:"value,omitempty"`
	Same   string   `json:"same,omitempty"`
	Was    any      `json:"was"` // of a swap: the JSON that was seen, null for none
	Rank   string   `json:"rank,omitempty"`
	Error  string   `json:"error,omitempty"`
	Into   string   `json:"into,omitempty"`
	Fields []string `json:"fields,omitempty"`
	Field  string   `json:"field,omitempty"`
	Then   []op     `json:"then,omitempty"`
}

// stores notes the object stores that the operation touches.
func (o op) stores(all map[string]bool) {
	all[o.Store] = true
	if o.Into != "" {
		all[o.Into] = true
	}
	for _, next := range o.Then {
		next.stores(all)
	}
}

// sortable is a stamp as text in the order of stamps.
func sortable(s annotations.Stamp) string { return fmt.Sprintf("%020d@%v", s.N, s.Replica) }

// says is the digest of what two changes under one stamp must agree on.
func says(c annotations.Change) (string, error) {
	b, err := json.Marshal(annotations.Change{Stamp: c.Stamp, Step: c.Stamp, Doc: c.Doc, Op: c.Op})
	sum := sha1.Sum(b)
	return base64.RawStdEncoding.EncodeToString(sum[:]), err
}
