// Package bundle writes a dataset as one hands it on: its parts in a format, a
// card in Markdown, a report of what the format could not carry, and a manifest
// with the SHA-256 of every file. It holds no clock and no chance: the same log
// gives the same bytes on any machine.
package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strings"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/split"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
)

// Names of the files beside the parts.
const (
	ManifestName = "manifest.json"
	LossesName   = "losses.json"
	CardName     = "README.md"
)

// Bundle is a dataset to write.
type Bundle struct {
	Title   string
	Release string // its name; "" for what the labels are now
	Schema  annotations.Schema
	Format  format.Format
	// Items yields all items; it is called several times, and must yield the
	// same in the same order each time.
	Items func() iter.Seq2[format.Item, error]
	Split *split.Options // nil for one part, "data"

	Licence, Guidelines, Agreement string // for the card; see stats.Card

	// Progress, if not nil, is told what is being done and the number of
	// documents that it is done for.
	Progress func(doing string, documents int)
}

// Manifest says what is in a bundle.
type Manifest struct {
	Version   int            `json:"gloss-dataset"` // of this file's layout: 1
	Title     string         `json:"title"`
	Release   string         `json:"release,omitempty"`
	Format    string         `json:"format"`
	Unit      format.Unit    `json:"offsetUnit,omitempty"`
	Labels    []Label        `json:"labels"`
	Split     *split.Options `json:"split,omitempty"`
	Near      int            `json:"nearDuplicates,omitempty"` // documents that are nearly the same as another
	Parts     []Part         `json:"parts"`
	Documents int            `json:"documents"`
	Spans     int            `json:"annotations"`
	Lost      dataset.Tally  `json:"lost,omitempty"`
	Missing   format.Missing `json:"missing,omitempty"` // what the format never carries, and there was
	Files     []File         `json:"files"`
	Licence   string         `json:"licence,omitempty"`
}

// Label is a label of the schema.
type Label struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
}

// Part is a part of the dataset.
type Part struct {
	Name      string `json:"name"`
	Documents int    `json:"documents"`
	Spans     int    `json:"annotations"`
}

// File is a file of the dataset.
type File struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Create begins a file of the bundle, at a path with slashes. Several may be
// open at a time.
type Create func(path string) (io.WriteCloser, error)

// ErrFormat says that a bundle is written in formats that are written.
var ErrFormat = errors.New("the format is only read")

// Write writes the bundle and returns its manifest, which is in the file
// ManifestName too.
func (b Bundle) Write(ctx context.Context, create Create) (Manifest, error) {
	m := Manifest{
		Version: 1, Title: b.Title, Release: b.Release, Format: b.Format.Name, Unit: b.Format.Unit,
		Labels: []Label{}, Licence: b.Licence, Files: []File{},
	}
	for _, l := range b.Schema.Live() {
		m.Labels = append(m.Labels, Label{l.Name, l.About})
	}
	if b.Format.NewWriter == nil && (b.Format.Files == nil || b.Format.Files.NewWriter == nil) {
		return m, fmt.Errorf("%s: %w", b.Format.Name, ErrFormat)
	}
	parts := []split.Part{{Name: "data"}}
	side := func(annotations.DocumentID) int { return 0 }
	how := ""
	if b.Split != nil {
		s, sides, err := b.divide(ctx)
		if err != nil {
			return m, err
		}
		o := s.Options()
		m.Split, m.Near, parts = &o, sides.Near, o.Parts
		side = func(id annotations.DocumentID) int {
			i, _ := sides.Of(id)
			return i
		}
		how = described(o, sides)
	}
	out := &output{create: create, files: &m.Files}
	losses, err := out.begin(LossesName)
	if err != nil {
		return m, err
	}
	report := dataset.NewLossReport(losses)
	card := stats.Card{
		Title: b.Title, Schema: b.Schema, Licence: b.Licence, Guidelines: b.Guidelines, Agreement: b.Agreement,
		Format: b.Format, How: how,
	}
	var all dataset.Written
	for i, p := range parts {
		figures := &stats.Stats{}
		sum, err := b.part(ctx, out, p.Name, func(id annotations.DocumentID) bool { return side(id) == i }, figures, report)
		if err != nil {
			return m, errors.Join(err, losses.Close())
		}
		m.Parts = append(m.Parts, Part{p.Name, sum.Documents, sum.Spans})
		all.Documents += sum.Documents
		all.Spans += sum.Spans
		all.Lost.Merge(sum.Lost)
		all.Missing.Merge(sum.Missing)
		card.Parts = append(card.Parts, stats.PartStats{Name: p.Name, Stats: figures})
	}
	m.Documents, m.Spans, m.Lost, m.Missing = all.Documents, all.Spans, all.Lost, all.Missing
	card.Lost = all.Lost.String()
	if err := errors.Join(report.Close(b.Format, all), losses.Close()); err != nil {
		return m, err
	}
	if err := out.whole(CardName, card.Write); err != nil {
		return m, err
	}
	return m, out.whole(ManifestName, m.Write)
}

// Write writes the manifest as JSON.
func (m Manifest) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(m)
}

func (b Bundle) divide(ctx context.Context) (*split.Splitter, split.Sides, error) {
	s, err := split.New(*b.Split)
	if err != nil {
		return nil, split.Sides{}, err
	}
	n := 0
	for it, err := range b.Items() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, split.Sides{}, err
		}
		s.Add(it)
		n++
		b.progress("comparing documents", n)
	}
	return s, s.Divide(), nil
}

func (b Bundle) progress(doing string, n int) {
	if b.Progress != nil {
		b.Progress(doing, n)
	}
}

func described(o split.Options, sides split.Sides) string {
	var parts []string
	for i, p := range o.Parts {
		parts = append(parts, fmt.Sprintf("%s (%s, a share of %g)", p.Name, stats.Many(sides.Documents[i], "document"), p.Share))
	}
	s := fmt.Sprintf("Divided by the hash of documents with the seed %d into %s", o.Seed, strings.Join(parts, ", "))
	if o.Stratify {
		s += ", each label in its share"
	}
	if o.Near <= 1 {
		s += fmt.Sprintf(". Documents that have %g of their rows of three words in common are on one side; %d are nearly the same as another", o.Near, sides.Near)
	}
	return s + "."
}

// part writes the items that are of a part.
func (b Bundle) part(ctx context.Context, out *output, name string, mine func(annotations.DocumentID) bool, figures *stats.Stats, report *dataset.LossReport) (dataset.Written, error) {
	w := dataset.Writing{
		Format: b.Format, Labels: dataset.LabelNames(b.Schema), Lost: report.Add,
		Progress: func(sum dataset.Written) { b.progress("writing "+name, sum.Documents) },
	}
	items := func(yield func(format.Item, error) bool) {
		var schema *annotations.SchemaFile // goes with the first of each part
		for it, err := range b.Items() {
			if err == nil {
				if it.Schema != nil {
					schema = it.Schema
				}
				if !mine(it.Document.ID) {
					continue
				}
				it.Schema, schema = schema, nil
				figures.Add(it)
			}
			if !yield(it, err) {
				return
			}
		}
	}
	if b.Format.Files == nil || b.Format.Files.NewWriter == nil {
		f, err := out.begin(name + b.Format.Extension)
		if err != nil {
			return dataset.Written{}, err
		}
		sum, err := w.Write(ctx, items, f)
		return sum, errors.Join(err, f.Close())
	}
	var open *file
	closeLast := func() (err error) {
		if open != nil {
			err = open.Close()
			open = nil
		}
		return err
	}
	sum, err := w.WriteFiles(ctx, items, func(path string) (io.Writer, error) {
		if err := closeLast(); err != nil {
			return nil, err
		}
		f, err := out.begin(name + "/" + path)
		open = f
		return f, err
	})
	return sum, errors.Join(err, closeLast())
}

// output makes files and remembers what is in them.
type output struct {
	create Create
	files  *[]File
}

// file is one that is being written.
type file struct {
	io.WriteCloser
	out  *output
	path string
	sum  hash.Hash
	n    int64
}

func (o *output) begin(path string) (*file, error) {
	w, err := o.create(path)
	if err != nil {
		return nil, err
	}
	return &file{WriteCloser: w, out: o, path: path, sum: sha256.New()}, nil
}

func (o *output) whole(path string, write func(io.Writer) error) error {
	f, err := o.begin(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func (f *file) Write(p []byte) (int, error) {
	n, err := f.WriteCloser.Write(p)
	f.sum.Write(p[:n])
	f.n += int64(n)
	return n, err
}

func (f *file) Close() error {
	*f.out.files = append(*f.out.files, File{f.path, f.n, hex.EncodeToString(f.sum.Sum(nil))})
	return f.WriteCloser.Close()
}
