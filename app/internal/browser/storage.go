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

// Estimate returns how much this site has stored and how much the browser lets
// it, in bytes, as far as the browser tells: both may be rounded.
func Estimate(ctx context.Context) (usage, quota int64, err error) {
	storage := navigator.Get("storage")
	if !storage.Truthy() || storage.Get("estimate").Type() != js.TypeFunction {
		return 0, 0, &Error{Name: "NotSupportedError", Message: "this browser does not tell how much it stores"}
	}
	e, err := Await(ctx, storage.Call("estimate"))
	if err != nil {
		return 0, 0, err
	}
	return int64(e.Get("usage").Float()), int64(e.Get("quota").Float()), nil
}

// Pref reads a small setting; "" when there is none or storage is refused.
func Pref(key string) string {
	v, err := try(func() js.Value { return localStorage().Call("getItem", "gloss."+key) })
	if err != nil || v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// SetPref keeps a small setting, if the browser lets it.
func SetPref(key, value string) {
	_, _ = try(func() js.Value { return localStorage().Call("setItem", "gloss."+key, value) })
}

// localStorage panics with a js.Error where storage is refused: read by a call,
// since Go does not catch what the getter itself throws.
func localStorage() js.Value {
	return window.Get("Reflect").Call("get", window, "localStorage")
}

// SetTheme shows the page in "light", "dark" or, with "", as the system does.
func SetTheme(theme string) {
	SetPref("theme", theme)
	Call("glossTheme")
}
