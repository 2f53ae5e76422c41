//go:build js

// Command wasm is the program that runs in the browser.
package main

import "gloss/app"

func main() { app.Run() }
