package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

// file is a document with these parts.
func file(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(w, `<?xml version="1.0"?><w:document xmlns:w="%s" xmlns:mc="%s"><w:body>%s</w:body></w:document>`, word, compat, parts[i+1])
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	items, errs := formattest.Read(Format, file(mainPart,
		`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">Ada </w:t></w:r><w:ins><w:r><w:t>met &amp; saw</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>`+
			`<w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p></w:tc></w:tr></w:tbl>`+
			`<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>👍</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>thumb</w:t></w:r></mc:Fallback></mc:AlternateContent><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`,
		"word/footnotes.xml", `<w:p><w:r><w:t>a note</w:t></w:r></w:p>`, "word/comments.xml", `<w:p/>`))
	if len(errs) > 0 || len(items) != 1 {
		t.Fatal(items, errs)
	}
	if got, want := items[0].Document.Text, "Ada met & saw\n\na\tb\nc\u2011\n👍"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if u := items[0].Unread; len(u) != 1 || u[0].Field != "footnotes" {
		t.Errorf("%v", u)
	}
}

func TestBad(t *testing.T) {
	for want, b := range map[string][]byte{
		"f.docx: no Word document: zip: not a valid zip file":                                       []byte("x"),
		"f.docx: no Word document: open word/document.xml: file does not exist":                     file("a", "b"),
		"f.docx: there is no text in it":                                                            file(mainPart, "<w:p/>"),
		"f.docx/word/document.xml:1:198: XML syntax error on line 1: element <p> closed by </body>": file(mainPart, "<w:p>"),
	} {
		items, errs := formattest.Read(Format, b)
		if len(errs) != 1 || len(items) > 0 || errs[0].Error() != want {
			t.Errorf("%v, want %s", errs, want)
		}
		var about *format.Error
		if len(errs) > 0 && !errors.As(errs[0], &about) {
			t.Errorf("%v does not say where", errs[0])
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("<w:p><w:r><w:t>a</w:t></w:r></w:p>")
	f.Fuzz(func(t *testing.T, body string) {
		items, errs := formattest.Read(Format, file(mainPart, body))
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
