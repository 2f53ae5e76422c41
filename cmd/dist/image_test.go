package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestShrink runs a program as it was linked and shrunk: both do the same, and tell
// the same functions where they panic.
func TestShrink(t *testing.T) {
	t.Chdir("../..")
	module, err := compile("./cmd/dist/testdata/trace", "-s -w", nil)
	if err != nil {
		t.Fatal(err)
	}
	shrunk, err := shrink(module)
	if err != nil {
		t.Fatal(err)
	}
	run := func(module []byte) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "trace.wasm")
		if err := os.WriteFile(file, module, 0o600); err != nil {
			t.Fatal(err)
		}
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("node", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), file).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	was, is := run(module), run(shrunk)
	if !strings.Contains(was, "main.deep(") || !strings.Contains(was, "main.go:") {
		t.Fatalf("the program says\n%s", was)
	}
	// Places and addresses of arguments are all that may differ.
	place := regexp.MustCompile(`(?m)^\t.*$|\(0x[^)]*\)|goroutine \d+`)
	if got, want := place.ReplaceAllString(is, ""), place.ReplaceAllString(was, ""); got != want {
		t.Errorf("shrunk it says\n%s\nas linked\n%s", got, want)
	}
	if strings.Contains(is, "main.go:") {
		t.Error("the tables of lines are there still: this Go keeps them otherwise")
	}
	if again, err := shrink(shrunk); err != nil || !bytes.Equal(again, shrunk) {
		t.Errorf("shrunk twice it differs (%v)", err)
	}
	for n := range 400 {
		_, _ = shrink(module[:len(module)*n/400]) // damaged modules are refused
	}
}

func TestSleb(t *testing.T) {
	for _, v := range []int{0, 1, -1, 63, 64, -64, -65, 127, 128, 1 << 20, -1 << 20, math.MaxInt32, math.MinInt32} {
		b := appendSleb(nil, v)
		if got, rest, err := sleb(append(b, 7)); got != v || len(rest) != 1 || err != nil {
			t.Errorf("%d became %d, %v, %v", v, got, rest, err)
		}
	}
	if _, _, err := sleb([]byte{0x80}); err == nil {
		t.Error("half a number was read")
	}
}
