package suggest

import "testing"

// TestPay: a class is off while its last fifty proposals cost more than they
// saved, and the margin falls as savings mount.
func TestPay(t *testing.T) {
	var p pay
	if p.off(0) || p.margin() < 0.5 {
		t.Error("before anything is known a class is off, or its margin is low")
	}
	for i := range 7 {
		p.note(1, -1)
		if got, want := p.off(1), i >= 6; got != want {
			t.Errorf("after %d rejections: off is %v", i+1, got)
		}
	}
	if p.off(0) {
		t.Error("another class is off")
	}
	for range 50 {
		p.note(1, 2)
	}
	if p.off(1) || p.of[1].sum != 100 {
		t.Errorf("after fifty that were right the window holds %g", p.of[1].sum)
	}
	if m := p.margin(); m > 1e-3 {
		t.Errorf("the margin is %g", m)
	}
}
