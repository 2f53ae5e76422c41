package hfparquet

import (
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
	class  bool              // a number that stands for a name
}

var (
	str    = &shape{dtype: "string"}
	number = &shape{dtype: "int64"}
	class  = &shape{dtype: "int64", class: true}

	said = map[string]*shape{
		"id": str, "label": str, "annotator": str, "created_at": str, "note": str,
		"attributes": list(group(map[string]*shape{"name": str, "value": str})),
	}
	whole = group(map[string]*shape{
		"id": str, "source": str, "title": str, "text": str, "meta": str,
		"tokens": list(str), "ner_tags": list(class), "labels": list(group(said)),
		"spans": list(group(with(said, map[string]*shape{"start": number, "end": number, "text": str, "parts": list(list(number))}))),
		"links": list(group(with(said, map[string]*shape{"from": str, "to": str}))),
	})

	schema = parquet.NewSchema("gloss", whole.columns())
)

func list(of *shape) *shape                 { return &shape{of: of} }
func group(fields map[string]*shape) *shape { return &shape{fields: fields} }

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

// shredder makes a row of Parquet of what is in it: values, one column after the
// other, each with how deep it is there and at which depth it is repeated.
type shredder struct {
	columns [][]parquet.Value
	column  int // the next one
}

// put adds a value: a string, an int64, a list as []any, or a group as
// map[string]any.
func (r *shredder) put(s *shape, v any, lists, repeated, depth int) {
	switch {
	case s.of != nil:
		all, _ := v.([]any)
		first := r.column
		if len(all) == 0 {
			r.nothing(s.of, repeated, depth+1) // the list is there
		}
		for i, one := range all {
			if r.column = first; i > 0 {
				repeated = lists + 1
			}
			r.put(s.of, one, lists+1, repeated, depth+2)
		}
	case s.fields != nil:
		fields, _ := v.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			r.put(s.fields[name], fields[name], lists, repeated, depth+1)
		}
	default:
		r.add(parquet.ValueOf(v), repeated, depth+1)
	}
}

// nothing says in each column of a shape that it is not there.
func (r *shredder) nothing(s *shape, repeated, depth int) {
	switch {
	case s.of != nil:
		r.nothing(s.of, repeated, depth)
	case s.fields != nil:
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			r.nothing(s.fields[name], repeated, depth)
		}
	default:
		r.add(parquet.Value{}, repeated, depth)
	}
}

func (r *shredder) add(v parquet.Value, repeated, depth int) {
	for len(r.columns) <= r.column {
		r.columns = append(r.columns, nil)
	}
	r.columns[r.column] = append(r.columns[r.column], v.Level(repeated, depth, r.column))
	r.column++
}

// row is a row of the whole shape.
func rowOf(fields map[string]any) (row parquet.Row) {
	var r shredder
	for _, name := range slices.Sorted(maps.Keys(whole.fields)) {
		r.put(whole.fields[name], fields[name], 0, 0, 0)
	}
	for _, column := range r.columns {
		row = append(row, column...)
	}
	return row
}
