package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/format/archive"
)

// files is the project of documents that come from files and go to files: they
// are named after source and text alone.
var files = annotations.NameID[annotations.Project](uuid.NameSpaceURL, "gloss:files")

// inUnit is a format that counts in a unit of that name.
func inUnit(f format.Format, unit string) (format.Format, error) {
	return called(f.Counting(unit))
}

// called makes what is wrong with a choice something wrong with the call.
func called(f format.Format, err error) (format.Format, error) {
	if err != nil {
		err = usageError{err.Error()}
	}
	return f, err
}

// source is a dataset in a file, a folder or the standard input.
type source struct {
	kind    string   // the name of its format, or of its formats
	skipped []string // files of a folder that are none, and why
	once    bool     // it can be read once
	size    int64    // in bytes; 0 when it is not known
	items   func(*counting) iter.Seq2[format.Item, error]
}

// read yields what is in the dataset, with IDs for what has none.
func (s source) read(c *counting) iter.Seq2[format.Item, error] {
	return dataset.Prepare(s.items(c), files)
}

// counting is told how far the reading came.
type counting struct{ bytes int64 }

// openSource finds out what a dataset is. The format is detected if from is "".
func openSource(name, from, unit string, in io.Reader) (source, error) {
	var kind format.Format
	if from != "" {
		var err error
		if kind, err = all.Formats.Named(from); err != nil {
			return source{}, usageError{err.Error()}
		}
		if kind.Read == nil {
			return source{}, usageError{kind.Title + " is a format that is only written"}
		}
	}
	if name == "-" {
		return standardInput(kind, unit, in)
	}
	info, err := os.Stat(name)
	if err != nil {
		return source{}, err
	}
	if info.IsDir() {
		return openFolder(name, kind, unit)
	}
	if kind.Name == "" {
		if kind, err = detectFile(name); err != nil {
			return source{}, usageError{name + ": " + err.Error()}
		}
	}
	if kind, err = inUnit(kind, unit); err != nil {
		return source{}, err
	}
	return source{kind: kind.Name, size: info.Size(), items: func(c *counting) iter.Seq2[format.Item, error] {
		return readFile(kind, name, c)
	}}, nil
}

func standardInput(kind format.Format, unit string, in io.Reader) (source, error) {
	head, r, err := format.Head(in)
	if err != nil {
		return source{}, err
	}
	if kind.Name == "" {
		if kind, err = all.Formats.Detect("-", head); err != nil {
			return source{}, usageError{"the standard input: " + err.Error()}
		}
	}
	if kind, err = inUnit(kind, unit); err != nil {
		return source{}, err
	}
	return source{kind: kind.Name, once: true, items: func(*counting) iter.Seq2[format.Item, error] {
		return kind.Items(r, "-")
	}}, nil
}

func detectFile(name string) (format.Format, error) {
	f, err := os.Open(name)
	if err != nil {
		return format.Format{}, err
	}
	defer f.Close()
	head, _, err := format.Head(f)
	if err != nil {
		return format.Format{}, err
	}
	if format.HasEnding(name, ".zip") {
		if folder, err := archive.Open(f); err == nil {
			if kind, err := all.Formats.DetectFiles(folder); err == nil {
				return kind, nil
			}
		}
	}
	return all.Formats.Detect(name, head)
}

func readFile(kind format.Format, name string, c *counting) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		f, err := os.Open(name)
		if err != nil {
			yield(format.Item{}, err)
			return
		}
		defer f.Close()
		for it, err := range kind.Items(f, name) {
			if c != nil {
				if at, err := f.Seek(0, io.SeekCurrent); err == nil {
					c.bytes = at
				}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// openFolder takes a folder as one dataset of many files, or as many datasets.
func openFolder(name string, kind format.Format, unit string) (source, error) {
	folder := os.DirFS(name)
	if kind.Name == "" {
		if found, err := all.Formats.DetectFiles(folder); err == nil {
			kind = found
		}
	}
	if kind.Files != nil {
		kind, err := inUnit(kind, unit)
		return source{kind: kind.Name, items: func(*counting) iter.Seq2[format.Item, error] {
			return kind.Files.Read(folder)
		}}, err
	}
	var members []source
	var kinds, skipped []string
	err := fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		member, err := openSource(filepath.Join(name, filepath.FromSlash(path)), kind.Name, unit, nil)
		var unknown usageError
		if errors.As(err, &unknown) {
			skipped = append(skipped, err.Error()) // a folder holds other files too
			return nil
		}
		members = append(members, member)
		if !slices.Contains(kinds, member.kind) {
			kinds = append(kinds, member.kind)
		}
		return err
	})
	if err != nil {
		return source{}, err
	}
	if len(members) == 0 {
		return source{}, usageError{name + ": no file in the folder can be read"}
	}
	return source{kind: strings.Join(kinds, ", "), skipped: skipped, items: func(*counting) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			for _, m := range members {
				for it, err := range m.items(nil) {
					if !yield(it, err) {
						return
					}
				}
			}
		}
	}}, nil
}

// problems is what was wrong with a dataset, and what was not understood.
type problems struct {
	e      env
	list   bool // the errors are kept, for JSON
	Errors int
	wrong  []dataset.Wrong
	unread dataset.UnreadFields
}

// most is how many lines of one sort are printed.
const most = 100

// of yields what a source has in order.
func (p *problems) of(s source, c *counting) iter.Seq2[format.Item, error] {
	s.tellSkipped(p.e)
	return p.good(s.read(c))
}

// tellSkipped prints which files of a folder are none, and why.
func (s source) tellSkipped(e env) {
	for i, why := range s.skipped {
		if i == most {
			fmt.Fprintf(e.err, "and %d more files\n", len(s.skipped)-most)
			break
		}
		fmt.Fprintf(e.err, "not read: %s\n", why)
	}
}

// good yields the records that are in order, and takes note of the others.
func (p *problems) good(items iter.Seq2[format.Item, error]) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for it, err := range items {
			var about *format.Error
			if errors.As(err, &about) {
				if p.list {
					p.wrong = append(p.wrong, dataset.WrongOf(err))
				}
				if p.Errors++; p.Errors <= most {
					p.e.clear()
					fmt.Fprintln(p.e.err, err)
				}
				continue
			}
			p.unread.Add(it.Unread...)
			if !yield(it, err) || err != nil {
				return
			}
		}
	}
}

// tell prints what was left.
func (p *problems) tell() {
	p.e.clear()
	if p.Errors > most {
		fmt.Fprintf(p.e.err, "and %d more errors\n", p.Errors-most)
	}
	for i, u := range p.unread.All() {
		if i == most {
			fmt.Fprintf(p.e.err, "and %d more fields that were not understood\n", len(p.unread.All())-most)
			break
		}
		fmt.Fprintf(p.e.err, "%v%s\n", u.Unread, times(u.Count))
	}
}

// labelsOf reads a dataset for the labels in it, in the order in which they come
// up.
func labelsOf(ctx context.Context, s source) ([]string, error) {
	var names []string
	seen := map[annotations.LabelID]bool{}
	for it, err := range s.read(nil) {
		var about *format.Error
		switch {
		case errors.As(err, &about):
			continue // told when it is written
		case err != nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		for _, e := range it.Entries {
			if !seen[e.Label] && !e.Label.Reserved() {
				seen[e.Label] = true
				names = append(names, string(e.Label))
			}
		}
	}
	return names, nil
}
