//go:build js

package app

import (
	"slices"
	"strconv"
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/internal/browser"
)

func itoa(n int) string { return strconv.Itoa(n) }

// article is the document. It holds nothing but the text: names and levels are
// drawn by the style, so that what is copied or read aloud is the article.
func (p *Program) article() ui.UI {
	m := p.model
	if !m.IsOpen() {
		return ui.Div().Class("empty").Body(
			ui.P().Text("No document is open. Import a text, paste one, or drop files anywhere on this page."),
		)
	}
	blocks := make([]ui.UI, len(m.Blocks))
	for i, b := range m.Blocks {
		blocks[i] = &block{p: p, Doc: m.Document.ID.String(), Index: i, Rev: b.Rev, Far: !p.painted.has(i)}
	}
	return ui.Article().Class("document").Aria("label", "Document").TabIndex(0).Body(blocks...)
}

// block is one line of the document. Its fields are few and small, since go-app
// compares them all after every edit: only a block with another Rev is redrawn.
type block struct {
	ui.Compo
	Doc   string
	Index int
	Rev   uint64
	Far   bool // out of view: its annotations are not painted

	p *Program
}

// Render implements ui.Composer.
func (b *block) Render() ui.UI {
	m := b.p.model
	if b.Index >= len(m.Blocks) { // of a document that has just been left
		return ui.P()
	}
	at := m.Blocks[b.Index]
	line := text.Span{Start: at.Start, End: at.End}
	p := ui.P().Class("block").Dir("auto").DataSet("start", int(at.Unit))
	if b.Index == 0 && len(m.Blocks) > 1 {
		p = p.Class("headline")
	}
	if b.Far {
		return p.Text(m.Text(line))
	}
	var body []ui.UI
	for _, seg := range m.Set.Segments(line) {
		words := ui.Text(m.Text(seg.Span))
		if len(seg.Covers) == 0 {
			body = append(body, words)
			continue
		}
		body = append(body, b.mark(seg).Body(words))
	}
	return p.Body(body...)
}

// blockRange is blocks [from, to) of a document.
type blockRange struct{ from, to int }

func (r blockRange) has(i int) bool { return r.from <= i && i < r.to }

// A document of up to so many lines is painted whole; of a longer one the lines
// in view are, with so many around them that scrolling rarely waits.
const (
	paintWhole  = 200
	paintAround = 60
)

// repaint follows the view through a long document.
func (p *Program) repaint() {
	n := len(p.model.Blocks)
	if n <= paintWhole {
		p.painted = blockRange{0, n}
		return
	}
	first, last, ok := browser.VisibleBlocks()
	near := blockRange{max(0, first-paintAround/3), min(n, last+1+paintAround/3)}
	if ok && (near.from < p.painted.from || near.to > p.painted.to) {
		p.painted = blockRange{max(0, first-paintAround), min(n, last+1+paintAround)}
	}
}

// levels is how many underlines the style can stack; deeper ones are not lost,
// but drawn only when they are chosen.
const levels = 4

func (b *block) mark(seg annotations.Segment) ui.HTMLMark {
	m := b.p.model
	inner := seg.Covers[0]
	label, _ := m.Labels.Find(inner.Label)
	tint := label.Hue
	var classes, ids, names []string
	for _, c := range seg.Covers {
		ids = append(ids, c.ID.String())
		hue := 0
		if l, ok := m.Labels.Find(c.Label); ok {
			hue = l.Hue
		}
		if c.Level < levels {
			classes = append(classes, "line-"+itoa(c.Level)+"-"+itoa(hue%hues))
		}
		if c.First {
			names = append(names, m.Labels.NameOf(c.Label))
		}
		if c.ID == m.Chosen { // all of it in its own colour
			classes = append(classes, "chosen")
			tint = hue
		}
	}
	mark := ui.Mark().Class(append(classes, hueClass(tint))...).
		DataSet("label", m.Labels.NameOf(inner.Label)).
		DataSet("ids", strings.Join(ids, " "))
	if len(names) > 0 { // the outer one first, as one reads it
		slices.Reverse(names)
		mark = mark.Class("first").DataSet("names", strings.Join(names, " · "))
	}
	return mark
}
