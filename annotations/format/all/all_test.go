package all

import (
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	for name, want := range map[string]string{"gloss": "gloss", "jsonl": "gloss", "conll": "conll2003", "w3c": "w3c", "txt": "text"} {
		if f, err := Named(name); err != nil || f.Name != want {
			t.Errorf("Named(%q) is %q, %v", name, f.Name, err)
		}
	}
	if _, err := Named("tarball"); err == nil || !strings.Contains(err.Error(), "jsonl") {
		t.Errorf("an unknown format: %v", err)
	}
	seen := map[string]bool{}
	for _, n := range names() {
		if seen[n] {
			t.Errorf("two formats are called %s", n)
		}
		seen[n] = true
	}
}

func TestForFile(t *testing.T) {
	for name, want := range map[string]string{"a.TXT": "text", "b.jsonl": "gloss", "c.json": "gloss", "d.png": "", "e": ""} {
		if f, err := ForFile(name); f.Name != want || (err == nil) != (want != "") {
			t.Errorf("ForFile(%q) is %q, %v", name, f.Name, err)
		}
	}
}
