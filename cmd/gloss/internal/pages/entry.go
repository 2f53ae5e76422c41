package pages

import (
	"errors"
	"net/http"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
)

func (p *Pages) handleEntry() {
	p.get("/sign-in", p.signIn)
	p.post("/sign-in", p.signInNow)
	p.post("/sign-out", p.signOut)
	p.get("/invitation/{secret}", p.invitation)
	p.post("/invitation/{secret}", p.accept)
	p.post("/invitation/{secret}/join", p.signedIn(p.join))
}

type signInData struct{ Name, Next, Elsewhere string }

// signInView is the page to sign in.
func (p *Pages) signInView(name, next, wrong string) view {
	d := signInData{Name: name, Next: next}
	if p.provider != nil {
		d.Elsewhere = p.provider.Name
	}
	return view{Title: "Sign in", Wrong: wrong, Data: d}
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	next := onward(r.URL.Query().Get("next"))
	if who, ok := gate.Who(r.Context()); ok && who.Token == "" {
		return redirect(w, r, next, "")
	}
	return p.show(w, r, http.StatusOK, "sign-in", p.signInView("", next, ""))
}

func (p *Pages) signInNow(w http.ResponseWriter, r *http.Request) error {
	if p.gate.Solo {
		return redirect(w, r, "/", "")
	}
	name, next := r.PostFormValue("name"), onward(r.PostFormValue("next"))
	_, err := p.gate.SignIn(w, r, name, r.PostFormValue("password"))
	var limit *gate.LimitError
	if errors.Is(err, auth.ErrSignIn) || errors.As(err, &limit) {
		status, _, words := p.speaking(r).problem(err)
		return p.show(w, r, status, "sign-in", p.signInView(name, next, words))
	}
	if err != nil {
		return err
	}
	return redirect(w, r, next, "")
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.gate.SignOut(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/sign-in", "out")
}

type invitationData struct {
	Invite       auth.Invite
	Project      string // its name
	Path, SignIn string
	Name         string // that was typed
	Elsewhere    string // the name of a provider
}

func (p *Pages) invited(r *http.Request) (d invitationData, err error) {
	secret := r.PathValue("secret")
	if d.Invite, err = p.team.People.Invited(r.Context(), secret); err != nil {
		// Guessing one of 2^256 is hopeless, and is slowed down all the same.
		if limited := p.gate.Limit(r, ""); limited != nil {
			return d, limited
		}
		return d, err
	}
	d.Path = gate.InvitePath(secret)
	d.SignIn = SignInPath(d.Path)
	if p.provider != nil && d.Invite.Name == "" {
		d.Elsewhere = p.provider.Name
	}
	if d.Invite.Project == "" {
		return d, nil
	}
	projects, err := p.team.Store.Projects(r.Context())
	for _, project := range projects {
		if project.ID.String() == d.Invite.Project {
			d.Project = project.Name
		}
	}
	return d, err
}

func (d invitationData) title() string {
	switch {
	case d.Invite.Name != "":
		return say("New password")
	case d.Project != "":
		return say("Join {0}")
	}
	return say("Welcome to Gloss")
}

func (p *Pages) invitation(w http.ResponseWriter, r *http.Request) error {
	d, err := p.invited(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "invitation", view{Title: d.title(), Of: d.Project, Data: d})
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	d, err := p.invited(r)
	if err != nil {
		return err
	}
	d.Name = r.PostFormValue("name")
	u, invite, err := p.team.Accept(r.Context(), r.PathValue("secret"), d.Name, r.PostFormValue("password"), p.gate.Address(r))
	var rule *auth.RuleError
	if errors.As(err, &rule) || errors.Is(err, auth.ErrTaken) {
		status, _, words := p.speaking(r).problem(err)
		return p.show(w, r, status, "invitation", view{Title: d.title(), Of: d.Project, Wrong: words, Data: d})
	}
	if err != nil {
		return err
	}
	if err := p.gate.Admit(w, r, u, "an invitation"); err != nil {
		return err
	}
	return redirect(w, r, start(invite), "")
}

func (p *Pages) join(w http.ResponseWriter, r *http.Request) error {
	i, err := p.team.Join(r.Context(), p.by(r), r.PathValue("secret"))
	if err != nil {
		return err
	}
	return redirect(w, r, start(i), "")
}

// start is where somebody begins who has taken an invitation.
func start(i auth.Invite) string {
	switch {
	case i.Project != "":
		return "/?project=" + i.Project
	case i.Admin:
		return "/projects"
	}
	return "/account"
}
