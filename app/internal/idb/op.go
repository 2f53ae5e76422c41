//go:build js

package idb

import (
	"encoding/json"
	"slices"
	"syscall/js"
	"time"
)

// op is one operation of idb.js.
type op struct {
	Op    string   `json:"op"`
	Store string   `json:"store"`
	Also  []string `json:"-"` // other object stores that it touches
	Index string   `json:"index,omitempty"`

	Key   any   `json:"key,omitempty"`
	Keys  any   `json:"keys,omitempty"`
	From  any   `json:"from,omitempty"`
	To    any   `json:"to,omitempty"`
	After any   `json:"after,omitempty"` // with From: leave out From itself
	Place int64 `json:"place"`
	Limit int   `json:"limit,omitempty"`
	Bytes int   `json:"bytes,omitempty"` // about as many at most

	Value any     `json:"value,omitempty"`
	Item  any     `json:"item,omitempty"`  // what goes into the order of arrival
	Field string  `json:"field,omitempty"` // of Value: takes Data
	Data  []byte  `json:"-"`
	At    *[2]int `json:"blob,omitempty"` // where Data is among all bytes

	Was     any        `json:"was"`            // of a swap: the JSON that was seen, null for none
	Seen    [][2]int64 `json:"seen,omitempty"` // the items that were seen: place and changes
	Old     bool       `json:"old,omitempty"`  // look at changes as version 1 kept them too
	Waiting bool       `json:"waiting,omitempty"`
	Rank    string     `json:"rank,omitempty"`
	Error   string     `json:"error,omitempty"`

	Project string `json:"project,omitempty"`
	Text    string `json:"text,omitempty"`
	Most    int    `json:"most,omitempty"`
}

// pace has long work rest now and then, so that no gesture waits for it. In a page that
// nobody sees there are none, and the browser would let it sleep for a second.
type pace struct{ since time.Time }

func (p *pace) rest() {
	const slice = 8 * time.Millisecond
	if p.since.IsZero() {
		p.since = time.Now()
	}
	if time.Since(p.since) < slice {
		return
	}
	if !js.Global().Get("document").Get("hidden").Truthy() {
		time.Sleep(time.Millisecond)
	}
	p.since = time.Now()
}

// encode returns operations as idb.js takes them: JSON, and the bytes beside it;
// and the names of the object stores that they touch.
func encode(phases [][]op, pace *pace) (stores []any, text string, blob []byte, err error) {
	size := 0
	var names []string
	for _, phase := range phases {
		for i := range phase {
			o := &phase[i]
			names = append(append(names, o.Store), o.Also...)
			if o.Field != "" {
				o.At = &[2]int{size, len(o.Data)}
				size += len(o.Data)
			}
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		stores = append(stores, name)
	}
	blob = make([]byte, 0, size)
	var all []byte
	for i, phase := range phases {
		all = append(all, between(i, "[[", "],[")...)
		for i := range phase {
			pace.rest()
			b, err := json.Marshal(&phase[i])
			if err != nil {
				return nil, "", nil, err
			}
			all = append(append(all, between(i, "", ",")...), b...)
			if phase[i].Field != "" {
				blob = append(blob, phase[i].Data...)
			}
		}
	}
	return stores, string(all) + "]]", blob, nil
}

// between is what stands before the i-th of several.
func between(i int, first, others string) string {
	if i == 0 {
		return first
	}
	return others
}
