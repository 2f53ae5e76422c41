package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/team"
)

func (a *API) projects(w http.ResponseWriter, r *http.Request) error {
	projects, err := a.team.Projects(r.Context(), a.by(r))
	if err != nil {
		return err
	}
	return reply(w, list(projects))
}

func (a *API) find(r *http.Request) (annotations.Project, error) {
	return a.team.Project(r.Context(), a.by(r), r.PathValue("id"))
}

func (a *API) project(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	return tagged(w, p)
}

// renameProject replaces the name that was read, and no newer one.
func (a *API) renameProject(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	if err := matches(r, tagOf(p)); err != nil {
		return err
	}
	in, err := readJSON[struct{ Name string }](w, r)
	if err != nil {
		return err
	}
	if p, err = a.team.Rename(r.Context(), a.by(r), p, in.Name); err != nil {
		return err
	}
	return tagged(w, p)
}

func (a *API) documents(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	archived, err := archivedToo(r)
	if err != nil {
		return err
	}
	st, err := a.open(r)
	if err != nil {
		return err
	}
	all := []Listed{}
	for more := true; more && len(all) < limit; {
		var page []store.Heading
		if page, after, more, err = headings(r.Context(), st, p.ID, r.URL.Query().Get("find"), after, limit-len(all)); err != nil {
			return err
		}
		for _, h := range page {
			log, err := st.Log(r.Context(), h.ID)
			if err != nil {
				return err
			}
			shelf := annotations.ShelfOf(log)
			if shelf == annotations.ShelfList || shelf == annotations.ShelfArchived && archived {
				all = append(all, Listed{h, shelf == annotations.ShelfArchived})
			}
		}
	}
	if len(all) == limit {
		next(w, r, strconv.FormatInt(after, 10))
	}
	return reply(w, all)
}

// Listed is a document in a list.
type Listed struct {
	store.Heading
	Archived bool `json:"archived,omitempty"`
}

// headings reads the next documents of a project: all, or those whose title or text
// has some words. more tells that there may be others after last.
func headings(ctx context.Context, st store.Store, project annotations.ProjectID, words string, after int64, limit int) (page []store.Heading, last int64, more bool, err error) {
	if words != "" {
		found, err := st.Search(ctx, project, words, after, limit)
		return found.Headings, found.Next, !found.Done, err
	}
	if page, err = st.Documents(ctx, project, after, limit); err == nil && len(page) > 0 {
		after = page[len(page)-1].Place
	}
	return page, after, len(page) == limit, err
}

// handleProjects are the routes by which projects are managed.
func (a *API) handleProjects() {
	a.handle("POST", "/projects", a.makeProject)
	a.handle("GET", "/projects/{id}/backup", a.backup)
	a.handle("POST", "/restore", a.restore)
	a.handle("GET", "/projects/{id}/schema", a.schema)
	a.handle("PUT", "/projects/{id}/schema", a.setSchema)
	a.handle("GET", "/projects/{id}/settings", a.settings)
	a.handle("PUT", "/projects/{id}/settings", a.setSettings)
	a.handle("GET", "/projects/{id}/members", a.members)
	a.handle("GET", "/projects/{id}/members/{user}", a.member)
	a.handle("PUT", "/projects/{id}/members/{user}", a.setMember)
	a.handle("DELETE", "/projects/{id}/members/{user}", a.removeMember)
	a.handle("GET", "/projects/{id}/members/{user}/skills", a.memberSkills)
	a.handle("PUT", "/projects/{id}/members/{user}/skills", a.setMemberSkills)
	a.handle("GET", "/projects/{id}/invitations", a.invitations)
	a.handle("POST", "/projects/{id}/invitations", a.invite)
	a.handle("DELETE", "/projects/{id}/invitations/{invitation}", a.revoke)
	a.handle("GET", "/projects/{id}/audit", func(w http.ResponseWriter, r *http.Request) error { return a.audit(w, r, r.PathValue("id")) })
}

func (a *API) makeProject(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct{ Name, From string }](w, r)
	if err != nil {
		return err
	}
	p, err := a.team.MakeProject(r.Context(), a.by(r), in.Name, in.From)
	if err != nil {
		return err
	}
	w.Header().Set("Location", prefix+"/projects/"+p.ID.String())
	return created(w, p)
}

func (a *API) settings(w http.ResponseWriter, r *http.Request) error {
	s, version, err := a.team.Settings(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag(version))
	return reply(w, s)
}

// setSettings replaces what was read, and nothing newer: If-Match says what it was.
func (a *API) setSettings(w http.ResponseWriter, r *http.Request) error {
	match := r.Header.Get("If-Match")
	if match == "" {
		return errNeedsMatch
	}
	version, err := strconv.ParseInt(strings.Trim(match, `"`), 10, 64)
	if err != nil {
		return auth.ErrChanged
	}
	s, err := readJSON[auth.Settings](w, r)
	if err != nil {
		return err
	}
	if version, err = a.team.SetSettings(r.Context(), a.by(r), r.PathValue("id"), s, version); err != nil {
		return err
	}
	w.Header().Set("ETag", etag(version))
	return reply(w, s)
}

func (a *API) members(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.Members(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// member answers with one; its ETag is that of the role, which is what PUT replaces.
func (a *API) member(w http.ResponseWriter, r *http.Request) error {
	m, err := a.team.Member(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user"))
	if err != nil {
		return err
	}
	w.Header().Set("ETag", tagOf(m.Role))
	return reply(w, m)
}

// setMember gives a member another role, or makes somebody a member: then there is
// nothing that they could have read.
func (a *API) setMember(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct{ Role auth.Role }](w, r)
	if err != nil {
		return err
	}
	return done(w, a.team.SetRole(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user"), in.Role, func(now auth.Role) error {
		if now == "" {
			if r.Header.Get("If-Match") != "" {
				return auth.ErrChanged
			}
			return nil
		}
		return matches(r, tagOf(now))
	}))
}

func (a *API) removeMember(w http.ResponseWriter, r *http.Request) error {
	return done(w, a.team.RemoveMember(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("user")))
}

func (a *API) invitations(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.Invites(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// NewInvite is an invitation with the path of its link, which is shown once.
type NewInvite struct {
	auth.Invite
	Path string `json:"path"`
}

func (a *API) invite(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct {
		Role auth.Role
		Uses int
		Days int
	}](w, r)
	if err != nil {
		return err
	}
	secret, i, err := a.team.Invite(r.Context(), a.by(r), team.Invitation{
		Project: r.PathValue("id"), Role: in.Role, Uses: in.Uses, Life: days(in.Days),
	})
	if err != nil {
		return err
	}
	return created(w, NewInvite{i, gate.InvitePath(secret)})
}

func (a *API) revoke(w http.ResponseWriter, r *http.Request) error {
	return done(w, a.team.Revoke(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("invitation")))
}
