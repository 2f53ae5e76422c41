package suggest

// table holds the weights of all features, and beside each weight the sum of
// its squared gradients. The row of a feature is a stretch of slots at its
// hash, one slot for each tag; rows may overlap.
type table struct {
	weights, squares []float32
	slots            uint64 // rows begin in the first so many
}

// rowLimit is the longest row: 63 classes, and the plain tags of eight layers.
const (
	classLimit = 63
	layerLimit = 8
	rowLimit   = layerLimit + 4*classLimit
)

// How fast weights are learnt, and the sum of squares that each begins with.
const (
	rateOfLearning = 0.1
	firstSquare    = 0.15
)

func newTable(slots int) *table {
	t := &table{weights: make([]float32, slots), squares: make([]float32, slots), slots: uint64(slots - rowLimit)}
	for i := range t.squares {
		t.squares[i] = firstSquare
	}
	return t
}

// row returns where the classes of a feature begin; the plain tags of the
// layers are before it, from the first layer downwards.
func (t *table) row(hash uint32) uint32 {
	return layerLimit + uint32(uint64(hash)*t.slots>>32)
}

// The four tags of a class, and their slots: a class of several tokens begins,
// goes on and ends; one of a single token stands alone.
const (
	tagBegin = iota
	tagInside
	tagEnd
	tagSingle
	tagsOfClass
)

// layer is a chain over classes that do not overlap. A state of the chain is
// the plain tag, or one of the tags of a class. What may follow depends on the
// class alone: after an end or a single any class may begin. So the weights of
// the steps are a matrix over classes, the plain tag being number 0, and four
// weights for the steps inside each.
type layer struct {
	index   int   // of its plain tag
	classes []int // their numbers
	steps   weights
	inner   weights // begin-inside, begin-end, inside-inside, inside-end
	bias    float32 // of the plain tag: nothing is here until it is shown

	eSteps, eInner []float32 // e to the weights
}

type weights struct{ w, square []float32 }

func newWeights(n int) weights {
	s := weights{make([]float32, n), make([]float32, n)}
	for i := range s.square {
		s.square[i] = firstSquare
	}
	return s
}

// plainBias is the head start of the plain tag.
const plainBias = 2.5

func newLayer(index int, classes []int) *layer {
	n := len(classes) + 1
	l := &layer{index: index, classes: classes, steps: newWeights(n * n), inner: newWeights(4 * n), bias: plainBias}
	l.refresh()
	return l
}

// refresh takes the exponentials of the weights of the steps.
func (l *layer) refresh() {
	l.eSteps = expAll(l.eSteps, l.steps.w)
	l.eInner = expAll(l.eInner, l.inner.w)
}

func expAll(to, w []float32) []float32 {
	to = to[:0]
	for _, x := range w {
		to = append(to, exp(x))
	}
	return to
}

// lattice holds the sums of one passage in one layer: of each token and tag the
// emission, and the forward and backward sums, scaled so that the forward sums
// of a token add up to one. The plain tag is slot 0, class k has slots 1+4k on.
type lattice struct {
	n, tags                int
	emit, forward, back, p []float32
	scale                  []float32
	z                      float32 // what the ways through the last token add up to
	ends, begins           []float32
	gold                   []int32
	dSteps, dInner         []float32 // gradients
	worst                  float32
}

func resize(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n, n+n/2)
	}
	return s[:n]
}

// run computes a lattice from the scores of a passage, which have a row a token
// as weights have: the plain tags of so many layers, the last one first, and
// then the classes.
func (a *lattice) run(l *layer, score []float32, width, layers int) {
	a.n, a.tags = len(score)/width, 1+tagsOfClass*len(l.classes)
	size := a.n * a.tags
	a.emit, a.forward, a.back, a.p = resize(a.emit, size), resize(a.forward, size), resize(a.back, size), resize(a.p, size)
	a.scale = resize(a.scale, a.n)
	a.ends, a.begins = resize(a.ends, len(l.classes)+1), resize(a.begins, len(l.classes)+1)
	for i := range a.n {
		a.emissions(l, i, score[i*width:(i+1)*width], layers)
	}
	for i := range a.n {
		a.ahead(l, i)
	}
	for i := a.n - 1; i >= 0; i-- {
		a.behind(l, i)
	}
	a.z = 0
	for y, f := range a.forward[(a.n-1)*a.tags:] {
		a.z += float32(f * a.back[(a.n-1)*a.tags+y])
	}
	norm := 1 / a.z
	for i := range a.n {
		f, b, p := a.forward[i*a.tags:(i+1)*a.tags], a.back[i*a.tags:(i+1)*a.tags], a.p[i*a.tags:(i+1)*a.tags]
		for y := range p {
			p[y] = float32(f[y] * b[y] * norm)
		}
	}
}

func (a *lattice) emissions(l *layer, i int, score []float32, layers int) {
	e := a.emit[i*a.tags : (i+1)*a.tags]
	e[0] = score[layers-1-l.index] + l.bias
	most := e[0]
	for k, c := range l.classes {
		s := score[layers+tagsOfClass*c:][:tagsOfClass]
		for t, v := range s {
			e[1+tagsOfClass*k+t] = v
			most = max(most, v)
		}
	}
	for y, v := range e {
		e[y] = exp(v - most)
	}
}

func (a *lattice) ahead(l *layer, i int) {
	f, e := a.forward[i*a.tags:(i+1)*a.tags], a.emit[i*a.tags:(i+1)*a.tags]
	n := len(l.classes) + 1
	var last []float32
	if i == 0 {
		clear(a.ends)
		a.ends[0] = 1
	} else {
		last = a.forward[(i-1)*a.tags : i*a.tags]
		a.ends[0] = last[0]
		for k := 1; k < n; k++ {
			a.ends[k] = last[4*k-1] + last[4*k] // end, single
		}
	}
	begins := a.begins
	clear(begins)
	for k, end := range a.ends {
		row := l.eSteps[k*n : (k+1)*n][:len(begins)]
		for j, s := range row {
			begins[j] += float32(end * s)
		}
	}
	f[0] = float32(begins[0] * e[0])
	sum := f[0]
	for k := 1; k < n; k++ {
		f, e := f[4*k-3:4*k+1], e[4*k-3:4*k+1]
		f[tagBegin] = float32(begins[k] * e[tagBegin])
		f[tagSingle] = float32(begins[k] * e[tagSingle])
		f[tagInside], f[tagEnd] = 0, 0
		if last != nil {
			in := l.eInner[4*k : 4*k+4]
			b, g := last[4*k-3], last[4*k-2]
			f[tagInside] = float32((float32(b*in[0]) + float32(g*in[2])) * e[tagInside])
			f[tagEnd] = float32((float32(b*in[1]) + float32(g*in[3])) * e[tagEnd])
		}
		sum += f[0] + f[1] + f[2] + f[3]
	}
	a.scale[i] = 1 / sum
	for y := range f {
		f[y] *= a.scale[i]
	}
}

func (a *lattice) behind(l *layer, i int) {
	b := a.back[i*a.tags : (i+1)*a.tags]
	n := len(l.classes) + 1
	if i == a.n-1 {
		for k := range l.classes {
			b[1+4*k], b[2+4*k], b[3+4*k], b[4+4*k] = 0, 0, 1, 1
		}
		b[0] = 1
		return
	}
	e, next := a.emit[(i+1)*a.tags:(i+2)*a.tags], a.back[(i+1)*a.tags:(i+2)*a.tags]
	scale := a.scale[i+1]
	a.begins[0] = e[0] * next[0] * scale
	for k := 1; k < n; k++ {
		e, next := e[4*k-3:4*k+1], next[4*k-3:4*k+1]
		a.begins[k] = (float32(e[tagBegin]*next[tagBegin]) + float32(e[tagSingle]*next[tagSingle])) * scale
	}
	for k := range n {
		row := l.eSteps[k*n : (k+1)*n][:len(a.begins)]
		sum := float32(0)
		for j, s := range row {
			sum += float32(s * a.begins[j])
		}
		if k == 0 {
			b[0] = sum
			continue
		}
		b[4*k-1], b[4*k] = sum, sum
		in := l.eInner[4*k : 4*k+4]
		inside := e[4*k-2] * next[4*k-2] * scale
		end := e[4*k-1] * next[4*k-1] * scale
		b[4*k-3] = float32(in[0]*inside) + float32(in[1]*end)
		b[4*k-2] = float32(in[2]*inside) + float32(in[3]*end)
	}
}
