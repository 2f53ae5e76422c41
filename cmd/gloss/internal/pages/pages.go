// Package pages serves what is rarely looked at as plain pages, made on the
// server: signing in, invitations, the account, and the people and settings of
// projects. They work without JavaScript and weigh nothing in the browser program.
package pages

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"gloss/annotations/dataset/release"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/oidc"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/team"
	"gloss/cmd/gloss/internal/work"
)

//go:embed *.html
var sources embed.FS

// policy: nothing but our own files, and no script at all. A form may lead
// nowhere else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// maxForm is the longest form.
const maxForm = 64 << 10

// Pages is the handler of the pages.
type Pages struct {
	team  *team.Team
	gate  *gate.Gate
	log   *slog.Logger
	mux   *http.ServeMux
	style style
	// provider is where people may sign in elsewhere; nil for nowhere.
	provider *oidc.Provider
	tongues  []*tongue
}

// Paths are where the pages are: a server hands these over.
var Paths = []string{"/sign-in", "/sign-in/", "/sign-out", "/invitation/", "/account", "/account/", "/people", "/people/", "/projects", "/projects/"}

// New returns the pages of a team, in the style of the program in dist. The provider
// is one by which people sign in elsewhere, nil for none.
func New(t *team.Team, g *gate.Gate, provider *oidc.Provider, dist fs.FS, log *slog.Logger) (*Pages, error) {
	p := &Pages{team: t, gate: g, log: log, provider: provider, mux: http.NewServeMux()}
	var err error
	if p.style, err = newStyle(dist); err != nil {
		return nil, err
	}
	names, err := fs.Glob(sources, "*.html")
	if err != nil {
		return nil, err
	}
	for i := range tongues {
		t, err := newTongue(i)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if name == "layout.html" || name == "parts.html" {
				continue
			}
			// The words of one page beside those that all share.
			sheet, err := template.New("layout.html").Funcs(t.functions()).ParseFS(sources, "layout.html", "parts.html", name)
			if err != nil {
				return nil, err
			}
			t.sheet[strings.TrimSuffix(name, ".html")] = sheet
		}
		p.tongues = append(p.tongues, t)
	}
	p.get("/account/pages.css", p.style.serve)
	p.handleEntry()
	p.handleElsewhere()
	p.handlePasskeys()
	p.handleAccount()
	p.handlePeople()
	p.handleProjects()
	p.handleDocuments()
	p.handleParcels()
	return p, nil
}

// Handles tells the mux of a server which paths are ours.
func (p *Pages) Handles(mux *http.ServeMux) {
	for _, path := range Paths {
		mux.Handle(path, p)
	}
}

// ServeHTTP implements http.Handler.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer: a browser then sends "Origin: null" with a form, which
	// looks like one of another site. A link with a secret stays on this site.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	most := int64(maxForm)
	if r.URL.Path == restorePath {
		most = maxBackup
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if _, pattern := p.mux.Handler(r); pattern == "" {
		p.fail(w, r, store.ErrNotFound)
		return
	}
	p.mux.ServeHTTP(w, r)
}

type handler func(w http.ResponseWriter, r *http.Request) error

func (p *Pages) get(path string, h handler) { p.handle("GET "+path, h) }

// post reads the form at once: a field of one that is too long or broken would read
// as an empty one.
func (p *Pages) post(path string, h handler) {
	p.handle("POST "+path, func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			var tooLarge *http.MaxBytesError
			if !errors.As(err, &tooLarge) {
				err = &auth.RuleError{Rule: "this form cannot be read"}
			}
			return err
		}
		return h(w, r)
	})
}

func (p *Pages) handle(pattern string, h handler) {
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			p.fail(w, r, err)
		}
	})
}

// signedIn answers those who are, and sends the others to sign in and back. A
// token is for the API: one that leaked must not make others here.
func (p *Pages) signedIn(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if who, ok := gate.Who(r.Context()); ok && who.Token == "" {
			return h(w, r)
		}
		next := "/account"
		if r.Method == http.MethodGet {
			next = r.URL.Path
		}
		http.Redirect(w, r, SignInPath(next), http.StatusSeeOther)
		return nil
	}
}

// refusal is why a form was refused, to be told on the page that it stands on.
type refusal struct {
	status int // 0 for no refusal
	words  string
}

// staying answers a form that breaks a rule, or comes too late, with the page that it
// stands on, and not with one that leads away from it.
func (p *Pages) staying(h handler, show func(http.ResponseWriter, *http.Request, refusal) error) handler {
	return p.signedIn(func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if err == nil {
			return nil
		}
		status, _, words := p.speaking(r).problem(err)
		if status != http.StatusUnprocessableEntity && status != http.StatusConflict {
			return err
		}
		return show(w, r, refusal{status, words})
	})
}

// showRefused shows a page, with why its form was refused if it was.
func (p *Pages) showRefused(w http.ResponseWriter, r *http.Request, why refusal, name string, v view) error {
	v.Wrong = why.words
	return p.show(w, r, cmp.Or(why.status, http.StatusOK), name, v)
}

// SignInPath is the page to sign in, which goes on to a path of this site.
func SignInPath(next string) string {
	if next == "" || next == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {next}}.Encode()
}

// onward is a path of this site to go on to. "//elsewhere" and its like would be
// another site.
func onward(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\n\r\t") {
		return "/"
	}
	return u.RequestURI()
}

// by is who asks.
func (p *Pages) by(r *http.Request) team.By {
	who, _ := gate.Who(r.Context())
	return team.By{Identity: who, Address: p.gate.Address(r)}
}

// view is what every page is given.
type view struct {
	Title string // a sentence, in which {0} stands for Of
	Of    string
	Me    auth.Identity
	Style string // address of the style
	Said  string // what came of the last form
	Wrong string // … or why nothing did
	Site  string // how this site is reached, for links to hand out
	Data  any

	Language, Direction string
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) error {
	t := p.speaking(r)
	v.Language, v.Direction = t.code, t.direction
	v.Title, v.Wrong = t.Tr(v.Title, v.Of), t.Known(v.Wrong)
	v.Me, _ = gate.Who(r.Context())
	v.Style = p.style.path
	v.Site = p.site(r)
	if v.Said == "" {
		v.Said = t.Known(said[r.URL.Query().Get("said")])
	}
	var b bytes.Buffer
	if err := t.sheet[name].Execute(&b, v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", t.code)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that hangs up is no error of ours
	return nil
}

// site is the address of the server as the person reached it.
func (p *Pages) site(r *http.Request) string {
	if p.gate.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// said are the messages that a page can be asked to show: by name, so that a link
// cannot put words there.
var said = map[string]string{
	"password":     "Your password is changed. You are signed out everywhere else.",
	"session":      "That device is signed out.",
	"token":        "The token is revoked.",
	"revoked":      "The invitation is revoked.",
	"member":       "The role is changed.",
	"added":        "Added to the project.",
	"removed":      "Removed from the project. The labels stay.",
	"settings":     "The settings are saved.",
	"renamed":      "The project is renamed.",
	"account":      "The account is changed.",
	"passkey":      "The passkey is added: you can sign in with it.",
	"passkey-gone": "The passkey is removed.",
	"connected":    "The two accounts are connected: you can sign in by either.",
	"disconnected": "The account elsewhere is no longer connected.",
	"documents":    "The documents are changed.",
	"restored":     "The project is made from the backup.",
	"release":      "The release is made.",
	"hook-gone":    "The webhook is removed.",
	"again":        "The training set is given anew.",
	"out":          "You are signed out. Labels that are not synced yet stay on this device.",
}

func redirect(w http.ResponseWriter, r *http.Request, path, message string) error {
	if message != "" {
		path += "?said=" + message
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// problem finds out what people are told about an error: as keys of the
// catalogues, but for what has something put into it.
func (t *tongue) problem(err error) (status int, title, words string) {
	var rule *auth.RuleError
	var limit *gate.LimitError
	var skill *work.SkillError
	var missing *work.MissingError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &rule), errors.Is(err, auth.ErrTaken), errors.Is(err, auth.ErrLast):
		return http.StatusUnprocessableEntity, say("That cannot be"), sentence(err)
	case errors.As(err, &skill):
		return http.StatusUnprocessableEntity, say("That cannot be"), t.Tr("A skill is 1 to 40 letters, digits, blanks and - _ . +, and {0} is not.", skill.Skill)
	case errors.As(err, &missing):
		return http.StatusConflict, say("That cannot be"), t.Tr("The document needs skills that this member does not have: {0}.", strings.Join(missing.Skills, ", "))
	case errors.Is(err, release.ErrName):
		return http.StatusUnprocessableEntity, say("That cannot be"), say("A release is named with letters, digits, dots, dashes and underscores, and does not begin with a dot.")
	case errors.Is(err, releases.ErrTaken):
		return http.StatusConflict, say("That cannot be"), say("There is a release of this name already, and a release does not change.")
	case errors.Is(err, team.ErrParcel):
		return http.StatusUnprocessableEntity, say("That cannot be"), sentence(team.ErrParcel)
	case errors.Is(err, team.ErrNewerParcel):
		return http.StatusUnprocessableEntity, say("That cannot be"), sentence(team.ErrNewerParcel)
	case errors.Is(err, auth.ErrSignIn):
		return http.StatusUnauthorized, say("Sign in"), sentence(auth.ErrSignIn)
	case errors.As(err, &limit):
		return http.StatusTooManyRequests, say("Too many attempts"), t.Tr("Too many attempts; try again in {0} seconds.", int(limit.Wait/time.Second))
	case errors.Is(err, auth.ErrOver):
		return http.StatusGone, say("This link is over"), sentence(auth.ErrOver)
	case errors.Is(err, auth.ErrChanged):
		return http.StatusConflict, say("Changed meanwhile"), sentence(auth.ErrChanged)
	case errors.Is(err, team.ErrForbidden):
		return http.StatusForbidden, say("Not for you"), sentence(team.ErrForbidden)
	case errors.Is(err, store.ErrNotFound), errors.Is(err, auth.ErrUnknown):
		return http.StatusNotFound, say("Nothing here"), say("There is nothing at this address, or it is not yours to see.")
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, say("Too much"), say("This form was too long.")
	}
	return http.StatusInternalServerError, say("Something went wrong"), say("It is in the server's log. Nothing was changed.")
}

func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, title, words := p.speaking(r).problem(err)
	if status >= 500 && gate.HungUp(r) {
		w.WriteHeader(gate.StatusHungUp)
		return
	}
	if status >= 500 {
		p.log.Error("page failed", "page", r.Pattern, "err", err) // not its path, in which there may be a secret
	}
	if err := p.show(w, r, status, "problem", view{Title: title, Wrong: words}); err != nil {
		p.log.Error("page failed", "page", r.Pattern, "err", err)
		http.Error(w, words, status)
	}
}
