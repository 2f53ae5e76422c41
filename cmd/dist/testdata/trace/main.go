// Command trace collects garbage under a deep stack, panics and tells where.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

var words = map[string][]int{}

//go:noinline
func deep(n int) string {
	defer func() { words[fmt.Sprint(n%7)] = append(words[fmt.Sprint(n%7)], n) }()
	here := strings.Repeat(string(rune('a'+n%26)), 100)
	if n == 0 {
		runtime.GC()
		panic("at the bottom")
	}
	return here[:1] + deep(n-1)
}

func main() {
	defer func() {
		fmt.Println(recover(), len(words))
		fmt.Println(string(debug.Stack()))
	}()
	for range 50 {
		words["x"] = make([]int, 1<<16)
	}
	fmt.Println(deep(500))
}
