package pages

import (
	"regexp"
	"strings"
	"testing"

	"gloss/annotations/sample"
	"gloss/cmd/gloss/internal/auth"
)

// member makes an account in the project and returns it with its browser.
func (h *house) member(boss visitor, name string, role auth.Role) (visitor, auth.User) {
	h.t.Helper()
	v := h.visitor()
	v.post(boss.post("/projects/"+h.project+"/invite", "role", string(role), "uses", "1", "days", "7").link(h.t), "name", name, "password", password)
	u, err := h.people.Named(ctx, name)
	if err != nil {
		h.t.Fatal(err)
	}
	return v, u
}

// TestReleasesOnThePage: a manager makes a release, and whoever sees the labels of
// all exports it from the page; a webhook is added by an administrator.
func TestReleasesOnThePage(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	manager, _ := h.member(ada, "mia", auth.Manager)
	reader, _ := h.member(ada, "rob", auth.Reader)
	annotator, _ := h.member(ada, "bob", auth.Annotator)
	path := "/projects/" + h.project
	if a := manager.post(path+"/releases", "name", "a b"); a.status != 422 || !strings.Contains(a.body, "letters, digits, dots") {
		t.Errorf("a wrong name: %d\n%s", a.status, a.body)
	}
	for _, want := range []struct {
		status int
		says   string
	}{{200, "The release is made."}, {409, "a release does not change"}} {
		if a := manager.post(path+"/releases", "name", "v1"); a.status != want.status || !strings.Contains(a.body, want.says) {
			t.Errorf("a release: %d, want %d\n%s", a.status, want.status, a.body)
		}
	}
	if a := reader.get(path); !strings.Contains(a.body, "<option>v1</option>") || !strings.Contains(a.body, `<option value="conll2003">`) || strings.Contains(a.body, "Make a release") {
		t.Errorf("a reader sees\n%s", a.body)
	}
	if a := annotator.get(path); strings.Contains(a.body, "/export") || !strings.Contains(a.body, "v1</th>") {
		t.Errorf("an annotator sees\n%s", a.body)
	}
	for who, v := range map[string]visitor{"a reader": reader, "an annotator": annotator} {
		if a := v.post(path+"/releases", "name", "v2"); a.status != 403 {
			t.Errorf("%s makes a release: %d", who, a.status)
		}
	}
	if a := manager.post(path+"/webhooks", "url", "https://example.org/hook"); a.status != 403 {
		t.Errorf("a manager adds a webhook: %d", a.status)
	}
	if a := ada.post(path+"/webhooks", "url", "http://127.0.0.1/hook"); a.status != 422 {
		t.Errorf("a webhook on this machine: %d", a.status)
	}
	a := ada.post(path+"/webhooks", "url", "https://example.org/hook")
	if a.status != 200 || !strings.Contains(a.body, "the secret of the webhook") || !strings.Contains(a.body, "https://example.org/hook") {
		t.Errorf("a webhook: %d\n%s", a.status, a.body)
	}
	remove := regexp.MustCompile(`action="([^"]+/remove)"`).FindStringSubmatch(manager.get(path).body)
	if remove == nil {
		t.Fatal("a manager does not see the webhook")
	}
	if a := manager.post(remove[1]); !strings.Contains(a.body, "The webhook is removed.") || strings.Contains(a.body, remove[1]) {
		t.Errorf("removed: %d\n%s", a.status, a.body)
	}
}

// TestAddedByName: an administrator, who knows all accounts, adds one that is not in
// the project; a manager is shown none, and adds none.
func TestAddedByName(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	manager, _ := h.member(ada, "mia", auth.Manager)
	bob, err := h.people.Add(ctx, "bob", password, false)
	if err != nil {
		t.Fatal(err)
	}
	shut, err := h.people.Add(ctx, "zoe", password, false)
	if err == nil {
		err = h.people.Disable(ctx, shut.ID, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	path := "/projects/" + h.project
	if a := manager.get(path); strings.Contains(a.body, "bob") || strings.Contains(a.body, path+`/members"`) {
		t.Errorf("a manager is shown accounts:\n%s", a.body)
	}
	if a := manager.post(path+"/members", "user", bob.ID, "role", "reader"); a.status != 404 {
		t.Errorf("a manager adds one: %d", a.status)
	}
	if a := ada.get(path); !strings.Contains(a.body, `<option value="`+bob.ID+`">bob</option>`) || strings.Contains(a.body, "zoe") || strings.Contains(a.body, ">mia</option>") {
		t.Errorf("an administrator is shown\n%s", a.body)
	}
	if a := ada.post(path+"/members", "user", bob.ID, "role", "king"); a.status != 422 {
		t.Errorf("as what there is not: %d", a.status)
	}
	a := ada.post(path+"/members", "user", bob.ID, "role", "reader")
	if !strings.Contains(a.body, "Added to the project.") || !strings.Contains(a.body, `<th scope="row">bob</th>`) || strings.Contains(a.body, ">bob</option>") {
		t.Errorf("added: %d\n%s", a.status, a.body)
	}
}

// TestHandedOut: a manager gives a document to a member and takes it back; what a
// member has who leaves goes back to the queue.
func TestHandedOut(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	_, bob := h.member(ada, "bob", auth.Annotator)
	_, rob := h.member(ada, "rob", auth.Reader)
	path, doc := "/projects/"+h.project+"/documents", sample.Batch().Documents[0].ID.String()
	give, take := "give to bob", "take from bob"
	look := func(when string, a answer, has bool) {
		t.Helper()
		if a.status != 200 || !strings.Contains(a.body, give) || strings.Contains(a.body, take) != has || strings.Contains(a.body, "give to rob") {
			t.Errorf("%s: %d\n%s", when, a.status, a.body)
		}
		n, err := h.inside.Work.Claimed(ctx, sample.Project().ID)
		if err != nil || (n > 0) != has {
			t.Errorf("%s: %d are with somebody, %v", when, n, err)
		}
	}
	look("at first", ada.get(path), false)
	look("given", ada.post(path, "doc", doc, "hand-"+doc, "give "+bob.ID), true)
	look("taken", ada.post(path, "doc", doc, "hand-"+doc, "take "+bob.ID), false)
	if a := ada.post(path, "doc", doc, "hand-"+doc, "give "+rob.ID+"x"); a.status != 404 {
		t.Errorf("given to nobody: %d", a.status)
	}
	look("given again", ada.post(path, "doc", doc, "hand-"+doc, "give "+bob.ID), true)
	if a := ada.post("/projects/"+h.project+"/members/"+bob.ID, "do", "remove"); !strings.Contains(a.body, "Removed from the project") {
		t.Errorf("bob leaves: %d\n%s", a.status, a.body)
	}
	if n, err := h.inside.Work.Claimed(ctx, sample.Project().ID); err != nil || n != 0 {
		t.Errorf("%d are with who has left, %v", n, err)
	}
}

// TestLinksOfTheServer: administrators see all links that can still be taken, and
// revoke them.
func TestLinksOfTheServer(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	_, bob := h.member(ada, "bob", auth.Annotator)
	ada.post("/projects/"+h.project+"/invite", "role", "reader", "uses", "3", "days", "7")
	ada.post("/people/"+bob.ID, "do", "link")
	admin := ada.post("/people", "admin", "yes").link(t)
	a := ada.get("/people")
	for _, want := range []string{"<td>reader</td><td>3</td>", "<td>A new password for bob.</td>", "<td>administrator</td>"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in\n%s", want, a.body)
		}
	}
	for _, m := range regexp.MustCompile(`action="(/people/invitations/[^"]+)"`).FindAllStringSubmatch(a.body, -1) {
		if a := ada.post(m[1]); !strings.Contains(a.body, "The invitation is revoked.") {
			t.Errorf("%s: %d\n%s", m[1], a.status, a.body)
		}
	}
	if a := h.visitor().get(admin); a.status != 410 {
		t.Errorf("the link of an administrator: %d", a.status)
	}
	if a := ada.get("/people"); strings.Contains(a.body, "/revoke") {
		t.Errorf("still there:\n%s", a.body)
	}
}

// TestRefusedForms: a form that breaks a rule is answered with the page that it
// stands on, and why; a project is given another name there.
func TestRefusedForms(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	project := "/projects/" + h.project
	for _, form := range []struct {
		path   string
		fields []string
		status int
		says   string
		stands string // on the page
	}{
		{project + "/name", []string{"had", sample.Project().Name, "name", " "}, 422, "A project has a name", `action="` + project + `/name"`},
		{project + "/name", []string{"had", "Another name", "name", "Elections"}, 409, "changed by somebody else", `value="` + sample.Project().Name + `"`},
		{project + "/settings", []string{"version", "0", "overlap", "0", "sight", "blind"}, 422, "1 to 100 annotators", `action="` + project + `/settings"`},
		{project + "/settings", []string{"version", "7", "overlap", "2", "sight", "blind"}, 409, "changed by somebody else", `action="` + project + `/settings"`},
		{project + "/releases", []string{"name", ".x"}, 422, "letters, digits, dots", `action="` + project + `/releases"`},
		{"/projects", []string{"name", ""}, 422, "A project has a name", `action="/projects"`},
	} {
		a := ada.post(form.path, form.fields...)
		if a.status != form.status || !strings.Contains(a.body, form.says) || !strings.Contains(a.body, form.stands) || !strings.Contains(a.body, `role="alert"`) {
			t.Errorf("%s %q: %d\n%s", form.path, form.fields, a.status, a.body)
		}
	}
	if a := ada.post(project+"/name", "had", sample.Project().Name, "name", "Elections"); a.status != 200 || !strings.Contains(a.body, "The project is renamed.") || !strings.Contains(a.body, "<h1>Elections</h1>") {
		t.Errorf("renamed: %d\n%s", a.status, a.body)
	}
	annotator, _ := h.member(ada, "bob", auth.Annotator)
	if a := annotator.post(project+"/name", "had", "Elections", "name", "Mine"); a.status != 403 {
		t.Errorf("an annotator renames it: %d", a.status)
	}
}
