package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
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
	// Items, if not nil, is what is in it, which is then not opened: a folder, say.
	Items iter.Seq2[format.Item, error]
	// Schemas are what is known of its labels beside what it says itself.
	Schemas []annotations.SchemaFile
}

// MaxFile is the largest file that is imported: 1 GiB.
const MaxFile = 1 << 30

// Imported is what an import came to.
type Imported struct {
	Documents int // new ones
	Known     int // documents that were there already
	Off       int // … of which so many are archived or deleted, and stay so
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
	Author annotations.Author
	// Claim makes all annotations Author's, whoever is named: on a server with
	// accounts nobody writes in the name of another.
	Claim   bool
	Replica annotations.ReplicaID
	Now     time.Time
	// Progress, if not nil, is told after each document.
	Progress func(Imported)

	sum    Imported
	unread UnreadFields
	ahead  []read // what was read and not yet looked at
	room   int    // bytes that may still be read ahead
	batch  store.Batch
	bytes  int
	// known tells of the documents that were read ahead or are in the batch
	// whether the store has them, as far as was asked.
	known map[annotations.DocumentID]where
}

// read is an item of a file, or what is wrong there.
type read struct {
	document annotations.Document
	entries  []annotations.Entry
	err      error
}

// where a document is.
type where int

const (
	nowhere where = iota
	stored
	inBatch
)

// So many items or bytes of text are read before the store is asked which of
// them it has. More would hold up the browser, which draws in between.
const (
	aheadItems = 64
	aheadBytes = 256 << 10
)

// A batch is stored when it has so many things or bytes.
const (
	batchThings = 1000
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
	for _, s := range f.Schemas {
		im.adopt(s)
	}
	if f.Items != nil {
		return im.items(ctx, f.Name, f.Items)
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
	return im.items(ctx, f.Name, kind.Items(r, f.Name))
}

// items takes in what is in a file.
func (im *Importer) items(ctx context.Context, name string, items iter.Seq2[format.Item, error]) error {
	seen := false
	im.room = aheadBytes
	for it, err := range items {
		seen = true
		next := read{entries: it.Entries, err: err}
		if err == nil {
			im.unread.Add(it.Unread...)
			im.sum.Unread = im.unread.All()
			if it.Schema != nil {
				im.adopt(*it.Schema)
			}
			next.document, next.err = im.document(it.Document)
		}
		im.ahead = append(im.ahead, next)
		im.room -= len(it.Document.Text)
		if len(im.ahead) == aheadItems || im.room <= 0 {
			if err := im.takeIn(ctx); err != nil {
				return err
			}
		}
	}
	if err := im.takeIn(ctx); err != nil {
		return err
	}
	if !seen {
		im.sum.Errors = append(im.sum.Errors, &format.Error{File: name, Err: errors.New("there is no document in it")})
	}
	return nil
}

// document is a document of a file as one of the project.
func (im *Importer) document(in annotations.Document) (annotations.Document, error) {
	title := in.Title
	if title == "" {
		title = TitleOf(in.Text)
	}
	d, err := annotations.NewDocument(im.Project.ID, in.Source, title, in.Text, im.Now)
	d.Meta = in.Meta
	return d, err
}

// takeIn goes through what was read ahead.
func (im *Importer) takeIn(ctx context.Context) error {
	defer func() { im.ahead, im.room = im.ahead[:0], aheadBytes }()
	if err := im.ask(ctx); err != nil {
		return im.cancelled(ctx, err)
	}
	for _, next := range im.ahead {
		if ctx.Err() != nil {
			return im.cancelled(ctx, ctx.Err())
		}
		err := next.err
		if err == nil {
			err = im.item(ctx, next.document, next.entries)
		}
		var about *format.Error
		switch {
		case errors.As(err, &about):
			im.sum.Errors = append(im.sum.Errors, err)
		case err != nil:
			return err
		}
		if im.Progress != nil {
			im.Progress(im.sum)
		}
	}
	return nil
}

// cancelled stores what was taken in when the context has ended.
func (im *Importer) cancelled(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return errors.Join(im.flush(context.WithoutCancel(ctx)), ctx.Err())
}

// ask asks the store once for all that was read ahead.
func (im *Importer) ask(ctx context.Context) error {
	im.known = map[annotations.DocumentID]where{}
	for _, d := range im.batch.Documents {
		im.known[d.ID] = inBatch
	}
	var ids []annotations.DocumentID
	for _, next := range im.ahead {
		if _, asked := im.known[next.document.ID]; !asked && next.err == nil {
			im.known[next.document.ID] = nowhere
			ids = append(ids, next.document.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	there, err := im.Store.Known(ctx, ids)
	for i, is := range there {
		if is {
			im.known[ids[i]] = stored
		}
	}
	return err
}

// item turns what was read into things to store.
func (im *Importer) item(ctx context.Context, d annotations.Document, entries []annotations.Entry) error {
	if im.sum.First.IsZero() {
		im.sum.First = d.ID
	}
	var log annotations.Log
	if im.known[d.ID] == nowhere {
		im.sum.Documents++
		im.batch.Documents = append(im.batch.Documents, d)
		im.bytes += len(d.Text)
		im.known[d.ID] = inBatch
	} else {
		im.sum.Known++
		if err := im.log(ctx, d.ID, &log); err != nil {
			return err
		}
		if log.Replay().Shelf() != annotations.ShelfList {
			im.sum.Off++
		}
	}
	n := log.Top().N
	step := annotations.Stamp{N: n + 1, Replica: im.Replica}
	var names namer
	for _, e := range entries {
		names.name(d.ID, &e)
		if _, there := log.Current(e.ID); there {
			continue // what was done to it here since then stays
		}
		im.attributes(e.Annotation)
		e.Annotation = im.Project.FromDataset(e.Annotation, im.label)
		n++
		c := annotations.Change{
			Stamp: annotations.Stamp{N: n, Replica: im.Replica}, Step: step,
			Doc: d.ID, By: e.By, At: e.At, Op: annotations.Put{Annotation: e.Annotation},
		}
		if c.By == "" || im.Claim {
			c.By = im.Author
		}
		if c.At.IsZero() {
			c.At = annotations.Moment(im.Now)
		}
		if _, err := log.Add(c); err != nil {
			return err
		}
		im.batch.Changes = append(im.batch.Changes, c)
		if !e.Label.Reserved() {
			im.sum.Spans++
		}
	}
	if im.batch.Len() >= batchThings || im.bytes >= batchBytes {
		return im.flush(ctx)
	}
	return nil
}

// log reads what is known of a document, in the store and in the batch.
func (im *Importer) log(ctx context.Context, id annotations.DocumentID, log *annotations.Log) error {
	if im.known[id] == inBatch {
		if err := im.flush(ctx); err != nil {
			return err
		}
	}
	changes, err := im.Store.Log(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if _, err := log.Add(c); err != nil {
			return err
		}
	}
	return nil
}

func (im *Importer) flush(ctx context.Context) error {
	if im.batch.Len() == 0 {
		return nil
	}
	if err := im.Store.Add(ctx, im.batch); err != nil {
		return fmt.Errorf("storing what was read: %w", err)
	}
	for _, d := range im.batch.Documents {
		im.known[d.ID] = stored
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
