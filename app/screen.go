//go:build js

package app

import (
	"context"
	"strings"
	"sync"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/app/internal/browser"
)

// screen is the one screen: the text, the labels above it, the annotations
// beside it.
type screen struct{ ui.Compo }

var beginOnce sync.Once

// OnMount implements ui.Mounter.
func (s *screen) OnMount(ctx ui.Context) {
	p := program
	p.ctx = ctx
	beginOnce.Do(func() {
		browser.OnPanic = func(string, any) {
			p.do(func() {
				p.warn(tr("Something in Gloss went wrong. Your labels are saved on this device; reload the page to be safe."))
			})
		}
		browser.Mark("gloss:screen")
		browser.Go("beginning", func() { p.begin(context.Background()) })
	})
}

// OnNav implements ui.Navigator.
func (s *screen) OnNav(ctx ui.Context) {
	if id, ok := documentIn(ctx.Page().URL().Path); ok {
		program.wantedProject = "" // who goes to a document wants its project
		program.open(id)
	}
}

// documentIn finds the document that an address names.
func documentIn(path string) (annotations.DocumentID, bool) {
	name, ok := strings.CutPrefix(path, "/d/")
	if !ok {
		return annotations.DocumentID{}, false
	}
	id, err := annotations.ParseID[annotations.Document](name)
	return id, err == nil
}

// Render implements ui.Composer.
func (s *screen) Render() ui.UI {
	p := program
	classes := []string{"app", "drawer-" + p.drawer}
	if p.finder.open {
		classes = append(classes, "finding")
	}
	if p.guide.open {
		classes = append(classes, "guiding")
	}
	e, chosen := p.model.ChosenEntry()
	label, _ := p.model.Labels.Find(e.Label)
	theirs := p.model.ChosenIsTheirs()
	said := "visually-hidden"
	if p.sayShown {
		said = "said"
	}
	beside := "drawer"
	if p.drawer == "" {
		beside = "guide"
	}
	handles := p.handles(chosen && !theirs, label.Shade(hues))
	return el("div").Class(classes...).Body(
		el("header").Class("top").Body(
			p.part("header", p.status, p.person, p.identified, p.theme, browser.Call("glossInstallable")),
			p.part("toolbar", p.labelled, p.model.Label, p.suggestKey()),
			p.part("review", p.reviewBarKey()),
			p.part("finder", p.finder, p.places.project, p.places.shown, p.foundWords(), p.finderLabel(), p.labelled),
			p.part("places", p.places.shown, p.finder.open, p.places.drawn),
		),
		el("div").Class("columns").Body(
			// What lies beside an open drawer, or beside guidelines over the text, closes it.
			button(beside, p.drawer).Class("backdrop").Hidden(p.drawer == "" && !p.guide.open).Aria("label", tr("Close")).Text("×"),
			p.documentList(),
			p.part("guide", p.guide.open, p.guide.label, " ", p.labelled),
			el("main").ID("main").Body(
				p.part("past", p.model.Viewing, p.model.Aside.Shelf(), p.mayShelve()),
				p.nothingOpen(), p.article(),
				p.part("palette", p.pointed(), chosen, p.hushed, e.Label, theirs, e.By, p.linkStep(), p.labelled),
				handles[0], handles[1],
				p.part("proposal", p.proposalKey()),
				p.part("notice", p.notice),
				el("div").ID("links").Class("links").Aria("hidden", "true"),
				button("link", "").ID("link-handle").Class("link-handle").Hidden(true).TabIndex(-1).
					Aria("label", tr("Link: drag to another annotation")).Attr("title", tr("Drag to another annotation to link it (c)")).Text("→"),
			),
			p.annotationList(),
		),
		el("div").Class(said).Attr("aria-live", "polite").ID("say").Text(p.say),
		p.part("paste"), p.part("label"), p.part("schema", p.schema, p.labelled, " ", len(p.schemaEdits.past), len(p.schemaEdits.next)), p.part("suggest", p.suggestKey(), p.model.Suggesting.Settings, p.model.Suggesting.Savings, p.suggesting.standing, p.labelled), p.part("help", p.keys), p.part("settings", p.settings, p.keys, p.theme, p.person.Accounts), p.part("offline", p.offline.open, p.offline.told, p.offline.bytes, len(p.offline.list), p.offline.more, p.offline.words, p.offline.kept, p.labelled, len(p.projects)),
		p.part("export", p.exporting.report, p.exporting.lost, p.exporting.busy, p.exporting.save, p.exporting.saved),
	)
}

// el makes an element. go-app has a type for each kind of element, whose methods
// all weigh in the WASM: this one is enough.
func el(tag string) ui.HTMLElem { return ui.Elem(tag) }

// void makes an element that has no content.
func void(tag string) ui.HTMLElemSelfClosing { return ui.ElemSelfClosing(tag) }

// button is a button that does something: commands are heard in one place, as
// handlers made in a loop would be mixed up by go-app.
func button(do, arg string) ui.HTMLElem {
	return el("button").Attr("type", "button").Class("button").DataSet("do", do).DataSet("arg", arg)
}

// key shows the keys of a shortcut.
func key(name string) ui.UI {
	return el("kbd").Text(name)
}
