package pages

import (
	"net/http"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/team"
)

// latest is how many lines of the audit log a page shows.
const latest = 50

func (p *Pages) handlePeople() {
	p.get("/people", p.signedIn(p.people))
	p.post("/people", p.staying(p.invitePerson, p.refusedOnPeople))
	p.post("/people/{user}", p.staying(p.changePerson, p.refusedOnPeople))
	p.post("/people/invitations/{invitation}/revoke", p.signedIn(p.revokeAny))
}

type peopleData struct {
	Users         []auth.User
	Events        []auth.Event
	Invites       []auth.Invite
	Link, LinkFor string
	refused       refusal
}

func (p *Pages) people(w http.ResponseWriter, r *http.Request) error {
	return p.showPeople(w, r, peopleData{})
}

func (p *Pages) refusedOnPeople(w http.ResponseWriter, r *http.Request, why refusal) error {
	return p.showPeople(w, r, peopleData{refused: why})
}

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request, d peopleData) (err error) {
	by := p.by(r)
	if d.Users, err = p.team.Users(r.Context(), by); err != nil {
		return err
	}
	if d.Invites, err = p.team.Invites(r.Context(), by, ""); err != nil {
		return err
	}
	if d.Events, err = p.team.Audit(r.Context(), by, "", "", latest); err != nil {
		return err
	}
	return p.showRefused(w, r, d.refused, "people", view{Title: "People", Data: d})
}

func (p *Pages) invitePerson(w http.ResponseWriter, r *http.Request) error {
	secret, _, err := p.team.Invite(r.Context(), p.by(r), team.Invitation{Admin: r.PostFormValue("admin") == "yes"})
	if err != nil {
		return err
	}
	return p.showPeople(w, r, peopleData{Link: p.site(r) + gate.InvitePath(secret), LinkFor: p.speaking(r).Tr("An invitation to this server.")})
}

func (p *Pages) changePerson(w http.ResponseWriter, r *http.Request) error {
	user, yes, no := r.PathValue("user"), true, false
	changes := map[string]team.UserChange{
		"raise": {Admin: &yes}, "lower": {Admin: &no}, "shut": {Disabled: &yes}, "open": {Disabled: &no},
	}
	if r.PostFormValue("do") == "link" {
		secret, i, err := p.team.Reset(r.Context(), p.by(r), user)
		if err != nil {
			return err
		}
		return p.showPeople(w, r, peopleData{Link: p.site(r) + gate.InvitePath(secret), LinkFor: p.speaking(r).Tr("A new password for {0}.", i.Name)})
	}
	if _, err := p.team.ChangeUser(r.Context(), p.by(r), user, changes[r.PostFormValue("do")]); err != nil {
		return err
	}
	return redirect(w, r, "/people", "account")
}

func (p *Pages) revokeAny(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.Revoke(r.Context(), p.by(r), "", r.PathValue("invitation")); err != nil {
		return err
	}
	return redirect(w, r, "/people", "revoked")
}
