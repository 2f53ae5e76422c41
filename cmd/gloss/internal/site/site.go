// Package site serves the page and the program: files that were named after
// their content and compressed ahead of time. It knows nothing of users or
// documents, so what it serves may be cached by anybody.
package site

import (
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"gloss/web"
)

// policy lets the page load nothing but its own files. The WASM needs
// 'wasm-unsafe-eval'; data: is for small icons in the style.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " +
	"worker-src 'self'; manifest-src 'self'"

// Site is the handler of everything that is not the API.
type Site struct {
	// Version is that of the embedded program; empty before the first build.
	Version string
	files   map[string]served
}

type served struct {
	web.File
	content map[string][]byte // by encoding
}

// New reads a folder that cmd/dist wrote. One that was never built gives a site
// that says so.
func New(dist fs.FS) (*Site, error) {
	s := &Site{files: map[string]served{}}
	index, err := web.ReadIndex(dist)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s.Version = index.Version
	for _, f := range index.Files {
		content := map[string][]byte{}
		for encoding, form := range f.Forms {
			if content[encoding], err = fs.ReadFile(dist, form.Name); err != nil {
				return nil, err
			}
		}
		s.files[f.Path] = served{f, content}
	}
	return s, nil
}

// isPage reports whether the program shows something at this address itself.
func isPage(path string) bool {
	return path == "/" || strings.HasPrefix(path, "/d/") && strings.Count(path, "/") == 2
}

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET and HEAD are answered here.", http.StatusMethodNotAllowed)
		return
	}
	path := r.URL.Path
	if isPage(path) {
		path = "/"
	}
	f, ok := s.files[path]
	switch {
	case !ok && s.Version == "" && path == "/":
		http.Error(w, "This server was built without the browser program. Run `make build`.", http.StatusServiceUnavailable)
		return
	case !ok:
		h.Set("Cache-Control", "no-store")
		http.Error(w, "There is nothing at this address. Gloss is at /", http.StatusNotFound)
		return
	}
	encoding := negotiate(r.Header.Get("Accept-Encoding"), f.content)
	form := f.Forms[encoding]
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", form.ETag)
	if f.Immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if matches(r.Header.Get("If-None-Match"), form.ETag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.Type)
	if encoding != "identity" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(form.Size))
	if r.Method == http.MethodGet {
		w.Write(f.content[encoding]) // an error here is the client's going away
	}
}

// negotiate picks the shortest form that the client takes (RFC 9110, 12.5.3).
func negotiate(accept string, forms map[string][]byte) string {
	weight := map[string]float64{}
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil {
				q = 0
			}
		}
		weight[strings.ToLower(strings.TrimSpace(name))] = q
	}
	best := "identity"
	for _, encoding := range []string{"gzip", "br"} {
		q, named := weight[encoding]
		if !named {
			q = weight["*"]
		}
		if form, ok := forms[encoding]; ok && q > 0 && len(form) < len(forms[best]) {
			best = encoding
		}
	}
	return best
}

func matches(ifNoneMatch, etag string) bool {
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == etag {
			return true
		}
	}
	return false
}
