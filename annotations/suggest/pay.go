package suggest

// pay watches whether proposals save gestures, counting those as well that are
// not shown, since what was labelled in the end tells what they would have
// saved.
type pay struct {
	total float64 // saved by all so far
	of    []window
}

// window is what the last proposals of a class saved.
type window struct {
	gains [50]float64
	n     int
	sum   float64
}

// margin is what a proposal must be expected to save at least: anything, but at
// first, when nothing is known of how good proposals are, much.
func (p *pay) margin() float64 {
	return 0.8 * float64(exp(float32(-max(p.total, 0)/6)))
}

func (p *pay) note(class int, gain float64) {
	for len(p.of) <= class {
		p.of = append(p.of, window{})
	}
	p.total += gain
	w := &p.of[class]
	at := w.n % len(w.gains)
	w.sum += gain - w.gains[at]
	w.gains[at] = gain
	w.n++
}

// off reports whether the last proposals of a class cost more than they saved.
func (p *pay) off(class int) bool {
	if class >= len(p.of) {
		return false
	}
	w := &p.of[class]
	return w.n >= 20 && w.sum < 0 || w.sum < -6
}
