//go:build js

package app

import (
	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// momentsAtOnce is how many steps of a history are listed before more are asked
// for.
const momentsAtOnce = 60

// historyPanel lists what was done to the document, the latest first. Each is a
// button that shows the text as it was then.
func (p *Program) historyPanel() []ui.UI {
	m := p.model
	var rows []ui.UI
	all := m.Moments(0, p.inspected.moments+1)
	var earlier, none any
	if len(all) > p.inspected.moments {
		earlier = textButton("history-more", "", "chip", tr("Earlier"))
	}
	for _, at := range all[:min(len(all), p.inspected.moments)] {
		current := at.Last == m.Viewing || m.Viewing.IsZero() && at.Last == m.Log.Top()
		var restore any // beside it: the bar above the text is far away by key
		if at.Last == m.Viewing {
			restore = textButton("restore", "", "primary", tr("Restore"))
		}
		rows = append(rows, lay(`<li><button type="button" class="button quiet moment" data-do="view" data-arg="$0" aria-current="$1"><span class="moment-at">$2</><span class="moment-says">$3</></>$4</>`,
			at.Last.String(), pressed(current), browser.DateTime(at.At.UnixMilli()), at.Says, restore))
	}
	if rows == nil {
		none = tr("Nothing was done here yet.")
	}
	return layAll(`<h3 class="inspector-title"><span class="item-label">$0</>$1</><p class="hint">$2</><ol class="moments">$3</>$4`,
		tr("History"), textButton("history", "", "quiet", tr("Close")), none, rows, earlier)
}

// pastBar says that an earlier state is shown, and what can be done about it.
func (p *Program) pastBar() ui.UI {
	m := p.model
	if shelf := m.Aside.Shelf(); m.Viewing.IsZero() && shelf != annotations.ShelfList {
		said := tr("This document is archived.")
		if shelf == annotations.ShelfDeleted {
			said = tr("This document is deleted.")
		}
		return lay(`<div class="past" role="status" hidden="$0"><span>$1</>$2</>`, false, said, p.shelfChips())
	}
	if m.Viewing.IsZero() {
		return lay(`<div class="past" role="status" hidden="$0"></>`, true)
	}
	at, _ := m.Log.Find(m.Viewing)
	return lay(`<div class="past" role="status" hidden="$0"><span>$1</>$2$3</>`, false,
		tr("As it was on {0}", browser.DateTime(at.At.UnixMilli())),
		textButton("restore", "", "primary", tr("Restore")), textButton("view", "", "", tr("Back to now")))
}

// afterView goes on with the present: the buttons that led to it are gone, and with them
// would be the place of who works by key.
func (p *Program) afterView() {
	p.afterDraw(func() {
		if p.inspected.moments > 0 {
			browser.Focus("#inspector .moment")
		} else {
			browser.Focus("article")
		}
	})
}

// historyCommand does what a button of the history asks for; it reports false for
// others.
func (p *Program) historyCommand(do, arg string) bool {
	switch do {
	case "history":
		p.inspected.moments = momentsAtOnce - p.inspected.moments
		if p.inspected.moments != momentsAtOnce {
			p.inspected.moments = 0
			p.update(editor.View{})
			p.afterDraw(func() { browser.Focus(`#inspector [data-do="history"]`) })
			break
		}
		p.update(editor.Escape{})
		p.afterDraw(func() { browser.Focus("#inspector .moment") })
	case "history-more":
		p.inspected.moments += momentsAtOnce
	case "view":
		var at annotations.Stamp
		if arg != "" && at.UnmarshalText([]byte(arg)) != nil {
			return true
		}
		if at == p.model.Log.Top() {
			at = annotations.Stamp{}
		}
		p.update(editor.View{At: at})
		if at.IsZero() {
			p.afterView()
		}
	case "restore":
		p.update(editor.Restore{})
		p.afterView()
	default:
		return false
	}
	return true
}
