package webanno

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format/internal/build"
)

// slots reads what fills the slots of a layer as links from their host, with the
// role for a label or, where there is none, the name of the slot.
func (m *meaning) slots(n int) error {
	l := m.layers[n]
	for i, feature := range l.features {
		if !l.slot(i) {
			continue
		}
		done := map[*found]bool{} // it is in each row of its host
		for _, row := range m.rows {
			stack := l.stack(row)
			roles, targets := splitAt(row.columns[l.first+i], '|'), splitAt(row.columns[l.first+i+1], '|')
			for k := range min(len(stack), len(roles), len(targets)) {
				host := m.spans[keyOf(n, row.address, stack[k].number)]
				cell, _ := disambiguated(roles[k])
				if done[host] || cell == "_" {
					continue
				}
				done[host] = true
				if err := m.fill(host, i, splitAt(cell, ';'), splitAt(targets[k], ';')); err != nil {
					return m.wrong(row, fmt.Errorf("%s.%s: %w", l.name, feature, err))
				}
			}
		}
	}
	return nil
}

func (m *meaning) fill(host *found, column int, roles, targets []string) error {
	if len(roles) != len(targets) {
		return fmt.Errorf("%d roles, but %d targets", len(roles), len(targets))
	}
	l := m.layers[host.layer]
	slot := slotName(l.features[column])
	for i, role := range roles {
		e := annotations.Entry{}
		e.Label = annotations.LabelID(said(role, slot))
		target, err := m.named(l.features[column+1], targets[i])
		if err != nil {
			return err
		}
		if !m.link(host, target, e, l.name, strconv.Itoa(column), host.entry.ID.String(), strconv.Itoa(i)) {
			m.unread(host.line, l.name+"."+slot, "it links what is no span here")
			continue
		}
		m.kept.note(l.name+":"+slot, m.links[len(m.links)-1].ID)
	}
	return nil
}

// named finds the span of a layer, or of any, that a slot names as 1-3[2]; nil when
// the layer is none of the file's.
func (m *meaning) named(kind, s string) (target *found, err error) {
	address, number := disambiguated(s)
	known := false
	for n, l := range m.layers {
		if l.kind != spans || kind != anyLayer && kind != l.name {
			continue
		}
		known = true
		f := m.spans[keyOf(n, address, number)]
		if f != nil && target != nil {
			return nil, fmt.Errorf("%q may be of %s or %s", s, m.layers[target.layer].name, l.name)
		}
		if f != nil {
			target = f
		}
	}
	if known && target == nil {
		return nil, fmt.Errorf("%q is no span of %s", s, kind)
	}
	return target, nil
}

// element is one of a chain.
type element struct {
	*found
	place    int // in its chain
	relation string
}

// nextLabel is the label of the way from an element of a chain to the next where it
// has none of its own.
const nextLabel = "next"

// chains reads a layer of chains: elements as spans, and the way from one to the next
// as a link.
func (m *meaning) chains(n int) error {
	l := m.layers[n]
	kind, relation := slices.Index(l.features, chainType), slices.Index(l.features, chainRelation)
	if kind < 0 || relation < 0 {
		m.unread(0, l.name, "a chain without the columns "+chainType+" and "+chainRelation)
		return nil
	}
	at, order := map[[2]int]*element{}, map[int][]*element{}
	var ids []int
	for i, row := range m.rows {
		types, ways := splitAt(row.columns[l.first+kind], '|'), splitAt(row.columns[l.first+relation], '|')
		if row.columns[l.first+kind] == "_" && row.columns[l.first+relation] == "_" {
			continue
		}
		if len(types) != len(ways) {
			return m.wrong(row, fmt.Errorf("%s: %d elements, but %d relations", l.name, len(types), len(ways)))
		}
		for k, way := range ways {
			value, chain, place, err := parseWay(way)
			if err != nil {
				return m.wrong(row, fmt.Errorf("%s: %w", l.name, err))
			}
			key := [2]int{chain, place}
			e := at[key]
			if e == nil {
				e = &element{m.add(n, i, said(types[k], l.short()), fmt.Sprint("chain", n, key)), place, value}
				at[key] = e
				if order[chain] == nil {
					ids = append(ids, chain)
				}
				order[chain] = append(order[chain], e)
			}
			e.grow(m.places[i])
		}
	}
	for _, id := range ids {
		chain := order[id]
		slices.SortFunc(chain, func(a, b *element) int { return a.place - b.place })
		for i, e := range chain {
			if i == len(chain)-1 {
				build.ReadFeature(&e.entry.Annotation, build.Feature{Name: chainRelation, Value: e.relation})
				break
			}
			way := annotations.Entry{}
			if way.Label = annotations.LabelID(e.relation); e.relation == "" {
				way.Label = nextLabel
			}
			if !m.link(e.found, chain[i+1].found, way, strconv.Itoa(n), strconv.Itoa(id), strconv.Itoa(i)) {
				m.unread(e.line, l.name, "an element of no length")
				continue
			}
			m.kept.note(l.name, m.links[len(m.links)-1].ID)
		}
	}
	return nil
}

// parseWay reads RELATION->CHAIN-PLACE; the relation is "" for *.
func parseWay(s string) (relation string, chain, place int, err error) {
	i := strings.LastIndex(s, "->")
	if i < 0 {
		return "", 0, 0, fmt.Errorf("%q is not RELATION->CHAIN-PLACE", s)
	}
	a, b, _ := strings.Cut(s[i+2:], "-")
	chain, err1 := strconv.Atoi(a)
	place, err2 := strconv.Atoi(b)
	if errors.Join(err1, err2) != nil {
		return "", 0, 0, fmt.Errorf("%q is not RELATION->CHAIN-PLACE", s)
	}
	return said(s[:i], ""), chain, place, nil
}
