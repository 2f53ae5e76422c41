package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

// Run is the acceptance suite of a format that is written; of one that is read
// too it holds the reader against the writer.
func Run(t *testing.T, f format.Format) {
	t.Run("Carries", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { carries(t, f) }) })
	t.Run("Tells", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { tells(t, f) }) })
	if f.Read == nil {
		return
	}
	t.Run("Nothing", func(t *testing.T) { nothing(t, f) })
	t.Run("Settles", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { settles(t, f) }) })
	t.Run("Damaged", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { damaged(t, f) }) })
	t.Run("Stops", func(t *testing.T) { stops(t, f) })
	if f.Buffered == "" {
		t.Run("Streams", func(t *testing.T) { streams(t, f) })
	}
}

// T is what the suite needs of *testing.T and *rapid.T.
type T interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// Write returns a dataset of items, and what it lost.
func Write(t T, f format.Format, items ...format.Item) ([]byte, []format.Loss) {
	t.Helper()
	var b bytes.Buffer
	w := format.Fit(f.Can, f.NewWriter(&b))
	if l, ok := w.(format.Labelled); ok {
		l.SetLabels(Labels)
	}
	var lost []format.Loss
	for _, it := range items {
		losses, err := w.Write(it)
		if err != nil {
			t.Fatalf("writing %q: %v", it.Document.Text, err)
		}
		lost = append(lost, losses...)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), lost
}

// Read returns the items of a dataset, and the errors that it yields.
func Read(f format.Format, b []byte) (items []format.Item, errs []error) {
	return read(f, bytes.NewReader(b))
}

func read(f format.Format, r io.Reader) (items []format.Item, errs []error) {
	for it, err := range f.Read(r, "f"+f.Extension) {
		if err != nil {
			errs = append(errs, err)
		} else {
			items = append(items, it)
		}
	}
	return items, errs
}

// datasetOf generates datasets, in which no document is there twice: records of one
// after the other are of several people to formats with a record for each.
func datasetOf(item *rapid.Generator[format.Item], least int) *rapid.Generator[[]format.Item] {
	return rapid.SliceOfNDistinct(item, least, 3, func(it format.Item) string { return it.Document.Text })
}

// carries: what a format says it can carry it writes without a loss, and reads
// again as it was.
func carries(t *rapid.T, f format.Format) {
	want := datasetOf(ItemOf(f.Can), 0).Draw(t, "items")
	b, losses := Write(t, f, want...)
	if len(losses) > 0 {
		t.Fatalf("%s loses what it can carry: %v\n%s", f.Name, losses, b)
	}
	if f.Read == nil {
		return
	}
	got, errs := Read(f, b)
	if len(errs) > 0 || len(got) != len(want) {
		t.Fatalf("%d items were written, %d read: %v\n%s", len(want), len(got), errs, b)
	}
	for i := range want {
		if diff := Diff(f.Can, want[i], got[i]); diff != "" {
			t.Fatalf("item %d (-written +read):\n%s\n%s", i+1, diff, b)
		}
		odd := slices.DeleteFunc(got[i].Unread, func(u format.Unread) bool {
			return u.Field == "offsets" // a format that quotes nothing cannot prove its unit
		})
		if len(odd) > 0 {
			t.Fatalf("the reader does not understand what the writer wrote: %v\n%s", odd, b)
		}
	}
}

// tells: of any item, each annotation is in the dataset or reported, and the
// report names annotations that there are.
func tells(t *rapid.T, f format.Format) {
	it := Item().Draw(t, "item")
	b, losses := Write(t, f, it)
	there, quote := map[string]annotations.Entry{}, it.Quotes()
	for _, e := range it.Entries {
		there[e.ID.String()] = e
	}
	dropped, told, split, gone := map[string]bool{}, map[string]bool{}, false, false
	for _, l := range losses {
		if l.Document != it.Document.ID.String() || l.Reason == "" || !slices.Contains(format.Kinds, l.Kind) {
			t.Fatalf("a loss that says too little: %+v", l)
		}
		e, ok := there[l.Span]
		switch {
		case l.Span == "":
			gone = gone || l.Kind == format.Dropped
		case !ok:
			t.Fatalf("%v is about no annotation", l)
		case l.Label != string(e.Label) || l.Text != quote(e):
			t.Fatalf("%+v is not about %+v", l, e)
		case dropped[l.Span] || told[l.Span] && l.Kind == format.Dropped:
			t.Fatalf("what is not there has lost something else, or is dropped twice: %+v", l)
		case l.Kind == format.Dropped:
			dropped[l.Span] = true
		case l.Kind == format.Split:
			split = true
		}
		told[l.Span] = true
	}
	if f.Read == nil {
		return
	}
	got, errs := Read(f, b)
	if len(errs) > 0 {
		t.Fatalf("what was written cannot be read: %v\n%s", errs, b)
	}
	n := 0
	for _, it := range got {
		n += len(it.Entries)
	}
	want := len(it.Entries) - len(dropped)
	switch {
	case gone:
		if len(got) > 0 {
			t.Fatalf("a document that was dropped is there:\n%s", b)
		}
	case len(got) != 1:
		t.Fatalf("one document was written, %d read, and no loss says so:\n%s", len(got), b)
	case split && n < want, !split && n != want:
		t.Fatalf("%d annotations, %d dropped, but %d read:\n%s\n%v", len(it.Entries), len(dropped), n, b, losses)
	}
	for _, it := range got {
		proves(t, it)
	}
}

// proves: an item that was read can stand in a log.
func proves(t T, it format.Item) {
	t.Helper()
	if err := text.Validate(it.Document.Text); err != nil {
		t.Fatalf("read %q: %v", it.Document.Text, err)
	}
	for _, e := range it.Entries {
		if e.ID.IsZero() {
			e.ID = annotations.NameID[annotations.Annotation](Project.UUID, "any")
		}
		if err := e.Check(it.Document.Text); err != nil {
			t.Fatalf("read %+v in %q: %v", e, it.Document.Text, err)
		}
	}
}

// nothing: a dataset without documents is one.
func nothing(t *testing.T, f format.Format) {
	b, losses := Write(t, f)
	items, errs := Read(f, b)
	if len(losses)+len(items)+len(errs) > 0 {
		t.Errorf("of nothing came %d losses, %d items, %v:\n%s", len(losses), len(items), errs, b)
	}
}

// settles: what was read, written and read again is the same; the writer does
// not change it a little each time. So the bytes are the same from then on.
func settles(t *rapid.T, f format.Format) {
	once, _ := Write(t, f, datasetOf(Item(), 0).Draw(t, "items")...)
	items, _ := Read(f, once)
	twice, losses := Write(t, f, named(items)...)
	items, errs := Read(f, twice)
	if len(errs) > 0 || len(losses) > 0 {
		t.Fatalf("once\n%s\ntwice\n%s\n%v, %v", once, twice, losses, errs)
	}
	if thrice, _ := Write(t, f, named(items)...); !bytes.Equal(twice, thrice) {
		t.Fatalf("twice\n%s\nthrice\n%s", twice, thrice)
	}
}

// named gives IDs to what has none, as an import does.
func named(items []format.Item) []format.Item {
	for i := range items {
		d := &items[i].Document
		if d.ID.IsZero() {
			d.ID = annotations.NameID[annotations.Document](Project.UUID, d.Source, d.Text)
		}
		for j := range items[i].Entries {
			if e := &items[i].Entries[j]; e.ID.IsZero() {
				e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, fmt.Sprint(j))
			}
		}
	}
	return items
}

// damaged: a file that is cut off, or has a byte that is not UTF-8, gives
// errors that say where, or items that can stand in a log; it never panics.
func damaged(t *rapid.T, f format.Format) {
	b, _ := Write(t, f, datasetOf(ItemOf(f.Can), 1).Draw(t, "items")...)
	at := rapid.IntRange(0, len(b)).Draw(t, "at")
	switch rapid.IntRange(0, 2).Draw(t, "damage") {
	case 0:
		b = b[:at]
	case 1:
		b = slices.Insert(slices.Clone(b), at, 0xff)
	case 2:
		b = slices.Insert(slices.Clone(b), at, rapid.SliceOfN(rapid.Byte(), 1, 4).Draw(t, "noise")...)
	}
	items, errs := Read(f, b)
	for _, it := range items {
		proves(t, it)
	}
	for _, err := range errs {
		var located *format.Error
		if twoWays := (*offsets.Contradiction)(nil); errors.As(err, &twoWays) && twoWays.At.File != "" {
			continue // the last error, which names two places
		}
		if !errors.As(err, &located) || located.File == "" {
			t.Fatalf("%v does not say where", err)
		}
		if located.Line < 0 || located.Line > bytes.Count(b, []byte("\n"))+1 {
			t.Fatalf("%v is in line %d of %d", err, located.Line, bytes.Count(b, []byte("\n"))+1)
		}
		if !utf8.ValidString(err.Error()) {
			t.Fatalf("%q is not UTF-8", err)
		}
	}
}

// many are so many documents that no buffer holds them all.
func many(t T, f format.Format) (b []byte, documents int) {
	t.Helper()
	const n = 400
	var items []format.Item
	for i := range n {
		body := fmt.Sprintf("Ada %d ", i) + strings.Repeat("ran home and wrote about it. ", 40)
		d := annotations.Document{Source: fmt.Sprint(i), Title: fmt.Sprint("Number ", i), Text: strings.TrimSpace(body)}
		d.ID = annotations.NameID[annotations.Document](Project.UUID, d.Source)
		e := annotations.Entry{By: "ada", At: Noon}
		e.ID, e.Label, e.Target = annotations.NameID[annotations.Annotation](d.ID.UUID), "actor", annotations.On(0, 3)
		items = append(items, format.Item{Document: d, Entries: []annotations.Entry{e}})
	}
	b, _ = Write(t, f, items...)
	return b, n
}

// stops: who wants no more gets no more.
func stops(t *testing.T, f format.Format) {
	b, _ := many(t, f)
	seen := 0
	for range f.Read(bytes.NewReader(b), "f"+f.Extension) {
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("%d items were read, want 2", seen)
	}
}

// streams: the first item comes before half of the file is read, the writer
// writes before it is closed, and a file that breaks off with an error of the
// disk says so.
func streams(t *testing.T, f format.Format) {
	b, n := many(t, f)
	r := &counted{r: bytes.NewReader(b)}
	for range f.Read(r, "f"+f.Extension) {
		break
	}
	if r.n > len(b)/2 {
		t.Errorf("%d of %d bytes were read for one of %d documents", r.n, len(b), n)
	}
	broken := errors.New("the disk is gone")
	_, errs := read(f, io.MultiReader(bytes.NewReader(b[:len(b)/2]), failing{broken}))
	if len(errs) == 0 || !errors.Is(errs[len(errs)-1], broken) {
		t.Errorf("a disk that fails ends in %v", errs)
	}
}

type counted struct {
	r io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Fuzz holds a reader against any bytes, beginning with those of a dataset: it
// ends, and what it yields can stand in a log, and if the format is written, can
// be written and is then read as the same.
func Fuzz(fz *testing.F, f format.Format, seeds ...string) {
	if f.NewWriter != nil {
		b, _ := Write(fz, f, seed())
		fz.Add(b)
	}
	for _, s := range seeds {
		fz.Add([]byte(s))
	}
	fz.Fuzz(func(t *testing.T, b []byte) {
		items, _ := Read(f, b)
		for _, it := range items {
			proves(t, it)
		}
		if f.NewWriter == nil {
			return
		}
		once, _ := Write(t, f, named(items)...)
		again, errs := Read(f, once)
		if len(errs) > 0 {
			t.Fatalf("written and then not read: %v\n%q", errs, once)
		}
		if twice, _ := Write(t, f, named(again)...); !bytes.Equal(once, twice) {
			t.Fatalf("written\n%q\nand again\n%q", once, twice)
		}
	})
}

func seed() format.Item {
	d, _ := annotations.NewDocument(Project, "1", "A title", "Ada 👍 ran\nhome", Noon)
	e := annotations.Entry{By: "ada", At: Noon}
	e.ID, e.Label, e.Target = annotations.NameID[annotations.Annotation](d.ID.UUID), "actor", annotations.On(0, 3)
	return format.Item{Document: d, Entries: []annotations.Entry{e}}
}
