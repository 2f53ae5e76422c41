package stats

import (
	"fmt"
	"strings"
)

// Many is a number of things in words: "1 document", "2 labels of whole documents". The
// first word is the thing, and takes an s.
func Many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	first, rest, more := strings.Cut(thing, " ")
	if more {
		rest = " " + rest
	}
	return fmt.Sprintf("%d %ss%s", n, first, rest)
}
