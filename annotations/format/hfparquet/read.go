package hfparquet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

// maxHeld is the largest file that is read from a stream: 256 MiB.
const maxHeld = 256 << 20

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		// The library panics on some files that are damaged.
		stopped := false
		defer func() {
			if p := recover(); p != nil && !stopped {
				yield(format.Item{}, &format.Error{File: name, Err: format.Printable(fmt.Errorf("damaged: %v", p))})
			} else if p != nil {
				panic(p)
			}
		}()
		out := func(it format.Item, err error) bool {
			stopped = true // a panic in the loop that we serve is not ours
			ok := yield(it, err)
			stopped = false
			return ok
		}
		t, err := open(r)
		if err != nil {
			out(format.Item{}, &format.Error{File: name, Err: format.Printable(err)})
			return
		}
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		number := 0
		for cells, err := range t.rows() {
			var it format.Item
			number++
			if err == nil {
				it, err = t.item(cells)
			}
			if err != nil {
				out(format.Item{}, &format.Error{File: name, Err: format.Printable(fmt.Errorf("row %d: %w", number, err))})
				if errors.Is(err, errRow) {
					continue
				}
				return
			}
			if it.Document.Source == "" && it.Document.ID.IsZero() {
				it.Document.Source = base + "#" + strconv.Itoa(number)
			}
			for _, c := range t.unread {
				it.Unread = append(it.Unread, format.Unread{File: name, Field: c, Reason: "Gloss has no place for it"})
			}
			if !out(it, nil) {
				return
			}
		}
	}
}

// errRow says that the row alone is wrong.
var errRow = errors.New("")

func wrong(f string, args ...any) error { return fmt.Errorf(f+"%w", append(args, errRow)...) }

// table is a file of Parquet and the columns of it that are read.
type table struct {
	file    *parquet.File
	columns map[int]string // what a leaf is: "text", "spans.start"
	names   map[string][]string
	unread  []string
}

func open(r io.Reader) (*table, error) {
	at, size, err := random(r)
	if err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(at, size)
	if err != nil {
		return nil, err
	}
	t := &table{file: f, columns: map[int]string{}, names: map[string][]string{}}
	known := []string{"id", "source", "title", "text", "meta", "tokens", "ner_tags", "tags", "labels", "spans.start", "spans.end", "spans.label"}
	for i, p := range f.Schema().Columns() {
		name := p[0]
		if name == "spans" && len(p) > 1 {
			name += "." + p[len(p)-1]
		}
		if !slices.Contains(known, name) {
			t.unread = append(t.unread, strings.Join(p, "."))
			continue
		}
		t.columns[i] = name
	}
	if meta, ok := f.Lookup("huggingface"); ok {
		var info struct {
			Info struct{ Features map[string]json.RawMessage }
		}
		if json.Unmarshal([]byte(meta), &info) == nil {
			for column, feature := range info.Info.Features {
				t.names[column] = namesIn(feature)
			}
		}
	}
	return t, nil
}

// namesIn finds the names of a ClassLabel, which may be within a list.
func namesIn(feature json.RawMessage) []string {
	var f struct {
		Names   []string        `json:"names"`
		Feature json.RawMessage `json:"feature"`
	}
	if json.Unmarshal(feature, &f) != nil {
		return nil
	}
	if f.Names == nil && len(f.Feature) > 0 {
		return namesIn(f.Feature)
	}
	return f.Names
}

func random(r io.Reader) (io.ReaderAt, int64, error) {
	if f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		if size, err := f.Seek(0, io.SeekEnd); err == nil {
			return f, size, nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(r, maxHeld+1))
	if err == nil && len(b) > maxHeld {
		err = fmt.Errorf("more than %d MiB cannot be read from a stream", maxHeld>>20)
	}
	return bytes.NewReader(b), int64(len(b)), err
}

// rows yields the values of each row by the name of their column.
func (t *table) rows() iter.Seq2[map[string][]parquet.Value, error] {
	return func(yield func(map[string][]parquet.Value, error) bool) {
		buf := make([]parquet.Row, 1)
		for _, g := range t.file.RowGroups() {
			rows := g.Rows()
			for {
				n, err := rows.ReadRows(buf)
				if n == 0 && err == nil {
					err = io.ErrNoProgress
				}
				if n == 1 {
					cells := map[string][]parquet.Value{}
					for _, v := range buf[0] {
						if name, ok := t.columns[v.Column()]; ok && !v.IsNull() {
							cells[name] = append(cells[name], v)
						}
					}
					if !yield(cells, nil) {
						rows.Close()
						return
					}
				}
				if err == io.EOF {
					break
				}
				if err != nil {
					rows.Close()
					yield(nil, err)
					return
				}
			}
			rows.Close()
		}
	}
}

// item reads a row: the text with its spans, or else tokens with their tags.
func (t *table) item(cells map[string][]parquet.Value) (it format.Item, err error) {
	one := func(column string) string {
		if v := cells[column]; len(v) == 1 && v[0].Kind() == parquet.ByteArray {
			return string(v[0].ByteArray())
		} else if len(v) == 1 {
			return v[0].String()
		}
		return ""
	}
	d := &it.Document
	d.Source, d.Title = one("source"), one("title")
	if id, err := annotations.ParseID[annotations.Document](one("id")); err == nil {
		d.ID = id
	} else if d.Source == "" {
		d.Source = one("id")
	}
	if meta := one("meta"); json.Valid([]byte(meta)) {
		d.Meta = []byte(meta)
	}
	d.Text = one("text")
	_, hasText := cells["text"]
	for _, v := range cells["labels"] {
		e := annotations.Entry{}
		e.Label = annotations.LabelID(v.String())
		it.Entries = append(it.Entries, e)
	}
	var spans []annotations.Entry
	if hasText && len(cells["spans.start"]) > 0 {
		spans, err = spansOf(d.Text, cells)
	} else if len(cells["tokens"]) > 0 && (!hasText || len(cells["ner_tags"])+len(cells["tags"]) > 0) {
		spans, err = t.tokens(d, hasText, cells)
	}
	it.Entries = append(it.Entries, spans...)
	for _, s := range append([]string{d.Text, d.Title, d.Source, string(d.Meta)}, labelsOf(it.Entries)...) {
		if err := text.Validate(s); err != nil {
			return it, wrong("%v", err)
		}
	}
	if err == nil && d.Text == "" {
		err = wrong("there is no text in it, nor tokens")
	}
	return it, err
}

func labelsOf(entries []annotations.Entry) (all []string) {
	for _, e := range entries {
		all = append(all, string(e.Label))
	}
	return all
}

func spansOf(body string, cells map[string][]parquet.Value) (all []annotations.Entry, err error) {
	starts, ends, labels := cells["spans.start"], cells["spans.end"], cells["spans.label"]
	if len(starts) != len(ends) || len(starts) != len(labels) {
		return nil, wrong("%d starts, %d ends and %d labels of spans", len(starts), len(ends), len(labels))
	}
	index := text.NewIndex(body)
	for i := range starts {
		start, err1 := index.ByteAt(text.Point(starts[i].Int64()))
		end, err2 := index.ByteAt(text.Point(ends[i].Int64()))
		if err := errors.Join(err1, err2); err != nil {
			return nil, wrong("span %d, %d to %d: %v", i+1, starts[i].Int64(), ends[i].Int64(), err)
		}
		e := annotations.Entry{}
		e.ID = annotations.NameID[annotations.Annotation](annotations.DocumentID{}.UUID, "trial")
		e.Label = annotations.LabelID(labels[i].String())
		e.Target = annotations.On(start, end)
		if err := e.Check(body); err != nil {
			return nil, wrong("span %d: %v", i+1, err)
		}
		e.ID = annotations.AnnotationID{}
		all = append(all, e)
	}
	return all, nil
}

// tokens reads tags, and puts the text together from tokens if there is none.
func (t *table) tokens(d *annotations.Document, hasText bool, cells map[string][]parquet.Value) (all []annotations.Entry, err error) {
	column := "ner_tags"
	if len(cells[column]) == 0 {
		column = "tags"
	}
	tokens, classes := cells["tokens"], cells[column]
	if len(tokens) != len(classes) {
		return nil, wrong("%d tokens, but %d tags", len(tokens), len(classes))
	}
	var body strings.Builder
	var places []text.Span
	at := 0
	for i, v := range tokens {
		word := v.String()
		if !hasText {
			if i > 0 {
				body.WriteByte(' ')
			}
			places = append(places, text.Span{Start: text.Byte(body.Len()), End: text.Byte(body.Len() + len(word))})
			body.WriteString(word)
			continue
		}
		n := strings.Index(d.Text[at:], word)
		if n < 0 {
			return nil, wrong("the token %q is not in the rest of the text", word)
		}
		places = append(places, text.Span{Start: text.Byte(at + n), End: text.Byte(at + n + len(word))})
		at += n + len(word)
	}
	if !hasText {
		d.Text = body.String()
	}
	var r tags.Reader
	for i, v := range classes {
		tag := v.String()
		if v.Kind() == parquet.Int64 || v.Kind() == parquet.Int32 {
			n := v.Int64()
			if v.Kind() == parquet.Int32 {
				n = int64(v.Int32())
			}
			if n < 0 || n >= int64(len(t.names[column])) {
				return nil, wrong("token %d has the class %d of %d that have names", i+1, n, len(t.names[column]))
			}
			tag = t.names[column][n]
		}
		r.Tag(tag)
	}
	for _, run := range r.Runs() {
		e := annotations.Entry{}
		e.Label = annotations.LabelID(run.Label)
		e.Target = annotations.On(places[run.From].Start, places[run.To-1].End)
		if !e.Target.Parts[0].Empty() {
			all = append(all, e)
		}
	}
	return all, nil
}
