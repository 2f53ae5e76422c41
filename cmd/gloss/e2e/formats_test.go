package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// choose chooses a format in the export dialog, as with the keyboard.
func (p *page) choose(format string) {
	p.t.Helper()
	eval[bool](p, `(() => {
		const s = document.querySelector("#export-format");
		s.value = %q;
		s.dispatchEvent(new Event("input", { bubbles: true }));
		return s.value !== "";
	})()`, format)
	p.settle()
	p.until("what "+format+" comes to", `/^\d+ documents? with/.test(document.querySelector("#export-report").innerText)`)
}

// fetched waits for a file that was downloaded, and takes it.
func (p *page) fetched(pattern string) []byte {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found, _ := filepath.Glob(filepath.Join(p.device.downloads, pattern))
		if len(found) != 1 || strings.HasSuffix(found[0], ".crdownload") {
			continue
		}
		b, err := os.ReadFile(found[0])
		if err != nil {
			p.t.Fatal(err)
		}
		os.Remove(found[0])
		return b
	}
	p.t.Fatalf("no %s was downloaded", pattern)
	return nil
}

// TestFormats: the export dialog says what a format cannot carry before anything is
// saved, the list of it can be saved, and formats that the page does not link are
// read and written too, without a network from then on.
func TestFormats(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.installed()
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Escape)
	p.drag("Ali Larijani, who heads Iran’s Supreme National Security Council (SNSC), arrived", 0)
	p.key("2")
	p.key(kb.Escape)
	p.saved()

	p.press("Export")
	p.choose("conll")
	p.shot("export-conll")
	if got := eval[string](p, `document.querySelector("#export-report").innerText`); !strings.Contains(got, "1 dropped") || !strings.Contains(got, "no place for: the text as it is, titles,") {
		t.Errorf("before the export the dialog says %q", got)
	}
	if got := eval[string](p, `document.querySelector("#export .lost").innerText`); !strings.Contains(got, "dropped: claim") {
		t.Errorf("lost is listed as %q", got)
	}
	p.press("Save the list")
	var report struct {
		Format string
		Losses []struct{ Label, Kind, Reason string }
	}
	if err := json.Unmarshal(p.fetched("*.losses.json"), &report); err != nil || report.Format != "conll2003" || len(report.Losses) != 1 || report.Losses[0].Label != "claim" {
		t.Errorf("the list is %+v, %v", report, err)
	}
	p.press("Download")
	if b := string(p.fetched("*.conll")); !strings.Contains(b, "Larijani -X- _ I-actor") && !strings.Contains(b, "I-actor") {
		t.Errorf("saved is %q", b)
	}

	p.choose("doccano")
	p.shot("export-doccano")
	p.press("Download")
	want := gloss(t, "export", "--data", s.data, "--format", "doccano")
	if b := p.fetched("*.jsonl"); !strings.Contains(string(b), `"actor"`) || !strings.Contains(string(b), `"claim"`) {
		t.Errorf("saved is\n%s\nthe command line writes\n%s", b, want)
	}
	p.press("Close")

	// brat's folder, with a label that nothing has yet.
	note := filepath.Join(t.TempDir(), "note.zip")
	if err := os.WriteFile(note, zipped(t, map[string]string{
		"note.txt": "👍 Grace Hopper wrote it.", "note.ann": "T1\tactor 2 14\tGrace Hopper\n",
		"annotation.conf": "[entities]\nactor\nrumour\n[relations]\n[events]\n[attributes]\n",
	}), 0o644); err != nil {
		t.Fatal(err)
	}
	p.importFiles(note)
	if got := eval[string](p, `document.querySelector("#notice").innerText`); !strings.Contains(got, "1 document") || !strings.Contains(got, "1 annotation") || !strings.Contains(got, "rumour") {
		t.Errorf("of a zip in brat's format came %q", got)
	}

	// What the page does not read, and what is empty, is said by its name.
	dir := t.TempDir()
	for name, body := range map[string]string{"page.html": "<p>Ada ran.", "empty.json": "[]"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p.importFiles(filepath.Join(dir, "page.html"), filepath.Join(dir, "empty.json"))
	if got := eval[string](p, `document.querySelector("#notice").innerText`); !strings.Contains(got, "page.html: the page does not read such files") || !strings.Contains(got, "\nempty.json: there is no document in it") {
		t.Errorf("of a web page and of an empty list it is said %q", got)
	}

	s.kill()
	p.reload()
	p.press("Export")
	p.choose("brat")
	p.press("Download")
	b := p.fetched("*.zip")
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("without a network this is saved: %.20q", b)
	}
	if conf, err := fs.ReadFile(z, "annotation.conf"); err != nil || !strings.Contains(string(conf), "\nrumour\n") {
		t.Errorf("the schema is %q, %v", conf, err)
	}
}

// TestImportsInTurn: files that are chosen while others are being read come in after
// them, and the notice tells of all.
func TestImportsInTurn(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.installed()
	dir := t.TempDir()
	var files []string
	for name, body := range map[string]string{
		"first.json":  `[{"id":"first","data":{"text":"Ada ran home.","note":1},"annotations":[{"result":[{"from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":3,"text":"Ada","labels":["actor"]}}]}]}]`,
		"second.json": `[{"data":{"text":"Grace wrote it."},"annotations":[{"result":[{"from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":99,"text":"Grace","labels":["actor"]}}]}]}]`,
		"third.txt":   "Nothing happened.",
	} {
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files { // without waiting for the end of one
		p.do(chromedp.SetUploadFiles(`input[type=file][aria-label="Import documents"]`, []string{f}))
	}
	const said = `document.querySelector("#notice").innerText`
	p.until("all to be read", `/^Imported/.test(`+said+`) && `+said+`.includes("second.json") &&
		["Ada ran home.", "third"].every(title => [...document.querySelectorAll("[aria-label=Documents] .doc-title")].some(a => a.textContent === title))`)
	if got := eval[string](p, said); strings.Contains(got, "cancel") {
		t.Errorf("an import was cancelled: %q", got)
	}
}

func zipped(t *testing.T, files map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
