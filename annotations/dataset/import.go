package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/store"
	"gloss/annotations/text"
)

// File is a file to import.
type File struct {
	Name string
	Size int64 // in bytes; 0 when it is not known
	Open func() (io.Reader, error)
}

// MaxFile is the largest file that is imported: 1 GiB.
const MaxFile = 1 << 30

// Imported is what an import came to.
type Imported struct {
	Documents int // new ones
	Known     int // documents that were there already
	Spans     int // new ones
	// Labels are the names of labels that the project did not have.
	Labels []string
	// First is the first document that was read, new or known.
	First annotations.DocumentID
	// Errors are the reasons why a file or a record of it was left out, each a
	// *format.Error where there is a place to name.
	Errors []error
	// Unread is what was not understood of the records that came in.
	Unread []Unread
}

// Importer imports files into a project.
type Importer struct {
	Store   store.Store
	Project annotations.Project
	Formats format.Table // those that are read
	// Author is whose annotations those are that name nobody; Replica counts
	// the changes of this import and of nothing else.
	Author  annotations.Author
	Replica annotations.ReplicaID
	Now     time.Time
	// Progress, if not nil, is told after each document.
	Progress func(Imported)

	sum    Imported
	unread UnreadFields
	batch  store.Batch
	bytes  int
}

// A batch is stored when it has so many things or bytes.
const (
	batchThings = 2000
	batchBytes  = 4 << 20
)

// Import reads the files one after another. What is wrong with a file or a
// record is in the result, and the others come in; the error is of the store,
// or of the context when the import was cancelled. Whatever was read until then
// is stored.
func (im *Importer) Import(ctx context.Context, files []File) (Imported, error) {
	for _, f := range files {
		err := im.file(ctx, f)
		if err == nil {
			err = im.flush(ctx)
		}
		if err != nil {
			return im.sum, err
		}
	}
	return im.sum, nil
}

func (im *Importer) file(ctx context.Context, f File) error {
	skip := func(err error) error {
		im.sum.Errors = append(im.sum.Errors, err)
		return nil
	}
	if f.Size > MaxFile {
		return skip(&format.Error{File: f.Name, Err: fmt.Errorf("%d MiB are more than the %d that are read", f.Size>>20, MaxFile>>20)})
	}
	r, err := f.Open()
	if err != nil {
		return skip(&format.Error{File: f.Name, Err: err})
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	head, r, err := format.Head(r)
	if err != nil {
		return skip(&format.Error{File: f.Name, Err: err})
	}
	kind, err := im.Formats.Detect(f.Name, head)
	if err != nil {
		return skip(&format.Error{File: f.Name, Err: err})
	}
	seen := false
	for it, err := range kind.Read(r, f.Name) {
		seen = true
		if ctx.Err() != nil {
			return errors.Join(im.flush(context.WithoutCancel(ctx)), ctx.Err())
		}
		if err == nil {
			im.unread.Add(it.Unread...)
			im.sum.Unread = im.unread.All()
			err = im.item(ctx, it)
		}
		var about *format.Error
		switch {
		case errors.As(err, &about):
			_ = skip(err)
		case err != nil:
			return err
		}
		if im.Progress != nil {
			im.Progress(im.sum)
		}
	}
	if !seen {
		return skip(&format.Error{File: f.Name, Err: errors.New("there is no document in it")})
	}
	return nil
}

// item turns what was read into things to store.
func (im *Importer) item(ctx context.Context, it format.Item) error {
	title := it.Document.Title
	if title == "" {
		title = TitleOf(it.Document.Text)
	}
	d, err := annotations.NewDocument(im.Project.ID, it.Document.Source, title, it.Document.Text, im.Now)
	if err != nil {
		return err
	}
	d.Meta = it.Document.Meta
	if im.sum.First.IsZero() {
		im.sum.First = d.ID
	}
	log, known, err := im.log(ctx, d.ID)
	if err != nil {
		return err
	}
	if known {
		im.sum.Known++
	} else {
		im.sum.Documents++
		im.batch.Documents = append(im.batch.Documents, d)
		im.bytes += len(d.Text)
	}
	n := log.Top().N
	step := annotations.Stamp{N: n + 1, Replica: im.Replica}
	var names namer
	for _, e := range it.Entries {
		names.name(d.ID, &e)
		if _, there := log.Current(e.ID); there {
			continue // what was done to it here since then stays
		}
		e.Label = im.label(string(e.Label))
		n++
		c := annotations.Change{
			Stamp: annotations.Stamp{N: n, Replica: im.Replica}, Step: step,
			Doc: d.ID, By: e.By, At: e.At, Op: annotations.Put{Annotation: e.Annotation},
		}
		if c.By == "" {
			c.By = im.Author
		}
		if c.At.IsZero() {
			c.At = annotations.Moment(im.Now)
		}
		if _, err := log.Add(c); err != nil {
			return err
		}
		im.batch.Changes = append(im.batch.Changes, c)
		im.sum.Spans++
	}
	if im.batch.Len() >= batchThings || im.bytes >= batchBytes {
		return im.flush(ctx)
	}
	return nil
}

// log is what is known of a document, in the store and in the batch.
func (im *Importer) log(ctx context.Context, id annotations.DocumentID) (*annotations.Log, bool, error) {
	var log annotations.Log
	waiting := false
	for _, d := range im.batch.Documents {
		waiting = waiting || d.ID == id
	}
	if waiting {
		if err := im.flush(ctx); err != nil {
			return nil, false, err
		}
	}
	if _, err := im.Store.Document(ctx, id); errors.Is(err, store.ErrNotFound) {
		return &log, false, nil
	} else if err != nil {
		return nil, false, err
	}
	changes, err := im.Store.Log(ctx, id)
	if err != nil {
		return nil, true, err
	}
	for _, c := range changes {
		if _, err := log.Add(c); err != nil {
			return nil, true, err
		}
	}
	return &log, true, nil
}

// label returns the ID of the label of that name, made when there is none.
func (im *Importer) label(name string) annotations.LabelID {
	if l, ok := im.Project.Schema.Named(name); ok && !l.Gone {
		return l.ID
	}
	l := im.Project.Schema.Next(name, im.Replica)
	im.Project.Schema = append(im.Project.Schema, l)
	im.batch.Projects = []annotations.Project{im.Project}
	im.sum.Labels = append(im.sum.Labels, name)
	return l.ID
}

func (im *Importer) flush(ctx context.Context) error {
	if im.batch.Len() == 0 {
		return nil
	}
	if err := im.Store.Add(ctx, im.batch); err != nil {
		return fmt.Errorf("storing what was read: %w", err)
	}
	im.batch, im.bytes = store.Batch{}, 0
	return nil
}

// TitleOf is the title of a text that has none: its first line that is not
// blank, cut after about 80 bytes at the end of a word.
func TitleOf(body string) string {
	const most = 80
	for line := range text.Lines(body) {
		title := strings.TrimSpace(strings.TrimPrefix(body[line.Start:line.End], "\ufeff"))
		if title == "" {
			continue
		}
		if len(title) > most {
			cut := text.SnapGraphemes(title, text.Span{Start: 0, End: most})
			if w, ok := text.PrevWord(title, most); ok {
				cut.End = w.End
			}
			title = title[:cut.End] + "…"
		}
		return title
	}
	return "Untitled"
}
