package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const goApp = "github.com/maxence-charriere/go-app/v9"

// leftOut are the files of go-app that only a server needs, and those of what
// this program has no use for. They pull net/http, text/template, and regexp with
// the tables of all scripts into the WASM: a third of its size.
var leftOut = []string{"pkg/app/http.go", "pkg/app/resource.go", "pkg/app/static.go", "pkg/app/route.go", "pkg/app/notfound.go", "pkg/app/crypto.go", "pkg/app/state.go"}

// slimSource stands in for what the rest of go-app uses of these files.
//
//go:embed slim.go.txt
var slimSource []byte

// slim copies go-app without what is left out into dir, a path from the root of
// the project, and returns the go.mod to build the WASM with. Our own go.mod
// stays as it is. The path is always the same, since the WASM names it.
func slim(dir string) (modfile string, err error) {
	out, err := exec.Command("go", "mod", "download", "-json", goApp).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download: %w", err)
	}
	var module struct{ Dir, Version string }
	if err := json.Unmarshal(out, &module); err != nil {
		return "", err
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	copied := filepath.Join(dir, "go-app")
	err = filepath.WalkDir(module.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(module.Dir, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(copied, rel), 0o755)
		case slices.Contains(leftOut, rel), strings.HasSuffix(rel, "_test.go"), filepath.Ext(rel) != ".go" && rel != "go.mod":
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(copied, rel), b, 0o644)
	})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(copied, "pkg", "app", "slim.go"), slimSource, 0o644); err != nil {
		return "", err
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile("go.sum")
	if err != nil {
		return "", err
	}
	modfile = filepath.Join(dir, "wasm.mod")
	mod = fmt.Appendf(mod, "\nreplace %s => ./%s\n", goApp, filepath.ToSlash(copied))
	if err := os.WriteFile(modfile, mod, 0o644); err != nil {
		return "", err
	}
	return modfile, os.WriteFile(filepath.Join(dir, "wasm.sum"), sum, 0o644)
}
