package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/hooks"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/team"
)

func (p *Pages) handleProjects() {
	p.get("/projects", p.signedIn(p.projects))
	p.post("/projects", p.staying(p.makeProject, p.showProjects))
	p.get("/projects/{id}", p.signedIn(p.project))
	p.get("/projects/{id}/progress", p.signedIn(p.progress))
	p.post("/projects/{id}/training/{user}", p.signedIn(p.trainAgain))
	p.post("/projects/{id}/invite", p.staying(p.invite, p.refusedOnProject))
	p.post("/projects/{id}/invitations/{invitation}/revoke", p.signedIn(p.revoke))
	p.post("/projects/{id}/members", p.staying(p.addMember, p.refusedOnProject))
	p.post("/projects/{id}/members/{user}", p.staying(p.changeMember, p.refusedOnProject))
	p.post("/projects/{id}/name", p.staying(p.rename, p.refusedOnProject))
	p.post("/projects/{id}/settings", p.staying(p.setSettings, p.refusedOnProject))
	p.post("/projects/{id}/releases", p.staying(p.makeRelease, p.refusedOnProject))
	p.post("/projects/{id}/webhooks", p.staying(p.addWebhook, p.refusedOnProject))
	p.post("/projects/{id}/webhooks/{webhook}/remove", p.signedIn(p.removeWebhook))
}

type projectsData struct{ Projects []projectRow }

func (p *Pages) projectRows(r *http.Request) ([]projectRow, error) {
	by := p.by(r)
	projects, err := p.team.Projects(r.Context(), by)
	if err != nil {
		return nil, err
	}
	settings, err := p.team.People.AllSettings(r.Context())
	if err != nil {
		return nil, err
	}
	var rows []projectRow
	for _, project := range projects {
		id := project.ID.String()
		n, err := p.team.Store.Count(r.Context(), project.ID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, projectRow{id, project.Name, by.Role(id), settings[id].Archived, n})
	}
	return rows, nil
}

func (p *Pages) projects(w http.ResponseWriter, r *http.Request) error {
	return p.showProjects(w, r, refusal{})
}

func (p *Pages) showProjects(w http.ResponseWriter, r *http.Request, why refusal) error {
	rows, err := p.projectRows(r)
	if err != nil {
		return err
	}
	return p.showRefused(w, r, why, "projects", view{Title: "Projects", Data: projectsData{rows}})
}

func (p *Pages) makeProject(w http.ResponseWriter, r *http.Request) error {
	project, err := p.team.MakeProject(r.Context(), p.by(r), r.PostFormValue("name"), r.PostFormValue("from"))
	if err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+project.ID.String(), "")
}

type projectData struct {
	ID, Name          string
	Role              auth.Role
	Manages           bool
	Documents, Labels int
	Members           []team.Member
	Others            []auth.User // accounts that are not in it, for who knows them
	Invites           []auth.Invite
	Settings          auth.Settings
	Version           int64
	Events            []auth.Event
	Link              string // of an invitation
	Secret            string // of a webhook
	Exports           bool   // sees the labels of everybody
	Releases          []releases.Made
	Formats           []format.Format
	Hooks             []hookRow
	refused           refusal
}

// hookRow is a webhook with what it was told last.
type hookRow struct {
	hooks.Hook
	Last *hooks.Delivery
}

// RoleOf is what the control that shows a role needs.
func (projectData) RoleOf(m team.Member) any {
	return struct {
		Role auth.Role
		For  string
	}{m.Role, m.Name}
}

func (p *Pages) project(w http.ResponseWriter, r *http.Request) error {
	return p.showProject(w, r, projectData{})
}

func (p *Pages) refusedOnProject(w http.ResponseWriter, r *http.Request, why refusal) error {
	return p.showProject(w, r, projectData{refused: why})
}

func (p *Pages) showProject(w http.ResponseWriter, r *http.Request, d projectData) error {
	ctx, by, id := r.Context(), p.by(r), r.PathValue("id")
	project, err := p.team.Project(ctx, by, id)
	if err != nil {
		return err
	}
	d.ID, d.Name, d.Role, d.Manages, d.Exports = id, project.Name, by.Role(id), by.May(id, auth.Manage), by.May(id, auth.SeeAll)
	d.Labels, d.Formats = len(project.Schema.Live()), writtenFormats
	if d.Documents, err = p.team.Store.Count(ctx, project.ID); err != nil {
		return err
	}
	if d.Members, err = p.team.Members(ctx, by, id); err != nil {
		return err
	}
	if by.Admin && !by.Solo {
		if d.Others, err = p.others(r, d.Members); err != nil {
			return err
		}
	}
	if d.Settings, d.Version, err = p.team.Settings(ctx, by, id); err != nil {
		return err
	}
	if d.Releases, err = p.team.ReleasesOf(ctx, by, id); err != nil {
		return err
	}
	if d.Manages {
		if d.Hooks, err = p.hookRows(r); err != nil {
			return err
		}
		if d.Invites, err = p.team.Invites(ctx, by, id); err != nil {
			return err
		}
		if d.Events, err = p.team.Audit(ctx, by, id, "", latest); err != nil {
			return err
		}
	}
	return p.showRefused(w, r, d.refused, "project", view{Title: "{0}", Of: project.Name, Data: d})
}

// number reads a field; one that is no number is 0, which the rules refuse.
func number(r *http.Request, field string) int {
	n, err := strconv.Atoi(r.PostFormValue(field))
	if err != nil {
		return 0
	}
	return n
}

func (p *Pages) invite(w http.ResponseWriter, r *http.Request) error {
	secret, _, err := p.team.Invite(r.Context(), p.by(r), team.Invitation{
		Project: r.PathValue("id"), Role: auth.Role(r.PostFormValue("role")),
		Uses: number(r, "uses"), Life: time.Duration(number(r, "days")) * 24 * time.Hour,
	})
	if err != nil {
		return err
	}
	return p.showProject(w, r, projectData{Link: p.site(r) + gate.InvitePath(secret)})
}

func (p *Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.Revoke(r.Context(), p.by(r), r.PathValue("id"), r.PathValue("invitation")); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id"), "revoked")
}

// others are the accounts that could be added to a project with these members.
func (p *Pages) others(r *http.Request, members []team.Member) ([]auth.User, error) {
	all, err := p.team.Users(r.Context(), p.by(r))
	return slices.DeleteFunc(all, func(u auth.User) bool {
		return u.Disabled || slices.ContainsFunc(members, func(m team.Member) bool { return m.ID == u.ID })
	}), err
}

func (p *Pages) addMember(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.SetRole(r.Context(), p.by(r), r.PathValue("id"), r.PostFormValue("user"), auth.Role(r.PostFormValue("role")), nil); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id"), "added")
}

func (p *Pages) changeMember(w http.ResponseWriter, r *http.Request) error {
	project, user, message := r.PathValue("id"), r.PathValue("user"), "member"
	var err error
	switch r.PostFormValue("do") {
	case "remove":
		err, message = p.team.RemoveMember(r.Context(), p.by(r), project, user), "removed"
	case "role":
		err = p.changeRole(r, project, user)
	default:
		err = errors.New("a form without a wish")
	}
	if err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+project, message)
}

// changeRole gives a member the role and the skills of a form, where it changes them,
// and nobody else has meanwhile.
func (p *Pages) changeRole(r *http.Request, project, user string) error {
	ctx, by := r.Context(), p.by(r)
	role, hadRole := auth.Role(r.PostFormValue("role")), auth.Role(r.PostFormValue("had-role"))
	skills, hadSkills := r.PostFormValue("skills"), r.PostFormValue("had-skills")
	sameRole := func(now auth.Role) error { return unchanged(now == hadRole) }
	sameSkills := func(now []string) error { return unchanged(joined(now) == hadSkills) }
	// Both are looked at before one is changed.
	now, err := p.team.Member(ctx, by, project, user)
	if err == nil && role != hadRole {
		err = sameRole(now.Role)
	}
	if err == nil && skills != hadSkills {
		err = sameSkills(now.Skills)
	}
	if err == nil && role != hadRole {
		err = p.team.SetRole(ctx, by, project, user, role, sameRole)
	}
	if err == nil && skills != hadSkills {
		err = p.team.SetSkills(ctx, by, project, user, tags(skills), sameSkills)
	}
	return err
}

// unchanged reports what is not what a form was made of.
func unchanged(same bool) error {
	if !same {
		return auth.ErrChanged
	}
	return nil
}

func (p *Pages) rename(w http.ResponseWriter, r *http.Request) error {
	project, err := p.team.Project(r.Context(), p.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := unchanged(project.Name == r.PostFormValue("had")); err != nil {
		return err
	}
	if _, err := p.team.Rename(r.Context(), p.by(r), project, r.PostFormValue("name")); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+project.ID.String(), "renamed")
}

func (p *Pages) setSettings(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return auth.ErrChanged
	}
	sight, err := auth.ParseSight(r.PostFormValue("sight"))
	if err != nil {
		return err
	}
	s := auth.Settings{
		Sight: sight, Overlap: number(r, "overlap"), Archived: r.PostFormValue("archived") == "yes",
		Queue: r.PostFormValue("queue") == "yes", Random: r.PostFormValue("random") == "yes", Seed: int64(number(r, "seed")), Hours: number(r, "hours"),
		Answers: strings.TrimSpace(r.PostFormValue("answers")), Pass: number(r, "pass"), Every: number(r, "every"),
	}
	if s.Pass > 0 && s.Answers == "" {
		s.Answers = p.by(r).Name // the manager's own
	}
	if _, err := p.team.SetSettings(r.Context(), p.by(r), r.PathValue("id"), s, version); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id"), "settings")
}

func (p *Pages) trainAgain(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.TrainAgain(r.Context(), p.by(r), r.PathValue("id"), r.PathValue("user")); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id")+"/progress", "again")
}

// writtenFormats are those of one file.
var writtenFormats = slices.DeleteFunc(slices.Clone(all.Formats), func(f format.Format) bool { return f.NewWriter == nil })

func (p *Pages) makeRelease(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.team.MakeRelease(r.Context(), p.by(r), r.PathValue("id"), strings.TrimSpace(r.PostFormValue("name"))); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id"), "release")
}

func (p *Pages) hookRows(r *http.Request) (rows []hookRow, err error) {
	found, err := p.team.WebHooks(r.Context(), p.by(r), r.PathValue("id"))
	for _, h := range found {
		row := hookRow{Hook: h}
		told, err := p.team.Hooks.Deliveries(r.Context(), h.Project, h.ID, 1)
		if err != nil {
			return nil, err
		}
		if len(told) > 0 {
			row.Last = &told[0]
		}
		rows = append(rows, row)
	}
	return rows, err
}

func (p *Pages) addWebhook(w http.ResponseWriter, r *http.Request) error {
	secret, _, err := p.team.AddHook(r.Context(), p.by(r), r.PathValue("id"), strings.TrimSpace(r.PostFormValue("url")))
	if err != nil {
		return err
	}
	return p.showProject(w, r, projectData{Secret: secret})
}

func (p *Pages) removeWebhook(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.RemoveHook(r.Context(), p.by(r), r.PathValue("id"), r.PathValue("webhook")); err != nil {
		return err
	}
	return redirect(w, r, "/projects/"+r.PathValue("id"), "hook-gone")
}
