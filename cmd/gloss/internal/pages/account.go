package pages

import (
	"errors"
	"net/http"

	"gloss/cmd/gloss/internal/auth"
)

func (p *Pages) handleAccount() {
	p.get("/account", p.signedIn(p.account))
	p.post("/account/password", p.signedIn(p.password))
	p.post("/account/sessions/end", p.signedIn(p.endSession))
	p.post("/account/sessions/{session}/end", p.signedIn(p.endSession))
	p.post("/account/tokens", p.signedIn(p.addToken))
	p.post("/account/tokens/{token}/end", p.signedIn(p.endToken))
}

type projectRow struct {
	ID, Name  string
	Role      auth.Role
	Archived  bool
	Documents int
}

type accountData struct {
	Projects []projectRow
	Sessions []auth.Session
	Tokens   []auth.Token
	Passkeys []auth.Passkey
	Secret   string
	// Elsewhere is the name of a provider, and whether it is connected.
	Elsewhere string
	Connected bool
}

func (p *Pages) account(w http.ResponseWriter, r *http.Request) error {
	return p.showAccount(w, r, http.StatusOK, "", "")
}

func (p *Pages) showAccount(w http.ResponseWriter, r *http.Request, status int, secret, wrong string) error {
	by := p.by(r)
	if by.Solo {
		return redirect(w, r, "/projects", "")
	}
	d := accountData{Secret: secret}
	var err error
	if d.Projects, err = p.projectRows(r); err != nil {
		return err
	}
	if d.Sessions, err = p.team.People.Sessions(r.Context(), by.ID); err != nil {
		return err
	}
	if d.Tokens, err = p.team.People.Tokens(r.Context(), by.ID); err != nil {
		return err
	}
	if d.Passkeys, err = p.team.People.Passkeys(r.Context(), by.ID); err != nil {
		return err
	}
	if p.provider != nil {
		d.Elsewhere = p.provider.Name
		if d.Connected, err = p.team.People.Identified(r.Context(), by.ID, p.provider.Issuer); err != nil {
			return err
		}
	}
	return p.show(w, r, status, "account", view{Title: "{0}", Of: by.Name, Wrong: wrong, Data: d})
}

func (p *Pages) password(w http.ResponseWriter, r *http.Request) error {
	by := p.by(r)
	if err := p.gate.Limit(r, by.Name); err != nil {
		return err
	}
	err := p.team.ChangePassword(r.Context(), by, r.PostFormValue("old"), r.PostFormValue("new"))
	var rule *auth.RuleError
	switch {
	case errors.Is(err, auth.ErrSignIn):
		return p.showAccount(w, r, http.StatusUnprocessableEntity, "", say("The present password is not right."))
	case errors.As(err, &rule):
		return p.showAccount(w, r, http.StatusUnprocessableEntity, "", sentence(err))
	case err != nil:
		return err
	}
	return redirect(w, r, "/account", "password")
}

// endSession ends one session, or all with none named.
func (p *Pages) endSession(w http.ResponseWriter, r *http.Request) error {
	session := r.PathValue("session")
	if err := p.team.EndSession(r.Context(), p.by(r), session); err != nil {
		return err
	}
	if session == "" {
		return p.signOut(w, r)
	}
	return redirect(w, r, "/account", "session")
}

func (p *Pages) addToken(w http.ResponseWriter, r *http.Request) error {
	secret, _, err := p.team.AddToken(r.Context(), p.by(r), r.PostFormValue("name"), r.PostFormValue("writes") == "yes", 0)
	var rule *auth.RuleError
	if errors.As(err, &rule) {
		return p.showAccount(w, r, http.StatusUnprocessableEntity, "", sentence(err))
	}
	if err != nil {
		return err
	}
	return p.showAccount(w, r, http.StatusOK, secret, "")
}

func (p *Pages) endToken(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.EndToken(r.Context(), p.by(r), r.PathValue("token")); err != nil {
		return err
	}
	return redirect(w, r, "/account", "token")
}
