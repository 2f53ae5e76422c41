//go:build js

package app

import (
	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// key does what a key asks for. It runs in the listener: what it takes, the
// browser does not do.
func (p *Program) key(k browser.Key) (taken bool) {
	name := editor.KeyName(k.Key, k.Code, k.Ctrl, k.Meta, k.Alt, k.Shift)
	if k.Dialog {
		if name == "Enter" && browser.Focused("#label input, #paste input") || name == "mod+Enter" && browser.Focused("#paste") {
			browser.Click("dialog[open] .primary")
			return true
		}
		return p.schemaKey(name) || p.captureKey(name, k)
	}
	if p.finder.open && browser.Focused("[role=search]") {
		switch {
		case k.Key == "Escape":
			p.now(p.closeFinder)
			return true
		case k.Key == "Enter" && browser.Focused("#find-text"):
			direction := 1
			if k.Shift {
				direction = -1
			}
			p.now(func() { p.update(editor.StepMatch{Direction: direction}) })
			return true
		}
	}
	if k.Key == "Escape" && p.drawer != "" {
		p.now(func() { p.openDrawer(p.drawer) })
		return true
	}
	if k.Key == "Escape" && browser.Focused("#inspector") {
		browser.Focus("article")
		return true
	}
	if k.Field && k.Key != "Escape" && name != "F6" && name != "Shift+F6" {
		return false
	}
	if browser.Focused("#documents .rows, #documents:focus") && p.listKey(name) {
		return true
	}
	if m := p.model; k.Key == "Escape" && m.Selection.Empty() && m.Chosen.IsZero() && m.Label == "" || k.Key == "Escape" && browser.Focused("#guide") {
		switch {
		case p.finder.open:
			p.now(p.closeFinder)
			return true
		case p.guide.open:
			p.now(p.toggleGuide)
			browser.Focus("article")
			return true
		}
	}
	if n, ok := p.keys.Digit(name); ok {
		if n <= len(p.model.Labels) {
			p.now(func() { p.labelByKey(p.model.Labels[n-1].ID) })
		}
		return true
	}
	if id, ok := p.labelKey(name); ok {
		p.now(func() { p.labelByKey(id) })
		return true
	}
	b, ok := p.keys.Find(name)
	if !ok || !p.model.IsOpen() && b.Cmd == "" || b.InText && !k.InText {
		return false
	}
	leaving := p.leaving
	p.leaving = false
	if b.Cmd == editor.CmdWalk || b.Cmd == editor.CmdWalkBack {
		direction := 1
		if b.Cmd == editor.CmdWalkBack {
			direction = -1
		}
		if leaving || !browser.Focused("article") || !p.model.CanStep(direction) {
			return false
		}
		p.now(func() { p.update(editor.Step{Direction: direction}) })
		return true
	}
	if b.InText && !browser.Focused("article") {
		browser.Focus("article")
	}
	p.now(func() { p.bound(b) })
	if b.ID == "escape" {
		p.leaving = p.model.Selection.Empty() && p.model.Chosen.IsZero()
	}
	return true
}

// labelByKey presses a label. The palette does not come to stand beside what is new: who
// labels by key goes on with what it would cover.
func (p *Program) labelByKey(id annotations.LabelID) {
	was := p.model.Chosen
	if p.update(editor.PressLabel{Label: id}); p.model.Chosen != was {
		p.hushed = p.model.Chosen
	}
}

// bound does what a row of the table of keys says.
func (p *Program) bound(b editor.Binding) {
	if b.Msg != nil && p.reviewKey(b.Msg) {
		return
	}
	if b.Msg != nil {
		p.update(b.Msg)
		return
	}
	switch b.Cmd {
	case editor.CmdLineDown, editor.CmdExtendDown:
		p.moveByLine(1, b.Cmd == editor.CmdExtendDown)
	case editor.CmdLineUp, editor.CmdExtendUp:
		p.moveByLine(-1, b.Cmd == editor.CmdExtendUp)
	case editor.CmdLineStart, editor.CmdExtendLineStart:
		p.moveInLine(-1, b.Cmd == editor.CmdExtendLineStart)
	case editor.CmdLineEnd, editor.CmdExtendLineEnd:
		p.moveInLine(1, b.Cmd == editor.CmdExtendLineEnd)
	case editor.CmdFind:
		p.openFinder(editor.Query{})
	case editor.CmdDetails:
		p.openDetails()
	case editor.CmdGuide:
		p.explainLabel()
	case editor.CmdHelp:
		browser.OpenDialog("#help")
	case editor.CmdSettings:
		p.set("settings", "")
	case editor.CmdDone:
		p.done()
	case editor.CmdNextDoc:
		p.openBeside(1)
	case editor.CmdPrevDoc:
		p.openBeside(-1)
	case editor.CmdRegion:
		browser.FocusNext(regions, 1)
	case editor.CmdRegionBack:
		browser.FocusNext(regions, -1)
	}
}

// regions are the parts of the page that F6 goes round.
const regions = ".labels, #documents, #guide, article, #annotations"

// openDrawer opens what a narrow screen has no room for, and goes into it; what is
// open it closes, and goes back to where that is opened.
func (p *Program) openDrawer(name string) {
	to := "#" + name
	if name == "documents" {
		to = `.doc-link[tabindex="0"]` // not into the search: a phone would show its keyboard
	}
	if p.drawer == name {
		to, name = "[data-do=drawer][data-arg="+name+"]", ""
	}
	p.drawer = name
	p.focusLater(to, 10)
}

// focusLater puts the focus on what is drawn in a moment: the rows of a list come when it
// is seen.
func (p *Program) focusLater(to string, times int) {
	drawer := p.drawer
	p.afterDraw(func() {
		if browser.FocusNext(to, 1); times > 0 && p.drawer == drawer && !browser.Focused(to) {
			browser.After(100, func() { p.now(func() { p.focusLater(to, times-1) }) })
		}
	})
}

// moveByLine moves the selection to the next line as it is shown, which only
// the browser knows.
func (p *Program) moveByLine(direction int, extend bool) {
	m := p.model
	if !m.IsOpen() {
		return
	}
	from := m.Cursor()
	at := from.Start
	if direction > 0 && extend {
		at = max(from.Start, from.End-1)
	}
	unit, _ := m.Units(text.Span{Start: at, End: at})
	if offset, ok := browser.LineFrom(unit, direction); ok {
		p.update(editor.MoveTo{At: m.Span(offset, offset).Start, Extend: extend})
	}
}

// moveInLine moves the selection to the first word of the line as it is shown, or
// to its last one.
func (p *Program) moveInLine(direction int, extend bool) {
	m := p.model
	if !m.IsOpen() {
		return
	}
	from := m.Cursor()
	at := from.Start
	if direction > 0 {
		at = max(from.Start, text.PrevGrapheme(m.Document.Text, from.End))
	}
	unit, _ := m.Units(text.Span{Start: at, End: at})
	if offset, ok := browser.LineEdge(unit, direction); ok {
		p.update(editor.MoveTo{At: m.Span(offset, offset).Start, Before: direction > 0, Extend: extend})
	}
}
