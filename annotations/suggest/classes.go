package suggest

import (
	"cmp"
	"slices"
	"strings"
)

// class is a label at a height: annotations of one label that hold no others of
// it have height 0, those around them height 1, and so on. What never overlaps
// shares a layer, where the chain can weigh one label against another; what does
// is learnt in different layers.
type class struct {
	label  Label
	height int
	layer  int
	n      int // annotations seen
}

// highest is the greatest height.
const highest = 2

// classes are all classes and how often two of them overlapped.
type classes struct {
	all       []class
	conflicts map[[2]int]int
}

// of returns the number of a class, -1 when there are too many.
func (c *classes) of(label Label, height int) (number int, added bool) {
	for i := range c.all {
		if c.all[i].label == label && c.all[i].height == height {
			return i, false
		}
	}
	if len(c.all) == classLimit {
		return -1, false
	}
	c.all = append(c.all, class{label: label, height: height, layer: min(height, layerLimit-1)})
	return len(c.all) - 1, true
}

// inLayer reports whether a label is learnt in a layer. One that is not known
// yet may come to be in any.
func (c *classes) inLayer(label Label, layer int) bool {
	known := false
	for i := range c.all {
		if c.all[i].label == label {
			if c.all[i].layer == layer {
				return true
			}
			known = true
		}
	}
	return !known
}

// overlap counts that two classes shared text.
func (c *classes) overlap(a, b int) {
	if c.conflicts == nil {
		c.conflicts = map[[2]int]int{}
	}
	c.conflicts[[2]int{min(a, b), max(a, b)}]++
}

// conflict reports whether two classes overlap often enough to be kept apart: a
// few slips are not worth a layer.
func (c *classes) conflict(a, b int) bool {
	if c.all[a].label == c.all[b].label && a != b {
		return true
	}
	n := c.conflicts[[2]int{min(a, b), max(a, b)}]
	return n >= 3 && 20*n >= min(c.all[a].n, c.all[b].n)
}

// assign gives each class the first layer without a conflict, and reports
// whether any moved. A class that is in nobody's way stays.
func (c *classes) assign() (moved bool) {
	for i := range c.all {
		clash := func(layer int) bool {
			for j := range i {
				if c.all[j].layer == layer && c.conflict(i, j) {
					return true
				}
			}
			return false
		}
		if !clash(c.all[i].layer) {
			continue
		}
		for layer := range layerLimit {
			if !clash(layer) {
				c.all[i].layer, moved = layer, true
				break
			}
		}
	}
	return moved
}

// relayer builds the layers after a change of classes; what still stands side
// by side keeps the weights of its steps.
func (t *tagger) relayer(c *classes) {
	old := t.layers
	count := 1
	for _, k := range c.all {
		count = max(count, k.layer+1)
	}
	t.class = len(c.all)
	t.layers = nil
	for index := range count {
		var members []int
		for i, k := range c.all {
			if k.layer == index {
				members = append(members, i)
			}
		}
		l := newLayer(index, members)
		for _, o := range old {
			l.inherit(o)
		}
		l.refresh()
		t.layers = append(t.layers, l)
	}
}

// inherit takes over the weights between classes that were in another layer
// together.
func (l *layer) inherit(old *layer) {
	n, m := len(l.classes)+1, len(old.classes)+1
	was := make([]int, n) // the place of each class in the old layer, -1 if none
	for k := 1; k < n; k++ {
		was[k] = slices.Index(old.classes, l.classes[k-1]) + 1
		if was[k] == 0 {
			was[k] = -1
		}
	}
	if l.index != old.index {
		was[0] = -1
	}
	for k, a := range was {
		if a < 0 {
			continue
		}
		copy(l.inner.w[4*k:4*k+4], old.inner.w[4*a:])
		copy(l.inner.square[4*k:4*k+4], old.inner.square[4*a:])
		for j, b := range was {
			if b >= 0 {
				l.steps.w[k*n+j] = old.steps.w[a*m+b]
				l.steps.square[k*n+j] = old.steps.square[a*m+b]
			}
		}
	}
}

// heights sorts the marks of a passage into classes: each mark of a label is
// one higher than the highest of the same label that it holds or crosses and
// that is shorter.
func (m *Model) heights(p *passage, marks []Mark) (found []mark) {
	type placed struct {
		mark
		label  Label
		height int
	}
	var all []placed
	for _, k := range marks {
		if from, to, ok := p.snap(k.Span); ok {
			all = append(all, placed{mark{from, to, 0}, k.Label, 0})
		}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.to-a.from, b.to-b.from), cmp.Compare(a.from, b.from), strings.Compare(string(a.label), string(b.label)))
	})
	for i := range all {
		k := &all[i]
		twin := false
		for _, o := range all[:i] {
			if o.label == k.label && o.from < k.to && k.from < o.to {
				k.height = max(k.height, o.height+1)
				twin = twin || o.from == k.from && o.to == k.to
			}
		}
		if twin {
			continue
		}
		var added bool
		k.class, added = m.classes.of(k.label, min(k.height, highest))
		if added {
			m.tagger.relayer(&m.classes)
		}
		if k.class >= 0 {
			found = append(found, k.mark)
		}
	}
	slices.SortFunc(found, byEnd)
	return found
}

// flat appends to kept the marks without those that overlap others of their
// layer: of two the one that ends later is left out.
func (c *classes) flat(marks, kept []mark) []mark {
	if len(marks) > 1 && !slices.IsSortedFunc(marks, byEnd) {
		marks = slices.Clone(marks)
		slices.SortFunc(marks, byEnd)
	}
	for _, k := range marks {
		free := true
		for _, o := range kept {
			if c.all[o.class].layer == c.all[k.class].layer && o.to > k.from {
				free = false
			}
		}
		if free {
			kept = append(kept, k)
		}
	}
	return kept
}

func byEnd(a, b mark) int {
	return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(b.from, a.from), cmp.Compare(a.class, b.class))
}
