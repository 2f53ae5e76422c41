package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"gloss/web"
)

// Static writes the page as files for a host that serves files and nothing else,
// at the root of its address. Labels stay on the device then. Beside each file
// are its compressed forms, for hosts that look for them, and the headers and
// rules of those that read _headers and _redirects.
func Static(dist fs.FS, create func(path string) (io.WriteCloser, error)) error {
	index, err := web.ReadIndex(dist)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("this program was built without the page: run `make build`")
	}
	if err != nil {
		return err
	}
	write := func(name string, b []byte) error {
		f, err := create(name)
		if err != nil {
			return err
		}
		_, err = f.Write(b)
		return errors.Join(err, f.Close())
	}
	for _, f := range index.Files {
		if f.Path == "/" {
			shell, err := fs.ReadFile(dist, f.Forms["identity"].Name)
			if err != nil {
				return err
			}
			if shell, err = staticShell(shell); err != nil {
				return err
			}
			// What is not there is a document: the page knows.
			for _, name := range []string{"index.html", "404.html"} {
				if err := write(name, shell); err != nil {
					return err
				}
			}
			continue
		}
		for encoding, form := range f.Forms {
			b, err := fs.ReadFile(dist, form.Name)
			if err != nil {
				return err
			}
			if err := write(strings.TrimPrefix(path.Clean(f.Path), "/")+endings[encoding], b); err != nil {
				return err
			}
		}
	}
	for name, text := range map[string]string{
		"_redirects": "/d/* / 200\n",
		"_headers": "/*\n  Content-Security-Policy: " + policy + "\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n" +
			"/a/*\n  Cache-Control: public, max-age=31536000, immutable\n",
		".nojekyll": "", // GitHub Pages would leave out files that begin with _
	} {
		if err := write(name, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// endings of the forms of a file.
var endings = map[string]string{"identity": "", "gzip": ".gz", "br": ".br"}

// staticShell tells the page that there is no server, and has the policy in it,
// since there may be nobody to send it as a header.
func staticShell(shell []byte) ([]byte, error) {
	inPage := strings.ReplaceAll(policy, "frame-ancestors 'none'; ", "") // which only a header can say
	for _, x := range []struct{ old, by string }{
		{`<html lang="en">`, `<html lang="en" data-static>`},
		{`<meta charset="utf-8">`, fmt.Sprintf("<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">", inPage)},
	} {
		if bytes.Count(shell, []byte(x.old)) != 1 {
			return nil, fmt.Errorf("the page has no place %s", x.old)
		}
		shell = bytes.Replace(shell, []byte(x.old), []byte(x.by), 1)
	}
	return shell, nil
}
