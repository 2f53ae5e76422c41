//go:build js

package browser

import (
	"context"
	"syscall/js"
)

// Deflate packs a text for an address: by the browser, in base64 for URLs.
func Deflate(ctx context.Context, text string) (string, error) { return shared(ctx, "deflate", text) }

// Inflate unpacks what Deflate has packed.
func Inflate(ctx context.Context, packed string) (string, error) {
	return shared(ctx, "inflate", packed)
}

// CopyText puts a text on the clipboard.
func CopyText(ctx context.Context, text string) error {
	_, err := shared(ctx, "copy", text)
	return err
}

func shared(ctx context.Context, what, text string) (string, error) {
	promise, err := try(func() js.Value { return window.Get("glossShare").Call(what, text) })
	if err != nil {
		return "", err
	}
	v, err := Await(ctx, promise)
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

// Origin is where the page comes from, such as https://gloss.example.
func Origin() string { return window.Get("location").Get("origin").String() }

// Fragment is what stands behind the # of the address, without it.
func Fragment() string {
	if s := window.Get("location").Get("hash").String(); s != "" {
		return s[1:]
	}
	return ""
}

// ClearFragment takes the fragment out of the address.
func ClearFragment() { window.Get("history").Call("replaceState", nil, "", Path()) }

// SetHTML fills an element with HTML that is known to be safe.
func SetHTML(selector, html string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Set("innerHTML", html)
	}
}

// RevealHeading scrolls to the heading of that text within an element, whatever
// its case.
func RevealHeading(selector, text string) {
	window.Get("glossShare").Call("heading", selector, text)
}
