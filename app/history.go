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
	more := len(all) > p.inspected.moments
	for _, at := range all[:min(len(all), p.inspected.moments)] {
		current := "false"
		if at.Last == m.Viewing || m.Viewing.IsZero() && at.Last == m.Log.Top() {
			current = "true"
		}
		rows = append(rows, el("li").Body(
			button("view", at.Last.String()).Class("quiet", "moment").Aria("current", current).Body(
				el("span").Class("moment-at").Text(at.At.Local().Format("2006-01-02 15:04")),
				el("span").Class("moment-says").Dir("auto").Text(at.Says),
			),
		))
	}
	body := []ui.UI{
		el("h3").Class("inspector-title").Body(
			el("span").Class("item-label").Text(tr("History")),
			button("history", "").Class("quiet").Text(tr("Close")),
		),
		el("p").Class("hint").Hidden(rows != nil).Text(tr("Nothing was done here yet.")),
		el("ol").Class("moments").Body(rows...),
	}
	if more {
		body = append(body, button("history-more", "").Class("chip").Text(tr("Earlier")))
	}
	return body
}

// pastBar says that an earlier state is shown, and what can be done about it.
func (p *Program) pastBar() ui.UI {
	m := p.model
	bar := el("div").Class("past").Attr("role", "status").Hidden(m.Viewing.IsZero())
	if m.Viewing.IsZero() {
		return bar
	}
	at, _ := m.Log.Find(m.Viewing)
	return bar.Body(
		el("span").Text(tr("As it was on {0}", at.At.Local().Format("2006-01-02 15:04:05"))),
		button("restore", "").Class("primary").Text(tr("Restore")),
		button("view", "").Text(tr("Back to now")),
	)
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
	case "restore":
		p.update(editor.Restore{})
	default:
		return false
	}
	return true
}
