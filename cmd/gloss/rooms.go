package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"gloss/cmd/gloss/internal/api"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/oidc"
	"gloss/cmd/gloss/internal/ops"
	"gloss/cmd/gloss/internal/pages"
	"gloss/cmd/gloss/internal/site"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
	"gloss/web"
)

// rooms are all that a server answers: the program, the API and the pages, behind
// one gate.
type rooms struct {
	http.Handler
	people *auth.Accounts
	solo   bool
	end    func() // of the streams of events
}

// plan is how they are to be.
type plan struct {
	solo     bool           // nobody signs in
	public   *url.URL       // how people reach the server; nil when that is the address that it listens on
	encrypts bool           // it speaks TLS itself
	provider *oidc.Provider // by which people sign in elsewhere; nil for none
	private  bool           // webhooks may go to private networks
}

// newRooms puts them together.
func newRooms(ctx context.Context, st *sqlstore.Store, p plan, log *slog.Logger) (*rooms, error) {
	t, err := team.Open(ctx, st, log)
	if err != nil {
		return nil, err
	}
	people := t.People
	program, err := site.New(web.Dist())
	if err != nil {
		return nil, err
	}
	g := gate.New(people, log)
	g.Solo = p.solo
	g.Secure = p.encrypts || p.public != nil && p.public.Scheme == "https"
	g.Proxied = g.Secure && !p.encrypts
	t.Hooks.Private = p.private || p.solo // who is alone here asks for nobody else
	go t.Hooks.Run(ctx)
	sheets, err := pages.New(t, g, p.provider, web.Dist(), log)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	calls := api.New(t, g, st, log)
	mux.Handle("/api/", calls)
	sheets.Handles(mux)
	mux.Handle("/", signInFirst(program))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(calls.OtherSite))
	names := func(host string) bool { return true }
	switch {
	case p.solo:
		names = isLoopback
	case p.public != nil:
		names = func(host string) bool { return strings.EqualFold(host, p.public.Hostname()) || isLoopback(host) }
	}
	all := onlyAs(names, guard.Handler(g.Identify(strangersSendLittle(mux))))
	if g.Secure {
		all = alwaysSecure(all)
	}
	return &rooms{all, people, p.solo, calls.End}, nil
}

// fromStrangers is the longest body of who is not signed in: a form.
const fromStrangers = 64 << 10

// strangersSendLittle keeps the room for large bodies for those who are signed in.
func strangersSendLittle(next http.Handler) http.Handler {
	large := ops.LimitLarge(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, known := gate.Who(r.Context()); known {
			large.ServeHTTP(w, r)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, fromStrangers)
		next.ServeHTTP(w, r)
	})
}

// alwaysSecure has browsers come back over TLS alone (RFC 6797).
func alwaysSecure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}

// welcome prints a link for the first administrator, once for each start, while
// there is no account. A link of an earlier start is good no more.
func (r *rooms) welcome(ctx context.Context, out io.Writer, address string) error {
	if r.solo {
		return nil
	}
	empty, err := r.people.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	secret, err := r.people.First(ctx)
	if err == nil {
		fmt.Fprintf(out, "There is no account yet. This link makes the first administrator, once, within a day:\n%s%s\n", address, gate.InvitePath(secret))
	}
	return err
}

// oidcFlags are those by which people sign in elsewhere.
type oidcFlags struct{ issuer, client, name *string }

// oidcSecret names the variable of the client's secret, which no flag should hold:
// the list of processes shows those.
const oidcSecret = "GLOSS_OIDC_SECRET"

func newOIDCFlags(fs *flag.FlagSet) oidcFlags {
	return oidcFlags{
		issuer: fs.String("oidc-issuer", "", "the `address` of an OpenID Connect provider by which people may sign in; it must know the address of --url and "+oidc.Callback),
		client: fs.String("oidc-client", "", "the client's `ID` at the provider; its secret is in "+oidcSecret),
		name:   fs.String("oidc-name", "OpenID Connect", "what the provider is called on the page"),
	}
}

func (f oidcFlags) provider(public *url.URL) (*oidc.Provider, error) {
	if *f.issuer == "" {
		return nil, nil
	}
	if *f.client == "" || public == nil {
		return nil, usageError{"--oidc-issuer needs --oidc-client and --url"}
	}
	return oidc.New(oidc.Config{Issuer: *f.issuer, ClientID: *f.client, Secret: os.Getenv(oidcSecret), Site: public.String(), Name: *f.name}), nil
}

// publicURL reads --url.
func publicURL(s string) (*url.URL, error) {
	if s == "" {
		return nil, nil
	}
	u, err := url.Parse(strings.TrimSuffix(s, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, usageError{fmt.Sprintf("--url %s: want an address like https://gloss.example.org", s)}
	}
	return u, nil
}

// signInFirst has people sign in before the program is shown to them. What is not
// the page itself is no secret and is served: a service worker that fetches a new
// version must not get a page to sign in instead.
func signInFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, known := gate.Who(r.Context())
		navigates := strings.Contains(r.Header.Get("Accept"), "text/html")
		if page := r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, "/d/"); !known && navigates && page && r.Method == http.MethodGet {
			w.Header().Set("Cache-Control", "no-store")
			w.Header().Set("Vary", "Accept, Cookie")
			http.Redirect(w, r, pages.SignInPath(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// onlyAs answers only to the server's own names: a page elsewhere could have its
// own name point here, and would then be of the same origin.
func onlyAs(names func(host string) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if !names(strings.Trim(host, "[]")) {
			http.Error(w, "This server answers to its own name alone.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}
