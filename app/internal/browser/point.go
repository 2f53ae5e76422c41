//go:build js

package browser

import (
	"sort"
	"strconv"
	"syscall/js"
)

// The document is the article element. It holds one block for each line of the
// text, with data-start: the offset of its first character. The text nodes of a
// block, in order, are exactly the line without its end. The blocks are the
// children of the article, or else lie in wrappers, all of them.
const (
	articleSelector = "article[aria-label]"
	blockSelector   = "[data-start]"
)

func article() js.Value { return document.Call("querySelector", articleSelector) }

func inArticle(node js.Value) bool { return closest(node, articleSelector).Truthy() }

// blocksOf returns the blocks in order, as an array-like value.
func blocksOf(root js.Value) js.Value { return drawer("lines", root) }

func blockStart(block js.Value) int {
	start := block.Call("getAttribute", "data-start")
	if start.Type() != js.TypeString {
		return 0
	}
	n, _ := strconv.Atoi(start.String())
	return n
}

func blockEnd(block js.Value) int { return blockStart(block) + length(block.Get("textContent")) }

// length is that of a string, without taking it over into Go.
func length(s js.Value) int { return window.Call("Object", s).Length() }

// offsetOf turns a point in the page into an offset in the document: outside of
// all blocks into the start of the next one, after the last into its end. ok is
// false when there is no document.
func offsetOf(node js.Value, at int) (offset int, ok bool) {
	root := article()
	if !root.Truthy() || !node.Truthy() {
		return 0, false
	}
	r := document.Call("createRange")
	if block := blockAround(node); block.Truthy() && root.Call("contains", block).Bool() {
		r.Call("selectNodeContents", block)
		r.Call("setEnd", node, at)
		return blockStart(block) + length(r.Call("toString")), true
	}
	r.Call("setStart", node, at)
	r.Call("collapse", true)
	blocks := blocksOf(root)
	n := blocks.Length()
	if n == 0 {
		return 0, false
	}
	i := sort.Search(n, func(i int) bool { return r.Call("comparePoint", blocks.Index(i), 0).Int() >= 0 })
	if i == n {
		return blockEnd(blocks.Index(n - 1)), true
	}
	return blockStart(blocks.Index(i)), true
}

func blockAround(node js.Value) js.Value {
	if node.Get("closest").Type() == js.TypeFunction {
		return node.Call("closest", blockSelector)
	}
	if parent := node.Get("parentElement"); parent.Truthy() {
		return parent.Call("closest", blockSelector)
	}
	return js.Null()
}

// rangeOf returns the DOM range of a stretch of the document.
func rangeOf(start, end int) (r js.Value, ok bool) {
	root := article()
	if !root.Truthy() || blocksOf(root).Length() == 0 {
		return js.Null(), false
	}
	return drawer("range", root, start, end), true
}
