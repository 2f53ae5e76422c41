package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
)

// Limits of what is done to the annotations of a document in one call.
const (
	mostGestures = 5000
	maxGestures  = 8 << 20 // bytes
)

// gesture is one of the things that a call does to annotations.
type gesture struct {
	Do string // add, replace or remove
	ID annotations.AnnotationID
	newAnnotation
}

// Gestured answers what was done.
type Gestured struct {
	Annotations []Annotation               `json:"annotations"` // what was added and replaced, in order
	Removed     []annotations.AnnotationID `json:"removed"`     // with links that lost an end
}

// tagOfOwn is the ETag of the annotations that who asks may change.
func (d *desk) tagOfOwn() string {
	h := sha256.New()
	for e := range d.own().All() {
		fmt.Fprintln(h, e.ID, e.Stamp)
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:8]) + `"`
}

// changeAnnotations adds, replaces and removes annotations of a document, one after the
// other and all or none, as one step of its history: one undo takes it back.
func (a *API) changeAnnotations(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	in, err := readUpTo[struct{ Changes []gesture }](w, r, maxGestures)
	if err != nil {
		return err
	}
	if len(in.Changes) > mostGestures {
		return fail(http.StatusUnprocessableEntity, "too_many", "One call does at most %d things.", mostGestures)
	}
	p, err := d.project(r)
	if err != nil {
		return err
	}
	var concerns func(annotations.Change) bool
	if r.Header.Get("If-Match") != "" {
		if err := matches(r, d.tagOfOwn()); err != nil {
			return err
		}
		concerns = func(c annotations.Change) bool { return d.solo || c.By == d.by }
	}
	index := text.NewIndex(d.Text)
	ops, answer := []annotations.Op{}, Gestured{[]Annotation{}, []annotations.AnnotationID{}}
	var made []annotations.AnnotationID
	known := map[annotations.AnnotationID]bool{}
	for i, g := range in.Changes {
		if g.Do == "replace" && concerns == nil {
			return errNeedsMatch
		}
		some, err := d.gesture(p, index, g)
		if err != nil {
			return &itemError{i + 1, err}
		}
		for _, op := range some {
			switch op := op.(type) {
			case annotations.Put:
				if id := op.Annotation.ID; !known[id] {
					known[id] = true
					made = append(made, id)
				}
				d.set = d.set.Put(annotations.Entry{Annotation: op.Annotation, By: d.by})
			case annotations.Drop:
				answer.Removed = append(answer.Removed, op.ID)
				d.set = d.set.Drop(op.ID)
			}
		}
		ops = append(ops, some...)
	}
	if len(ops) > 0 {
		if err := a.record(r, d, concerns, ops...); err != nil {
			return err
		}
	}
	for _, id := range made {
		e, ok := d.set.Get(id)
		if !ok {
			continue // a later one has removed it
		}
		one, err := inPoints(e, index)
		if err != nil {
			return err
		}
		answer.Annotations = append(answer.Annotations, one)
	}
	w.Header().Set("ETag", d.tagOfOwn())
	return reply(w, answer)
}

// gesture is what one of several things does to what those before have left.
func (d *desk) gesture(p annotations.Project, index *text.Index, g gesture) ([]annotations.Op, error) {
	if g.Do == "add" {
		put, err := d.want(p, index, g.newAnnotation, annotations.Annotation{ID: g.ID})
		if err == nil {
			err = d.isNew(put)
		}
		return []annotations.Op{annotations.Put{Annotation: put}}, err
	}
	was, ok := d.set.Get(g.ID)
	switch {
	case g.Do != "replace" && g.Do != "remove":
		return nil, fail(http.StatusUnprocessableEntity, "against_a_rule", "One adds, replaces or removes, and does not %q.", g.Do)
	case !ok:
		return nil, auth.ErrUnknown
	case !d.solo && was.By != d.by:
		return nil, team.ErrForbidden
	case g.Do == "remove":
		return d.dropping(g.ID), nil
	}
	put, err := d.want(p, index, g.newAnnotation, was.Annotation)
	if err == nil {
		err = replaces(put, was.Annotation)
	}
	if err != nil || put.Equal(was.Annotation) {
		return nil, err
	}
	return []annotations.Op{annotations.Put{Annotation: put}}, nil
}
