package main

import (
	"fmt"
	"os"
	"time"
)

// progress shows on a terminal how far a long command came; elsewhere it is
// silent. It is a line that is written over.
type progress struct {
	e    env
	last time.Time
}

func newProgress(e env) *progress { return &progress{e: e, last: time.Now()} }

// say shows a line, some five times a second.
func (p *progress) say(form string, args ...any) {
	if p.e.err != os.Stderr || !isTerminal(os.Stderr) || time.Since(p.last) < 200*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.e.err, "\r\x1b[K"+form, args...)
}

// clear takes the line away, before something is printed that stays.
func (e env) clear() {
	if e.err == os.Stderr && isTerminal(os.Stderr) {
		fmt.Fprint(e.err, "\r\x1b[K")
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// percent is " (40 %)", or nothing when the whole is not known.
func percent(done, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf(" (%d %%)", min(100, 100*done/whole))
}
