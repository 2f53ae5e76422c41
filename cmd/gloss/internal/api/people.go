package api

import (
	"errors"
	"net/http"
	"time"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/team"
)

func (a *API) handlePeople() {
	a.public("POST", "/session", a.signIn)
	a.public("DELETE", "/session", a.signOut)
	a.public("POST", "/accounts", a.accept)
	a.handle("GET", "/me", a.me)
	a.handle("GET", "/me/documents", a.myDocuments)
	a.handle("GET", "/me/sessions", a.sessions)
	a.handle("DELETE", "/me/sessions", a.endSession)
	a.handle("DELETE", "/me/sessions/{session}", a.endSession)
	a.handle("GET", "/me/tokens", a.tokens)
	a.handle("POST", "/me/tokens", a.addToken)
	a.handle("DELETE", "/me/tokens/{token}", a.endToken)
	a.handle("PUT", "/me/password", a.setPassword)
	a.handle("GET", "/me/passkeys", a.passkeys)
	a.handle("DELETE", "/me/passkeys/{passkey}", a.endPasskey)
	a.handle("GET", "/me/identities", a.identities)
	a.handle("DELETE", "/me/identities", a.endIdentity)
	a.handle("POST", "/me/invitations", a.join)
	a.handle("GET", "/users", a.users)
	a.handle("PATCH", "/users/{user}", a.changeUser)
	a.handle("POST", "/users/{user}/link", a.resetUser)
	a.handle("GET", "/invitations", a.invitations)
	a.handle("POST", "/invitations", a.inviteToServer)
	a.handle("DELETE", "/invitations/{invitation}", a.revoke)
	a.handle("GET", "/audit", func(w http.ResponseWriter, r *http.Request) error { return a.audit(w, r, "") })
}

// Me is who is signed in, and in which projects.
type Me struct {
	Name     string       `json:"name"`
	Admin    bool         `json:"admin"`
	Accounts bool         `json:"accounts"` // false on a server that asks nobody to sign in
	Projects []Membership `json:"projects"`
	User     string       `json:"id,omitempty"`
	Session  string       `json:"session,omitempty"`
}

// Membership is a project as one of its people sees it.
type Membership struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Role auth.Role `json:"role"`
	auth.Settings
}

func (a *API) me(w http.ResponseWriter, r *http.Request) error {
	by := a.by(r)
	me := Me{Name: by.Name, Admin: by.Admin, Accounts: !by.Solo, User: by.ID, Session: by.Session, Projects: []Membership{}}
	projects, err := a.team.Projects(r.Context(), by)
	if err != nil {
		return err
	}
	settings, err := a.team.People.AllSettings(r.Context())
	if err != nil {
		return err
	}
	for _, p := range projects {
		m := Membership{ID: p.ID.String(), Name: p.Name, Role: by.Role(p.ID.String()), Settings: auth.Settings{Overlap: 1}}
		if s, ok := settings[m.ID]; ok {
			m.Settings = s
		}
		me.Projects = append(me.Projects, m)
	}
	return reply(w, me)
}

func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	if a.gate.Solo {
		return noAccounts()
	}
	in, err := readJSON[struct{ Name, Password string }](w, r)
	if err != nil {
		return err
	}
	u, err := a.gate.SignIn(w, r, in.Name, in.Password)
	if err != nil {
		return err
	}
	return reply(w, u)
}

func noAccounts() error {
	return fail(http.StatusNotFound, "no_accounts", "This server asks nobody to sign in. `gloss serve --team` does.")
}

func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	return done(w, a.gate.SignOut(w, r))
}

func (a *API) sessions(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.People.Sessions(r.Context(), a.by(r).ID)
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// own is who asks, if they are signed in with a session: a token that leaked must
// not make others, nor keep its owner out.
func (a *API) own(r *http.Request) (team.By, error) {
	by := a.by(r)
	if by.Session == "" {
		return by, fail(http.StatusForbidden, "session_needed", "This is done signed in, and not with a token.")
	}
	return by, nil
}

// endSession ends one session, or all with none named.
func (a *API) endSession(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	return done(w, a.team.EndSession(r.Context(), by, r.PathValue("session")))
}

func (a *API) tokens(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.People.Tokens(r.Context(), a.by(r).ID)
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// NewToken is a token with its secret, which is shown once.
type NewToken struct {
	auth.Token
	Secret string `json:"secret"`
}

func (a *API) addToken(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	in, err := readJSON[struct {
		Name   string
		Writes bool
		Days   int
	}](w, r)
	if err != nil {
		return err
	}
	secret, token, err := a.team.AddToken(r.Context(), by, in.Name, in.Writes, in.Days)
	if err != nil {
		return err
	}
	return created(w, NewToken{token, secret})
}

func (a *API) endToken(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	return done(w, a.team.EndToken(r.Context(), by, r.PathValue("token")))
}

func (a *API) users(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.Users(r.Context(), a.by(r))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

func (a *API) changeUser(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[team.UserChange](w, r)
	if err != nil {
		return err
	}
	u, err := a.team.ChangeUser(r.Context(), a.by(r), r.PathValue("user"), in)
	if err != nil {
		return err
	}
	return reply(w, u)
}

func (a *API) audit(w http.ResponseWriter, r *http.Request, project string) error {
	_, limit, err := pageOf(withoutAfter(r))
	if err != nil {
		return err
	}
	limit = min(limit, 200)
	all, err := a.team.Audit(r.Context(), a.by(r), project, r.URL.Query().Get("after"), limit)
	if err != nil {
		return err
	}
	if len(all) == limit {
		next(w, r, all[limit-1].ID)
	}
	return reply(w, list(all))
}

// setPassword replaces one's own, for who knows the present one.
func (a *API) setPassword(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	if err := a.gate.Limit(r, by.Name); err != nil {
		return err
	}
	in, err := readJSON[struct{ Old, New string }](w, r)
	if err != nil {
		return err
	}
	err = a.team.ChangePassword(r.Context(), by, in.Old, in.New)
	if errors.Is(err, auth.ErrSignIn) { // who asks is signed in
		err = fail(http.StatusUnprocessableEntity, "wrong_password", "The present password is not right.")
	}
	return done(w, err)
}

func (a *API) passkeys(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.People.Passkeys(r.Context(), a.by(r).ID)
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

func (a *API) endPasskey(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	return done(w, a.team.EndPasskey(r.Context(), by, r.PathValue("passkey")))
}

// Joined is an account with what an invitation has given it.
type Joined struct {
	auth.User
	Project string    `json:"project,omitempty"`
	Role    auth.Role `json:"role,omitempty"`
}

// accept makes an account by an invitation, or sets a new password by a link for
// one, and signs in.
func (a *API) accept(w http.ResponseWriter, r *http.Request) error {
	if a.gate.Solo {
		return noAccounts()
	}
	in, err := readJSON[struct{ Secret, Name, Password string }](w, r)
	if err != nil {
		return err
	}
	u, i, err := a.team.Accept(r.Context(), in.Secret, in.Name, in.Password, a.gate.Address(r))
	if err != nil {
		return a.guessed(r, err)
	}
	if err := a.gate.Admit(w, r, u, "an invitation"); err != nil {
		return err
	}
	return created(w, Joined{u, i.Project, i.Role})
}

// join takes an invitation with the account of who asks.
func (a *API) join(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	in, err := readJSON[struct{ Secret string }](w, r)
	if err != nil {
		return err
	}
	i, err := a.team.Join(r.Context(), by, in.Secret)
	if err != nil {
		return a.guessed(r, err)
	}
	return reply(w, Joined{by.User, i.Project, i.Role})
}

// guessed slows down who tries secrets of links, hopeless as it is.
func (a *API) guessed(r *http.Request, err error) error {
	if errors.Is(err, auth.ErrOver) {
		if limited := a.gate.Limit(r, ""); limited != nil {
			return limited
		}
	}
	return err
}

func (a *API) identities(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.People.IdentitiesOf(r.Context(), a.by(r).ID)
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

// endIdentity disconnects the account from the one at a provider.
func (a *API) endIdentity(w http.ResponseWriter, r *http.Request) error {
	by, err := a.own(r)
	if err != nil {
		return err
	}
	issuer := r.URL.Query().Get("issuer")
	is, err := a.team.People.Identified(r.Context(), by.ID, issuer)
	if err != nil {
		return err
	}
	if !is {
		return auth.ErrUnknown
	}
	return done(w, a.team.Disconnect(r.Context(), by, issuer))
}

// resetUser makes a link with which somebody sets a new password.
func (a *API) resetUser(w http.ResponseWriter, r *http.Request) error {
	secret, i, err := a.team.Reset(r.Context(), a.by(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	return created(w, NewInvite{i, gate.InvitePath(secret)})
}

// inviteToServer makes a link to no project.
func (a *API) inviteToServer(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct {
		Admin      bool
		Uses, Days int
	}](w, r)
	if err != nil {
		return err
	}
	secret, i, err := a.team.Invite(r.Context(), a.by(r), team.Invitation{Admin: in.Admin, Uses: in.Uses, Life: days(in.Days)})
	if err != nil {
		return err
	}
	return created(w, NewInvite{i, gate.InvitePath(secret)})
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
