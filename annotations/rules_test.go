// A page has no go command, so this runs natively alone.

//go:build !js

package annotations_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports holds the walls of the house: who may import whom, and why each
// ban stands.
func TestImports(t *testing.T) {
	for _, rule := range []struct {
		of     string // packages
		but    []string
		direct bool // only what they import themselves
		wasm   bool // as built for the browser
		banned []string
		why    string
	}{
		{of: "gloss/annotations", direct: true, banned: []string{"os", "net", "net/http", "log", "os/exec", "gloss/app/...", "gloss/annotations/store", "gloss/annotations/format"},
			why: "the domain reads no clock, file or network, and knows nobody who uses it"},
		// The libraries of Parquet and of web pages link net/http, which they offer to
		// use; no page links them, nor the list of all formats.
		{of: "gloss/annotations/...", but: []string{"gloss/annotations/format/hfparquet", "gloss/annotations/format/html", "gloss/annotations/format/all"}, banned: []string{"net/http", "os/exec", "syscall/js", "database/sql", "gloss/app/...", "gloss/cmd/...", "gloss/web/...", "github.com/maxence-charriere/..."},
			why: "what the program is about runs in the browser, on the server and in tests alike"},
		{of: "gloss/cmd/suggestworker", wasm: true, banned: []string{"fmt", "encoding/json", "gloss/annotations", "github.com/google/uuid"},
			why: "what learns is a worker of its own, fetched beside the page"},
		{of: "gloss/app/editor", wasm: true, banned: []string{"github.com/maxence-charriere/...", "gloss/app/internal/...", "gloss/annotations/store"},
			why: "the screen is a model that any test can run"},
		{of: "gloss/cmd/wasm", wasm: true, banned: []string{"database/sql", "modernc.org/...", "html/template", "encoding/xml", "archive/zip", "log/slog", "gloss/cmd/gloss/...", "gloss/web"},
			why: "every byte is loaded by every annotator"},
		{of: "gloss/cmd/gloss/...", banned: []string{"syscall/js", "github.com/maxence-charriere/..."},
			why: "go-app's server half is what the reference warns of"},
	} {
		of := []string{rule.of}
		if rule.but != nil {
			out, err := exec.Command("go", "list", rule.of).Output()
			if err != nil {
				t.Fatalf("go list %s: %v", rule.of, err)
			}
			of = slices.DeleteFunc(strings.Fields(string(out)), func(p string) bool { return slices.Contains(rule.but, p) })
		}
		cmd := exec.Command("go", append([]string{"list", "-deps", "-f", `{{.ImportPath}}`}, of...)...)
		if rule.direct {
			cmd = exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, rule.of)
		}
		if rule.wasm {
			cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
		}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list %s: %v", rule.of, err)
		}
		deps := strings.Fields(string(out))
		if len(deps) < 10 {
			t.Fatalf("go list %s lists only %d packages", rule.of, len(deps))
		}
		for _, dep := range deps {
			for _, ban := range rule.banned {
				under, tree := strings.CutSuffix(ban, "/...")
				if dep == ban || tree && (dep == under || strings.HasPrefix(dep, under+"/")) {
					t.Errorf("%s imports %s: %s", rule.of, dep, rule.why)
				}
			}
		}
	}
}
