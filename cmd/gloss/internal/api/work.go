package api

import (
	"net/http"
	"strconv"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/hooks"
	"gloss/cmd/gloss/internal/team"
)

// handleWork are the routes by which documents are handed out and counted.
func (a *API) handleWork() {
	a.handle("POST", "/projects/{id}/queue", a.nextTask)
	a.handle("POST", "/projects/{id}/queue/{document}/done", a.finishTask)
	a.handle("DELETE", "/projects/{id}/queue/{document}", a.returnTask)
	a.handle("GET", "/projects/{id}/assignments", a.assignments)
	a.handle("POST", "/projects/{id}/assignments", a.assign)
	a.handle("DELETE", "/projects/{id}/assignments/{document}/{user}", a.takeBack)
	a.handle("GET", "/projects/{id}/known", a.known)
	a.handle("PUT", "/projects/{id}/known", a.setKnown)
	a.handle("GET", "/projects/{id}/training", a.training)
	a.handle("DELETE", "/projects/{id}/training/{user}", a.trainAgain)
	a.handle("GET", "/projects/{id}/documents/{document}/skills", a.needs)
	a.handle("PUT", "/projects/{id}/documents/{document}/skills", a.setNeeds)
	a.handle("GET", "/projects/{id}/progress", a.progress)
	a.handle("GET", "/projects/{id}/webhooks", a.webhooks)
	a.handle("POST", "/projects/{id}/webhooks", a.addWebhook)
	a.handle("DELETE", "/projects/{id}/webhooks/{webhook}", a.removeWebhook)
	a.handle("GET", "/projects/{id}/webhooks/{webhook}/deliveries", a.deliveries)
}

// documentOf reads the ID of a document from the path.
func documentOf(r *http.Request) (annotations.DocumentID, error) {
	id, err := annotations.ParseID[annotations.Document](r.PathValue("document"))
	if err != nil {
		return id, fail(http.StatusNotFound, "not_found", "There is no document %q.", r.PathValue("document"))
	}
	return id, nil
}

func (a *API) nextTask(w http.ResponseWriter, r *http.Request) error {
	task, err := a.team.Next(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, task)
}

func (a *API) finishTask(w http.ResponseWriter, r *http.Request) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	return done(w, a.team.Finish(r.Context(), a.by(r), r.PathValue("id"), id))
}

func (a *API) returnTask(w http.ResponseWriter, r *http.Request) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	return done(w, a.team.GiveBack(r.Context(), a.by(r), r.PathValue("id"), id))
}

func (a *API) assignments(w http.ResponseWriter, r *http.Request) error {
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	all, err := a.team.Assignments(r.Context(), a.by(r), r.PathValue("id"), int(after), limit)
	if err != nil {
		return err
	}
	if len(all) == limit {
		next(w, r, strconv.FormatInt(after+int64(limit), 10))
	}
	return reply(w, list(all))
}

func (a *API) assign(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct {
		Document annotations.DocumentID
		User     string
	}](w, r)
	if err != nil {
		return err
	}
	return done(w, a.team.Assign(r.Context(), a.by(r), r.PathValue("id"), in.Document, in.User))
}

func (a *API) takeBack(w http.ResponseWriter, r *http.Request) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	return done(w, a.team.TakeBack(r.Context(), a.by(r), r.PathValue("id"), id, r.PathValue("user")))
}

func (a *API) known(w http.ResponseWriter, r *http.Request) error {
	k, err := a.team.Known(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return tagged(w, knownAs(k))
}

// knownAs are known answers as they travel.
func knownAs(k team.Known) team.Known {
	k.Training, k.Control = list(k.Training), list(k.Control)
	return k
}

func (a *API) setKnown(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[team.Known](w, r)
	if err != nil {
		return err
	}
	return done(w, a.team.SetKnown(r.Context(), a.by(r), r.PathValue("id"), in, func(now team.Known) error {
		return matches(r, tagOf(knownAs(now)))
	}))
}

func (a *API) training(w http.ResponseWriter, r *http.Request) error {
	t, err := a.team.Training(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	t.Documents = list(t.Documents)
	return reply(w, t)
}

func (a *API) trainAgain(w http.ResponseWriter, r *http.Request) error {
	return done(w, a.team.TrainAgain(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user")))
}

// tags is how skills travel.
type tags struct {
	Skills []string `json:"skills"`
}

func (a *API) memberSkills(w http.ResponseWriter, r *http.Request) error {
	skills, err := a.team.Skills(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user"))
	if err != nil {
		return err
	}
	return tagged(w, tags{list(skills)})
}

func (a *API) setMemberSkills(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[tags](w, r)
	if err != nil {
		return err
	}
	return done(w, a.team.SetSkills(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user"), in.Skills, func(now []string) error {
		return matches(r, tagOf(tags{list(now)}))
	}))
}

func (a *API) needs(w http.ResponseWriter, r *http.Request) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	n, err := a.team.Needs(r.Context(), a.by(r), r.PathValue("id"), id)
	if err != nil {
		return err
	}
	return tagged(w, needsAs(n))
}

// needsAs are needed skills as they travel.
func needsAs(n team.Needs) team.Needs {
	n.Skills = list(n.Skills)
	return n
}

// setNeeds replaces the skills that a document needs; null gives way to its
// metadata again.
func (a *API) setNeeds(w http.ResponseWriter, r *http.Request) error {
	id, err := documentOf(r)
	if err != nil {
		return err
	}
	in, err := readJSON[tags](w, r)
	if err != nil {
		return err
	}
	return done(w, a.team.SetNeeds(r.Context(), a.by(r), r.PathValue("id"), id, in.Skills, func(now team.Needs) error {
		return matches(r, tagOf(needsAs(now)))
	}))
}

func (a *API) progress(w http.ResponseWriter, r *http.Request) error {
	archived, err := archivedToo(r)
	if err != nil {
		return err
	}
	p, err := a.team.Progress(r.Context(), a.by(r), r.PathValue("id"), archived)
	if err != nil {
		return err
	}
	p.People, p.Labels, p.Days, p.Slow, p.Checks = list(p.People), list(p.Labels), list(p.Days), list(p.Slow), list(p.Checks)
	return reply(w, p)
}

func (a *API) webhooks(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.WebHooks(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// NewHook is a webhook with its secret, which is shown once.
type NewHook struct {
	hooks.Hook
	Secret string `json:"secret"`
}

func (a *API) addWebhook(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct{ URL string }](w, r)
	if err != nil {
		return err
	}
	secret, h, err := a.team.AddHook(r.Context(), a.by(r), r.PathValue("id"), in.URL)
	if err != nil {
		return err
	}
	return created(w, NewHook{h, secret})
}

func (a *API) removeWebhook(w http.ResponseWriter, r *http.Request) error {
	return done(w, a.team.RemoveHook(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("webhook")))
}

func (a *API) deliveries(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.Deliveries(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("webhook"))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}
