package hfparquet

import (
	"iter"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// shape is what a column holds: a string, a whole number, a list or a group. Each
// level of it may be missing.
type shape struct {
	dtype  string            // of a value: "string" or "int64"
	of     *shape            // what a list has
	fields map[string]*shape // of a group
	names  []string          // of the fields, in the order of the columns
	class  bool              // a number that stands for a name
	few    bool              // values that are repeated: a column has each once, and their numbers
}

var (
	str    = &shape{dtype: "string"}
	number = &shape{dtype: "int64"}
	class  = &shape{dtype: "int64", class: true, few: true}
	word   = &shape{dtype: "string", few: true}

	said = map[string]*shape{
		"id": str, "label": word, "annotator": word, "created_at": str, "note": str,
		"attributes": listOf(group(map[string]*shape{"name": word, "value": word})),
	}
	whole = group(map[string]*shape{
		"id": str, "source": str, "title": str, "text": str, "meta": str,
		"tokens": listOf(word), "ner_tags": listOf(class), "labels": listOf(group(said)),
		"spans": listOf(group(with(said, map[string]*shape{"start": number, "end": number, "text": str, "parts": listOf(listOf(number))}))),
		"links": listOf(group(with(said, map[string]*shape{"from": str, "to": str}))),
	})

	schema = parquet.NewSchema("gloss", whole.columns())
)

func listOf(of *shape) *shape { return &shape{of: of} }

func group(fields map[string]*shape) *shape {
	return &shape{fields: fields, names: slices.Sorted(maps.Keys(fields))}
}

func with(fields, more map[string]*shape) map[string]*shape {
	all := maps.Clone(fields)
	maps.Copy(all, more)
	return all
}

// columns are the fields of a group as Parquet has them.
func (s *shape) columns() parquet.Group {
	g := parquet.Group{}
	for name, field := range s.fields {
		g[name] = field.node()
	}
	return g
}

func (s *shape) node() parquet.Node {
	switch {
	case s.of != nil:
		return parquet.Optional(parquet.List(s.of.node()))
	case s.fields != nil:
		return parquet.Optional(s.columns())
	}
	leaf := parquet.Int(64)
	if s.dtype == "string" {
		leaf = parquet.String()
	}
	if s.few {
		leaf = parquet.Encoded(leaf, &parquet.RLEDictionary)
	}
	return parquet.Optional(leaf)
}

// feature is what the datasets library says of it.
func (s *shape) feature(classes []string) any {
	switch {
	case s.of != nil && s.of.fields != nil:
		return []any{s.of.feature(classes)}
	case s.of != nil:
		return map[string]any{"feature": s.of.feature(classes), "_type": "Sequence"}
	case s.fields != nil:
		all := map[string]any{}
		for name, field := range s.fields {
			all[name] = field.feature(classes)
		}
		return all
	case s.class:
		return map[string]any{"names": classes, "_type": "ClassLabel"}
	}
	return map[string]any{"dtype": s.dtype, "_type": "Value"}
}

// list is a list whose elements are made when they are wanted. An error ends it.
type list = iter.Seq2[any, error]

// shredder makes of a row the values of its columns, each with how deep it is there
// and at which depth it is repeated, and gives them to the columns piece by piece.
type shredder struct {
	columns []column
	column  int // the next one
	err     error
}

// column is one on its way to the file.
type column struct {
	to     *parquet.ColumnWriter
	values []parquet.Value // that it was not given yet
	page   int             // bytes in the page at hand
}

// What is put together before it is given to a column, and about how many bytes a page
// has at least.
const (
	pieceSize = 1024
	pageSize  = 256 << 10
)

// give gives a column its values.
func (c *column) give() error {
	_, err := c.to.WriteRowValues(c.values)
	for _, v := range c.values {
		c.page += 8
		if v.Kind() == parquet.ByteArray {
			c.page += len(v.ByteArray())
		}
	}
	c.values = c.values[:0]
	return err
}

// end ends the row, and the pages that are full.
func (r *shredder) end() error {
	for i := range r.columns {
		c := &r.columns[i]
		if err := c.give(); err != nil {
			return err
		}
		if c.page >= pageSize {
			c.page = 0
			if err := c.to.Flush(); err != nil {
				return err
			}
		}
	}
	err := r.err
	r.err = nil
	return err
}

// put adds a value: a string, an int64, a list, or a group as map[string]any.
func (r *shredder) put(s *shape, v any, lists, repeated, depth int) error {
	switch {
	case s.of != nil:
		first, none := r.column, true
		all, _ := v.(list)
		for one, err := range all {
			if err != nil {
				return err
			}
			if r.column = first; !none {
				repeated = lists + 1
			}
			none = false
			if err := r.put(s.of, one, lists+1, repeated, depth+2); err != nil {
				return err
			}
		}
		if none {
			r.nothing(s.of, repeated, depth+1) // the list is there
		}
	case s.fields != nil:
		fields, _ := v.(map[string]any)
		for _, name := range s.names {
			if err := r.put(s.fields[name], fields[name], lists, repeated, depth+1); err != nil {
				return err
			}
		}
	default:
		r.add(parquet.ValueOf(v), repeated, depth+1)
	}
	return nil
}

// nothing says in each column of a shape that it is not there.
func (r *shredder) nothing(s *shape, repeated, depth int) {
	switch {
	case s.of != nil:
		r.nothing(s.of, repeated, depth)
	case s.fields != nil:
		for _, name := range s.names {
			r.nothing(s.fields[name], repeated, depth)
		}
	default:
		r.add(parquet.Value{}, repeated, depth)
	}
}

func (r *shredder) add(v parquet.Value, repeated, depth int) {
	c := &r.columns[r.column]
	c.values = append(c.values, v.Level(repeated, depth, r.column))
	if len(c.values) == pieceSize && r.err == nil {
		r.err = c.give()
	}
	r.column++
}
