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

// guidePanel stands beside the text: the definition of a label, and the guidelines, as
// they were written until they are rendered: without a network that may be never.
func (p *Program) guidePanel() ui.UI {
	if !p.guide.open {
		return lay(`<aside id="guide" class="guide" aria-label="$0" hidden="$1"></>`, tr("Guidelines"), true)
	}
	var definition any
	if l, ok := p.project.Schema.Find(p.guide.label); ok {
		definition = lay(`<div class="definition"><h3 class="inspector-title $0"><span class="sign" aria-hidden="true"></><span class="item-label">$1</></><p dir="auto">$2</>$3$4</>`,
			hueClass(l.Shade(hues)), l.Name, l.About, exampleList(tr("Yes"), "example-in", l.In), exampleList(tr("No"), "example-out", l.Out))
	}
	none := ""
	if p.project.Guidelines.Text == "" {
		none = tr("There are no guidelines yet: write them in the schema.")
	}
	return lay(`<aside id="guide" class="guide" aria-label="$0" hidden="$1">
		<div class="guide-head"><h2>$0</><button type="button" class="button quiet icon" data-do="guide" data-arg="" aria-label="$2">×</></>
		<div class="define-box" tabindex="0">$3</>
		<p class="hint" hidden="$5">$4</>
		<div id="guide-text" class="guide-text" dir="auto" tabindex="0"><p class="guide-plain">$6</></>
	</>`, tr("Guidelines"), false, tr("Close the guidelines"), definition, none, none == "", p.project.Guidelines.Text)
}

func exampleList(title, class string, all []string) []ui.UI {
	var rows []ui.UI
	for _, e := range all {
		rows = append(rows, lay(`<li class="$0" dir="auto">$1</>`, class, e))
	}
	if rows == nil {
		return nil
	}
	return layAll(`<p class="field-name">$0</><ul>$1</>`, title, rows)
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
		p.guide.worker = browser.StartWorker("guide", "", func(html []byte) {
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
			} else {
				p.guide.worker = nil // whoever opens them again tries again
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

// explainLabel shows the guidelines at the label that has the focus, at that of what is
// chosen, or at the pressed one; what is shown already it hides.
func (p *Program) explainLabel() {
	label := p.model.Label
	if e, ok := p.model.ChosenEntry(); ok {
		label = e.Label
	}
	if at := browser.FocusedData(".label", "arg"); at != "" {
		label = annotations.LabelID(at)
	}
	if label == "" || p.guide.open && p.guide.label == label {
		p.toggleGuide()
		return
	}
	p.define(label)
}
