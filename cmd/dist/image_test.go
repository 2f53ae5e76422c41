package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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
	// Places and arguments are all that may differ.
	place := regexp.MustCompile(`(?m)^\t.*$|\([^)\n]*\)$|goroutine \d+`)
	if got, want := place.ReplaceAllString(is, ""), place.ReplaceAllString(was, ""); got != want {
		t.Errorf("shrunk it says\n%s\nas linked\n%s", got, want)
	}
	if strings.Contains(is, "main.go:") {
		t.Error("the tables of lines are there still: this Go keeps them otherwise")
	}
	if again, err := shrink(shrunk); err != nil || !bytes.Equal(again, shrunk) {
		t.Errorf("shrunk twice it differs (%v)", err)
	}
	if n := len(module) - len(shrunk); n < len(module)/20 {
		t.Errorf("it is %d bytes smaller of %d: this Go has another table of functions", n, len(module))
	}
	for n := range 400 {
		_, _ = shrink(module[:len(module)*n/400]) // damaged modules are refused
	}
}

// TestLookup: a module that starts has in its memory what the linker put there.
func TestLookup(t *testing.T) {
	memory := make([]byte, 4000)
	l := lookup{at: 40, entries: 90}
	for i := range l.entries {
		memory[l.at+i*lookupEntry] = byte(i / lookupSame)
	}
	const header, data = 3000, 2000 // bytes of the image, at an address that is a multiple of 8
	im := image{65_536, memory}
	binary.LittleEndian.PutUint64(memory[data:], uint64(im.start+header))
	binary.LittleEndian.PutUint64(memory[data+152:], uint64(im.start+l.at))
	binary.LittleEndian.PutUint64(memory[data+160:], 1<<28)
	binary.LittleEndian.PutUint64(memory[data+168:], 1<<28+4096*uint64(l.entries)+5)
	if got, ok := lookupIn(im, header); !ok || got != l {
		t.Fatalf("found %v, %v", got, ok)
	}
	// A module with nothing but a memory, which it exports, and a function.
	module := []byte("\x00asm\x01\x00\x00\x00")
	sections := map[byte][]byte{1: {1, 0x60, 0, 0}, 2: {0}, 3: {1, 0}, 5: {1, 0, 3}, 7: {1, 1, 'm', 2, 0}, 10: {1, 2, 0, 0x0b}}
	changed, err := starter(sections, l.fill(im.start+l.at))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(sections, changed)
	for _, id := range slices.Sorted(maps.Keys(sections)) {
		module = append(binary.AppendUvarint(append(module, id), uint64(len(sections[id]))), sections[id]...)
	}
	file := filepath.Join(t.TempDir(), "lookup.wasm")
	if err := os.WriteFile(file, module, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", "-e", `const instance = new WebAssembly.Instance(new WebAssembly.Module(require("fs").readFileSync(process.argv[1])));
		process.stdout.write(Buffer.from(instance.exports.m.buffer, 65536, 4000).toString("hex"))`, file).Output()
	if err != nil {
		t.Fatal(err)
	}
	clear(memory[data:])
	if want := hex.EncodeToString(memory); string(out) != want {
		t.Errorf("in memory is\n%s\nwant\n%s", out, want)
	}
	memory[l.at+33*lookupEntry+7] = 1
	if l.regular(memory) {
		t.Error("a table that says otherwise would be written over")
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
