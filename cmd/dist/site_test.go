package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestStyle: the style sheet has all that lies in its folder, each file once.
func TestStyle(t *testing.T) {
	s := &site{dir: "../../web", sources: map[string][]byte{}}
	sheet, err := s.source("css/gloss.css")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sheet, []byte("@import")) {
		t.Error("something is left to import")
	}
	files, _ := filepath.Glob("../../web/css/*.css")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(sheet, b); filepath.Base(file) != "gloss.css" && n != 1 {
			t.Errorf("%s is in it %d times", file, n)
		}
	}
	if _, err := s.joined("css", []byte("@import \"none.css\";")); err == nil {
		t.Error("a file that is not there is imported")
	}
}
