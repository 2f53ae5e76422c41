package api

import (
	"net/http"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
)

// Shelved is where a document is kept.
type Shelved struct {
	Shelf string `json:"shelf"` // list, archived or deleted
}

// inList is what the shelf is called on which documents are that were never put away.
const inList = "list"

func shelved(s annotations.Shelf) Shelved {
	if s == annotations.ShelfList {
		return Shelved{inList}
	}
	return Shelved{string(s)}
}

func (a *API) shelf(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	return tagged(w, shelved(d.set.Shelf()))
}

// setShelf archives a document, deletes it, or brings it back.
func (a *API) setShelf(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	if err := matches(r, tagOf(shelved(d.set.Shelf()))); err != nil {
		return err
	}
	in, err := readJSON[Shelved](w, r)
	if err != nil {
		return err
	}
	shelf := annotations.Shelf(in.Shelf)
	switch {
	case in.Shelf == inList:
		shelf = annotations.ShelfList
	case shelf != annotations.ShelfArchived && shelf != annotations.ShelfDeleted:
		return fail(http.StatusUnprocessableEntity, "against_a_rule", "A document is in the list, archived or deleted, and not %q.", in.Shelf)
	}
	if !a.by(r).May(d.Project.String(), auth.Manage) {
		return team.ErrForbidden
	}
	if shelf != d.set.Shelf() {
		if err := a.record(r, d, annotations.Change.Shelves, annotations.Put{Annotation: annotations.Shelve(d.ID, d.by, shelf)}); err != nil {
			return err
		}
	}
	return tagged(w, shelved(d.set.Shelf()))
}

// Said is what somebody says of a document as a whole.
type Said struct {
	Status  annotations.Status `json:"status"`
	Note    string             `json:"note"`
	Flag    bool               `json:"flag"`    // come back to this
	Nothing bool               `json:"nothing"` // there is nothing to label
}

// own are the annotations of who asks.
func (d *desk) own() annotations.Set {
	if d.solo {
		return d.set
	}
	var own []annotations.Entry
	for e := range d.set.All() {
		if e.By == d.by {
			own = append(own, e)
		}
	}
	return annotations.NewSet(own)
}

func (d *desk) said() Said {
	own := d.own()
	note, _ := own.Reserved(annotations.LabelNote, d.by)
	_, flag := own.Reserved(annotations.LabelFlag, d.by)
	_, nothing := own.Reserved(annotations.LabelNothing, d.by)
	return Said{annotations.StatusOf(own, d.by), note.Note, flag, nothing}
}

func (a *API) said(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	return tagged(w, d.said())
}

// say changes what who asks says of a document; what is not named stays.
func (a *API) say(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	if err := matches(r, tagOf(d.said())); err != nil {
		return err
	}
	in, err := readJSON[struct {
		Status        *annotations.Status
		Note          *string
		Flag, Nothing *bool
	}](w, r)
	if err != nil {
		return err
	}
	var ops []annotations.Op
	own := d.own()
	// keep says one thing, or takes it back.
	keep := func(one annotations.Annotation, said bool) {
		e, there := own.Reserved(one.Label, d.by)
		if there {
			one.ID = e.ID
		}
		switch {
		case said && !(there && e.Equal(one)):
			ops = append(ops, annotations.Put{Annotation: one})
		case !said && there:
			ops = append(ops, annotations.Drop{ID: e.ID})
		}
	}
	if in.Status != nil {
		status := annotations.Reserve(d.ID, annotations.LabelStatus, d.by, string(*in.Status))
		switch *in.Status {
		case annotations.StatusReviewed, annotations.StatusSkipped, annotations.StatusInWork:
		default:
			return fail(http.StatusUnprocessableEntity, "against_a_rule", "A status is set to reviewed, to skipped or back to in work, and not to %q.", *in.Status)
		}
		if e, ok := own.Reserved(annotations.LabelStatus, d.by); ok {
			if order := e.Value(annotations.OrderAttribute); order != "" {
				status = status.With(annotations.OrderAttribute, order)
			}
		}
		// In work follows from what is there. With a status nothing is left to come
		// back to.
		keep(status, *in.Status != annotations.StatusInWork)
		for e := range own.All() {
			if stays := e.Target.Whole() && in.Flag != nil; e.Label == annotations.LabelFlag && e.By == d.by && !stays {
				ops = append(ops, annotations.Drop{ID: e.ID})
			}
		}
	}
	if in.Note != nil {
		note := annotations.Reserve(d.ID, annotations.LabelNote, d.by, "")
		note.Note = *in.Note
		keep(note, *in.Note != "")
	}
	if in.Flag != nil {
		keep(annotations.Reserve(d.ID, annotations.LabelFlag, d.by, ""), *in.Flag)
	}
	if in.Nothing != nil {
		keep(annotations.Reserve(d.ID, annotations.LabelNothing, d.by, ""), *in.Nothing)
	}
	if len(ops) > 0 {
		mine := func(c annotations.Change) bool { return c.By == d.by }
		if err := a.record(r, d, mine, ops...); err != nil {
			return err
		}
	}
	return tagged(w, d.said())
}
