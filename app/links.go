//go:build js

package app

import (
	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// arc is a link as over.js draws it: from one stretch of the text to another, or
// to a point of the view.
type arc struct {
	In    bool        `json:"in,omitempty"` // it comes to the chosen annotation
	From  [2]int      `json:"from"`
	To    *[2]int     `json:"to,omitempty"`
	At    *[2]float64 `json:"at,omitempty"`
	Label string      `json:"label"`
	Hue   int         `json:"hue"`
}

// mostArcs are drawn at once; all links are listed in the inspector.
const mostArcs = 30

// drawLinks draws the links of the chosen annotation over the text, and the one
// that is being made to where the pointer is.
func (p *Program) drawLinks(to *browser.Pointer) {
	m := p.model
	all := []arc{}
	units := func(id annotations.AnnotationID) (pair [2]int, ok bool) {
		e, _ := m.Set.Get(id)
		extent, ok := e.Target.Extent()
		if ok {
			pair[0], pair[1] = m.Units(extent)
		}
		return pair, ok
	}
	if !m.Chosen.IsZero() {
		for _, l := range m.LinksOf(m.Chosen) {
			from, ok := units(l.Target.From)
			end, ok2 := units(l.Target.To)
			if label, _ := m.Schema.Find(l.Label); ok && ok2 && len(all) < mostArcs {
				all = append(all, arc{l.Target.To == m.Chosen, from, &end, nil, label.Name, label.Shade(hues)})
			}
		}
	}
	if from, ok := units(m.Linking); ok {
		switch {
		case to != nil:
			all = append(all, arc{From: from, At: &[2]float64{to.X, to.Y}})
		case !m.Chosen.IsZero() && m.Chosen != m.Linking:
			if end, ok := units(m.Chosen); ok {
				all = append(all, arc{From: from, To: &end})
			}
		}
	}
	if len(all) == 0 && !p.arcs {
		return
	}
	p.arcs = len(all) > 0
	browser.DrawLinks(asJSON(all))
}

// placeHandle puts the handle from which a link is dragged at the end of the
// chosen annotation, where the schema has links that begin there.
func (p *Program) placeHandle() {
	m := p.model
	e, ok := m.ChosenEntry()
	extent, inText := e.Target.Extent()
	shown := false
	for _, l := range m.Schema.Of(annotations.LinkLabel) {
		shown = shown || ok && inText && (len(l.From) == 0 || contains(l.From, e.Label) || contains(l.To, e.Label))
	}
	if !shown {
		browser.PlaceHandle("#link-handle", -1, false)
		return
	}
	_, end := m.Units(extent)
	browser.PlaceHandle("#link-handle", end, m.WayAt(extent.End-1) < 0)
}

func contains(all []annotations.LabelID, l annotations.LabelID) bool {
	for _, a := range all {
		if a == l {
			return true
		}
	}
	return false
}

// linkDragged follows a link that is dragged from the handle.
func (p *Program) linkDragged(at browser.Pointer) {
	if p.model.Linking.IsZero() {
		p.update(editor.BeginLink{})
	}
	p.drawLinks(&at)
}

// linkDropped links to the annotation under the pointer.
func (p *Program) linkDropped(at browser.Pointer) {
	from := p.model.Linking
	if from.IsZero() {
		return
	}
	if offset, ok := browser.OffsetAt(at.X, at.Y); ok && browser.MarkAt(at.X, at.Y) {
		for _, e := range p.model.Set.At(p.characterAt(offset, at)) {
			if e.ID != from {
				p.update(editor.Link{From: from, To: e.ID})
				return
			}
		}
	}
	p.update(editor.Escape{})
}

// paintPassages shows the passages that are flagged and those where there is
// nothing to label.
func (p *Program) paintPassages() {
	if !p.model.IsOpen() || p.model.Aside.Len() == 0 && !p.passages {
		return
	}
	p.passages = false
	for name, label := range map[string]annotations.LabelID{"gloss-flag": annotations.LabelFlag, "gloss-nothing": annotations.LabelNothing} {
		var pairs []int
		for _, e := range p.model.Passages(label) {
			for _, part := range e.Target.Parts {
				start, end := p.model.Units(part)
				pairs = append(pairs, start, end)
			}
		}
		p.passages = p.passages || pairs != nil
		browser.HighlightAll(name, pairs)
	}
}

// paintParts shows the parts that were selected before the selection.
func (p *Program) paintParts() {
	var pairs []int
	for _, sp := range append(p.model.Parts[:len(p.model.Parts):len(p.model.Parts)], p.model.Selection) {
		if sp != (text.Span{}) {
			start, end := p.model.Units(sp)
			pairs = append(pairs, start, end)
		}
	}
	browser.HighlightAll("gloss-selection", pairs)
}
