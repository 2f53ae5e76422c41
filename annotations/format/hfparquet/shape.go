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
}

var (
	str    = &shape{dtype: "string"}
	number = &shape{dtype: "int64"}
	class  = &shape{dtype: "int64", class: true}

	said = map[string]*shape{
		"id": str, "label": str, "annotator": str, "created_at": str, "note": str,
		"attributes": listOf(group(map[string]*shape{"name": str, "value": str})),
	}
	whole = group(map[string]*shape{
		"id": str, "source": str, "title": str, "text": str, "meta": str,
		"tokens": listOf(str), "ner_tags": listOf(class), "labels": listOf(group(said)),
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
	case s.dtype == "string":
		return parquet.Optional(parquet.String())
	}
	return parquet.Optional(parquet.Int(64))
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

// shredder makes of what is in a field the values of its columns, each with how deep
// it is there and at which depth it is repeated.
type shredder struct {
	columns [][]parquet.Value // of the field at hand
	first   int               // the number of the first of them
	column  int               // the next one, counted from there
}

// field goes on to the next field.
func (r *shredder) field(s *shape, v any) error {
	r.first += len(r.columns)
	r.columns, r.column = r.columns[:0], 0
	return r.put(s, v, 0, 0, 0)
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
	for len(r.columns) <= r.column {
		if n := len(r.columns); n < cap(r.columns) { // with the room of an earlier field
			r.columns = r.columns[:n+1]
			r.columns[n] = r.columns[n][:0]
		} else {
			r.columns = append(r.columns, nil)
		}
	}
	r.columns[r.column] = append(r.columns[r.column], v.Level(repeated, depth, r.first+r.column))
	r.column++
}
