package stats

import "testing"

func TestMany(t *testing.T) {
	for _, c := range []struct {
		n           int
		thing, want string
	}{
		{0, "document", "0 documents"}, {1, "document", "1 document"}, {2, "document", "2 documents"}, {1, "label of whole documents", "1 label of whole documents"}, {12, "label of whole documents", "12 labels of whole documents"},
	} {
		if got := Many(c.n, c.thing); got != c.want {
			t.Errorf("%d of %q is %q, want %q", c.n, c.thing, got, c.want)
		}
	}
}
