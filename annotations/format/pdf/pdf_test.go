package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// file is a PDF of pages with these contents, in Helvetica of 10 points.
func file(pages ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(pages)))
	widths := strings.Repeat("500 ", 95)
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 126/Widths[" + widths + "]>>")
	for i, page := range pages {
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(page), page))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func TestRead(t *testing.T) {
	items, errs := formattest.Read(Format, file(
		// Words set off by a blank, and by a move of 300 thousandths of the size.
		"BT /F 10 Tf 50 700 Td [(Ada met)-300(Bo)20(b)] TJ 0 -12 Td (in Rome.) Tj 0 -40 Td (A paragraph.) Tj ET",
		"",
		"BT /F 10 Tf 50 700 Td (The end) Tj ET"))
	if len(errs) > 0 || len(items) != 1 {
		t.Fatal(items, errs)
	}
	if got, want := items[0].Document.Text, "Ada met Bob\nin Rome.\n\nA paragraph.\n\nThe end"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if u := items[0].Unread; len(u) != 1 || u[0].Field != "page 2" {
		t.Errorf("%v", u)
	}
}

func TestBad(t *testing.T) {
	good := file("BT /F 10 Tf (a) Tj ET")
	for _, b := range [][]byte{nil, []byte("x"), []byte("%PDF-1.4\n"), good[:len(good)/2], file(""), bytes.Replace(good, []byte("2 0 R"), []byte("9 9 R"), 1)} {
		items, errs := formattest.Read(Format, b)
		var about *format.Error
		if len(items) != 0 || len(errs) != 1 || !errors.As(errs[0], &about) {
			t.Errorf("%.20q: %v, %v", b, items, errs)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("BT /F 10 Tf 50 700 Td [(Ada met)-300(Bo)20(b)] TJ ET")
	f.Fuzz(func(t *testing.T, page string) {
		items, errs := formattest.Read(Format, file(page))
		if len(items)+len(errs) != 1 {
			t.Fatalf("%v, %v", items, errs)
		}
		for _, it := range items {
			if err := text.Validate(it.Document.Text); err != nil {
				t.Fatal(err)
			}
		}
	})
}
