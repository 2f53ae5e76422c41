//go:build js

package app

import (
	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// dragged shows, while a pointer is dragged, what it would select.
func (p *Program) dragged(at browser.Pointer) {
	anchor, focus, ok := browser.Selection()
	if !ok || !p.model.IsOpen() || at.Shift && !at.Moved {
		return
	}
	sp := p.model.Snap(p.model.Span(anchor, focus), at.Alt)
	start, end := p.model.Units(sp)
	browser.Highlight("gloss-selection", start, end)
}

// dragEnded takes what was selected, or a click: a third one takes the sentence,
// one with Shift extends.
func (p *Program) dragEnded(at browser.Pointer) {
	if !p.model.IsOpen() {
		return
	}
	p.leaving = false
	offset, over := browser.OffsetAt(at.X, at.Y)
	switch {
	case at.Shift && !at.Moved && over:
		p.now(func() {
			p.update(editor.ExtendTo{At: p.characterAt(offset, at), Exact: at.Alt})
			browser.Unselect() // what the browser made of Shift
		})
		return
	case at.Clicks >= 3 && !at.Moved && over:
		p.now(func() {
			p.update(editor.SelectSentence{At: p.characterAt(offset, at)})
			browser.Unselect() // the paragraph
		})
		return
	}
	anchor, focus, ok := browser.Selection()
	sp := p.model.Span(anchor, focus)
	if ok && anchor != focus && !p.model.Snap(sp, at.Alt).Empty() {
		p.now(func() {
			if at.Mod {
				p.update(editor.AddPart{Span: sp, Exact: at.Alt})
			} else {
				p.update(editor.Select{Span: sp, Exact: at.Alt})
			}
		})
		return
	}
	if over {
		click := editor.Click{At: p.characterAt(offset, at), OnMark: browser.MarkAt(at.X, at.Y)}
		p.now(func() { p.update(click) })
	}
}

// characterAt is the character under the pointer: the browser gives the nearest
// border of one, which may be its far side.
func (p *Program) characterAt(offset int, at browser.Pointer) text.Byte {
	here := p.model.Span(offset, offset).Start
	if offset > 0 && browser.Before(offset, at.X) {
		return text.PrevGrapheme(p.model.Document.Text, here)
	}
	return here
}

// dragTo is where a handle has been dragged to.
func (p *Program) dragTo(name string, at browser.Pointer) (editor.DragEnd, bool) {
	offset, ok := browser.OffsetAt(at.X, at.Y)
	if !ok || !p.model.IsOpen() {
		return editor.DragEnd{}, false
	}
	return editor.DragEnd{Start: name == "start", To: p.model.Span(offset, offset).Start, Exact: at.Alt}, true
}

// handleMoved shows what the chosen annotation would cover.
func (p *Program) handleMoved(name string, at browser.Pointer) {
	if to, ok := p.dragTo(name, at); ok {
		sp, _ := p.model.DragShows(to)
		start, end := p.model.Units(sp)
		browser.Highlight("gloss-selection", start, end)
	}
}

// handleLetGo moves an end of the chosen annotation.
func (p *Program) handleLetGo(name string, at browser.Pointer) {
	p.now(func() {
		if to, ok := p.dragTo(name, at); ok {
			p.update(to)
		} else {
			p.paintSelection()
		}
	})
}

// paintSelection shows the selection in the text, or where the keyboard goes on.
// The palette comes to stand beside it, or beside the chosen annotation.
func (p *Program) paintSelection() {
	if !p.model.IsOpen() {
		return
	}
	m := p.model
	sp := m.Selection
	p.paintParts()
	cursor, ok := m.CursorWord()
	if ok || p.cursorPainted {
		start, end := m.Units(cursor)
		browser.Highlight("gloss-cursor", start, end)
	}
	p.cursorPainted = ok
	if e, ok := m.ChosenEntry(); ok {
		sp, _ = e.Target.Extent()
	}
	p.owed.near = sp
}

// placeHandles hangs the handles at the ends of the chosen annotation.
func (p *Program) placeHandles(near text.Span) {
	m := p.model
	if start, end := m.Units(near); !m.Chosen.IsZero() && !m.ChosenIsTheirs() && start < end {
		browser.PlaceGrip("#handle-start", start, m.WayAt(near.Start) < 0)
		browser.PlaceGrip("#handle-end", end-1, m.WayAt(near.End-1) > 0)
	}
}

// handles are what an end of the chosen annotation can be dragged by. Keys do the
// same, so they are nothing for assistive technology.
func (p *Program) handles(chosen bool, hue int) []ui.UI {
	handle := func(name string) ui.UI {
		return el("div").ID("handle-"+name).Class("handle", hueClass(hue)).DataSet("handle", name).Aria("hidden", "true").Hidden(!chosen)
	}
	return []ui.UI{handle("start"), handle("end")}
}
