package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// listen opens the stream of events as somebody, and returns a channel that is
// closed when it has ended.
func (o *office) listen(header, value string) <-chan struct{} {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), "GET", o.url+"/api/v1/events", nil)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set(header, value)
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != 200 {
		o.t.Fatalf("%v, %v", res, err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer res.Body.Close()
		for b := make([]byte, 100); ; {
			if _, err := res.Body.Read(b); err != nil {
				return
			}
		}
	}()
	return ended
}

// TestStreamEnds: who is signed out, shut out, or may do other things than before
// hears nothing any more within two seconds; the others do.
func TestStreamEnds(t *testing.T) {
	o := newOffice(t)
	u, err := o.people.User(ctx, o.ids["annotator2"])
	if err != nil {
		t.Fatal(err)
	}
	secret, session, err := o.people.SignIn(ctx, u, "Firefox", "::1")
	if err != nil {
		t.Fatal(err)
	}
	token := func(name string) <-chan struct{} { return o.listen("Authorization", "Bearer "+o.secrets[name]) }
	stays := token("manager")
	for what, x := range map[string]struct {
		stream <-chan struct{}
		do     func() error
	}{
		"the session": {o.listen("Cookie", "gloss="+secret), func() error { return o.people.EndSession(ctx, u.ID, session.ID) }},
		"the account": {token("reader"), func() error { return o.people.Disable(ctx, o.ids["reader"], true) }},
		"the role":    {token("annotator"), func() error { return o.people.SetRole(ctx, o.project, o.ids["annotator"], auth.Reader, nil) }},
		"the member":  {token("adjudicator"), func() error { return o.people.RemoveMember(ctx, o.project, o.ids["adjudicator"]) }},
		"the token": {token("nobody"), func() error {
			all, err := o.people.Tokens(ctx, o.ids["nobody"])
			if err != nil {
				return err
			}
			return o.people.EndToken(ctx, o.ids["nobody"], all[0].ID)
		}},
	} {
		select {
		case <-x.stream:
			t.Errorf("%s: it ended before", what)
		case <-time.After(1200 * time.Millisecond): // one look at least
		}
		if err := x.do(); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		select {
		case <-x.stream:
			if d := time.Since(begun); d > 20*time.Second { // it looks each second; a busy machine is late
				t.Errorf("%s: it took %v", what, d)
			}
		case <-time.After(time.Minute):
			t.Errorf("%s: it goes on", what)
		}
	}
	select {
	case <-stays:
		t.Error("the manager's stream has ended too")
	default:
	}
	o.api.End() // and this one with the server
	<-stays
}

// TestReplicas: the stamps of a replica are those of who has used it first.
func TestReplicas(t *testing.T) {
	o := newOffice(t)
	one, two := o.device("annotator"), o.device("annotator2")
	one.sync()
	two.sync()
	one.label(o.world.Documents[0], "annotator", annotations.AnnotationID{})
	one.sync()
	two.replica, two.n = one.replica, 50 // what it could not have counted
	stolen := two.label(o.world.Documents[1], "annotator2", annotations.AnnotationID{})
	two.sync()
	if want := []Refusal{{"change", stolen.Stamp.String(), refusedReplica}}; !slices.Equal(two.refused, want) {
		t.Errorf("refused: %v, want %v", two.refused, want)
	}
	mine := one.label(o.world.Documents[1], "annotator", annotations.AnnotationID{})
	one.sync()
	if log, err := o.store.Log(ctx, o.world.Documents[1].ID); err != nil || len(log) != 1 || !log[0].Same(mine) {
		t.Errorf("the server has %v, %v", log, err)
	}
}

// TestAnswersAreHidden: in an open project annotators see the labels of others, but
// for documents with known answers, until those are documents as the others.
func TestAnswersAreHidden(t *testing.T) {
	o := newOffice(t)
	o.see(auth.SightOpen)
	doc, other := o.world.Documents[0], o.world.Documents[1]
	mark := func(kind work.Kind) {
		t.Helper()
		if err := o.api.team.Work.Mark(ctx, o.world.Project.ID, []work.Known{{Document: doc.ID, Kind: kind}}, nil); err != nil {
			t.Fatal(err)
		}
	}
	mark(work.Control)
	boss := o.device("manager")
	boss.sync()
	boss.label(doc, "manager", annotations.AnnotationID{})
	boss.label(other, "manager", annotations.AnnotationID{})
	boss.sync()
	one, reader := o.device("annotator"), o.device("reader")
	one.sync()
	reader.sync()
	if got := one.authors(doc) + one.authors(other); got != "manager" {
		t.Errorf("annotator sees labels of %q", got)
	}
	if got := reader.authors(doc); got != "manager" {
		t.Errorf("the reader sees labels of %q", got)
	}
	for _, path := range []string{"/documents/" + doc.ID.String() + "/annotations", "/projects/" + o.project + "/export"} {
		_, _, b := o.as("annotator", "GET", "/api/v1"+path, "")
		if n := bytes.Count(b, []byte(`"by":"manager"`)); n != strings.Count(path, "export") {
			t.Errorf("%s tells annotator of %d labels: %s", path, n, b)
		}
	}
	mark("")
	one.sync()
	if got := one.authors(doc); got != "manager" {
		t.Errorf("of a document as the others annotator sees labels of %q", got)
	}
}

// TestParcel: a project comes back from its backup as it was: as itself on another
// server, and as a copy where it is.
func TestParcel(t *testing.T) {
	o, elsewhere := newOffice(t), newOffice(t)
	doc := o.world.Documents[0]
	d := o.device("annotator")
	d.sync()
	d.label(doc, "annotator", annotations.AnnotationID{})
	d.sync()
	refused := annotations.Refuse(doc.ID, "annotator", "claim", annotations.On(0, 1))
	for _, a := range []annotations.Annotation{annotations.Reserve(doc.ID, annotations.LabelStatus, "annotator", string(annotations.StatusReviewed)), refused} {
		c := d.label(doc, "annotator", a.ID)
		c.Stamp.N += 100
		c.Step, c.Op = c.Stamp, annotations.Put{Annotation: a}
		b, err := json.Marshal(map[string]any{"changes": []annotations.Change{c}})
		if err != nil {
			t.Fatal(err)
		}
		if status, _, answer := o.as("annotator", "POST", "/api/v1/changes", string(b)); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
	}
	base := "/api/v1/projects/" + o.project
	for path, body := range map[string]string{
		"/known": `{"training":["` + doc.ID.String() + `"],"control":[],"answers":{"` + doc.ID.String() + `":"manager"}}`,
		"/documents/" + doc.ID.String() + "/skills":  `{"skills":["arabic"]}`,
		"/members/" + o.ids["annotator"] + "/skills": `{"skills":["arabic"]}`,
	} {
		if status, _, b := o.does("manager", "PUT", base+path, body); status != 204 {
			t.Fatalf("%s: %d %s", path, status, b)
		}
	}
	if status, _, b := o.as("manager", "POST", base+"/releases", `{"name":"v1"}`); status != 201 {
		t.Fatalf("%d %s", status, b)
	}
	released := func(o *office, p string) string {
		t.Helper()
		status, _, b := o.as("root", "GET", "/api/v1/projects/"+p+"/export?format=conll&release=v1", "")
		if status != 200 {
			t.Fatalf("%d %s", status, b)
		}
		return string(b)
	}
	sold := released(o, o.project)
	if !strings.Contains(sold, "B-") {
		t.Errorf("the release has no label:\n%s", sold)
	}
	for name, want := range map[string]int{"manager": 200, "reader": 403, "annotator": 403} {
		if status, _, _ := o.as(name, "GET", base+"/backup", ""); status != want {
			t.Errorf("%s gets a backup: %d", name, status)
		}
	}
	_, _, parcel := o.as("manager", "GET", base+"/backup", "")
	if status, _, _ := o.as("manager", "POST", "/api/v1/restore", string(parcel)); status != 403 {
		t.Errorf("a manager restores: %d", status)
	}
	for what, bad := range map[string]string{
		"nothing": "", "text": "a letter", "half": string(parcel[:len(parcel)/2]), "without its end": string(parcel[:len(parcel)-8]), "more": string(parcel) + string(parcel),
	} {
		if status, _, b := o.as("root", "POST", "/api/v1/restore", bad); status != 422 {
			t.Errorf("%s is restored: %d %s", what, status, b)
		}
	}
	restore := func(o *office, query string) annotations.Project {
		t.Helper()
		var p annotations.Project
		status, _, b := o.as("root", "POST", "/api/v1/restore"+query, string(parcel))
		if err := json.Unmarshal(b, &p); status != 201 || err != nil {
			t.Fatalf("%d %s %v", status, b, err)
		}
		return p
	}
	want, err := o.store.Read(context.Background(), o.world.Project.ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for what, x := range map[string]struct {
		on   *office
		copy bool
	}{"elsewhere": {elsewhere, false}, "as a copy": {o, true}} {
		p := restore(x.on, "?name=Again")
		if p.Name != "Again" || (p.ID == o.world.Project.ID) == x.copy {
			t.Errorf("%s: %v %s", what, p.ID, p.Name)
		}
		got, err := x.on.store.Read(context.Background(), p.ID, 0, 100)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %d documents, %v", what, len(got), err)
		}
		for i, l := range got {
			if l.Document.Text != want[i].Document.Text || len(l.Changes) != len(want[i].Changes) || (l.Document.ID == want[i].Document.ID) == x.copy {
				t.Errorf("%s: document %d is otherwise", what, i)
			}
		}
		log, err := annotations.NewLog(got[0].Changes)
		if err != nil {
			t.Fatal(err)
		}
		set, first := log.Replay(), got[0].Document.ID
		if e, ok := set.Reserved(annotations.LabelStatus, "annotator"); !ok || e.ID != annotations.ReservedID(first, annotations.LabelStatus, "annotator") {
			t.Errorf("%s: the status is %v, %t", what, e, ok)
		}
		if _, ok := set.Get(annotations.Refuse(first, "annotator", "claim", refused.Target).ID); !ok {
			t.Errorf("%s: what was refused is not found under its name", what)
		}
		known, err := x.on.api.team.Work.Known(ctx, p.ID)
		if err != nil || fmt.Sprint(known) != fmt.Sprint([]work.Known{{Document: first, Kind: work.Training, Answers: "manager"}}) {
			t.Errorf("%s: known are %v, %v", what, known, err)
		}
		if needs, byHand, err := x.on.api.team.Work.Needs(ctx, got[0].Document); err != nil || !byHand || !slices.Equal(needs, []string{"arabic"}) {
			t.Errorf("%s: it needs %v, %v", what, needs, err)
		}
		// The people of another server are others, whatever they are called.
		members, err := x.on.people.Members(ctx, p.ID.String())
		all, err2 := x.on.api.team.Work.Of(ctx, p.ID, "", 0, 10)
		if here := len(members) == 5 && len(all) == 1; err != nil || err2 != nil || x.copy && !here {
			t.Errorf("%s: %d members, %d assignments, %v, %v", what, len(members), len(all), err, err2)
		}
		if !x.copy && len(all) > 0 {
			t.Errorf("%s: %v", what, all)
		}
		// A copy has other IDs, and so another order.
		if again := released(x.on, p.ID.String()); lines(again) != lines(sold) {
			t.Errorf("%s: the release is\n%s, want\n%s", what, again, sold)
		}
		// The newest is that it was restored; what was done before is marked.
		events, err := x.on.people.Audit(ctx, p.ID.String(), "", 100)
		before := slices.IndexFunc(events, func(e auth.Event) bool { return e.Restored })
		if err != nil || before < 1 || events[before-1].What != "made the project from a backup" || events[before].What != "took a backup of the project" {
			t.Fatalf("%s: the audit log has %+v, %v", what, events, err)
		}
		if !slices.ContainsFunc(events, func(e auth.Event) bool { return e.Restored && e.What == "made a release" && e.Who == "manager" }) {
			t.Errorf("%s: the audit log has %+v", what, events)
		}
		for i := range events[1:] {
			if events[i].At.Before(events[i+1].At) {
				t.Errorf("%s: the audit log is out of order: %+v", what, events)
			}
		}
	}
}

// lines are those of a text, whatever their order.
func lines(s string) string {
	all := strings.Split(s, "\n")
	slices.Sort(all)
	return strings.Join(all, "\n")
}
