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

// parts says how each part is drawn.
var parts = map[string]func(*Program) ui.UI{}

func init() { // they refer to it themselves
	parts = map[string]func(*Program) ui.UI{
		"header":  (*Program).header,
		"toolbar": (*Program).toolbar,
		"finder":  (*Program).finderBar,
		"palette": (*Program).palette,
		"notice":  (*Program).noticeBox,
		"paste":   (*Program).pasteDialog,
		"export":  (*Program).exportDialog,
		"label":   (*Program).labelDialog,
		"help":    (*Program).helpDialog,
	}
}

// Render implements ui.Composer.
func (c *part) Render() ui.UI { return parts[c.Name](program) }

// part is the part of that name, drawn from these values.
func (p *Program) part(name string, from ...any) ui.UI {
	return &part{Name: name, Key: fmt.Sprint(from...)}
}
