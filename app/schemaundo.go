//go:build js

package app

import (
	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/annotations/store"
	"gloss/app/editor"
)

// schemaEdit is an edit of the schema that can be taken back. With some a gesture
// went through the documents.
type schemaEdit struct {
	before, after annotations.Project
	replica       annotations.ReplicaID // of that gesture
}

// schemaEdits are those of this tab, in the project that is shown.
type schemaEdits struct {
	past, next []schemaEdit
	opened     int  // how many there were when the editor was opened
	typed      bool // something is typed that is not kept yet: the field undoes that
}

// keepProject shows a state of the project and stores it. It can be taken back.
func (p *Program) keepProject(project annotations.Project) {
	if p.failed != "" {
		p.schema.says = p.failed
		return
	}
	e := &p.schemaEdits
	e.past, e.next = append(e.past, schemaEdit{before: p.project, after: project}), nil
	p.storeProject(project)
}

func (p *Program) storeProject(project annotations.Project) {
	p.setProject(project)
	p.store(store.Batch{Projects: []annotations.Project{project}}, func() {})
}

// undoSchema takes the last edit of the schema back, or does one again.
func (p *Program) undoSchema(again bool) {
	e := &p.schemaEdits
	from, to, said := &e.past, &e.next, tr("Undone")
	if again {
		from, to, said = to, from, tr("Done again")
	}
	n := len(*from)
	if n == 0 || p.failed != "" {
		return
	}
	edit := (*from)[n-1]
	*from = (*from)[:n-1]
	back := p.project.Revert(edit.before, edit.after, p.model.Replica)
	*to = append(*to, schemaEdit{p.project, back, edit.replica})
	p.schema.says, p.schema.asks = said, ""
	p.storeProject(back)
	if of := edit.replica; !of.IsZero() && p.pile.index != nil {
		var docs []annotations.DocumentID
		for i := range p.pile.index.Len() {
			docs = append(docs, p.pile.index.Entry(i).ID)
		}
		p.sweep(sweep{doing: said, of: len(docs), documents: each(docs),
			change: func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
				return g.Reverse(log, f.Document.ID, of)
			},
			began: func(everywhere.Gesture) {},
			ended: func(everywhere.Gesture, int, int, bool) { p.notice = notice{} },
		})
	}
}

// undoSchemaAll takes back what was edited since the editor was opened.
func (p *Program) undoSchemaAll() {
	p.notice = notice{}
	for n := len(p.schemaEdits.past) - p.schemaEdits.opened; n > 0; n-- {
		p.undoSchema(false)
	}
}

// schemaKey undoes and redoes by keys in the editor of the schema.
func (p *Program) schemaKey(name string) (taken bool) {
	b, ok := p.keys.Find(name)
	if !ok || !p.schema.open || p.schemaEdits.typed {
		return false
	}
	_, undo := b.Msg.(editor.Undo)
	_, redo := b.Msg.(editor.Redo)
	if undo || redo {
		p.now(func() { p.undoSchema(redo) })
	}
	return undo || redo
}

// closeSchema tells what was edited, to be taken back as a whole.
func (p *Program) closeSchema() {
	p.schema = schemaState{}
	if n := len(p.schemaEdits.past) - p.schemaEdits.opened; n > 0 {
		p.notice = notice{text: count(n, "{0} change of the schema", "{0} changes of the schema"), action: "schema-undo-all", button: tr("Undo")}
	}
}
