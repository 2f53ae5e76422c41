package pages

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/work"
)

// TestDocuments: a manager marks a document to train with on its page, with an
// author who has labelled it, and says what it needs.
func TestDocuments(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	doc := sample.Batch().Documents[0]
	s := annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}
	if err := h.store.Add(ctx, store.Batch{Changes: []annotations.Change{{Stamp: s, Step: s, Doc: doc.ID, By: "gold", Op: annotations.Put{
		Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 4)}}}}}); err != nil {
		t.Fatal(err)
	}
	path, id := "/projects/"+h.project+"/documents", doc.ID.String()
	if a := ada.get(path); a.status != 200 || !strings.Contains(a.body, `<option value="gold">gold (1)</option>`) || !strings.Contains(a.body, "has a queue") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	a := ada.post(path, "doc", id, "use-"+id, "training", "answers-"+id, "gold", "skills-"+id, "Arabic, law")
	for _, want := range []string{"The documents are changed.", "1 to train with, 0 controls.", `value="training" selected`, `value="gold" selected`, `value="arabic, law"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page does not say %q:\n%s", want, a.body)
		}
	}
	known, err := h.inside.Work.Known(ctx, sample.Project().ID)
	if want := []work.Known{{Document: doc.ID, Kind: work.Training, Answers: "gold"}}; err != nil || fmt.Sprint(known) != fmt.Sprint(want) {
		t.Errorf("known: %v, %v", known, err)
	}
	read := []string{"doc", id, "had-use-" + id, "training", "had-answers-" + id, "gold", "had-skills-" + id, "arabic, law"}
	if a := ada.post(path, append(read, "use-"+id, "training", "answers-"+id, "gold", "skills-"+id, "<b>")...); a.status != 422 || !strings.Contains(a.body, "A skill is 1 to 40 letters") {
		t.Errorf("a wrong skill: %d\n%s", a.status, a.body)
	}
	// The first mark without an author makes the manager's labels the answers.
	ada.post(path, append(read, "use-"+id, "control", "skills-"+id, "arabic, law")...)
	if s, _, err := h.people.Settings(ctx, h.project); err != nil || s.Answers != "ada" {
		t.Errorf("the answers are of %q, %v", s.Answers, err)
	}
	// Who has read the page before that changes nothing, and is shown what is there.
	for _, fields := range [][]string{
		{"use-" + id, "training", "answers-" + id, "", "skills-" + id, "arabic, law"},
		{"use-" + id, "", "skills-" + id, "greek"},
	} {
		if a := ada.post(path, append(read, fields...)...); a.status != 409 || !strings.Contains(a.body, "changed by somebody else") || !strings.Contains(a.body, `value="control" selected`) || !strings.Contains(a.body, `value="arabic, law"`) {
			t.Errorf("%q: %d\n%s", fields, a.status, a.body)
		}
	}
	bob := h.visitor()
	bob.post(ada.post("/projects/"+h.project+"/invite", "role", "annotator", "uses", "1", "days", "7").link(t), "name", "bob", "password", password)
	for _, a := range []answer{bob.get(path), bob.post(path, "doc", id, "use-"+id, ""), bob.get("/projects/" + h.project + "/backup")} {
		if a.status != 403 {
			t.Errorf("an annotator: %d at %s", a.status, a.path)
		}
	}
	u, err := h.people.Named(ctx, "bob")
	if err != nil {
		t.Fatal(err)
	}
	a = ada.post("/projects/"+h.project+"/members/"+u.ID, "do", "role", "had-role", "annotator", "role", "annotator", "skills", "law, Arabic")
	if !strings.Contains(a.body, `value="arabic, law"`) {
		t.Errorf("the skills of bob: %s", a.body)
	}
}

// TestBackupOnThePage: what is downloaded becomes a project by a form.
func TestBackupOnThePage(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	got := ada.get("/projects/" + h.project + "/backup")
	restore := func(file, name string) answer {
		t.Helper()
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		if err := form.WriteField("name", name); err != nil {
			t.Fatal(err)
		}
		part, err := form.CreateFormFile("file", "x.gz")
		if err == nil {
			_, err = io.WriteString(part, file)
		}
		if err != nil || form.Close() != nil {
			t.Fatal(err)
		}
		return ada.answer(ada.client.Post(h.url+"/projects/restore", form.FormDataContentType(), &b))
	}
	if a := restore(got.body, "The same again"); a.status != 200 || !strings.Contains(a.body, "The same again") || !strings.Contains(a.body, "1 document ·") {
		t.Errorf("%d at %s\n%s", a.status, a.path, a.body)
	}
	if a := restore("nonsense", ""); a.status != 422 || !strings.Contains(a.body, "not the backup of a project") {
		t.Errorf("nonsense: %d\n%s", a.status, a.body)
	}
	if a := ada.post("/projects/restore", "name", "x"); a.status != 422 {
		t.Errorf("without a file: %d", a.status)
	}
	if projects, err := h.store.Projects(ctx); err != nil || len(projects) != 2 {
		t.Errorf("%d projects, %v", len(projects), err)
	}
}

// TestLanguages: a page is in the language that the browser asks for, as far as
// there are words, and says so.
func TestLanguages(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	tag := regexp.MustCompile(`<html lang="(\w+)" dir="(\w+)">`)
	for wish, want := range map[string][3]string{
		"": {"en", "ltr", "Settings"}, "en-GB,en;q=0.9": {"en", "ltr", "Settings"}, "de-CH,de;q=0.9,en;q=0.8": {"de", "ltr", "Einstellungen"},
		"es-MX": {"es", "ltr", "Ajustes"}, "nn,fr;q=0.5": {"fr", "ltr", "Réglages"}, "ar-EG": {"ar", "rtl", "الإعدادات"},
		"zh-CN": {"zh", "ltr", "设置"}, "fi": {"en", "ltr", "Settings"}, "%%%": {"en", "ltr", "Settings"},
	} {
		r, err := http.NewRequest("GET", h.url+"/projects/"+h.project, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", wish)
		res, err := ada.client.Do(r)
		a := ada.answer(res, err)
		m := tag.FindStringSubmatch(a.body)
		if m == nil || m[1] != want[0] || m[2] != want[1] || !strings.Contains(a.body, want[2]) || res.Header.Get("Content-Language") != want[0] {
			t.Errorf("asked for %q, the page is in %v, and not %v", wish, m, want)
		}
	}
}
