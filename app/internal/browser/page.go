//go:build js

package browser

import (
	"encoding/json"
	"syscall/js"
)

// Booted takes away what the page shows until the program does.
func Booted() {
	for _, what := range []string{"#boot", ".early"} {
		if e := document.Call("querySelector", what); e.Truthy() {
			e.Call("remove")
		}
	}
}

// KeepEarly keeps the first lines of a document for the next start, and how they
// are painted, as PaintLines takes it: boot.js shows them while the program is being
// loaded.
func KeepEarly(id string, lines []string, paint []byte) {
	b, err := json.Marshal(map[string]any{"id": id, "lines": lines, "paint": json.RawMessage(paint)})
	if err == nil {
		SetPref("early", string(b))
	}
}

// DateTime is a time in milliseconds since 1970 as people write it, in the language
// of the page.
func DateTime(ms int64) string {
	options := map[string]any{"dateStyle": "medium", "timeStyle": "medium"}
	return window.Get("Date").New(float64(ms)).Call("toLocaleString", document.Get("documentElement").Get("lang"), options).String()
}

// Mark notes a moment for measurements, in the browser's own performance log.
func Mark(name string) { window.Get("performance").Call("mark", name) }

// Call calls a function of the boot script by its name, if it is there.
func Call(name string) (truthy bool) {
	if f := window.Get(name); f.Type() == js.TypeFunction {
		return f.Invoke().Truthy()
	}
	return false
}

// Flag reads a global variable of the boot script.
func Flag(name string) bool { return window.Get(name).Truthy() }

// IsStatic tells that the page came from a host of files: there is no server to
// talk to.
func IsStatic() bool {
	return document.Get("documentElement").Call("hasAttribute", "data-static").Bool()
}

// IsMac tells which modifier key shortcuts are shown with.
func IsMac() bool {
	p := navigator.Get("platform")
	return p.Type() == js.TypeString && len(p.String()) >= 3 && (p.String()[:3] == "Mac" || p.String()[:2] == "iP")
}

// SetRootClass sets or clears a class of the whole page.
func SetRootClass(name string, on bool) {
	document.Get("documentElement").Get("classList").Call("toggle", name, on)
}

// Path is the path of the page's address.
func Path() string { return window.Get("location").Get("pathname").String() }

// Query is a parameter of the page's address, "" when it is not there.
func Query(name string) string {
	v := window.Get("URLSearchParams").New(window.Get("location").Get("search")).Call("get", name)
	if v.IsNull() {
		return ""
	}
	return v.String()
}

// Reload loads the page anew.
func Reload() { window.Get("location").Call("reload") }

// SetTitle sets the title of the page.
func SetTitle(title string) { document.Set("title", title) }
