//go:build js

// Package app is the screens of Gloss. Every component is a function of the
// Program's model: it holds no state of its own and changes none. What the user
// does comes in through raw listeners (browser) as commands and messages, and
// the Program carries out what follows from them.
package app

import (
	"context"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/app/internal/browser"
)

// program is the one of this tab: go-app makes screens by itself, so they
// cannot be handed it.
var program = newProgram()

// Run starts the program in the browser. It does not return.
func Run() {
	browser.Mark("gloss:program")
	speak(context.Background())
	ui.RouteWithRegexp("^/(d/.*)?$", &screen{})
	ui.RunWhenOnBrowser()
}
