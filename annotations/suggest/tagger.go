package suggest

// tagger is the chains of all layers over one table of weights.
type tagger struct {
	table  *table
	layers []*layer
	class  int // how many there are
	random random

	score    []float32
	lattice  []lattice // of each layer
	kept     []uint32  // scratch
	keptEnds []int32
	acts     []act
}

// act is a change that a token asks of one slot of all its rows.
type act struct {
	slot          int32 // from the start of the row
	delta, square float32
}

// evidence is what a tagger needs of a passage: the rows of its features.
type evidence struct {
	rows []uint32
	ends []int32
}

// testScale makes up for the features that are left out while learning.
const testScale = 0.6

func (t *tagger) width() int { return len(t.layers) + tagsOfClass*t.class }

// tag computes the lattices of a passage.
func (t *tagger) tag(ev evidence) {
	t.sum(ev.rows, ev.ends, testScale)
	t.run()
}

func (t *tagger) run() {
	for len(t.lattice) < len(t.layers) {
		t.lattice = append(t.lattice, lattice{})
	}
	for k, l := range t.layers {
		t.lattice[k].run(l, t.score, t.width(), len(t.layers))
	}
}

// sum adds up the weights of the rows of each token.
func (t *tagger) sum(rows []uint32, ends []int32, scale float32) {
	width := t.width()
	t.score = resize(t.score, width*len(ends))
	before := uint32(len(t.layers))
	first := int32(0)
	for i, end := range ends {
		s := t.score[i*width : (i+1)*width]
		clear(s)
		for _, r := range rows[first:end] {
			addTo(s, t.table.weights[r-before:][:len(s)])
		}
		if scale != 1 {
			for y := range s {
				s[y] *= scale
			}
		}
		first = end
	}
}

// addTo adds a row to a sum of the same length. Four at a time: nearly all of a
// tagger's time goes by here.
func addTo(sum, row []float32) {
	for len(sum) >= 4 && len(row) >= 4 {
		sum[0] += row[0]
		sum[1] += row[1]
		sum[2] += row[2]
		sum[3] += row[3]
		sum, row = sum[4:], row[4:]
	}
	for i, v := range row[:len(sum)] {
		sum[i] += v
	}
}

// enough is the smallest change of a weight's gradient that is worth the time.
const enough = 0.004

// learn moves the weights towards the marks of a passage, with about half of its
// features left out, and returns the largest error that it met.
func (t *tagger) learn(ev evidence, marks []mark) float32 {
	rows, ends := t.drop(ev)
	t.sum(rows, ends, 1)
	t.run()
	worst := float32(0)
	for k, l := range t.layers {
		t.lattice[k].blame(l, marks)
		worst = max(worst, t.lattice[k].worst)
	}
	if worst < 0.02 {
		return worst
	}
	first := int32(0)
	for i, end := range ends {
		t.gather(i)
		t.update(rows[first:end])
		first = end
	}
	for k, l := range t.layers {
		t.lattice[k].teach(l)
	}
	return worst
}

// drop copies the rows that are kept this time.
func (t *tagger) drop(ev evidence) ([]uint32, []int32) {
	if cap(t.kept) < len(ev.rows) {
		t.kept = make([]uint32, 2*len(ev.rows))
	}
	kept := t.kept[:len(ev.rows)]
	t.keptEnds = t.keptEnds[:0]
	first, n := int32(0), 0
	for _, end := range ev.ends {
		bits := uint64(0)
		for k, r := range ev.rows[first:end] {
			if k&63 == 0 {
				bits = t.random.next()
			}
			kept[n] = r
			n += int(bits & 1) // no branch: chance cannot be predicted
			bits >>= 1
		}
		t.keptEnds = append(t.keptEnds, int32(n))
		first = end
	}
	return kept[:n], t.keptEnds
}

// gather collects what token i asks for.
func (t *tagger) gather(i int) {
	t.acts = t.acts[:0]
	for k, l := range t.layers {
		a := &t.lattice[k]
		p := a.p[i*a.tags : (i+1)*a.tags]
		t.act(-1-l.index, p[0])
		for j, c := range l.classes {
			for y, d := range p[1+4*j : 5+4*j] {
				t.act(tagsOfClass*c+y, d)
			}
		}
	}
}

func (t *tagger) act(slot int, delta float32) {
	if delta > enough || delta < -enough {
		t.acts = append(t.acts, act{int32(slot), delta * rateOfLearning, float32(delta * delta)})
	}
}

func (t *tagger) update(rows []uint32) {
	if len(t.acts) == 0 {
		return
	}
	w, s := t.table.weights, t.table.squares
	for _, r := range rows {
		for _, a := range t.acts {
			at := int32(r) + a.slot
			sq := s[at] + a.square
			s[at] = sq
			w[at] += a.delta / sqrt(sq)
		}
	}
}

// blame turns the probabilities of a lattice into gradients: what is there less
// what was expected. Marks of classes of other layers do not count.
func (a *lattice) blame(l *layer, marks []mark) {
	a.gold = a.gold[:0]
	for range a.n {
		a.gold = append(a.gold, 0)
	}
	for k, c := range l.classes {
		for _, m := range marks {
			if m.class != c {
				continue
			}
			base := int32(1 + tagsOfClass*k)
			if m.to-m.from == 1 {
				a.gold[m.from] = base + tagSingle
				continue
			}
			a.gold[m.from] = base + tagBegin
			for i := m.from + 1; i < m.to-1; i++ {
				a.gold[i] = base + tagInside
			}
			a.gold[m.to-1] = base + tagEnd
		}
	}
	a.stepGradients(l)
	a.worst = 0
	for i, y := range a.gold {
		p := a.p[i*a.tags : (i+1)*a.tags]
		for k := range p {
			p[k] = -p[k]
		}
		p[y]++
		a.worst = max(a.worst, p[y])
	}
}

// stepGradients computes the gradients of the steps between and inside classes.
func (a *lattice) stepGradients(l *layer) {
	n := len(l.classes) + 1
	a.dSteps, a.dInner = resize(a.dSteps, n*n), resize(a.dInner, 4*n)
	clear(a.dSteps)
	clear(a.dInner)
	norm := 1 / a.z
	last := int32(0)
	for i := range a.n {
		e, b := a.emit[i*a.tags:(i+1)*a.tags], a.back[i*a.tags:(i+1)*a.tags]
		var f []float32
		clear(a.ends)
		a.ends[0] = 1
		if i > 0 {
			f = a.forward[(i-1)*a.tags : i*a.tags]
			a.ends[0] = f[0]
		}
		scale := a.scale[i] * norm
		a.begins[0] = e[0] * b[0] * scale
		for k := 1; k < n; k++ {
			e, b := e[4*k-3:4*k+1], b[4*k-3:4*k+1]
			a.begins[k] = (float32(e[tagBegin]*b[tagBegin]) + float32(e[tagSingle]*b[tagSingle])) * scale
			if f == nil {
				continue
			}
			a.ends[k] = f[4*k-1] + f[4*k]
			in, d := l.eInner[4*k:4*k+4], a.dInner[4*k:4*k+4]
			inside, end := e[tagInside]*b[tagInside]*scale, e[tagEnd]*b[tagEnd]*scale
			d[0] -= float32(f[4*k-3] * in[0] * inside)
			d[1] -= float32(f[4*k-3] * in[1] * end)
			d[2] -= float32(f[4*k-2] * in[2] * inside)
			d[3] -= float32(f[4*k-2] * in[3] * end)
		}
		for k, end := range a.ends {
			if end == 0 {
				continue
			}
			row, d := l.eSteps[k*n : (k+1)*n][:len(a.begins)], a.dSteps[k*n : (k+1)*n][:len(a.begins)]
			for j, s := range row {
				d[j] -= float32(end * s * a.begins[j])
			}
		}
		a.goldStep(n, last, a.gold[i])
		last = a.gold[i]
	}
}

// goldStep counts the step that is there.
func (a *lattice) goldStep(n int, last, now int32) {
	k, tag := int(now+3)/4, int(now+3)%4
	if now > 0 && (tag == tagInside || tag == tagEnd) {
		from := 0
		if int(last+3)%4 == tagInside {
			from = 2
		}
		if tag == tagEnd {
			from++
		}
		a.dInner[4*k+from]++
		return
	}
	if now == 0 {
		k = 0
	}
	from := 0
	if last > 0 {
		from = int(last+3) / 4
	}
	a.dSteps[from*n+k]++
}

// teach moves the weights of the steps.
func (a *lattice) teach(l *layer) {
	for _, g := range [2]struct {
		d []float32
		w weights
	}{{a.dSteps, l.steps}, {a.dInner, l.inner}} {
		for i, d := range g.d {
			if d > enough || d < -enough {
				g.w.square[i] += float32(d * d)
				g.w.w[i] += rateOfLearning * d / sqrt(g.w.square[i])
			}
		}
	}
	l.refresh()
}

// chance is the probability that class k of the layer is on the tokens
// [from, to), with nothing on either side that goes on into it.
func (a *lattice) chance(l *layer, k, from, to int) float32 {
	y := 1 + tagsOfClass*k
	if to-from == 1 {
		return a.p[from*a.tags+y+tagSingle]
	}
	in := l.eInner[4*(k+1) : 4*(k+1)+4]
	f := a.forward[from*a.tags+y+tagBegin]
	for i := from + 1; i < to; i++ {
		step := in[2]
		if i == from+1 {
			step = in[0]
		}
		tag := tagInside
		if i == to-1 {
			tag = tagEnd
			step = in[3]
			if i == from+1 {
				step = in[1]
			}
		}
		f *= step * a.emit[i*a.tags+y+tag] * a.scale[i]
	}
	return f * a.back[(to-1)*a.tags+y+tagEnd] / a.z
}

// nothing is the probability that the layer has no class on any of the tokens
// [from, to).
func (a *lattice) nothing(l *layer, from, to int) float32 {
	f := a.forward[from*a.tags]
	for i := from + 1; i < to; i++ {
		f *= l.eSteps[0] * a.emit[i*a.tags] * a.scale[i]
	}
	return f * a.back[(to-1)*a.tags] / a.z
}
