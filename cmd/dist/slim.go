package main

import (
	"bytes"
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

const uuid = "github.com/google/uuid"

// What of uuid is left out: what databases need, and MD5. Its randomness comes
// from the browser itself: crypto/rand, and crypto/sha1 too, would link a generator
// made of AES, SHA-2 and SHA-3, which compresses badly.
var (
	uuidLeftOut = []string{"sql.go", "null.go"}
	uuidEdits   = []edit{
		{"uuid.go", "\t\"crypto/rand\"\n", "\t\"" + uuid + "/rand\"\n"},
		{"hash.go", "\t\"crypto/md5\"\n\t\"crypto/sha1\"\n", "\t\"" + uuid + "/sha1\"\n"},
		{"hash.go", "return NewHash(md5.New(), space, data, 3)", "panic(\"version 3 is not linked\")"},
	}
)

// uuidRand is the package that stands in for crypto/rand.
//
//go:embed slimrand.go.txt
var uuidRand []byte

//go:embed sha1/sha1.go
var uuidSHA1 []byte

// edit replaces a text in a file, where it stands once.
type edit struct{ file, from, to string }

// slim copies go-app and uuid without what is left out into dir, a path from the
// root of the project, and returns the go.mod to build the WASM with. Our own
// go.mod stays as it is. The path is always the same, since the WASM names it.
func slim(dir string) (modfile string, err error) {
	if err := os.RemoveAll(dir); err != nil {
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
	for _, m := range []struct {
		module, dir string
		leftOut     []string
		edits       []edit
		more        map[string][]byte // files, and what is in them
	}{
		{goApp, "go-app", leftOut, nil, map[string][]byte{"pkg/app/slim.go": slimSource}},
		{uuid, "uuid", uuidLeftOut, uuidEdits, map[string][]byte{"rand/rand.go": uuidRand, "sha1/sha1.go": uuidSHA1}},
	} {
		to := filepath.Join(dir, m.dir)
		if err := copyModule(m.module, to, m.leftOut, m.edits); err != nil {
			return "", fmt.Errorf("%s: %w", m.module, err)
		}
		for name, source := range m.more {
			file := filepath.Join(to, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return "", err
			}
			if err := os.WriteFile(file, source, 0o644); err != nil {
				return "", err
			}
		}
		mod = fmt.Appendf(mod, "\nreplace %s => ./%s\n", m.module, filepath.ToSlash(to))
	}
	modfile = filepath.Join(dir, "wasm.mod")
	if err := os.WriteFile(modfile, mod, 0o644); err != nil {
		return "", err
	}
	return modfile, os.WriteFile(filepath.Join(dir, "wasm.sum"), sum, 0o644)
}

// copyModule copies the Go code of a module, without some files and its tests. An
// edit that does not fit is an error: the module has changed.
func copyModule(name, to string, leftOut []string, edits []edit) error {
	out, err := exec.Command("go", "mod", "download", "-json", name).Output()
	if err != nil {
		return fmt.Errorf("go mod download: %w", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return err
	}
	done := 0
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
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case slices.Contains(leftOut, rel), strings.HasSuffix(rel, "_test.go"), filepath.Ext(rel) != ".go" && rel != "go.mod":
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, e := range edits {
			if e.file == rel && bytes.Count(b, []byte(e.from)) == 1 {
				b = bytes.Replace(b, []byte(e.from), []byte(e.to), 1)
				done++
			}
		}
		return os.WriteFile(filepath.Join(to, rel), b, 0o644)
	})
	if err == nil && done != len(edits) {
		err = fmt.Errorf("%d of %d edits fit", done, len(edits))
	}
	return err
}
