//go:build js

package app

import (
	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/app/beside"
	"gloss/app/internal/browser"
)

func (p *Program) header() ui.UI {
	return el("div").Class("header").Body(
		el("h1").Class("brand").Body(el("span").Class("brand-mark").Aria("hidden", "true"), ui.Text("Gloss")),
		p.statusLine(),
		el("div").Class("actions").Body(
			el("label").Class("button", "file").Body(
				ui.Text(tr("Import")),
				void("input").Attr("type", "file").ID("import").Attr("multiple", true).Attr("accept", beside.Endings).
					Aria("label", tr("Import documents")),
			),
			button("paste", "").Text(tr("Paste text")),
			button("export", "").Class("primary").Text(tr("Export")),
			button("theme", "").Class("icon").Aria("label", themeName(p.theme)).Attr("title", themeName(p.theme)).
				Body(el("span").Class("theme-icon", "theme-"+p.theme).Aria("hidden", "true")),
			button("settings", "").Class("icon").Aria("label", tr("Settings")).Attr("title", tr("Settings")).Body(el("span").Class("settings-icon").Aria("hidden", "true")),
			button("help", "").Class("icon").Aria("label", tr("Keys")).Attr("title", tr("Keys")+" (?)").Text("?"),
			p.personLink(),
			ui.If(browser.Call("glossInstallable"), button("install", "").Text(tr("Install"))),
		),
	)
}

func themeName(theme string) string {
	switch theme {
	case "light":
		return tr("Theme: light")
	case "dark":
		return tr("Theme: dark")
	}
	return tr("Theme: as the system")
}

// statusLine says where the labels are.
func (p *Program) statusLine() ui.UI {
	local, remote := p.status.local(), p.status.remote()
	class := "status-ok"
	if p.status.failed != "" {
		class = "status-bad"
	}
	return el("div").Class("status").Attr("role", "status").Body(
		el("span").Class("status-local", class).Text(local),
		ui.If(remote != "", el("span").Class("status-remote").Attr("title", p.status.server).Text(remote)),
	)
}

// toolbar holds the labels: pressed, a label is given by every drag.
func (p *Program) toolbar() ui.UI {
	m := p.model
	var body []ui.UI
	for i, l := range m.Labels {
		body = append(body, labelButton(i, l).
			Aria("pressed", pressed(m.Label == l.ID)))
	}
	rare := "rare"
	if len(body) == 0 { // the first thing to do
		rare = ""
	}
	return el("div").Class("toolbar").Body(
		el("div").Class("labels").Attr("role", "toolbar").Aria("label", tr("Labels")).Body(body...),
		el("div").Class("tools").Body(
			// Here, as the bar stays in reach when a phone has scrolled.
			button("drawer", "documents").Class("quiet", "only-narrow").Text(tr("Documents")),
			button("drawer", "annotations").Class("quiet", "only-narrow").Text(tr("Annotations")),
			button("new-label", "").Class("quiet", rare).Text(tr("New label")),
			button("schema", "").Class("quiet", "rare").Text(tr("Schema")),
			button("guide", "").Class("quiet", "rare").Aria("keyshortcuts", "g").Text(tr("Guidelines")),
			button("find", "").Class("quiet").Aria("keyshortcuts", "/").Text(tr("Find")),
			p.suggestButton(),
		),
		el("div").Class("undo").Body(
			tool("undo", "↶", tr("Undo")).Aria("keyshortcuts", "Control+Z"),
			tool("redo", "↷", tr("Redo")).Aria("keyshortcuts", "Control+Shift+Z"),
		),
	)
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// labelButton is a label to press. Its name alone is what assistive technology
// says; the key is told apart.
func labelButton(i int, l annotations.Label) ui.HTMLElem {
	b := button("label", string(l.ID)).Class("label", hueClass(l.Shade(hues))).Aria("label", l.Name).Attr("title", l.About)
	digit := l.Key
	if digit == "" && i < 9 {
		digit = string(rune('1' + i))
	}
	if digit != "" {
		b = b.Aria("keyshortcuts", digit)
	}
	return b.Body(
		el("span").Class("sign").Aria("hidden", "true"),
		el("span").Class("label-name").Text(l.Name),
		// Drawn, so that it is not part of the button's text.
		ui.If(digit != "", el("span").Class("digit").Aria("hidden", "true").DataSet("digit", digit)),
	)
}

// hues is how many the palette of the style has.
const hues = 12

func hueClass(hue int) string { return "hue-" + itoa(hue%hues) }
