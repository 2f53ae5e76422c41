package suggest

import "math"

// Exponential and logarithm of our own: those of package math are assembly on
// some machines and give other last bits there, and a model must be the same
// everywhere. A product that goes into a sum is converted, which keeps a
// compiler from fusing the two.

// exp is e to the x, within eight parts in a million: so much is the rounding of
// an x of 80.
func exp(x float32) float32 {
	if x < -80 {
		return 0
	}
	if x > 80 {
		x = 80
	}
	y := float32(x * 1.44269504)
	n := float32(int32(y))
	if y < n {
		n--
	}
	f := float32(y - n) // in [0, 1)
	// 2^f about the middle, Taylor: 2^.5 * e^(z ln 2).
	z := float32(f-0.5) * 0.69314718
	p := 1 + float32(z*(1+float32(z*(0.5+float32(z*(0.16666667+float32(z*(0.041666667+float32(z*0.0083333333)))))))))
	return p * 1.41421356 * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// log is the natural logarithm of a positive number.
func log(x float64) float64 {
	frac, e := math.Frexp(x)
	if frac < math.Sqrt2/2 {
		frac *= 2
		e--
	}
	// log(frac) = 2 artanh(s), |s| < 0.172
	s := (frac - 1) / (frac + 1)
	q := s * s
	sum := 1.0 / 17
	for k := 15; k >= 1; k -= 2 {
		sum = 1/float64(k) + float64(q*sum)
	}
	return float64(2*s*sum) + float64(float64(e)*math.Ln2)
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// logit is the log odds of a probability, kept off its ends.
func logit(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return log(p / (1 - p))
}

func logistic(x float64) float64 { return 1 / (1 + float64(exp(float32(-x)))) }

// random is a xorshift generator (Marsaglia 2003).
type random uint64

func (r *random) next() uint64 {
	x := uint64(*r)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = random(x)
	return x
}

// below returns a number from 0 to n-1.
func (r *random) below(n int) int { return int((r.next() >> 33) * uint64(n) >> 31) }
