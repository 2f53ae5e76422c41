package dataset

import (
	"context"
	"fmt"
	"iter"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/store"
)

// Items yields the documents of a project as a dataset holds them, in the order
// in which they came: those in its list and, if asked for, archived ones. What is
// deleted is in no dataset.
func Items(ctx context.Context, st store.Store, project annotations.Project, archived bool) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		schema := project.File()
		first := &schema
		for place := int64(0); ; {
			some, err := st.Read(ctx, project.ID, place, readAhead)
			if err != nil {
				yield(format.Item{}, err)
				return
			}
			if len(some) == 0 {
				return
			}
			for _, l := range some {
				place = l.Place
				shelf := annotations.ShelfOf(l.Changes)
				if shelf != annotations.ShelfList && !(archived && shelf == annotations.ShelfArchived) {
					continue
				}
				it, err := item(l.Document, l.Changes, project)
				it.Schema, first = first, nil
				if !yield(it, err) || err != nil {
					return
				}
			}
		}
	}
}

// LabelNames are the names of a project's labels, in the order of the page,
// each once. Labels that are no longer offered are there too: documents may
// have them.
func LabelNames(s annotations.Schema) (names []string) {
	seen := map[string]bool{}
	for _, l := range s {
		if !seen[l.Name] {
			seen[l.Name] = true
			names = append(names, l.Name)
		}
	}
	return names
}

// Prepare gives items from a file that have no ID one, as an import does, so
// that losses and splits can name them; anonymous annotations get theirs from
// their document and place.
func Prepare(items iter.Seq2[format.Item, error], project annotations.ProjectID) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for it, err := range items {
			if err == nil {
				prepare(&it, project)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

func prepare(it *format.Item, project annotations.ProjectID) {
	d := &it.Document
	if d.Title == "" {
		d.Title = TitleOf(d.Text)
	}
	if d.ID.IsZero() {
		d.ID = annotations.NameID[annotations.Document](project.UUID, d.Source, d.Text)
	}
	var names namer
	for i := range it.Entries {
		names.name(d.ID, &it.Entries[i])
	}
}

// namer gives IDs to annotations that have none: the same span read again must
// be the same annotation.
type namer struct{ twins map[string]int }

func (n *namer) name(doc annotations.DocumentID, e *annotations.Entry) {
	if !e.ID.IsZero() {
		return
	}
	if n.twins == nil {
		n.twins = map[string]int{}
	}
	key := fmt.Sprint(e.Label, e.By, e.Target)
	e.ID = annotations.NameID[annotations.Annotation](doc.UUID, key, fmt.Sprint(n.twins[key]))
	n.twins[key]++
}
