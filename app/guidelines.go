//go:build js

package app

import (
	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/app/internal/browser"
)

// guide is the panel with the guidelines, and the worker that renders them.
type guide struct {
	open   bool
	worker *browser.Worker
	ready  bool
	shown  string              // the Markdown that is rendered
	label  annotations.LabelID // that is explained
	to     string              // heading to go to once it is there
}

// guidePanel stands beside the text: the definition of a label, and the guidelines.
func (p *Program) guidePanel() ui.UI {
	panel := el("aside").ID("guide").Class("guide").Aria("label", tr("Guidelines")).Hidden(!p.guide.open)
	if !p.guide.open {
		return panel
	}
	var definition []ui.UI
	if l, ok := p.project.Schema.Find(p.guide.label); ok {
		definition = append(definition,
			el("h3").Class("inspector-title", hueClass(l.Shade(hues))).Body(el("span").Class("sign").Aria("hidden", "true"), el("span").Class("item-label").Text(l.Name)),
			el("p").Dir("auto").Text(l.About),
		)
		definition = append(definition, exampleList(tr("Yes"), "example-in", l.In)...)
		definition = append(definition, exampleList(tr("No"), "example-out", l.Out)...)
	}
	return panel.Body(
		el("div").Class("guide-head").Body(
			el("h2").Text(tr("Guidelines")),
			button("guide", "").Class("quiet", "icon").Aria("label", tr("Close the guidelines")).Text("×"),
		),
		el("div").Class("definition").Hidden(definition == nil).Body(definition...),
		el("p").Class("hint").Hidden(p.project.Guidelines.Text != "").Text(tr("There are no guidelines yet: write them in the schema.")),
		el("div").ID("guide-text").Class("guide-text").Dir("auto"),
	)
}

func exampleList(title, class string, all []string) []ui.UI {
	if len(all) == 0 {
		return nil
	}
	var rows []ui.UI
	for _, e := range all {
		rows = append(rows, el("li").Class(class).Dir("auto").Text(e))
	}
	return []ui.UI{el("p").Class("field-name").Text(title), el("ul").Body(rows...)}
}

// toggleGuide shows the guidelines or hides them.
func (p *Program) toggleGuide() {
	p.guide.open = !p.guide.open
	p.guide.label, p.guide.to = "", ""
	p.renderGuide()
}

// define shows what counts as a label.
func (p *Program) define(id annotations.LabelID) {
	l, ok := p.project.Schema.Find(id)
	if !ok {
		return
	}
	p.guide.open, p.guide.label, p.guide.to = true, id, l.Name
	p.drawer = ""
	p.say = l.Name + ": " + l.About
	p.renderGuide()
}

// renderGuide has the guidelines rendered, if they are not, and shows them.
func (p *Program) renderGuide() {
	if !p.guide.open {
		return
	}
	text := p.project.Guidelines.Text
	if p.guide.worker == nil {
		p.guide.worker = browser.StartWorker("guide", func(html []byte) {
			p.now(func() {
				p.afterDraw(func() {
					browser.SetHTML("#guide-text", string(html))
					p.showHeading()
				})
			})
		}, func(running bool) {
			p.guide.ready = running
			p.guide.shown = ""
			if running {
				p.renderGuide()
			}
		})
		return
	}
	if p.guide.ready {
		p.guide.shown = text
		p.guide.worker.Post([]byte(text)) // the panel is drawn anew each time that it opens
	}
}

func (p *Program) showHeading() {
	if p.guide.to != "" {
		browser.RevealHeading("#guide-text", p.guide.to)
	}
}

// explainLabel shows the guidelines at the label of what is chosen, or at the pressed
// one; what is shown already it hides.
func (p *Program) explainLabel() {
	label := p.model.Label
	if e, ok := p.model.ChosenEntry(); ok {
		label = e.Label
	}
	if label == "" || p.guide.open && p.guide.label == label {
		p.toggleGuide()
		return
	}
	p.define(label)
}
