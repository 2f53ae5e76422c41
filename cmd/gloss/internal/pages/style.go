package pages

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"gloss/web"
)

//go:embed pages.css
var ownStyle []byte

// style is the program's own style sheet, with what the pages need besides. The
// program tells its theme by an attribute that a script sets; here the system's
// theme has to do, without one.
type style struct {
	path string
	body []byte
}

var darkTheme = regexp.MustCompile(`(?s):root\[data-theme="dark"\] \{[^}]*\}`)

func newStyle(dist fs.FS) (style, error) {
	sheet, err := programStyle(dist)
	if err != nil {
		return style{}, err
	}
	var b bytes.Buffer
	b.Write(sheet)
	if dark := darkTheme.Find(sheet); dark != nil {
		b.WriteString("\n@media (prefers-color-scheme: dark) {\n")
		b.Write(bytes.Replace(dark, []byte(`:root[data-theme="dark"]`), []byte(":root"), 1))
		b.WriteString("\n}\n")
	}
	b.Write(ownStyle)
	sum := sha256.Sum256(b.Bytes())
	return style{"/account/pages.css?v=" + hex.EncodeToString(sum[:5]), b.Bytes()}, nil
}

// programStyle is the style sheet that cmd/dist has named after its content.
// Before the first build there is none.
func programStyle(dist fs.FS) ([]byte, error) {
	index, err := web.ReadIndex(dist)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, f := range index.Files {
		if strings.HasPrefix(f.Path, "/a/gloss.") && strings.HasSuffix(f.Path, ".css") {
			return fs.ReadFile(dist, f.Forms["identity"].Name)
		}
	}
	return nil, errors.New("the program has no style sheet gloss.css")
}

func (s style) serve(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(s.body)
	return nil
}
