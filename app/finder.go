//go:build js

package app

import (
	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// finder is the bar that searches the document.
type finder struct {
	open  bool
	words bool
	exact bool // upper and lower case differ
}

func (p *Program) finderBar() ui.UI {
	m := p.model
	bar := el("div").Class("finder").Attr("role", "search").Aria("label", tr("Find in the document")).Hidden(!p.finder.open)
	var labels []ui.UI
	label := p.finderLabel()
	for _, l := range m.Labels {
		labels = append(labels, el("option").Attr("value", string(l.ID)).Attr("selected", l.ID == label).Text(l.Name))
	}
	return bar.Body(
		void("input").Attr("type", "search").ID("find-text").Aria("label", tr("Find in the document")).Attr("placeholder", tr("Find in the document")).
			Attr("autocomplete", "off").Attr("spellcheck", "false").Attr("enterkeyhint", "search"),
		button("find-previous", "").Class("icon").Aria("label", tr("Match before")).Attr("title", tr("Match before")+" (Shift+N)").Text("↑"),
		button("find-next", "").Class("icon").Aria("label", tr("Next match")).Attr("title", tr("Next match")+" (N)").Text("↓"),
		el("div").Class("find-more").Body(
			el("span").Class("count").Attr("role", "status").Text(p.foundWords()),
			toggle("find-words", tr("Whole words"), p.finder.words),
			toggle("find-case", tr("Match case"), p.finder.exact),
			toggle("find-project", tr("Whole project"), p.places.project),
			toggle("find-places", tr("Places"), p.places.shown).Aria("expanded", pressed(p.places.shown)).Aria("controls", "places"),
			el("span").Class("find-all").Body(
				button("find-label", "").ID("find-label").Class("primary").Text(tr("Label all as")),
				el("select").ID("find-as").Aria("label", tr("Label for all matches")).Body(labels...),
			),
		),
		button("find-close", "").Class("icon", "quiet").Aria("label", tr("Close the search")).Attr("title", tr("Close the search")+" (Escape)").Text("×"),
	)
}

func toggle(do, name string, on bool) ui.HTMLElem {
	return button(do, "").Class("toggle").Aria("pressed", pressed(on)).Text(name)
}

// foundWords says what the search has found so far.
func (p *Program) foundWords() string {
	f := p.model.Finding
	if l := p.places; l.project && (l.busy || l.total > 0) {
		said := tr("{0} in {1}", count(l.total, "{0} match", "{0} matches"), documents(l.inDocs))
		if l.busy {
			said += "…"
		}
		return said
	}
	switch n := len(f.Matches); {
	case f.Text == "":
		return ""
	case p.model.Searching():
		return count(n, "{0} match…", "{0} matches…")
	default:
		return count(n, "{0} match", "{0} matches")
	}
}

// finderLabel is the label that all matches would get.
func (p *Program) finderLabel() annotations.LabelID {
	for _, id := range []annotations.LabelID{p.model.Finding.Label, p.model.Label} {
		if _, ok := p.model.Labels.Find(id); ok {
			return id
		}
	}
	if len(p.model.Labels) > 0 {
		return p.model.Labels[0].ID
	}
	return ""
}

// openFinder shows the bar. With what the editor has begun to search for, one
// key more labels it all; else the text is to be typed.
func (p *Program) openFinder(with editor.Query) {
	if !p.finder.open {
		p.finder = finder{open: true}
	}
	focus := "#find-text"
	if with.Text != "" {
		p.finder.words, p.finder.exact = with.WholeWords, !with.IgnoreCase
		focus = "#find-label"
	}
	browser.Unhide("[role=search]") // before go-app does: the next key may come at once
	if with.Text != "" {
		browser.SetValue("#find-text", with.Text)
		browser.SetValue("#find-as", string(p.finderLabel()))
	}
	browser.Focus(focus)
	browser.SelectAll(focus)
}

func (p *Program) closeFinder() {
	if !p.finder.open {
		return
	}
	p.finder.open = false
	p.places = places{run: p.places.run + 1}
	p.update(editor.Search{})
	browser.Focus("article")
}

// find searches for what stands in the bar.
func (p *Program) find() {
	p.update(editor.Search{Query: editor.Query{
		Text:        browser.Value("#find-text"),
		FindOptions: text.FindOptions{WholeWords: p.finder.words, IgnoreCase: !p.finder.exact},
	}})
	p.places.except = nil
	if p.places.project {
		p.searchProject()
	}
}

// paintFound highlights the matches among the lines that are painted.
func (p *Program) paintFound() {
	m := p.model
	var pairs []int
	if p.finder.open && p.painted.from < p.painted.to {
		lines := text.Span{Start: m.Blocks[p.painted.from].Start, End: m.Blocks[p.painted.to-1].End}
		for _, sp := range m.MatchesIn(lines) {
			start, end := m.Units(sp)
			pairs = append(pairs, start, end)
		}
	}
	if len(pairs) > 0 || p.foundPainted {
		browser.HighlightAll("gloss-found", pairs)
	}
	p.foundPainted = len(pairs) > 0
	if len(m.Finding.Matches) != p.places.total {
		p.listPlaces()
	}
}
