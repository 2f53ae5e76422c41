//go:build js

package app

import (
	"iter"
	"slices"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// shelving is the last time that documents were put on a shelf.
type shelving struct {
	docs    []annotations.DocumentID
	replica annotations.ReplicaID
	undone  bool
	fresh   bool // nothing was labelled since: undo and redo are of it
}

// mayShelve reports whether the person may archive and delete for all.
func (p *Program) mayShelve() bool {
	if !p.person.Accounts || p.person.Admin {
		return true
	}
	for _, m := range p.person.Projects {
		if m.ID == p.project.ID.String() {
			return m.Role == "manager"
		}
	}
	return false
}

// each yields documents by their IDs alone.
func each(docs []annotations.DocumentID) iter.Seq2[everywhere.Found, error] {
	return func(yield func(everywhere.Found, error) bool) {
		for _, id := range docs {
			if !yield(everywhere.Found{Document: annotations.Document{ID: id}}, nil) {
				return
			}
		}
	}
}

// shelve puts documents on a shelf.
func (p *Program) shelve(docs []annotations.DocumentID, on annotations.Shelf) {
	if len(docs) == 0 || p.pile.index == nil {
		return
	}
	if !p.mayShelve() {
		p.warn(tr("Only who may add documents may archive or delete them. You can skip a document."))
		return
	}
	name := documents(len(docs))
	if i, ok := p.pile.index.Find(docs[0]); ok && len(docs) == 1 {
		name = "“" + p.pile.index.Title(i) + "”"
	}
	p.moveShelves(docs, tr("{0}: {1}", name, editor.SaysShelf(on)), func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
		return g.Shelve(log, f.Document.ID, on)
	}, func(g everywhere.Gesture) { p.shelved = shelving{docs: docs, replica: g.Replica, fresh: true} })
}

// unshelve takes the last shelving back, or does it again.
func (p *Program) unshelve() {
	s := &p.shelved
	of, said := s.replica, tr("Undone")
	if s.undone {
		said = tr("Done again")
	}
	p.moveShelves(s.docs, said, func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
		return g.Reverse(log, f.Document.ID, of)
	}, func(everywhere.Gesture) { s.undone = !s.undone })
}

func (p *Program) moveShelves(docs []annotations.DocumentID, said string, change func(everywhere.Gesture, *annotations.Log, everywhere.Found) []annotations.Change, began func(everywhere.Gesture)) {
	index := p.pile.index
	shelves := map[annotations.DocumentID]annotations.Shelf{}
	p.sweep(sweep{
		doing: said, of: len(docs), documents: each(docs),
		change: func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
			made := change(g, log, f)
			if _, err := log.AddAll(made); err == nil {
				shelves[f.Document.ID] = log.Replay().Shelf()
			}
			return made
		},
		began: began,
		ended: func(_ everywhere.Gesture, changes, docs int, stopped bool) {
			for id, on := range shelves {
				index.Put(id, on)
			}
			if p.pile.index == index {
				p.shelvesMoved()
			}
			if browser.Focused("#documents .rows, #documents:focus") {
				p.afterDraw(func() { p.moveCursor(0) })
			}
			if stopped {
				said = tr("Stopped after {0}.", documents(docs)) + " " + said
			}
			p.say = ""
			p.notice = notice{text: said, action: "shelve-undo", button: tr("Undo")}
			if p.shelved.undone {
				p.notice.button = tr("Redo")
			}
		},
	})
}

// shelfStep reports whether an undo or a redo is of the last shelving.
func (p *Program) shelfStep(msg editor.Msg) bool {
	s := p.shelved
	if !s.fresh || p.pile.index == nil {
		return false
	}
	switch msg.(type) {
	case editor.Undo:
		return !s.undone
	case editor.Redo:
		return s.undone
	}
	return false
}

// shelfCommand does what a button asks for; it reports false for others.
func (p *Program) shelfCommand(do, arg string) bool {
	switch do {
	case "shelve":
		if p.model.IsOpen() {
			p.shelve([]annotations.DocumentID{p.model.Document.ID}, annotations.Shelf(arg))
		}
	case "shelve-all":
		p.shelve(p.listedDocuments(), annotations.Shelf(arg))
	case "shelve-undo":
		if p.pile.index != nil && len(p.shelved.docs) > 0 {
			p.unshelve()
		}
	case "list-clear":
		p.clearFilter()
	default:
		return false
	}
	return true
}

// listedDocuments are those that the list shows.
func (p *Program) listedDocuments() (all []annotations.DocumentID) {
	for _, i := range p.pile.view {
		all = append(all, p.pile.index.Entry(int(i)).ID)
	}
	return all
}

// shelveAll are buttons for all documents that the list shows, once it does not show
// all there are.
func (p *Program) shelveAll() (all []ui.UI) {
	l := &p.pile
	if !p.mayShelve() || len(l.view) == 0 || l.searching {
		return nil
	}
	n := documents(len(l.view))
	if l.Shelf != annotations.ShelfList {
		all = append(all, textButton("shelve-all", string(annotations.ShelfList), "chip", tr("Bring back {0}", n)))
	} else if l.query == "" && l.Status == "" && l.Label == "" {
		return nil
	}
	if l.Shelf != annotations.ShelfArchived {
		all = append(all, textButton("shelve-all", string(annotations.ShelfArchived), "chip", tr("Archive {0}", n)))
	}
	if l.Shelf != annotations.ShelfDeleted {
		all = append(all, textButton("shelve-all", string(annotations.ShelfDeleted), "chip", tr("Delete {0}", n)))
	}
	return all
}

// shelfChips put the open document on a shelf.
func (p *Program) shelfChips() (all []ui.UI) {
	if !p.mayShelve() {
		return nil
	}
	if p.model.Aside.Shelf() != annotations.ShelfList {
		return []ui.UI{textButton("shelve", "", "chip", tr("Bring back to the list"))}
	}
	return []ui.UI{
		textButton("shelve", string(annotations.ShelfArchived), "chip", tr("Archive")),
		textButton("shelve", string(annotations.ShelfDeleted), "chip", tr("Delete")),
	}
}

// The list by keys: the row that has the focus is the only one that Tab stops at.

// listKey does what a key asks for in the list of documents.
func (p *Program) listKey(name string) (taken bool) {
	b, ok := p.keys.InList(name)
	if !ok {
		return false
	}
	p.now(func() {
		if id, err := annotations.ParseID[annotations.Document](browser.FocusedData("li[data-id]", "id")); err == nil && p.pile.index != nil {
			i, _ := p.pile.index.Find(id)
			p.pile.cursor = max(0, slices.Index(p.pile.view, int32(i)))
		}
		p.listCommand(b.Cmd)
	})
	return true
}

func (p *Program) listCommand(c editor.Command) {
	l := &p.pile
	from, to := documentRows.InView()
	screen := max(1, to-from-1)
	switch c {
	case editor.CmdListDown:
		p.moveCursor(1)
	case editor.CmdListUp:
		p.moveCursor(-1)
	case editor.CmdListPageDown:
		p.moveCursor(screen)
	case editor.CmdListPageUp:
		p.moveCursor(-screen)
	case editor.CmdListFirst:
		p.moveCursor(-len(l.view))
	case editor.CmdListLast:
		p.moveCursor(len(l.view))
	case editor.CmdListOpen:
		p.openRow(l.cursor)
	case editor.CmdArchive, editor.CmdDeleteDoc:
		if l.index == nil || l.cursor >= len(l.view) {
			return
		}
		on := annotations.ShelfArchived
		if c == editor.CmdDeleteDoc {
			on = annotations.ShelfDeleted
		}
		e := l.index.Entry(int(l.view[l.cursor]))
		if e.Shelf() == on { // once more brings it back
			on = annotations.ShelfList
		}
		p.shelve([]annotations.DocumentID{e.ID}, on)
	}
}

// moveCursor moves the row with the focus.
func (p *Program) moveCursor(by int) {
	l := &p.pile
	if len(l.view) == 0 {
		return
	}
	l.cursor = max(0, min(l.cursor+by, len(l.view)-1))
	documentRows.Reveal(l.cursor)
	p.drawDocuments()
	browser.Focus(`#documents .doc-link[tabindex="0"]`)
}
