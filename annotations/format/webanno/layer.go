package webanno

import (
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format/internal/build"
)

// layer is a layer of annotations and the columns that it has.
type layer struct {
	kind     string // SP, RL or CH
	name     string
	features []string
	first    int // its first column, counted behind the token
}

// label is the column of a layer with what Gloss takes for the label.
func (l layer) label() int {
	for _, wanted := range []string{"value", "label", "PosValue", "DependencyType"} {
		if i := slices.Index(l.features, wanted); i >= 0 {
			return i
		}
	}
	for i := range l.features {
		if l.plain(i) {
			return i
		}
	}
	return -1
}

// plain reports whether a column is of a feature with a value: neither the base of
// a relation, nor a slot or what fills it.
func (l layer) plain(i int) bool {
	slot := strings.HasPrefix(l.features[i], "ROLE_") || i > 0 && strings.HasPrefix(l.features[i-1], "ROLE_")
	return l.features[i] != "" && !strings.HasPrefix(l.features[i], "BT_") && !slot
}

// describe reads the features of the n-th annotation of the layer in a row, but for
// the label.
func (l layer) describe(a *annotations.Annotation, row line, n int) {
	for i, name := range l.features {
		if i == l.label() || !l.plain(i) {
			continue
		}
		if all := splitAt(row.columns[l.first+i], '|'); n < len(all) {
			if s, _ := disambiguated(all[n]); s != "*" && s != "_" {
				build.ReadFeature(a, build.Feature{Name: name, Value: unescape(s)})
			}
		}
	}
	a.Values = annotations.SortValues(a.Values)
}

// short is the name of the layer without its package.
func (l layer) short() string { return l.name[strings.LastIndexByte(l.name, '.')+1:] }

// value is one annotation of a layer in a row.
type value struct {
	label  string
	number int
}

// stack are the annotations of a layer in a row.
func (l layer) stack(row line) (all []value) {
	label := l.label()
	column := max(label, 0)
	cell := row.columns[l.first+column]
	if cell == "_" {
		return nil
	}
	for _, s := range splitAt(cell, '|') {
		s, number := disambiguated(s)
		v := value{label: unescape(s), number: number}
		if s == "*" || label < 0 || v.label == "" {
			v.label = l.short()
		}
		all = append(all, v)
	}
	return all
}

// disambiguated takes the number off VALUE[N].
func disambiguated(s string) (rest string, number int) {
	if !strings.HasSuffix(s, "]") || strings.HasSuffix(s, `\]`) {
		return s, 0
	}
	open := strings.LastIndexByte(s, '[')
	if open < 0 {
		return s, 0
	}
	n, err := strconv.Atoi(s[open+1 : len(s)-1])
	if err != nil || n < 0 {
		return s, 0
	}
	return s[:open], n
}
