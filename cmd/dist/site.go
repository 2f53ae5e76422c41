package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gloss/web"
)

// site puts the files of the page together.
type site struct {
	dir     string            // the sources
	sources map[string][]byte // by name; those of dir are read when asked for
	later   map[string]bool   // names of files that no page needs at first
	urls    map[string]string // of the files named after their content
	files   []file
	version string
}

type file struct {
	path, kind string
	immutable  bool
	later      bool
	content    []byte
}

// A template refers to a file by its name between braces and gets its address.
var reference = regexp.MustCompile(`\{\{([^}]+)\}\}`)

// build fills in the templates, each after all that it refers to.
func (s *site) build() error {
	s.urls = map[string]string{}
	// The version covers all sources, the templates too.
	sum := sha256.New()
	for _, name := range []string{"shell.html", "js/sw.js", "manifest.webmanifest"} {
		b, err := s.source(name)
		if err != nil {
			return err
		}
		sum.Write(b)
	}
	shell, err := s.fill("shell.html", func(name string) (string, error) {
		if name == "version" {
			return "{{version}}", nil // filled in last
		}
		return s.value(name)
	})
	if err != nil {
		return err
	}
	manifest, err := s.fill("manifest.webmanifest", s.value)
	if err != nil {
		return err
	}
	var assets, later []string
	for _, f := range s.files {
		sum.Write([]byte(f.path))
		if f.later {
			later = append(later, f.path)
		} else {
			assets = append(assets, f.path)
		}
	}
	s.version = hex.EncodeToString(sum.Sum(nil))[:12]
	shell = bytes.ReplaceAll(shell, []byte("{{version}}"), []byte(s.version))
	list, err := json.MarshalIndent(append([]string{"/", "/manifest.webmanifest"}, slices.Sorted(slices.Values(assets))...), "", "  ")
	if err != nil {
		return err
	}
	worker, err := s.fill("js/sw.js", func(name string) (string, error) {
		switch name {
		case "version":
			return s.version, nil
		case "assets":
			return string(list), nil
		case "later":
			b, err := json.Marshal(later)
			return string(b), err
		}
		return s.value(name)
	})
	if err != nil {
		return err
	}
	s.files = append(s.files,
		file{"/", "text/html; charset=utf-8", false, false, shell},
		file{"/sw.js", "text/javascript; charset=utf-8", false, false, worker},
		file{"/manifest.webmanifest", "application/manifest+json", false, false, manifest},
		file{"/robots.txt", "text/plain; charset=utf-8", false, false, []byte("User-agent: *\nDisallow: /\n")},
	)
	return nil
}

func (s *site) source(name string) ([]byte, error) {
	if b, ok := s.sources[name]; ok {
		return b, nil
	}
	b, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err == nil && path.Ext(name) == ".css" {
		b, err = s.joined(path.Dir(name), b)
	}
	if err == nil {
		s.sources[name] = b
	}
	return b, err
}

var imported = regexp.MustCompile(`(?m)^@import "(.+)";$`)

// joined puts the style sheets that one imports from its folder where it imports them,
// so that a browser fetches one.
func (s *site) joined(dir string, sheet []byte) ([]byte, error) {
	var failed error
	return imported.ReplaceAllFunc(sheet, func(line []byte) []byte {
		b, err := s.source(path.Join(dir, string(imported.FindSubmatch(line)[1])))
		failed = errors.Join(failed, err)
		return b
	}), failed
}

func (s *site) fill(name string, value func(string) (string, error)) ([]byte, error) {
	b, err := s.source(name)
	if err != nil {
		return nil, err
	}
	var failed error
	filled := reference.ReplaceAllFunc(b, func(m []byte) []byte {
		v, err := value(string(m[2 : len(m)-2]))
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: {{%s}}: %w", name, m[2:len(m)-2], err)
		}
		return []byte(v)
	})
	return filled, failed
}

// value is the address of a file or, with "size " before its name, its length.
func (s *site) value(name string) (string, error) {
	if of, ok := strings.CutPrefix(name, "size "); ok {
		b, err := s.source(of)
		return strconv.Itoa(len(b)), err
	}
	if url, ok := s.urls[name]; ok {
		return url, nil
	}
	content, err := s.source(name)
	if err != nil {
		return "", err
	}
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		return "", fmt.Errorf("no content type is known for %s", path.Ext(name))
	}
	sum := sha256.Sum256(content)
	base := path.Base(name)
	ext := path.Ext(base)
	url := "/a/" + strings.TrimSuffix(base, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	s.urls[name] = url
	s.files = append(s.files, file{url, kind, true, s.later[name], content})
	return url, nil
}

var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".png":   "image/png",
	".svg":   "image/svg+xml",
	".wasm":  "application/wasm",
	".woff2": "font/woff2",
}

// write puts all files with their compressed forms into a folder, whole or not
// at all, and returns the size of each address in brotli.
func (s *site) write(out string, p *packer) (sizes map[string]int, err error) {
	tmp, err := os.MkdirTemp(filepath.Dir(out), ".dist-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	index := web.Index{Version: s.version}
	sizes = map[string]int{}
	for i, f := range s.files {
		pack := *p
		if f.later {
			pack.quality = min(p.quality, 9)
		}
		forms, err := pack.pack(f.content, f.kind)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
		entry := web.File{Path: f.path, Type: f.kind, Immutable: f.immutable, Forms: map[string]web.Form{}}
		for encoding, b := range forms {
			sum := sha256.Sum256(b)
			form := web.Form{Name: fmt.Sprintf("%02d.%s", i, encoding), Size: len(b), ETag: `"` + hex.EncodeToString(sum[:10]) + `"`}
			if err := os.WriteFile(filepath.Join(tmp, form.Name), b, 0o644); err != nil {
				return nil, err
			}
			entry.Forms[encoding] = form
			if encoding == "br" {
				sizes[f.path] = len(b)
			}
		}
		index.Files = append(index.Files, entry)
	}
	b, err := json.MarshalIndent(index, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(tmp, "index.json"), b, 0o644); err != nil {
		return nil, err
	}
	// Kept, since the package that embeds the folder must compile without a build.
	if err := os.WriteFile(filepath.Join(tmp, "placeholder"), nil, 0o644); err != nil {
		return nil, err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(out); err != nil {
		return nil, err
	}
	return sizes, os.Rename(tmp, out)
}
