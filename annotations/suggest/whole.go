package suggest

// whole judges candidates as wholes, which the chains cannot, since they look at
// one token at a time: what the two ends are together, what stands on both sides,
// how long it is between them. It is a log-linear model over hashed features, and
// what it adds to the log odds of a calibrator is learnt with it. It counts for
// little as long as little is known: there are more features than first lessons.
type whole struct {
	weights, squares []float32
	share            float64 // of the sum that counts
}

const (
	wholeSlots    = 1 << 12
	wholeFeatures = 29
	wholeRate     = 0.03
	// wholeHalf is how many passages with labels make half of the sum count.
	wholeHalf = 100
)

func newWhole() whole {
	w := whole{weights: make([]float32, wholeSlots), squares: make([]float32, wholeSlots)}
	for i := range w.squares {
		w.squares[i] = 1
	}
	return w
}

// sum is what the features of a candidate add to its log odds.
func (w *whole) sum(rows []uint16) float64 {
	sum := float32(0)
	for _, r := range rows {
		sum += w.weights[r]
	}
	return float64(float64(sum) * w.share)
}

// learn moves the weights by the error of what was said.
func (w *whole) learn(rows []uint16, err float64) {
	g := float32(err)
	for _, r := range rows {
		w.squares[r] += float32(g * g)
		w.weights[r] += float32(wholeRate*g) / sqrt(w.squares[r])
	}
}

// wholeRows sets the features of a candidate.
func (x *extractor) wholeRows(p *passage, k *candidate) {
	n := 0
	add := func(h uint32) {
		k.whole[n] = uint16(mix(h, uint32(n+1)*0x85ebca6b) & (wholeSlots - 1))
		n++
	}
	two := func(a, b uint32) uint32 { return a<<16 | b }
	before, first, last, after := at(p, k.from-1), at(p, k.from), at(p, k.to-1), at(p, k.to)
	for _, t := range [4]*token{before, first, last, after} {
		add(t.word)
	}
	for _, pair := range [4][2]*token{{before, after}, {first, last}, {before, first}, {last, after}} {
		a, b := pair[0], pair[1]
		add(mix(a.word, b.word))
		add(mix(a.shape.short, b.shape.short))
		add(two(uint32(x.info(a).cluster[1]), uint32(x.info(b).cluster[1])))
	}
	in := insideOf(p, k)
	add(in.words)
	add(in.kinds)
	outer := uint32(before.shape.kind)<<4 | uint32(after.shape.kind)
	inner := uint32(first.shape.kind)<<4 | uint32(last.shape.kind)
	edges := uint32(min(k.from, 2))<<4 | uint32(min(len(p.tokens)-k.to, 2))
	add(mix(in.kinds, outer))
	add(in.lists)
	add(two(uint32(first.listed.begins), uint32(last.listed.ends)))
	class, length := uint32(k.class), uint32(bucket(int32(k.to-k.from)))
	add(two(class, length))
	add(two(class, in.marks))
	for _, ends := range [3]uint32{outer, inner, edges} {
		add(two(class, ends))
		add(two(length, ends))
	}
}

// inside is what is between the ends of a candidate.
type inside struct {
	words, kinds uint32 // hashes
	lists        uint32 // of known words, those that any of it stands in
	marks        uint32 // commas, quotation marks and full stops
}

func insideOf(p *passage, k *candidate) (in inside) {
	commas, quotes, stops := uint32(0), uint32(0), uint32(0)
	for i := k.from; i < k.to; i++ {
		t := &p.tokens[i]
		in.words = mix(in.words, t.word)
		in.kinds = mix(in.kinds, uint32(t.shape.kind))
		in.lists |= uint32(t.listed.in)
		switch t.shape.kind {
		case comma:
			commas++
		case quote:
			quotes++
		case stop:
			stops++
		}
	}
	in.marks = min(commas, 2)<<4 | min(quotes, 3)<<2 | min(stops, 1)
	return in
}
