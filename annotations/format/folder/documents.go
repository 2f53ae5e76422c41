package folder

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
	"gloss/annotations/format/internal/jsonfile"
)

// Documents is a format that holds each document in a file of its own, beside
// files that go for all of them.
type Documents struct {
	Ending string // of the files of documents, with its dot
	// Key is the field of Meta that holds what the file of a document says
	// itself.
	Key string
	// Encoder starts a dataset.
	Encoder func() Encoder
	// Decode reads the file of one document. listed is what the manifest says of
	// it, nil for a file that Gloss did not write. Its error is a *format.Error.
	Decode func(file, body string, listed *Listed) (format.Item, error)
	// Skip names files with the ending that are no documents; may be nil.
	Skip func(file string) bool
}

// Encoder writes the documents of one dataset.
type Encoder interface {
	// Encode returns the file of a document, and what the manifest should say
	// beside what it always does.
	Encode(it format.Item) (body string, listed Listed, losses []format.Loss, err error)
	// Rest are the files that go for all documents.
	Rest() []File
}

// File is a file and what is in it.
type File struct{ Name, Body string }

// Manifest is the file that says of the documents that Gloss wrote, a line of
// JSON each, in which order they came and what the format has no place for.
const Manifest = "documents.jsonl"

// Listed is a line of the manifest.
type Listed struct {
	File   string          `json:"file"`
	ID     string          `json:"id,omitempty"`
	Source string          `json:"source,omitempty"`
	Title  string          `json:"title,omitempty"`
	Meta   json.RawMessage `json:"meta,omitempty"`
	Gaps   []string        `json:"gaps,omitempty"` // of the text; see package webanno
}

// Apply gives a document what the manifest says of it.
func (l *Listed) Apply(d *annotations.Document) {
	if l == nil {
		return
	}
	d.ID, _ = annotations.ParseID[annotations.Document](l.ID)
	d.Source, d.Title, d.Meta = l.Source, l.Title, l.Meta
}

// List returns what a manifest says of a document, without the field of Meta
// that its own file brings back.
func List(file string, d annotations.Document, key string) (l Listed, err error) {
	l = Listed{File: file, Source: d.Source, Title: d.Title, Meta: d.Meta}
	if !d.ID.IsZero() {
		l.ID = d.ID.String()
	}
	if key == "" || !bytes.Contains(d.Meta, []byte(`"`+key+`"`)) {
		return l, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(d.Meta, &fields); err != nil {
		return l, err
	}
	delete(fields, key)
	if l.Meta = nil; len(fields) > 0 {
		l.Meta, err = jsonfile.Marshal(fields)
	}
	return l, err
}

// ReadManifest reads the manifest of a folder, if there is one. The error is a
// *format.Error.
func ReadManifest(fsys fs.FS) (all []Listed, err error) {
	if _, err := fs.Stat(fsys, Manifest); err != nil {
		return nil, nil
	}
	body, err := ReadFile(fsys, Manifest)
	if err != nil {
		return nil, err
	}
	number := 0
	seen := map[string]bool{}
	for line := range strings.Lines(body) {
		number++
		var l Listed
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			return nil, &format.Error{File: Manifest, Line: number, Err: err}
		}
		if fs.ValidPath(l.File) && !seen[l.File] {
			all = append(all, l)
			seen[l.File] = true
		}
	}
	return all, nil
}

// Names gives documents file names that differ. It keeps hashes alone, as there may
// be many: a name that only seems to be taken is passed over.
type Names map[uint64]struct{}

func (used Names) has(name string) bool {
	_, ok := used[hash(name)]
	return ok
}

func hash(name string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, name) // a hash takes everything
	return h.Sum64()
}

// Of returns the name for a document, without an ending: its source ID where it
// can be one, else its ID.
func (used Names) Of(d annotations.Document) string {
	name := d.Source
	if name == "" || name[0] == '.' || !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") || used.has(name) ||
		name == "README" || name == "LICENSE" || name+".jsonl" == Manifest {
		name = d.ID.String()
	}
	for base, n := name, 2; used.has(name); n++ {
		name = fmt.Sprint(base, "_", n)
	}
	used[hash(name)] = struct{}{}
	return name
}

// Format completes a format of a file a document: a folder of them, a zip, and
// to be read a single file.
func (d Documents) Format(f format.Format) format.Format {
	f.Files = &format.Files{
		NewWriter: func(create func(string) (io.Writer, error)) format.Writer {
			return &documentsWriter{Documents: d, create: create, enc: d.Encoder(), used: Names{}}
		},
		Read: d.read,
		Detect: func(folder fs.FS) format.Likelihood {
			found := format.Never
			_ = d.walk(folder, func(file string) bool {
				head := make([]byte, format.HeadSize)
				if r, err := folder.Open(file); err == nil {
					n, _ := io.ReadFull(r, head)
					r.Close()
					found = f.Detect(file, head[:n])
				}
				return false
			})
			return found
		},
	}
	detect := f.Detect
	f = archive.Zipped(f)
	f.Endings = []string{".zip", d.Ending}
	zipped := f.Read
	f.Detect = func(name string, head []byte) format.Likelihood {
		if isZip(head) {
			return InZip(name, head, d.Ending)
		}
		return detect(name, head)
	}
	f.Read = func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			head, whole, err := format.Head(r)
			if err != nil {
				yield(format.Item{}, &format.Error{File: name, Err: err})
				return
			}
			if isZip(head) || len(head) == 0 {
				zipped(whole, name)(yield)
				return
			}
			body, err := readText(whole, name)
			if err != nil {
				yield(format.Item{}, err)
				return
			}
			yield(d.decode(name, body, nil))
		}
	}
	return f
}

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// InZip tells by the head of a zip how likely there are files with one of these
// endings in it: by the name of the first that is no folder.
func InZip(name string, head []byte, endings ...string) format.Likelihood {
	if !isZip(head) || !format.HasEnding(name, ".zip") {
		return format.Never
	}
	// A local file header of APPNOTE.TXT, section 4.3.7: the sizes at 18, the
	// lengths of the name and of more at 26, then the name.
	for len(head) > 30 && bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		size := int(binary.LittleEndian.Uint32(head[18:]))
		length := int(binary.LittleEndian.Uint16(head[26:]))
		more := int(binary.LittleEndian.Uint16(head[28:]))
		if len(head) < 30+length {
			break
		}
		first := string(head[30 : 30+length])
		if !strings.HasSuffix(first, "/") {
			if format.HasEnding(first, endings...) {
				return format.Likely
			}
			break
		}
		head = head[min(30+length+more+size, len(head)):]
	}
	return format.Possible
}

func (d Documents) decode(file, body string, l *Listed) (format.Item, error) {
	it, err := d.Decode(file, body, l)
	if err != nil {
		return format.Item{}, err
	}
	if l == nil && it.Document.Source == "" {
		it.Document.Source = strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), d.Ending)
	}
	return it, nil
}

func (d Documents) read(fsys fs.FS) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		listed, err := ReadManifest(fsys)
		if err != nil {
			yield(format.Item{}, err)
			return
		}
		one := func(file string, l *Listed) bool {
			body, err := ReadFile(fsys, file)
			if err != nil {
				return yield(format.Item{}, err)
			}
			return yield(d.decode(file, body, l))
		}
		done := map[string]bool{}
		for _, l := range listed {
			if done[l.File] = true; !one(l.File, &l) {
				return
			}
		}
		if err := d.walk(fsys, func(file string) bool { return done[file] || one(file, nil) }); err != nil {
			yield(format.Item{}, &format.Error{File: ".", Err: format.Printable(err)})
		}
	}
}

// walk calls f with the files of documents in the order of their names, until
// it returns false.
func (d Documents) walk(fsys fs.FS, f func(file string) bool) error {
	stop := errors.New("stop")
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !e.IsDir() && strings.HasSuffix(name, d.Ending) && path.Base(name)[0] != '.' && (d.Skip == nil || !d.Skip(name)) && !f(name) {
			return stop
		}
		return nil
	})
	if err == stop {
		return nil
	}
	return err
}

type documentsWriter struct {
	Documents
	create func(string) (io.Writer, error)
	enc    Encoder
	used   Names
	listed Listing
}

func (w *documentsWriter) Write(it format.Item) ([]format.Loss, error) {
	body, more, losses, err := w.enc.Encode(it)
	if err != nil {
		return nil, fmt.Errorf("document %v: %w", it.Document.ID, err)
	}
	if body == "" {
		return losses, nil // the losses say why
	}
	file := w.used.Of(it.Document) + w.Ending
	l, err := List(file, it.Document, w.Key)
	if err != nil {
		return nil, fmt.Errorf("document %v: meta: %w", it.Document.ID, err)
	}
	l.Gaps = more.Gaps
	if err := w.listed.Add(l); err != nil {
		return nil, err
	}
	return losses, w.put(File{file, body})
}

func (w *documentsWriter) put(f File) error {
	out, err := w.create(f.Name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, f.Body)
	return err
}

func (w *documentsWriter) Close() error {
	for _, f := range w.enc.Rest() {
		if err := w.put(f); err != nil {
			return err
		}
	}
	return w.listed.Write(w.create)
}

// Listing is the lines of a manifest until they are written.
type Listing struct{ lines archive.Pile }

// Add adds a line.
func (l *Listing) Add(line Listed) error {
	enc := json.NewEncoder(&l.lines)
	enc.SetEscapeHTML(false)
	return enc.Encode(line)
}

// Write writes the manifest of a folder.
func (l *Listing) Write(create func(string) (io.Writer, error)) error {
	out, err := create(Manifest)
	if err != nil {
		return err
	}
	_, err = l.lines.WriteTo(out)
	return err
}
