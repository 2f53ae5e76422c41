//go:build js

package idb

import (
	"bytes"
	"encoding/json"
	"maps"
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
	touched := map[string]bool{}
	for _, phase := range phases {
		for i := range phase {
			o := &phase[i]
			touched[o.Store] = true
			for _, also := range o.Also {
				touched[also] = true
			}
			if o.Field != "" {
				o.At = &[2]int{size, len(o.Data)}
				size += len(o.Data)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(touched)) {
		stores = append(stores, name)
	}
	blob = make([]byte, 0, size)
	var all bytes.Buffer
	json := json.NewEncoder(&all)
	for i, phase := range phases {
		all.WriteString(between(i, "[[", "],["))
		for i := range phase {
			pace.rest()
			all.WriteString(between(i, "", ","))
			if err := json.Encode(&phase[i]); err != nil {
				return nil, "", nil, err
			}
			if phase[i].Field != "" {
				blob = append(blob, phase[i].Data...)
			}
		}
	}
	all.WriteString("]]")
	return stores, all.String(), blob, nil
}

// between is what stands before the i-th of several.
func between(i int, first, others string) string {
	if i == 0 {
		return first
	}
	return others
}
