//go:build js

package app

import (
	"fmt"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"
)

// part is a piece of the screen that go-app draws only when its key has changed:
// all that it shows must be in the key. Without it every gesture would have
// go-app compare every element.
type part struct {
	ui.Compo
	Name string
	Key  string
}

// Render implements ui.Composer.
func (c *part) Render() ui.UI {
	p := program
	switch c.Name {
	case "header":
		return p.header()
	case "pile":
		return p.pileHead()
	case "toolbar":
		return p.toolbar()
	case "finder":
		return p.finderBar()
	case "palette":
		return p.palette()
	case "schema":
		return p.schemaDialog()
	case "guide":
		return p.guidePanel()
	case "past":
		return p.pastBar()
	case "inspector":
		return p.inspector()
	case "review":
		return p.reviewBar()
	case "proposal":
		return p.proposalCard()
	case "suggest":
		return p.suggestDialog()
	case "notice":
		return p.noticeBox()
	case "paste":
		return p.pasteDialog()
	case "export":
		return p.exportDialog()
	case "label":
		return p.labelDialog()
	case "places":
		return p.placeList()
	case "offline":
		return p.offlineDialog()
	case "settings":
		return p.settingsDialog()
	default:
		return p.helpDialog()
	}
}

// part is the part of that name, drawn from these values.
func (p *Program) part(name string, from ...any) ui.UI {
	return &part{Name: name, Key: fmt.Sprint(from...)}
}
