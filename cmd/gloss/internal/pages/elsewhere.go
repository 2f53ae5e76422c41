package pages

import (
	"errors"
	"net/http"
	"strings"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/oidc"
)

// handleElsewhere are the pages by which people sign in by a provider elsewhere.
func (p *Pages) handleElsewhere() {
	p.get("/sign-in/oidc", p.goElsewhere)
	p.get(oidc.Callback, p.backFromElsewhere)
	p.post("/account/oidc", p.signedIn(p.connect))
	p.post("/account/oidc/end", p.signedIn(p.disconnect))
}

func (p *Pages) goElsewhere(w http.ResponseWriter, r *http.Request) error {
	if p.provider == nil {
		return auth.ErrUnknown
	}
	address, err := p.provider.Begin(w, r, onward(r.URL.Query().Get("next")), false)
	if err == nil {
		http.Redirect(w, r, address, http.StatusSeeOther)
	}
	return err
}

// connect begins to connect an account elsewhere. A page leads on, since the policy
// lets no form lead to another site.
func (p *Pages) connect(w http.ResponseWriter, r *http.Request) error {
	if p.provider == nil {
		return auth.ErrUnknown
	}
	address, err := p.provider.Begin(w, r, "/account", true)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "leave", view{Title: "To {0}", Of: p.provider.Name, Data: address})
}

// backFromElsewhere admits whom the provider names: somebody who is known by it,
// or who is signed in and connects the two, or who came with an invitation.
func (p *Pages) backFromElsewhere(w http.ResponseWriter, r *http.Request) error {
	if p.provider == nil {
		return auth.ErrUnknown
	}
	if err := p.gate.Limit(r, ""); err != nil {
		return err
	}
	who, err := p.provider.End(w, r)
	if errors.Is(err, oidc.ErrJourney) {
		return p.show(w, r, http.StatusBadRequest, "sign-in", p.signInView("", "/", sentence(err)))
	}
	if err != nil {
		return err
	}
	next := onward(who.Next)
	ctx, by := r.Context(), p.by(r)
	u, err := p.team.People.ByIdentity(ctx, who.Issuer, who.Subject)
	invitation, invited := strings.CutPrefix(next, gate.InvitePath(""))
	switch {
	case err == nil && by.Session != "" && by.ID != u.ID:
		return auth.ErrTaken
	case err == nil:
		if u.Disabled {
			return auth.ErrSignIn
		}
		return p.admit(w, r, u, next)
	case !errors.Is(err, auth.ErrUnknown):
		return err
	case by.Session != "" && who.Connect:
		if err := p.team.Connect(ctx, by, who.Issuer, who.Subject); err != nil {
			return err
		}
		return redirect(w, r, "/account", "connected")
	case invited:
		u, i, err := p.team.AcceptWith(ctx, invitation, who.Name, who.Issuer, who.Subject, p.gate.Address(r))
		if err != nil {
			return err
		}
		return p.admit(w, r, u, start(i))
	}
	return p.show(w, r, http.StatusForbidden, "sign-in", p.signInView("", next,
		say("Nobody here is known by that account. Open your invitation first, or sign in with your password and connect it on the page Account.")))
}

func (p *Pages) admit(w http.ResponseWriter, r *http.Request, u auth.User, next string) error {
	if err := p.gate.Admit(w, r, u, p.provider.Name); err != nil {
		return err
	}
	return redirect(w, r, next, "")
}

func (p *Pages) disconnect(w http.ResponseWriter, r *http.Request) error {
	if p.provider == nil {
		return auth.ErrUnknown
	}
	err := p.team.Disconnect(r.Context(), p.by(r), p.provider.Issuer)
	var rule *auth.RuleError
	if errors.As(err, &rule) {
		return p.showAccount(w, r, http.StatusUnprocessableEntity, "", sentence(err))
	}
	if err != nil {
		return err
	}
	return redirect(w, r, "/account", "disconnected")
}
