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

// The kinds of layers, and what is before features that are none.
const (
	spans, chains, relations = "SP", "CH", "RL"

	rolePrefix = "ROLE_" // of a slot; the type of its targets follows
	basePrefix = "BT_"   // of the layer that a relation is on

	// The columns of a chain: the label of an element, and that of the way to the
	// next.
	chainType, chainRelation = "referenceType", "referenceRelation"

	anyLayer = "uima.tcas.Annotation" // the type of slots for annotations of every layer
)

// parseLayer reads SP=NAME|FEATURE|FEATURE.
func parseLayer(l string) (layer, bool) {
	kind, rest, ok := strings.Cut(l, "=")
	fields := strings.Split(rest, "|")
	next := layer{kind: kind, name: fields[0], features: fields[1:]}
	if len(next.features) == 0 {
		next.features = []string{""}
	}
	return next, ok && next.name != ""
}

func (l layer) String() string {
	return l.kind + "=" + strings.Join(append([]string{l.name}, l.features...), "|")
}

// label is the column of a layer with what Gloss takes for the label.
func (l layer) label() int {
	for _, wanted := range []string{"value", "label", "PosValue", "DependencyType", chainType} {
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
	return l.features[i] != "" && !l.slot(i) && !l.refers(i)
}

// slot reports whether a column has the roles of a slot, and the next one what fills
// it.
func (l layer) slot(i int) bool {
	return l.kind == spans && i >= 0 && i+1 < len(l.features) && strings.HasPrefix(l.features[i], rolePrefix) && !l.slot(i-1)
}

// refers reports whether a column names other annotations.
func (l layer) refers(i int) bool { return i == l.base() || l.slot(i-1) }

// base is the column of a relation with where it comes from; -1 if there is none.
func (l layer) base() int {
	if l.kind != relations {
		return -1
	}
	return slices.IndexFunc(l.features, func(f string) bool { return strings.HasPrefix(f, basePrefix) })
}

// slotName is the name of a slot: links of ROLE_x.Host:links_x.HostLinksLink.
func slotName(feature string) string {
	name := feature[strings.LastIndexByte(feature, ':')+1:]
	if i := strings.LastIndexByte(name, '_'); i > 0 {
		name = name[:i]
	}
	if name = strings.TrimPrefix(name, rolePrefix); name == "" {
		return "slot"
	}
	return name
}

// describe reads the features of the n-th annotation of the layer in a row, but for
// the label.
func (l layer) describe(a *annotations.Annotation, row line, n int) {
	for i, name := range l.features {
		if i == l.label() || !l.plain(i) {
			continue
		}
		if all := splitAt(row.columns[l.first+i], '|'); n < len(all) {
			build.ReadFeature(a, build.Feature{Name: name, Value: said(all[n], "")})
		}
	}
	a.Values = annotations.SortValues(a.Values)
}

// short is the name of the layer without its package.
func (l layer) short() string {
	if short := l.name[strings.LastIndexByte(l.name, '.')+1:]; short != "" {
		return short
	}
	return l.name
}

// said is what a cell says in words; none where nothing is said.
func said(cell, none string) string {
	s, _ := disambiguated(cell)
	if s == "*" || s == "_" || unescape(s) == "" {
		return none
	}
	return unescape(s)
}

// value is one annotation of a layer in a row.
type value struct {
	label  string
	number int
}

// stack are the annotations of a layer in a row: as many as any of its columns has.
func (l layer) stack(row line) (all []value) {
	label := l.label()
	for i := range l.features {
		cell := row.columns[l.first+i]
		if cell == "_" {
			continue
		}
		for k, s := range splitAt(cell, '|') {
			if k == len(all) {
				all = append(all, value{label: l.short()})
			}
			if l.refers(i) {
				continue
			}
			if _, number := disambiguated(s); all[k].number == 0 {
				all[k].number = number
			}
			if i == label {
				all[k].label = said(s, all[k].label)
			}
		}
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
