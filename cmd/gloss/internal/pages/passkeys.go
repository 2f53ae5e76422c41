package pages

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"gloss/cmd/gloss/internal/auth"
)

//go:embed passkeys.js
var passkeyScript []byte

func (p *Pages) handlePasskeys() {
	p.get("/account/passkeys.js", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(passkeyScript)
		return nil
	})
	p.post("/account/passkeys/begin", p.signedIn(p.inJSON(p.beginPasskey)))
	p.post("/account/passkeys/finish", p.signedIn(p.inJSON(p.finishPasskey)))
	p.post("/account/passkeys/{passkey}/end", p.signedIn(p.endPasskey))
	p.post("/sign-in/passkey/begin", p.inJSON(p.beginPasskeyLogin))
	p.post("/sign-in/passkey/finish", p.inJSON(p.finishPasskeyLogin))
}

// inJSON answers the script: with what a handler returns, or with why not.
func (p *Pages) inJSON(h func(w http.ResponseWriter, r *http.Request) (any, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := h(w, r)
		status := http.StatusOK
		if err != nil {
			var words string
			t := p.speaking(r)
			if status, _, words = t.problem(err); status >= 500 {
				return err
			}
			v = map[string]string{"wrong": t.Known(words)}
		}
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(b)
		return nil
	}
}

// relying is this server as keys know it: by the name by which it is reached.
func (p *Pages) relying(r *http.Request) (*webauthn.WebAuthn, error) {
	site, err := url.Parse(p.site(r))
	if err != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{
		RPID: site.Hostname(), RPDisplayName: "Gloss", RPOrigins: []string{site.String()},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// keyOwner is an account as the library sees it.
type keyOwner struct {
	auth.User
	keys []webauthn.Credential
}

func (o keyOwner) WebAuthnID() []byte                         { return []byte(o.ID) }
func (o keyOwner) WebAuthnName() string                       { return o.Name }
func (o keyOwner) WebAuthnDisplayName() string                { return o.Name }
func (o keyOwner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func (p *Pages) owner(ctx context.Context, u auth.User) (o keyOwner, err error) {
	o.User = u
	all, err := p.team.People.Passkeys(ctx, u.ID)
	for _, k := range all {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Credential), &c); err != nil {
			return o, err
		}
		o.keys = append(o.keys, c)
	}
	return o, err
}

const ceremonyCookie = "gloss-passkey"

// ask keeps what a device is asked, and has it come back with the answer.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request, session *webauthn.SessionData) error {
	b, err := json.Marshal(session)
	if err != nil {
		return err
	}
	secret, err := p.team.People.BeginCeremony(r.Context(), string(b))
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: ceremonyCookie, Value: secret, Path: "/", MaxAge: 300, HttpOnly: true, Secure: p.gate.Secure, SameSite: http.SameSiteStrictMode})
	return nil
}

// asked is what the device was asked that answers now.
func (p *Pages) asked(w http.ResponseWriter, r *http.Request) (session webauthn.SessionData, err error) {
	c, err := r.Cookie(ceremonyCookie)
	if err != nil {
		return session, auth.ErrOver
	}
	http.SetCookie(w, &http.Cookie{Name: ceremonyCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.gate.Secure, SameSite: http.SameSiteStrictMode})
	data, err := p.team.People.EndCeremony(r.Context(), c.Value)
	if err != nil {
		return session, err
	}
	return session, json.Unmarshal([]byte(data), &session)
}

func (p *Pages) beginPasskey(w http.ResponseWriter, r *http.Request) (any, error) {
	rp, err := p.relying(r)
	if err != nil {
		return nil, err
	}
	owner, err := p.owner(r.Context(), p.by(r).User)
	if err != nil {
		return nil, err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range owner.keys {
		known = append(known, k.Descriptor())
	}
	options, session, err := rp.BeginRegistration(owner, webauthn.WithExclusions(known))
	if err != nil {
		return nil, err
	}
	return options, p.ask(w, r, session)
}

func (p *Pages) finishPasskey(w http.ResponseWriter, r *http.Request) (any, error) {
	session, err := p.asked(w, r)
	if err != nil {
		return nil, err
	}
	rp, err := p.relying(r)
	if err != nil {
		return nil, err
	}
	by := p.by(r)
	owner, err := p.owner(r.Context(), by.User)
	if err != nil {
		return nil, err
	}
	key, err := rp.FinishRegistration(owner, session, r)
	if err != nil {
		return nil, &auth.RuleError{Rule: "this passkey could not be taken"}
	}
	b, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	return map[string]string{"next": "/account?said=passkey"}, p.team.AddPasskey(r.Context(), by, auth.Passkey{
		ID: base64.RawURLEncoding.EncodeToString(key.ID), Name: p.speaking(r).agent(r.UserAgent()) + ", " + time.Now().UTC().Format(p.speaking(r).date), Credential: string(b),
	})
}

func (p *Pages) endPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := p.team.EndPasskey(r.Context(), p.by(r), r.PathValue("passkey")); err != nil {
		return err
	}
	return redirect(w, r, "/account", "passkey-gone")
}

func (p *Pages) beginPasskeyLogin(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := p.gate.Limit(r, ""); err != nil {
		return nil, err
	}
	rp, err := p.relying(r)
	if err != nil {
		return nil, err
	}
	options, session, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return options, p.ask(w, r, session)
}

func (p *Pages) finishPasskeyLogin(w http.ResponseWriter, r *http.Request) (any, error) {
	session, err := p.asked(w, r)
	if err != nil {
		return nil, err
	}
	rp, err := p.relying(r)
	if err != nil {
		return nil, err
	}
	var broken error // of the database, which the library would take for a wrong key
	found, key, err := rp.FinishPasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		u, err := p.team.People.User(r.Context(), string(handle))
		if err != nil {
			return nil, err
		}
		owner, err := p.owner(r.Context(), u)
		broken = err
		return owner, err
	}, session, r)
	if broken != nil {
		return nil, broken
	}
	// A counter that has gone back says that there are two of a key that should be
	// one.
	if err != nil || key.Authenticator.CloneWarning {
		return nil, auth.ErrSignIn
	}
	owner, ok := found.(keyOwner)
	if !ok || owner.Disabled {
		return nil, auth.ErrSignIn
	}
	b, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	if err := p.team.People.UsePasskey(r.Context(), owner.ID, base64.RawURLEncoding.EncodeToString(key.ID), string(b)); err != nil {
		return nil, err
	}
	if err := p.gate.Admit(w, r, owner.User, "a passkey"); err != nil {
		return nil, err
	}
	return map[string]string{"next": onward(r.URL.Query().Get("next"))}, nil
}
