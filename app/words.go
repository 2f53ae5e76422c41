//go:build js

package app

import (
	"context"
	"encoding/json"

	"gloss/app/internal/browser"
	"gloss/app/words"
)

// tr is a sentence in the language of the user: words.Tr.
func tr(english string, args ...any) string { return words.Tr(english, args...) }

// count is a sentence about a number, {0}: words.Count.
func count(n int, one, other string, args ...any) string {
	return words.Count(n, one, other, args...)
}

// speak takes the language of the page, whose words early.js began to fetch. It
// waits for them, since what is drawn in one language is not drawn again in
// another; without them the page is English.
func speak(ctx context.Context) {
	catalogue, form := browser.Words(ctx)
	var c words.Catalogue
	if catalogue == "" || json.Unmarshal([]byte(catalogue), &c) != nil {
		return
	}
	c.Form, c.RightToLeft = form, browser.RightToLeft()
	words.Speak(c)
}
