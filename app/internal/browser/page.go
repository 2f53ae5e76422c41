//go:build js

package browser

import "syscall/js"

// Booted takes the loading screen away.
func Booted() {
	if boot := document.Call("getElementById", "boot"); boot.Truthy() {
		boot.Call("remove")
	}
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

// IsMac tells which modifier key shortcuts are shown with.
func IsMac() bool {
	p := navigator.Get("platform")
	return p.Type() == js.TypeString && len(p.String()) >= 3 && (p.String()[:3] == "Mac" || p.String()[:2] == "iP")
}

// SetRootClass sets or clears a class of the whole page.
func SetRootClass(name string, on bool) {
	document.Get("documentElement").Get("classList").Call("toggle", name, on)
}

// SetTitle sets the title of the page.
func SetTitle(title string) { document.Set("title", title) }
