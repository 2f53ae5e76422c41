//go:build js

package app

import (
	"context"
	"time"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// Program owns what this tab knows and does what follows from it. All fields
// belong to go-app's goroutine: others come in through do.
type Program struct {
	ctx   ui.Context // of the screen
	local store.Local
	tabs  browser.Channel

	model     editor.Model
	project   annotations.Project
	documents []store.Heading
	more      bool // there are more documents than are listed

	painted blockRange // the lines whose annotations are painted
	status  status
	report  string // what the last export came to
	notice  notice
	say     string // for screen readers
	drawer  string // "documents" or "annotations" on a narrow screen
	theme   string
	failed  string // why nothing can be stored, "" while all is well
	mac     bool
	wanted  annotations.DocumentID // the document that is being opened
	syncNow chan struct{}
}

// me is the one user of a server without accounts.
const me annotations.Author = "annotator"

func newProgram() *Program {
	return &Program{
		model:   editor.Model{Me: me, Replica: annotations.NewID[annotations.Replica]()},
		syncNow: make(chan struct{}, 1),
		theme:   browser.Pref("theme"),
		mac:     browser.IsMac(),
	}
}

// do runs f on go-app's goroutine and draws what has changed.
func (p *Program) do(f func()) {
	p.ctx.Dispatch(func(ui.Context) { browser.Guard("an update", f) })
}

// send gives a message to the editor, and does what comes of it.
func (p *Program) send(msg editor.Msg) {
	p.do(func() { p.update(msg) })
}

func (p *Program) update(msg editor.Msg) {
	if p.failed != "" && changes(msg) {
		p.warn("Labels cannot be stored, so nothing is changed. " + p.failed)
		return
	}
	p.model.Now = time.Now()
	m, effects := editor.Update(p.model, msg)
	p.model = m
	for _, e := range effects {
		p.perform(e)
	}
	p.paintSelection()
}

// changes reports whether a message is meant to change labels.
func changes(msg editor.Msg) bool {
	switch msg.(type) {
	case editor.PressLabel, editor.Select, editor.Delete, editor.Stretch, editor.Confirm, editor.Undo, editor.Redo:
		return true
	}
	return false
}

func (p *Program) perform(e editor.Effect) {
	switch e := e.(type) {
	case editor.Save:
		p.save(e.Changes)
	case editor.Say:
		p.say = e.Text
	case editor.Reveal:
		start, end := p.model.Units(e.Span)
		p.afterDraw(func() { browser.ScrollTo(start, end) })
	case editor.Unselect:
		browser.Unselect()
	}
}

// afterDraw runs f when the page shows what has changed.
func (p *Program) afterDraw(f func()) {
	p.ctx.Defer(func(ui.Context) { browser.Guard("after drawing", f) })
}

// paintSelection shows the selection in the text, and puts the palette beside
// it or beside the chosen annotation.
func (p *Program) paintSelection() {
	sp := p.model.Selection
	p.afterDraw(func() {
		if !p.model.IsOpen() {
			return
		}
		start, end := p.model.Units(sp)
		browser.Highlight("gloss-selection", start, end)
		if e, ok := p.model.ChosenEntry(); ok {
			if extent, ok := e.Target.Extent(); ok {
				start, end = p.model.Units(extent)
			}
		}
		if start < end {
			browser.Place("#palette", start, end)
		}
	})
}

// begin opens the store and the last document. It runs once, on a goroutine of
// its own.
func (p *Program) begin(ctx context.Context) {
	p.openStore(ctx)
	projects, err := p.local.Projects(ctx)
	if err == nil && len(projects) == 0 {
		projects, err = p.firstStart(ctx)
	}
	if err != nil || len(projects) == 0 {
		p.do(func() { p.refuse(err) })
		return
	}
	browser.Go("listing", func() { p.list(ctx, projects[0], true) })
	browser.Go("syncing", func() { p.syncForever(ctx) })
}

// list reads the project and its first documents; with open it also opens the
// document that the address or the last visit asks for.
func (p *Program) list(ctx context.Context, project annotations.Project, open bool) {
	const most = 500
	headings, err := p.local.Documents(ctx, project.ID, 0, most+1)
	if err != nil {
		p.do(func() { p.refuse(err) })
		return
	}
	p.do(func() {
		p.project = project
		p.documents, p.more = headings[:min(most, len(headings))], len(headings) > most
		p.update(editor.SetLabels{Labels: project.Schema})
		if open {
			p.openFirst()
		}
	})
}

// refresh reads projects and documents again after news from elsewhere.
func (p *Program) refresh(ctx context.Context) {
	projects, err := p.local.Projects(ctx)
	if err != nil || len(projects) == 0 {
		return
	}
	p.list(ctx, projects[0], false)
}
