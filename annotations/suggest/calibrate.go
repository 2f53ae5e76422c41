package suggest

// A candidate is a span that may be labelled, as the chains, the memory and the
// patterns find it.
type candidate struct {
	from, to int
	layer    int
	class    int     // the likeliest
	raw      float64 // what the chain says that the borders are right
	own      float64 // the same, of the likeliest class alone
	empty    float64 // what it says that nothing is labelled there
	trusted  bool    // a remembered string, before the chains know enough
	string   *tally  // of the remembered string, nil if none
	source   *occurrence
	right    float64 // calibrated: the borders are right, under whichever label
	nothing  float64 // calibrated: no annotation shares text with it
	x        [inputsOf]input
	n        int // inputs in use
	whole    [wholeFeatures]uint16
}

// input is one input of a calibrator that is not zero.
type input struct {
	index int
	value float64
}

const inputsOf = 10

// calibrator is a logistic regression learnt online on every candidate, shown
// or not, as soon as its passage is finished. A chain with feature dropout is
// too sure of itself; this makes its numbers probabilities. Each weight has a
// precision that grows with what it has seen, as in assumed density filtering
// with a diagonal Gaussian, so that what is rare still learns fast late.
type calibrator struct {
	weights, precision [calibrated]float64
	whole              whole
}

// Inputs of a calibrator.
const (
	inBias    = iota
	inRaw     // log odds of the borders
	inEmpty   // log odds of nothing
	inString  // how the string was labelled: levels
	inLength  = inString + 8
	inPattern = inLength + 6
	inClass   = inPattern + 1
	inHere    = inClass + classLimit + 1
	inMost    = inHere + 3

	calibrated = inMost + 1
)

func (c *calibrator) predict(k *candidate) float64 {
	sum := 0.0
	for _, in := range k.x[:k.n] {
		sum += float64(c.weights[in.index] * in.value)
	}
	return logistic(sum + c.whole.sum(k.whole[:]))
}

func (c *calibrator) learn(k *candidate, said float64, is bool) {
	d := -said
	if is {
		d++
	}
	c.whole.learn(k.whole[:], d)
	for _, in := range k.x[:k.n] {
		c.precision[in.index] += float64(said * (1 - said) * in.value * in.value)
		c.weights[in.index] += float64(d*in.value) / c.precision[in.index]
	}
}

// firstPrecision is how firmly a weight is believed at first.
const firstPrecision = 10

func (k *candidate) input(index int, value float64) {
	k.x[k.n] = input{index, value}
	k.n++
}

// inputs sets what the calibrators are told of a candidate.
func (k *candidate) inputs(doc int32) {
	k.n = 0
	k.input(inBias, 1)
	k.input(inRaw, logit(k.raw))
	k.input(inEmpty, logit(k.empty))
	k.input(inLength+lengthOf(k.to-k.from), 1)
	k.input(inClass+k.class, 1)
	k.input(inMost, k.own/max(k.raw, 1e-9)-0.5)
	if k.string == nil {
		return
	}
	k.input(inString+k.level(), 1)
	if k.source.is != noPattern {
		k.input(inPattern, 1)
	}
	if k.source.doc == doc {
		if here := k.source.here(); here.seen > 0 {
			k.input(inHere+min(rate(int32(float64(4)*here.share()), 4), 4)/2, 1)
		}
	}
}

// level sorts remembered strings by their labelled share and how often they
// were labelled.
func (k *candidate) level() int {
	_, _, n := k.string.best()
	share := float64(n) / float64(max(k.string.seen+k.source.rejected, n, 1))
	switch {
	case n == 0:
		return 0
	case share < 0.25:
		return 1
	case share < 0.5:
		return 2
	case share < 0.8:
		return 3
	case n == 1:
		return 4
	case n < 4:
		return 5
	case share < 0.95:
		return 6
	}
	return 7
}

func lengthOf(n int) int {
	switch {
	case n <= 3:
		return n - 1
	case n <= 6:
		return 3
	case n <= 12:
		return 4
	}
	return 5
}

// newCalibrators returns the two calibrators as they are before anything is
// learnt: that the borders are right, and that nothing is there.
func newCalibrators() (right, nothing calibrator) {
	right.whole, nothing.whole = newWhole(), newWhole()
	right.weights[inBias] = -0.9
	right.weights[inRaw] = 0.45
	nothing.weights[inBias] = 0.2
	nothing.weights[inEmpty] = 0.5
	for level, w := range [8]float64{-1, -1, -0.5, 0.3, 0.9, 1.3, 1.6, 1.9} {
		right.weights[inString+level] = w
		nothing.weights[inString+level] = -w / 2
	}
	for i := range right.precision {
		right.precision[i], nothing.precision[i] = firstPrecision, firstPrecision
	}
	return right, nothing
}
