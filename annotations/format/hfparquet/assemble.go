package hfparquet

import (
	"errors"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations/text"
)

// fields puts a row together that Parquet keeps as columns, whatever its schema: a
// group as a map, a list as a slice, what is not there as nil. If not all are wanted, the
// tokens and their tags are left out where text and spans are there: they say the
// same once more, at many times the length.
func (t *table) fields(row parquet.Row, all bool) (map[string]any, error) {
	a := assembler{values: map[int][]parquet.Value{}}
	row.Range(func(column int, values []parquet.Value) bool {
		a.values[column] = values
		return true
	})
	all = all || !a.some(t.file, "text") || !a.some(t.file, "spans")
	fields := map[string]any{}
	for _, c := range t.file.Root().Columns() {
		if !all && (c.Name() == "tokens" || c.Name() == "ner_tags") {
			continue
		}
		v, err := a.column(c)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", c.Name(), err)
		}
		fields[c.Name()] = v
	}
	return fields, nil
}

// assembler holds what is left of each column of a row.
type assembler struct{ values map[int][]parquet.Value }

// some reports whether there is something in a column of the row.
func (a assembler) some(f *parquet.File, name string) bool {
	c := f.Root().Column(name)
	if c == nil {
		return false
	}
	next, ok := a.peek(c)
	return ok && next.DefinitionLevel() > 0
}

var errLevels = errors.New("damaged: the columns of a list do not fit together")

// peek is the next value of the first column below one.
func (a assembler) peek(c *parquet.Column) (v parquet.Value, ok bool) {
	for !c.Leaf() {
		if len(c.Columns()) == 0 {
			return v, false
		}
		c = c.Columns()[0]
	}
	left := a.values[c.Index()]
	if len(left) == 0 {
		return v, false
	}
	return left[0], true
}

// skip takes a value off each column below one, where nothing is there.
func (a assembler) skip(c *parquet.Column) error {
	if c.Leaf() {
		left := a.values[c.Index()]
		if len(left) == 0 {
			return errLevels
		}
		a.values[c.Index()] = left[1:]
		return nil
	}
	for _, of := range c.Columns() {
		if err := a.skip(of); err != nil {
			return err
		}
	}
	return nil
}

// column takes what is in a column, or below it, of one row or one element.
func (a assembler) column(c *parquet.Column) (any, error) {
	next, ok := a.peek(c)
	if !ok {
		return nil, errLevels
	}
	if next.DefinitionLevel() < c.MaxDefinitionLevel() {
		return nil, a.skip(c)
	}
	if !c.Repeated() {
		return a.one(c)
	}
	all := []any{}
	for {
		v, err := a.one(c)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
		if next, ok = a.peek(c); !ok || next.RepetitionLevel() < c.MaxRepetitionLevel() {
			return all, nil
		}
	}
}

// one is what is there.
func (a assembler) one(c *parquet.Column) (any, error) {
	if c.Leaf() {
		left := a.values[c.Index()]
		if len(left) == 0 {
			return nil, errLevels
		}
		a.values[c.Index()] = left[1:]
		return plain(left[0])
	}
	if inner := c.Columns(); len(inner) == 1 && inner[0].Repeated() && !inner[0].Leaf() && len(inner[0].Columns()) == 1 { // a list, as Parquet has it
		list, err := a.column(inner[0])
		all, _ := list.([]any)
		for i, element := range all {
			group, _ := element.(map[string]any)
			all[i] = group[inner[0].Columns()[0].Name()]
		}
		if all == nil {
			all = []any{}
		}
		return all, err
	}
	group := map[string]any{}
	for _, field := range c.Columns() {
		v, err := a.column(field)
		if err != nil {
			return nil, err
		}
		group[field.Name()] = v
	}
	return group, nil
}

// plain is a value as JSON has it.
func plain(v parquet.Value) (any, error) {
	switch v.Kind() {
	case parquet.Boolean:
		return v.Boolean(), nil
	case parquet.Int32:
		return v.Int32(), nil
	case parquet.Int64:
		return v.Int64(), nil
	case parquet.Float:
		return number64(float64(v.Float())), nil
	case parquet.Double:
		return number64(v.Double()), nil
	case parquet.ByteArray, parquet.FixedLenByteArray:
		s := strings.Clone(string(v.ByteArray()))
		return s, text.Validate(s)
	}
	return v.String(), nil
}

// number64 is a number, or for what JSON has none for, what it is called.
func number64(f float64) any {
	if f != f || f-f != 0 {
		return fmt.Sprint(f)
	}
	return f
}
