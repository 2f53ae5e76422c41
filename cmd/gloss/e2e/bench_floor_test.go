package e2e

import (
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// contestant is one way to show a document and to label it.
type contestant struct {
	Name string
	Kind string // of the page in testdata/bench; none for Gloss
	Lazy bool   // content-visibility: auto
}

var (
	glossItself = contestant{Name: "gloss"}
	plainText   = contestant{"plain", "plain", false}
	marksByHand = contestant{"marks", "marks", false}
	floors      = []contestant{
		plainText, {"plain-cv", "plain", true},
		marksByHand, {"marks-cv", "marks", true},
		{"highlights", "ranges", false},
	}
	contestants = append([]contestant{glossItself}, floors...)
	// editable are those that can be labelled.
	editable = []contestant{glossItself, marksByHand, {"marks-cv", "marks", true}, {"highlights", "ranges", false}}
)

// typography is how Gloss sets its documents, read from its page so that the
// floors have the same lines to lay out.
type typography struct{ Font, Width string }

func typographyOf(p *page) typography {
	return eval[typography](p, `(() => {
		const a = document.querySelector("article"), s = getComputedStyle(a);
		return { Font: s.fontSize + "/" + s.lineHeight + " " + s.fontFamily, Width: s.width };
	})()`)
}

// floorServer serves the workloads as pages written by hand.
type floorServer struct {
	*httptest.Server
	set  typography
	docs map[string]workload // by title
}

func serveFloors(t testing.TB, set typography, docs ...workload) *floorServer {
	f := &floorServer{set: set, docs: map[string]workload{}}
	for _, w := range docs {
		f.docs[w.Title] = w
	}
	page, err := template.ParseFiles("testdata/bench/page.html")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("testdata/bench/hand.js")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/hand.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(script)
	})
	mux.HandleFunc("/data", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(byHand(f.docs[r.FormValue("doc")]))
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		now := r.FormValue("now") != ""
		at := map[string]any{
			"Kind": r.FormValue("kind"), "Lazy": r.FormValue("lazy") == "true", "Doc": r.FormValue("doc"), "Now": now,
			"Font": template.CSS(set.Font), "Width": template.CSS(set.Width),
		}
		switch {
		case r.FormValue("kind") == "html":
			at["HTML"] = asHTML(f.docs[r.FormValue("doc")])
		case now:
			at["Data"] = template.JS(byHand(f.docs[r.FormValue("doc")]))
		}
		w.Header().Set("Content-Type", "text/html")
		if err := page.Execute(w, at); err != nil {
			t.Error(err)
		}
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

// page is the address of a workload as a contestant shows it: at once, or when
// its button is clicked.
func (f *floorServer) page(c contestant, w workload, now bool) string {
	url := fmt.Sprintf("%s/page?kind=%s&lazy=%v&doc=%s", f.URL, c.Kind, c.Lazy, strings.ReplaceAll(w.Title, " ", "+"))
	if now {
		url += "&now=1"
	}
	return url
}

// byHand is a workload as the pages written by hand take it.
func byHand(w workload) []byte {
	spans := make([][3]any, len(w.Stretches))
	for i, s := range w.Stretches {
		spans[i] = [3]any{s.Start, s.End, s.Label}
	}
	b, err := json.Marshal(map[string]any{"text": w.Text(), "spans": spans})
	if err != nil {
		panic(err)
	}
	return b
}

// asHTML is a workload as a page that needs no program.
func asHTML(w workload) template.HTML {
	var b strings.Builder
	code := utf16.Encode([]rune(w.Text()))
	text := func(from, to int) string { return html.EscapeString(string(utf16.Decode(code[from:to]))) }
	rest := w.Stretches
	for _, p := range w.Paragraphs {
		at, end := p.Start, p.Start+units(p.Text)
		b.WriteString(`<p class="block">`)
		for ; len(rest) > 0 && rest[0].Start < end; rest = rest[1:] {
			if s := rest[0]; s.Start >= at { // of those that overlap, the first
				b.WriteString(text(at, s.Start) + `<mark data-label="` + s.Label + `">` + text(s.Start, s.End) + "</mark>")
				at = s.End
			}
		}
		b.WriteString(text(at, end) + "</p>\n")
	}
	return template.HTML(b.String())
}
