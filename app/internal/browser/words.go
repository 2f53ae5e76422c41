//go:build js

package browser

import (
	"context"
	"syscall/js"
)

// Words returns the catalogue of the page's language as JSON, "" for English or
// when it cannot be had, and the plural form of a number in that language.
func Words(ctx context.Context) (catalogue string, form func(n int) string) {
	promise := window.Get("glossWords")
	if !promise.Truthy() {
		return "", nil
	}
	v, err := Await(ctx, promise)
	if err != nil || v.Type() != js.TypeString {
		return "", nil
	}
	rules := window.Get("Intl").Get("PluralRules").New(Language())
	return v.String(), func(n int) string { return rules.Call("select", n).String() }
}

// Language is the code of the language that the page is in.
func Language() string { return document.Get("documentElement").Get("lang").String() }

// RightToLeft reports whether the page is written from right to left. Its
// documents are as they are.
func RightToLeft() bool { return document.Get("documentElement").Get("dir").String() == "rtl" }
