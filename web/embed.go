// Package web holds what the browser is given: the page around the program, its
// style, icons and service worker. cmd/dist turns the sources in this folder
// and the WASM into dist, which is embedded here; until the first build dist
// holds only a placeholder.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist is what cmd/dist wrote: see its Index for what is where.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}
