//go:build js

package browser

import (
	"context"
	"syscall/js"
)

// Persist asks the browser not to clear the storage of this site on its own. It
// reports whether the browser grants it.
func Persist(ctx context.Context) (bool, error) {
	storage := navigator.Get("storage")
	if !storage.Truthy() || storage.Get("persist").Type() != js.TypeFunction {
		return false, nil
	}
	granted, err := Await(ctx, storage.Call("persist"))
	return err == nil && granted.Truthy(), err
}

// Pref reads a small setting; "" when there is none or storage is refused.
func Pref(key string) string {
	v, err := try(func() js.Value { return window.Get("localStorage").Call("getItem", "gloss."+key) })
	if err != nil || v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// SetPref keeps a small setting, if the browser lets it.
func SetPref(key, value string) {
	_, _ = try(func() js.Value {
		window.Get("localStorage").Call("setItem", "gloss."+key, value)
		return js.Undefined()
	})
}

// SetTheme shows the page in "light", "dark" or, with "", as the system does.
func SetTheme(theme string) {
	SetPref("theme", theme)
	Call("glossTheme")
}
