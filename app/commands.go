//go:build js

package app

import (
	"time"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// listen connects the page to the program, once.
func (p *Program) listen() {
	p.tabs = browser.OpenChannel("gloss", func(news string) {
		switch news {
		case newsSynced, newsOffline:
			browser.Go("hearing of a sync", func() { p.otherSynced(news == newsSynced) })
		default:
			p.otherTab(news)
			p.wakeSync()
		}
	})
	browser.OnCommand(func(do, arg string) { p.now(func() { p.command(do, arg) }) })
	browser.OnChange(func(do, arg, value string) { p.now(func() { p.changed(do, arg, value) }) })
	browser.OnHandle("#link-handle", browser.Drag{
		Move: func(at browser.Pointer) { p.now(func() { p.linkDragged(at) }) },
		End:  func(at browser.Pointer) { p.now(func() { p.linkDropped(at) }) },
	})
	browser.OnKey(p.key)
	browser.OnDrag(browser.Drag{Move: p.dragged, End: p.dragEnded})
	browser.OnSelection(p.selectionMoved)
	browser.OnFiles(p.importFiles, func(over bool) { browser.SetRootClass("dropping", over) })
	browser.OnInput("#find-text", func() { p.now(p.find) })
	browser.OnInput("#pile-text", func() { p.now(func() { p.searchPile(browser.Value("#pile-text")) }) })
	browser.OnInput("#project", func() { p.now(func() { p.switchProject(browser.Value("#project")) }) })
	browser.OnInput("#suggest-bar", func() { p.now(p.setBar) })
	browser.OnPaste(func(pasted string) {
		browser.SetValue("#paste-text", pasted)
		browser.OpenDialog("#paste")
	})
	browser.OnCopy(p.copied)
	browser.OnScroll(p.follow)
	annotationRows.OnScroll(p.drawAnnotations)
	documentRows.OnScroll(p.drawDocuments)
	browser.WarnOnLeave(func() bool {
		return p.status.saving > 0 || p.status.failed != "" && p.model.IsOpen() && p.model.Log.Len() > 0
	})
	update := func() {
		p.do(func() {
			if p.notice.text == "" || !p.notice.bad {
				p.notice = notice{text: tr("Update ready: a new version of Gloss has been loaded."), action: "update", button: tr("Use it now")}
			}
		})
	}
	browser.On("gloss:update-ready", update)
	if browser.Flag("glossUpdateReady") {
		update()
	}
	browser.On("gloss:installable", func() { p.do(func() {}) })
}

// command does what a button asks for.
func (p *Program) command(do, arg string) {
	if p.inspect(do, arg) {
		return
	}
	switch do {
	case "label":
		p.update(editor.PressLabel{Label: annotations.LabelID(arg)})
	case "choose", "remove":
		id, err := annotations.ParseID[annotations.Annotation](arg)
		if err != nil {
			return
		}
		if do == "choose" {
			p.drawer = ""
			p.update(editor.Choose{ID: id})
		} else {
			p.update(editor.Delete{ID: id})
		}
	case "define":
		p.define(annotations.LabelID(arg))
	case "delete":
		p.update(editor.Delete{})
	case "grow-start":
		p.update(editor.Stretch{Start: true, Out: true})
	case "shrink-start":
		p.update(editor.Stretch{Start: true})
	case "grow-end":
		p.update(editor.Stretch{Out: true})
	case "shrink-end":
		p.update(editor.Stretch{})
	case "undo":
		p.update(editor.Undo{})
	case "redo":
		p.update(editor.Redo{})
	case "drawer":
		if p.drawer == arg {
			arg = ""
		}
		p.drawer = arg
	case "theme":
		next := map[string]string{"": "light", "light": "dark", "dark": ""}
		p.theme = next[p.theme]
		browser.SetTheme(p.theme)
	case "help":
		browser.OpenDialog("#help")
	case "paste":
		browser.OpenDialog("#paste")
	case "paste-add":
		p.addPasted()
	case "find":
		p.openFinder(editor.Query{})
	case "find-words", "find-case":
		if do == "find-words" {
			p.finder.words = !p.finder.words
		} else {
			p.finder.exact = !p.finder.exact
		}
		p.find()
	case "find-next":
		p.update(editor.StepMatch{Direction: 1})
	case "find-previous":
		p.update(editor.StepMatch{Direction: -1})
	case "find-label":
		p.update(editor.LabelAll{Label: annotations.LabelID(browser.Value("#find-as"))})
	case "find-close":
		p.closeFinder()
	case "new-label":
		browser.OpenDialog("#label")
	case "label-add":
		p.addLabel()
	case "export":
		p.report = ""
		browser.OpenDialog("#export")
	case "download":
		p.download()
	case "close":
		browser.CloseDialog(arg)
	case "dismiss":
		p.notice = notice{}
	case "cancel":
		p.cancelImport()
	case "install":
		browser.Call("glossInstall")
	case "update":
		p.takeUpdate()
	default:
		p.suggestCommand(do, arg)
	}
}

// changed keeps what was put into a field.
func (p *Program) changed(do, arg, value string) {
	if p.inspectorChanged(do, arg, value) {
		return
	}
}

// takeUpdate lets the new version take over, once nothing is being written.
func (p *Program) takeUpdate() {
	if p.status.saving > 0 {
		browser.Go("waiting to update", func() {
			time.Sleep(50 * time.Millisecond)
			p.do(p.takeUpdate)
		})
		return
	}
	browser.Call("glossTakeUpdate")
}

// key does what a key asks for. It runs in the listener: what it takes, the
// browser does not do.
func (p *Program) key(k browser.Key) (taken bool) {
	if k.Dialog {
		return false
	}
	if p.finder.open && browser.Focused(".finder") {
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
	if k.Key == "Escape" && browser.Focused("#inspector") {
		browser.Focus("article")
		return true
	}
	if k.Field && k.Key != "Escape" {
		return false
	}
	if m := p.model; k.Key == "Escape" && p.finder.open && m.Selection.Empty() && m.Chosen.IsZero() && m.Label == "" {
		p.now(p.closeFinder)
		return true
	}
	if k.Control && (k.Key == "Enter" || k.Key == " ") {
		return false
	}
	name := editor.KeyName(k.Key, k.Code, k.Ctrl, k.Meta, k.Alt, k.Shift)
	if n := len(name); n == 1 && '1' <= name[0] && name[0] <= '9' {
		if i := int(name[0] - '1'); i < len(p.model.Labels) {
			p.now(func() { p.update(editor.PressLabel{Label: p.model.Labels[i].ID}) })
		}
		return true
	}
	b, ok := editor.Find(name)
	if !ok || !p.model.IsOpen() && b.Cmd == "" {
		return false
	}
	p.now(func() {
		if b.Msg != nil {
			p.update(b.Msg)
			return
		}
		switch b.Cmd {
		case editor.CmdLineDown, editor.CmdExtendDown:
			p.moveByLine(1, b.Cmd == editor.CmdExtendDown)
		case editor.CmdLineUp, editor.CmdExtendUp:
			p.moveByLine(-1, b.Cmd == editor.CmdExtendUp)
		case editor.CmdFind:
			p.openFinder(editor.Query{})
		case editor.CmdDetails:
			p.openDetails()
		case editor.CmdHelp:
			browser.OpenDialog("#help")
		case editor.CmdNextDoc:
			p.openBeside(1)
		case editor.CmdPrevDoc:
			p.openBeside(-1)
		}
	})
	return true
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

// dragged shows, while a pointer is dragged, what it would select.
func (p *Program) dragged(at browser.Pointer) {
	anchor, focus, ok := browser.Selection()
	if !ok || !p.model.IsOpen() {
		return
	}
	sp := p.model.Snap(p.model.Span(anchor, focus), at.Alt)
	start, end := p.model.Units(sp)
	browser.Highlight("gloss-selection", start, end)
}

// dragEnded takes what was selected, or a click.
func (p *Program) dragEnded(at browser.Pointer) {
	if !p.model.IsOpen() {
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
	if offset, ok := browser.OffsetAt(at.X, at.Y); ok {
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

// selectionMoved follows the handles of touch screens.
func (p *Program) selectionMoved() {
	anchor, focus, ok := browser.Selection()
	if !ok || anchor == focus || !p.model.IsOpen() {
		return
	}
	sp := p.model.Snap(p.model.Span(anchor, focus), false)
	if sp.Empty() || p.model.Label != "" { // a pressed label waits for the finger to lift
		return
	}
	if p.model.Selection != sp {
		p.now(func() { p.update(editor.Select{Span: sp, Exact: true}) })
	}
}

// copied gives the text as it is in the document, line ends and all.
func (p *Program) copied() (string, bool) {
	m := p.model
	if !m.IsOpen() {
		return "", false
	}
	if anchor, focus, ok := browser.Selection(); ok && anchor != focus {
		return m.Text(m.Span(anchor, focus)), true
	}
	if !m.Selection.Empty() {
		return m.Text(m.Selection), true
	}
	if e, ok := m.ChosenEntry(); ok {
		return p.quote(e), true
	}
	return "", false
}
