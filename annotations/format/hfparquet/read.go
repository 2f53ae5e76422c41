package hfparquet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations/format"
	"gloss/annotations/format/hfjsonl"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
)

// maxHeld is the largest file that is read from a stream: 256 MiB.
const maxHeld = 256 << 20

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return offsets.Resolve(func(yield func(offsets.Record, error) bool) {
		// The library panics on some files that are damaged.
		stopped := false
		defer func() {
			if p := recover(); p != nil && !stopped {
				yield(offsets.Record{}, &format.Error{File: name, Err: format.Printable(fmt.Errorf("damaged: %v", p))})
			} else if p != nil {
				panic(p)
			}
		}()
		out := func(rec offsets.Record, err error) bool {
			stopped = true // a panic in the loop that we serve is not ours
			ok := yield(rec, err)
			stopped = false
			return ok
		}
		t, err := open(r)
		if err != nil {
			out(offsets.Record{}, &format.Error{File: name, Err: format.Printable(err)})
			return
		}
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		number := 0
		for row, err := range t.rows() {
			number++
			at := fmt.Sprintf("%s: row %d", name, number) // there are no lines
			var rec offsets.Record
			if err != nil {
				out(rec, &format.Error{File: at, Err: format.Printable(err)})
				return
			}
			if rec, err = t.record(row); err != nil {
				err = &format.Error{File: at, Err: format.Printable(err)}
			}
			if d := &rec.Item.Document; d.Source == "" && d.ID.IsZero() {
				d.Source = base + "#" + strconv.Itoa(number)
			}
			rec.At.File = at
			for i := range rec.Item.Unread {
				rec.Item.Unread[i].File = name
			}
			if !out(rec, err) {
				return
			}
		}
	}, offsets.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}})
}

// table is a file of Parquet, with the names of the classes of its columns.
type table struct {
	file  *parquet.File
	names map[string][]string
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
	t := &table{file: f, names: map[string][]string{}}
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

// rows yields the rows.
func (t *table) rows() iter.Seq2[parquet.Row, error] {
	return func(yield func(parquet.Row, error) bool) {
		buf := make([]parquet.Row, 1)
		for _, g := range t.file.RowGroups() {
			rows := g.Rows()
			for {
				n, err := rows.ReadRows(buf)
				if n == 0 && err == nil {
					err = io.ErrNoProgress
				}
				if n == 1 && !yield(buf[0], nil) {
					rows.Close()
					return
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

// record reads a row as the JSON that it would be.
func (t *table) record(row parquet.Row) (offsets.Record, error) {
	fields, err := t.fields(row, false)
	if err != nil {
		return offsets.Record{}, err
	}
	b, err := jsonfile.Marshal(fields)
	if err != nil {
		return offsets.Record{}, err
	}
	o, err := jsonfile.Checked(b)
	if err != nil {
		return offsets.Record{}, err
	}
	d, err := hfjsonl.Document(o, t.names)
	if err != nil {
		return offsets.Record{}, err
	}
	return d.Record()
}
