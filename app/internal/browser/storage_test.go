//go:build js

package browser

import "testing"

func TestPref(t *testing.T) {
	if got := Pref("test"); got != "" {
		t.Fatalf("%q before anything was set", got)
	}
	SetPref("test", "é\x00👩")
	if got := Pref("test"); got != "é\x00👩" {
		t.Errorf("got %q", got)
	}
	restore := throwing(t, "localStorage")
	SetPref("test", "x")
	got := Pref("test")
	restore()
	if got != "" {
		t.Errorf("got %q from a storage that is refused", got)
	}
	if got := Pref("test"); got != "é\x00👩" {
		t.Errorf("a storage that is refused has kept %q", got)
	}
	window.Get("localStorage").Call("clear")
}

// What the browser answers is for it to say, as long as it is the truth.
func TestPersistAndEstimate(t *testing.T) {
	granted, err := Persist(ctx)
	if err != nil {
		t.Fatal(err)
	}
	now, err := Await(ctx, navigator.Get("storage").Call("persisted"))
	if err != nil || now.Bool() != granted {
		t.Errorf("granted %v, but it is %v, %v", granted, now, err)
	}
	usage, quota, err := Estimate(ctx)
	if err != nil || usage < 0 || quota <= usage {
		t.Errorf("%d of %d bytes, %v", usage, quota, err)
	}
	eval(`Object.defineProperty(navigator, "storage", { value: undefined, configurable: true })`)
	granted, err = Persist(ctx)
	_, _, noEstimate := Estimate(ctx)
	eval(`delete navigator.storage`) // uncovers the prototype's
	if granted || err != nil || noEstimate == nil {
		t.Errorf("without storage: granted %v, %v, %v", granted, err, noEstimate)
	}
}
