//go:build js

package app

import (
	"time"

	"gloss/annotations"
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
	browser.OnGrip(browser.Grip{Move: p.handleMoved, End: p.handleLetGo, Cancel: p.paintSelection})
	browser.OnSelection(p.selectionMoved)
	browser.OnFiles(p.importSchema, p.importFiles, func(over bool) { browser.SetRootClass("dropping", over) })
	browser.OnInput("#find-text", func() { p.now(p.find) })
	browser.OnInput("#pile-text", func() { p.now(func() { p.searchPile(browser.Value("#pile-text")) }) })
	browser.OnInput("#offline-text", func() { p.now(p.listOffline) })
	browser.OnClose("#schema", func() { p.now(p.closeSchema) })
	browser.OnInput("#schema", func() { p.schemaEdits.typed = true })
	browser.OnInput("#language", p.chooseLanguage)
	browser.OnInput("#export select", func() { p.now(p.chosen) })
	browser.OnInput("#project", func() { p.now(func() { p.switchProject(browser.Value("#project")) }) })
	browser.OnInput("#suggest-bar", func() { p.now(p.setBar) })
	browser.OnPaste(func(pasted string) {
		browser.SetValue("#paste-text", pasted)
		browser.OpenDialog("#paste")
	})
	browser.OnCopy(p.copied)
	browser.OnScroll(p.follow)
	browser.OnHidden(p.keepEarly)
	browser.OnNear(func(arg string) {
		if id, err := annotations.ParseID[annotations.Document](arg); err == nil {
			p.readAhead(id)
		}
	})
	browser.On("gloss:moved", func() { p.now(p.hang) })
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
	if p.inspect(do, arg) || p.offlineCommand(do, arg) || p.schemaCommand(do, arg) || p.historyCommand(do, arg) || p.shelfCommand(do, arg) {
		return
	}
	switch do {
	case "open":
		if id, err := annotations.ParseID[annotations.Document](arg); err == nil {
			p.open(id) // the link goes there too
		}
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
	case "guide":
		p.toggleGuide()
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
		p.openDrawer(arg)
	case "theme":
		next := map[string]string{"": "light", "light": "dark", "dark": ""}
		p.theme = next[p.theme]
		browser.SetTheme(p.theme)
	case "help":
		browser.OpenDialog("#help")
	case "settings", "key-change", "key-off", "key-reset", "keys-reset", "keys-single":
		p.set(do, arg)
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
		p.labelFound(annotations.LabelID(browser.Value("#find-as")))
	case "find-project":
		p.places.project = !p.places.project
		p.places.shown = p.places.project || p.places.shown
		p.places.list, p.places.total = nil, 0
		p.find()
		p.listPlaces()
	case "find-places":
		p.places.shown = !p.places.shown
		p.listPlaces()
	case "find-except":
		p.exceptPlace(arg)
	case "undo-everywhere":
		p.reverseEverywhere()
	case "find-close":
		p.closeFinder()
	case "new-label":
		browser.OpenDialog("#label")
	case "label-add":
		p.addLabel()
	case "export":
		p.openExport()
	case "download":
		p.download()
	case "losses":
		p.exporting.losses.Save()
	case "next":
		p.openNext()
	case "done":
		p.done()
	case "close":
		browser.CloseDialog(arg)
	case "take-before":
		p.takeBefore()
	case "dismiss":
		p.leaveBefore()
		p.notice = notice{}
	case "cancel":
		cancelWork()
	case "install":
		browser.Call("glossInstall")
	case "update":
		p.takeUpdate()
	default:
		if !p.reviewCommand(do) {
			p.suggestCommand(do, arg)
		}
	}
}

// changed keeps what was put into a field.
func (p *Program) changed(do, arg, value string) {
	p.schemaEdits.typed = false
	if !p.pileChanged(do, value) && !p.inspectorChanged(do, arg, value) {
		p.schemaChanged(do, arg, value)
	}
}

// takeUpdate lets the new version take over.
func (p *Program) takeUpdate() {
	p.whenSaved(func() { browser.Call("glossTakeUpdate") })
}

// whenSaved goes on once nothing is being written.
func (p *Program) whenSaved(then func()) {
	if p.status.saving > 0 {
		browser.Go("waiting for the disk", func() {
			time.Sleep(50 * time.Millisecond)
			p.do(func() { p.whenSaved(then) })
		})
		return
	}
	then()
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
