package sha1

import (
	"bytes"
	"crypto/sha1"
	"testing"

	"pgregory.net/rapid"
)

// TestTwin holds it against the standard library, whatever the pieces that are
// written.
func TestTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mine, theirs := New(), sha1.New()
		if rapid.Bool().Draw(t, "used before") {
			_, _ = mine.Write([]byte("something"))
			mine.Reset()
		}
		for _, piece := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 150)).Draw(t, "pieces") {
			_, _ = mine.Write(piece)
			_, _ = theirs.Write(piece)
			if got, want := mine.Sum([]byte{1}), theirs.Sum([]byte{1}); !bytes.Equal(got, want) {
				t.Fatalf("%x, want %x", got, want)
			}
		}
		if mine.Size() != theirs.Size() || mine.BlockSize() != theirs.BlockSize() {
			t.Fatal("it is of another size")
		}
	})
}
