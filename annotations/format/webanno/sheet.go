package webanno

import (
	"fmt"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
)

// sheet is a layer that is written.
type sheet struct{ layer }

// identifier is a feature that named entities have always.
const identifier = "identifier"

// open begins with the layers that the document was read with.
func (p *page) open(k kept) {
	for _, s := range k.Layers {
		if l, ok := parseLayer(s); ok && !strings.ContainsAny(s, "\t\r\n") {
			p.sheets = append(p.sheets, &sheet{l})
		}
	}
	if p.origin = map[string]string{}; len(p.sheets) == 0 {
		p.own()
	}
	for name, ids := range k.Of {
		for _, id := range ids {
			p.origin[id] = name
		}
	}
}

// own is the layer of named entities, which is added behind those of its kind.
func (p *page) own() *sheet {
	if s := p.named(spans, spanLayer); s != nil && s.label() >= 0 {
		return s
	}
	return p.add(layer{kind: spans, name: spanLayer, features: []string{identifier, "value"}})
}

func (p *page) named(kind, name string) *sheet {
	for _, s := range p.sheets {
		if s.kind == kind && s.name == name {
			return s
		}
	}
	return nil
}

// add adds a layer behind those of its kind: first are those of spans, then chains,
// then relations.
func (p *page) add(l layer) *sheet {
	order := []string{spans, chains, relations}
	i := len(p.sheets)
	for i > 0 && slices.Index(order, p.sheets[i-1].kind) > slices.Index(order, l.kind) {
		i--
	}
	s := &sheet{l}
	p.sheets = slices.Insert(p.sheets, i, s)
	return s
}

// sheetOf is the layer of a span: the one that it came from, if that has a place for
// its label.
func (p *page) sheetOf(e annotations.Entry) *sheet {
	for _, kind := range []string{spans, chains} {
		if s := p.named(kind, p.origin[e.ID.String()]); s != nil && s.takes(e) {
			return s
		}
	}
	return p.own()
}

// takes reports whether a layer has a place for the label of an annotation.
func (s *sheet) takes(e annotations.Entry) bool {
	if s.kind == chains && (s.column(chainType) < 0 || s.column(chainRelation) < 0) {
		return false
	}
	return s.label() >= 0 || string(e.Label) == s.short()
}

// column is that of a feature; -1 if there is none.
func (l layer) column(feature string) int { return slices.Index(l.features, feature) }

// featuresOf are the features of an annotation but its label. Those that have no
// column get one, before the base of a relation.
func (s *sheet) featuresOf(e annotations.Entry) (map[string]string, error) {
	var taken []string
	if i := s.label(); i >= 0 {
		taken = append(taken, s.features[i])
	}
	for _, v := range e.Values {
		if name := string(v.Attribute); strings.HasPrefix(name, rolePrefix) || strings.HasPrefix(name, basePrefix) {
			taken = append(taken, name)
		}
	}
	all, err := build.Features(e.Annotation, taken...)
	features := map[string]string{}
	for _, f := range all {
		features[f.Name] = f.Value
		switch at := s.base(); {
		case s.kind == chains || s.column(f.Name) >= 0:
		case slices.Equal(s.features, []string{""}):
			s.features = []string{f.Name}
		case at >= 0:
			s.features = slices.Insert(s.features, at, f.Name)
		default:
			s.features = append(s.features, f.Name)
		}
	}
	return features, err
}

// links puts each link where it came from: into a slot of the span that it comes
// from, into a chain, or into a relation on the layer of its ends, on the first row
// of the span that it goes to.
func (p *page) links(byID map[annotations.AnnotationID]*span) (err error) {
	for _, e := range p.item.Entries {
		if e.Target.From.IsZero() {
			continue
		}
		l := &link{Entry: e, from: byID[e.Target.From], to: byID[e.Target.To]}
		if l.from == nil || l.to == nil {
			p.lose(e, format.Dropped, format.NoEnd)
			continue
		}
		name := p.origin[e.ID.String()]
		if host, slot, ok := strings.Cut(name, ":"); ok && l.fills(host, slot) {
			p.bare(e, "a slot")
			continue
		}
		if name == l.from.sheet.name && l.joins() {
			p.bare(e, "a chain")
			continue
		}
		on := l.from.sheet
		if on != l.to.sheet || on.kind != spans {
			p.lose(e, format.Dropped, "it links spans of two layers, or of a chain")
			continue
		}
		if l.sheet = p.named(relations, name); l.sheet == nil || !l.sheet.takes(e) || !l.sheet.on(on) {
			l.sheet = p.relation(on)
		}
		if l.features, err = l.sheet.featuresOf(e); err != nil {
			return err
		}
		l.to.rows[0].links = append(l.to.rows[0].links, l)
	}
	return nil
}

// bare reports what a link says that has a place for its label alone.
func (p *page) bare(e annotations.Entry, where string) {
	if e.Note != "" || len(e.Values) > 0 {
		p.lose(e, format.Stripped, where+" has no notes and no attributes")
	}
}

func (s *sheet) on(spans *sheet) bool {
	i := s.base()
	return i >= 0 && s.features[i] == basePrefix+spans.name
}

// relation is the layer of Gloss's links on a layer of spans.
func (p *page) relation(on *sheet) *sheet {
	name := linkLayer
	if on.name != spanLayer {
		name = "webanno.custom." + on.short() + "Link"
	}
	for p.named(relations, name) != nil {
		if s := p.named(relations, name); s.on(on) && s.label() >= 0 {
			return s
		}
		name += "Link"
	}
	return p.add(layer{kind: relations, name: name, features: []string{"label", basePrefix + on.name}})
}

// fills puts a link into a slot of the span that it comes from.
func (l *link) fills(host, slot string) bool {
	s := l.from.sheet
	if s.name != host {
		return false
	}
	for i := range s.features {
		if !s.slot(i) || slotName(s.features[i]) != slot {
			continue
		}
		if kind := s.features[i+1]; l.to.sheet.kind == spans && (kind == anyLayer || kind == l.to.sheet.name) {
			l.sheet, l.slot = s, i
			l.from.slots = append(l.from.slots, l)
			return true
		}
	}
	return false
}

// joins makes a link the way from one element of a chain to the next.
func (l *link) joins() bool {
	if l.from.sheet.kind != chains || l.from.sheet != l.to.sheet || l.from.next != nil || l.to.chained {
		return false
	}
	for s := l.to; s != nil; {
		if s == l.from {
			return false
		}
		if s.next == nil {
			break
		}
		s = s.next.to
	}
	l.from.next, l.to.chained = l, true
	return true
}

// chains numbers the chains, and the elements of each, and reports what elements say
// beside their labels.
func (p *page) chains(all []*span) {
	last := map[*sheet]int{}
	for _, s := range all {
		if s.sheet.kind != chains {
			continue
		}
		if relation, ok := s.features[chainRelation]; len(s.features) > 0 && !(ok && len(s.features) == 1 && s.next == nil && relation != "") {
			p.lose(s.Entry, format.Stripped, "a chain has no notes and no attributes")
		}
		if s.chained {
			continue
		}
		last[s.sheet]++
		for e, place := s, 1; ; place++ {
			e.chain, e.place = last[s.sheet], place
			if e.next == nil {
				break
			}
			e = e.next.to
		}
	}
}

// cell is what is in a column of the layer of a span.
func (s *span) cell(i int) (value string) {
	l := s.sheet
	switch name := l.features[i]; {
	case l.kind == chains && name == chainRelation:
		return fmt.Sprintf("%s->%d-%d", s.way(), s.chain, s.place)
	case l.kind == chains && name == chainType:
		return fmt.Sprintf("%s[%d]", l.labelled(s.Label), s.chain)
	case l.slot(i):
		value = s.filling(i, func(f *link) string {
			if string(f.Label) == slotName(name) {
				return "*"
			}
			return escapeValue.Replace(string(f.Label))
		}, "_")
	case l.refers(i):
		return s.filling(i-1, func(f *link) string { return numbered(f.to.rows[0].address, f.to.number) }, "*")
	case i == l.label():
		value = l.labelled(s.Label)
	default:
		value = cell(s.features[name])
	}
	return numbered(value, s.number)
}

// filling is what fills a slot.
func (s *span) filling(slot int, one func(*link) string, none string) string {
	var all []string
	for _, l := range s.slots {
		if l.slot == slot {
			all = append(all, one(l))
		}
	}
	if all == nil {
		return none
	}
	return strings.Join(all, ";")
}

// way is the label of the way to the next element of a chain.
func (s *span) way() string {
	switch {
	case s.next == nil:
		return cell(s.features[chainRelation])
	case s.next.Label == nextLabel:
		return "*"
	}
	return escapeValue.Replace(string(s.next.Label))
}

// cell is what is in a column of the layer of a relation.
func (l *link) cell(i int) string {
	switch name := l.sheet.features[i]; {
	case i == l.sheet.base():
		source := l.from.rows[0].address
		if l.from.number > 0 || l.to.number > 0 {
			source += fmt.Sprintf("[%d_%d]", l.from.number, l.to.number)
		}
		return source
	case i == l.sheet.label():
		return l.sheet.labelled(l.Label)
	default:
		return cell(l.features[name])
	}
}

// labelled is a label as a value: none where it is the name of the layer.
func (l layer) labelled(label annotations.LabelID) string {
	if string(label) == l.short() {
		return "*"
	}
	return escapeValue.Replace(string(label))
}

func numbered(value string, number int) string {
	if number == 0 {
		return value
	}
	return fmt.Sprintf("%s[%d]", value, number)
}

// cell is the value of a feature, * where there is none.
func cell(value string) string {
	if value == "" {
		return "*"
	}
	return escapeValue.Replace(value)
}
