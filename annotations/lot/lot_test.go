package lot

import (
	"math/bits"
	"testing"
)

// TestOf: whatever bit of the seed or of the ID is another, about half of the bits of
// the lot are.
func TestOf(t *testing.T) {
	const tries = 1000
	for bit := range 192 {
		differ := 0
		for i := range tries {
			seed, id := uint64(i), [16]byte{0: byte(i), 1: byte(i >> 8), 6: 0x50, 8: 0x80}
			was := Of(seed, id)
			if bit < 64 {
				seed ^= 1 << bit
			} else {
				id[(bit-64)/8] ^= 1 << (bit % 8)
			}
			differ += bits.OnesCount64(was ^ Of(seed, id))
		}
		if mean := float64(differ) / tries; mean < 28 || mean > 36 {
			t.Errorf("bit %d changes %.1f of 64 bits", bit, mean)
		}
	}
}
