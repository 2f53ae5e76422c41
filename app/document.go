//go:build js

package app

import (
	"strconv"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"
)

func itoa(n int) string { return strconv.Itoa(n) }

// article is the document. It holds nothing but the text: names and levels are
// drawn by the style, so that what is copied or read aloud is the article. Its
// lines are drawn by showDocument and repaint, around go-app.
func (p *Program) article() ui.UI {
	return el("article").Class("document").Aria("label", tr("Document")).TabIndex(0)
}

// nothingOpen stands where a document would be.
func (p *Program) nothingOpen() ui.UI {
	return el("div").Class("empty").Hidden(p.model.IsOpen() || !p.pile.counted).Body(
		el("p").Text(tr("No document is open. Import a text, paste one, or drop files anywhere on this page.")),
	)
}
