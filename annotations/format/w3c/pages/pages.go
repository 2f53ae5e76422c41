// Package pages reads W3C Web Annotations of texts in other files: pages in a
// folder, or a zip of it, with the texts beside them. It is apart from package w3c,
// which the page links, as archive/zip weighs 59 KB there.
package pages

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"path"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/archive"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/w3c"
)

// Format is W3C Web Annotation, in one file or in a folder.
var Format = both(w3c.Format)

func both(f format.Format) format.Format {
	one, detect := f.Read, f.Detect
	f.Files = &format.Files{Read: readFolder, Detect: detectFolder}
	f.Endings = []string{".jsonld", ".json"}
	f.Read = func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			head, whole, err := format.Head(r)
			switch {
			case err != nil:
				yield(format.Item{}, &format.Error{File: name, Err: err})
			case isZip(head):
				readZip(whole, name)(yield)
			default:
				one(whole, name)(yield)
			}
		}
	}
	f.Detect = func(name string, head []byte) format.Likelihood {
		if isZip(head) {
			return folder.InZip(name, head, ".jsonld")
		}
		return detect(name, head)
	}
	return f
}

func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// readFolder reads the annotations of all pages in a folder; the texts of their
// sources are files beside them with the last name of the source's IRI, or with
// that and .txt.
func readFolder(fsys fs.FS) iter.Seq2[format.Item, error] {
	return w3c.Documents(func(yield func(jsonfile.Value, error) bool) {
		for _, name := range pagesOf(fsys) {
			f, err := fsys.Open(name)
			if err != nil {
				if !yield(jsonfile.Value{File: name}, err) {
					return
				}
				continue
			}
			head, whole, err := format.Head(f)
			if err != nil {
				f.Close()
				if !yield(jsonfile.Value{File: name}, err) {
					return
				}
				continue
			}
			for v, err := range w3c.Values(whole, head, name) {
				if !yield(v, err) {
					f.Close()
					return
				}
			}
			f.Close()
		}
	}, func(source string) (string, bool) { return beside(fsys, source) })
}

// pagesOf are the files with annotations.
func pagesOf(fsys fs.FS) (all []string) {
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && format.HasEnding(name, ".jsonld") && path.Base(name)[0] != '.' {
			all = append(all, name)
		}
		return nil
	})
	return all
}

// beside finds the text of a source.
func beside(fsys fs.FS, source string) (string, bool) {
	if u, err := url.Parse(source); err == nil {
		source = strings.Trim(u.Path+u.Opaque, "/")
	}
	for _, name := range []string{source, source + ".txt", path.Base(source), path.Base(source) + ".txt"} {
		if !fs.ValidPath(name) || format.HasEnding(name, ".jsonld", ".json", ".html", ".htm") {
			continue
		}
		body, err := folder.ReadFile(fsys, name)
		if err == nil {
			return body, true
		}
	}
	return "", false
}

func detectFolder(fsys fs.FS) format.Likelihood {
	if len(pagesOf(fsys)) > 0 {
		return format.Likely
	}
	return format.Never
}

func readZip(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		folder, err := archive.Open(r)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: err})
			return
		}
		for it, err := range readFolder(folder) {
			var at *format.Error
			if errors.As(err, &at) {
				at.File = name + "/" + at.File
			}
			if !yield(it, err) {
				return
			}
		}
	}
}
