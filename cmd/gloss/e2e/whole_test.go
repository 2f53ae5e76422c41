package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// row is a line of gloss JSON Lines, read as a consumer would.
type row struct {
	ID, Title, Text string
	Spans           []struct {
		ID         string
		Start, End int
		Label      string
		Text       string
		By, At     string
	}
}

func rows(t testing.TB, dataset []byte) []row {
	t.Helper()
	var all []row
	for line := range bytes.Lines(dataset) {
		var r row
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		points := []rune(r.Text)
		for _, s := range r.Spans {
			if got := string(points[s.Start:s.End]); got != s.Text {
				t.Errorf("%s: code points %d to %d are %q, not %q", r.Title, s.Start, s.End, got, s.Text)
			}
			if s.ID == "" || s.By == "" || s.At == "" {
				t.Errorf("%s: a span without id, by or at: %+v", r.Title, s)
			}
		}
		all = append(all, r)
	}
	return all
}

func (r row) labelled() []string {
	var all []string
	for _, s := range r.Spans {
		all = append(all, s.Label+": "+s.Text)
	}
	return all
}

// TestTheWholeWay imports a file, labels it by mouse and by keyboard, reloads,
// loses the server, goes on offline, exports, gets the server back, syncs, and
// compares what the device and the server export byte for byte.
func TestTheWholeWay(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	if got := eval[string](p, `document.querySelector("article").children[0].textContent`); !strings.Contains(got, "Larijani") {
		t.Errorf("the first screen shows %q, want the sample article", got)
	}

	file := filepath.Join(t.TempDir(), "news.txt")
	const text = "Ada Lovelace said on Monday that 12 engines would run in London.\nShe was right, the Royal Society says."
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.importFiles(file)
	p.until("the imported document", `document.querySelector("article").textContent.startsWith("Ada Lovelace")`)

	// A label first, then drags; the drag begins and ends inside words.
	p.press("actor")
	p.drag("da Lovelac", 0)
	p.drag("Royal Societ", 0)
	p.key("1") // the label off again
	// A drag first, then a digit.
	p.drag("12 engines", 0)
	p.key("3")
	p.key(kb.Escape)
	p.drag("12 engines would run in London", 0)
	p.key("2")
	p.key(kb.Escape)
	// By keyboard alone: from the click on, word by word.
	p.click("Lovelace", 0)
	p.key(kb.Escape)
	p.click("said", 0)
	for range 10 {
		p.key(kb.ArrowRight)
	}
	p.until("the word London", `document.querySelector("#say").textContent === "London"`)
	p.key("4")
	want := []string{"actor: Ada Lovelace", "claim: 12 engines would run in London", "number: 12 engines", "location: London", "actor: Royal Society"}
	if got := p.listed(); !slices.Equal(got, want) {
		t.Fatalf("labelled %q, want %q", got, want)
	}
	p.saved()
	p.synced()

	p.reload()
	if got := p.listed(); !slices.Equal(got, want) {
		t.Fatalf("after a reload: %q", got)
	}
	p.installed()

	s.kill()
	p.reload()
	if got := p.listed(); !slices.Equal(got, want) {
		t.Fatalf("offline: %q", got)
	}
	p.drag("Monday", 0)
	p.key("3")
	p.key(kb.Escape)
	p.click("London", 0)
	p.key(kb.Delete)
	p.until("the count of what waits", `document.querySelector("[role=status]").innerText.includes("2 changes on this device only")`)
	offline := filepath.Join(t.TempDir(), "offline.jsonl")
	if err := os.WriteFile(offline, []byte(`{"id":"7","title":"Offline","text":"Grace 👩‍🚀 Hopper","spans":[{"start":0,"end":5,"label":"person"}],"lang":"en"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.importFiles(offline)
	p.until("the new label", `document.querySelector("[aria-label=Labels]").innerText.includes("person")`)
	local := p.export("jsonl", ".jsonl")
	all := rows(t, local)
	want = []string{"actor: Ada Lovelace", "number: Monday", "claim: 12 engines would run in London", "number: 12 engines", "actor: Royal Society"}
	if got := all[1].labelled(); !slices.Equal(got, want) || all[1].Text != text {
		t.Errorf("exported offline: %q of %q", got, all[1].Text)
	}

	s.start()
	p.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	p.synced()
	var projects []struct{ ID string }
	if err := json.Unmarshal(s.get("/api/v1/projects"), &projects); err != nil || len(projects) != 1 {
		t.Fatalf("%d projects, %v", len(projects), err)
	}
	export := "/api/v1/projects/" + projects[0].ID + "/export?format="
	remote := s.get(export + "jsonl")
	if !bytes.Equal(local, remote) {
		t.Errorf("the device exports\n%s\nthe server\n%s", local, remote)
	}
	for format, extension := range map[string]string{"conll": ".conll", "w3c": ".jsonld"} {
		local, remote := p.export(format, extension), s.get(export+format)
		if len(local) == 0 || !bytes.Equal(local, remote) {
			t.Errorf("%s: the device exports\n%s\nthe server\n%s", format, local, remote)
		}
	}

	// Another device gets all of it.
	other := newDevice(t).open(s.url())
	other.until("the second document", `document.querySelectorAll("[aria-label=Documents] a[href]").length === 3`)
	if got := other.export("jsonl", ".jsonl"); !bytes.Equal(got, local) {
		t.Errorf("the other device exports\n%s", got)
	}

	// The command line agrees, and finds nothing wrong.
	s.kill()
	out := filepath.Join(t.TempDir(), "out.jsonl")
	gloss(t, "export", "--data", s.data, "--format", "jsonl", "--out", out)
	if b, _ := os.ReadFile(out); !bytes.Equal(b, remote) {
		t.Errorf("gloss export writes\n%s", b)
	}
	gloss(t, "check", out)
}

// TestHardText takes what shifts the offsets of other tools the whole way.
func TestHardText(t *testing.T) {
	const text = "\ufeffThe 👩‍👩‍👧‍👦 of Zoe\u0308 met\tلاريجاني in ירושלים.\r\nZ\u0351\u036b\u0343algo paid 👍🏽 €5.\r\n\r\nEnd 🇮🇷🇵🇰 東京 <b>&amp; \"x\"\\ \u2028 done"
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.importFiles(write(t, "hard.txt", text))
	p.until("the document", `document.querySelector("article").textContent.includes("algo paid")`)
	for _, w := range []string{"Zoe\u0308", "لاريجاني", "ירושלים", "Z\u0351\u036b\u0343algo", "👍🏽", "🇮🇷", "東京", "<b>"} {
		p.drag(w, 0)
		p.key("1")
		p.key(kb.Escape)
	}
	p.synced()
	blocks := eval[[]struct {
		Start int
		Text  string
	}](p, `[...document.querySelectorAll("article [data-start]")].map(b => ({Start: Number(b.dataset.start), Text: b.textContent}))`)
	for _, b := range blocks {
		if got := eval[string](p, `%s.slice(%d, %d + %q.length)`, quoteJS(text), b.Start, b.Start, b.Text); got != b.Text {
			t.Errorf("the block at %d shows %q, the text has %q", b.Start, b.Text, got)
		}
	}
	local := p.export("jsonl", ".jsonl")
	all := rows(t, local)
	r := all[len(all)-1]
	if r.Text != text {
		t.Errorf("the text came out as %q", r.Text)
	}
	got := r.labelled()
	for _, want := range []string{"Zoe\u0308", "لاريجاني", "ירושלים", "Z\u0351\u036b\u0343algo", "👍🏽", "東"} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "actor: "+want) }) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return !utf8.ValidString(s) }) {
		t.Errorf("a span cuts a character: %q", got)
	}
	if n := eval[int](p, `document.querySelectorAll("article b").length`); n != 0 {
		t.Error("imported text became markup")
	}
	remote := s.get("/api/v1/projects/" + projectID(t, s) + "/export?format=jsonl")
	if !bytes.Equal(local, remote) {
		t.Errorf("the device exports\n%s\nthe server\n%s", local, remote)
	}
}

func quoteJS(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func projectID(t *testing.T, s *server) string {
	t.Helper()
	var projects []struct{ ID string }
	if err := json.Unmarshal(s.get("/api/v1/projects"), &projects); err != nil || len(projects) == 0 {
		t.Fatalf("%d projects, %v", len(projects), err)
	}
	return projects[0].ID
}
