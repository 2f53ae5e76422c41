// Package gate finds out who makes a request: by the cookie of a session, by a
// token, or nobody. It knows HTTP and accounts, and no projects.
package gate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/auth"
)

// Gate is where requests come in.
type Gate struct {
	People *auth.Accounts
	Log    *slog.Logger
	// Solo is a server that asks nobody to sign in: everybody is auth.Anyone.
	Solo bool
	// Secure says that people reach the server over TLS, itself or by a proxy.
	Secure bool
	// Proxied says that a proxy on this machine or network is in front, which
	// names the address of the client in X-Forwarded-For.
	Proxied bool

	byName, byAddress *auth.Limiter
	watch             watch
	now               func() time.Time
}

// Attempts to sign in: ten at once for a name and a source together, then one in
// half a minute; thirty at once from one address. That somebody else guesses does
// not lock the owner of a name out.
const (
	nameEvery    = 30 * time.Second
	nameBurst    = 10
	addressEvery = 6 * time.Second
	addressBurst = 30
)

// New returns a gate before these accounts.
func New(people *auth.Accounts, log *slog.Logger) *Gate {
	return &Gate{
		People: people, Log: log, now: time.Now,
		byName: auth.NewLimiter(nameEvery, nameBurst), byAddress: auth.NewLimiter(addressEvery, addressBurst),
	}
}

// StatusHungUp stands in the log and the figures for an answer that nobody waits for
// any more, as nginx writes it: it is no error of the server's.
const StatusHungUp = 499

// HungUp reports whether who made a request has hung up. What failed then failed
// because of it.
func HungUp(r *http.Request) bool { return errors.Is(r.Context().Err(), context.Canceled) }

type key struct{}

// With returns a context in which who makes the request is known.
func With(ctx context.Context, who auth.Identity) context.Context {
	return context.WithValue(ctx, key{}, who)
}

// Who made the request; ok is false for somebody who is not signed in.
func Who(ctx context.Context) (who auth.Identity, ok bool) {
	who, ok = ctx.Value(key{}).(auth.Identity)
	return who, ok
}

// Identify notes who makes a request. It refuses nobody: who may do what is for
// the handlers to say.
func (g *Gate) Identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := g.identify(r)
		switch {
		case errors.Is(err, auth.ErrUnknown): // nobody
		case HungUp(r):
			w.WriteHeader(StatusHungUp)
			return
		case err != nil:
			g.Log.Error("who is it?", "err", err)
			http.Error(w, "The accounts cannot be read. It is in the server's log.", http.StatusInternalServerError)
			return
		default:
			r = r.WithContext(With(r.Context(), who))
		}
		next.ServeHTTP(w, r)
	})
}

func (g *Gate) identify(r *http.Request) (auth.Identity, error) {
	if g.Solo {
		return auth.Anyone, nil
	}
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return g.People.ByToken(r.Context(), secret)
	}
	c, err := r.Cookie(g.cookieName())
	if err != nil || c.Value == "" {
		return auth.Identity{}, auth.ErrUnknown
	}
	return g.People.BySession(r.Context(), c.Value)
}

// cookieName: the prefix has browsers accept the cookie from this very host and
// over TLS alone.
func (g *Gate) cookieName() string {
	if g.Secure {
		return "__Host-gloss"
	}
	return "gloss"
}

func (g *Gate) cookie(value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: g.cookieName(), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: g.Secure, SameSite: http.SameSiteLaxMode,
	}
}

// LimitError says that there were too many attempts.
type LimitError struct{ Wait time.Duration }

func (e *LimitError) Error() string {
	return fmt.Sprintf("too many attempts; try again in %d seconds", int(e.Wait/time.Second))
}

// Limit counts an attempt to get in from the address of a request, at a name if
// there is one. The error is a *LimitError.
func (g *Gate) Limit(r *http.Request, name string) error {
	from := g.Address(r)
	wait, ok := g.byAddress.Allow(g.now(), network(from))
	if ok && name != "" {
		wait, ok = g.byName.Allow(g.now(), strings.ToLower(name)+" "+network(from))
	}
	if !ok {
		return &LimitError{wait}
	}
	return nil
}

// SignIn signs somebody in with name and password, and sets the cookie. The
// errors are auth.ErrSignIn and *LimitError.
func (g *Gate) SignIn(w http.ResponseWriter, r *http.Request, name, password string) (auth.User, error) {
	if err := g.Limit(r, name); err != nil {
		return auth.User{}, err
	}
	u, err := g.People.Check(r.Context(), name, password)
	if errors.Is(err, auth.ErrSignIn) {
		g.note(r, auth.Event{Who: "", What: "failed to sign in", About: name})
		return u, err
	}
	if err != nil {
		return u, err
	}
	return u, g.Admit(w, r, u, "password")
}

// Admit makes a session of somebody who has proved to be the owner of an account,
// and sets the cookie. A session that the request came with ends: it may have been
// planted.
func (g *Gate) Admit(w http.ResponseWriter, r *http.Request, u auth.User, by string) error {
	if who, ok := Who(r.Context()); ok && who.Session != "" {
		if err := g.People.EndSession(r.Context(), who.ID, who.Session); err != nil && !errors.Is(err, auth.ErrUnknown) {
			return err
		}
	}
	secret, _, err := g.People.SignIn(r.Context(), u, r.UserAgent(), g.Address(r))
	if err != nil {
		return err
	}
	http.SetCookie(w, g.cookie(secret, auth.SessionLife))
	g.note(r, auth.Event{Who: u.Name, What: "signed in", About: by})
	return nil
}

// SignOut ends the session of a request and takes the cookie away.
func (g *Gate) SignOut(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, g.cookie("", -time.Second))
	who, ok := Who(r.Context())
	if !ok || who.Session == "" {
		return nil
	}
	err := g.People.EndSession(r.Context(), who.ID, who.Session)
	if errors.Is(err, auth.ErrUnknown) {
		return nil
	}
	g.note(r, auth.Event{Who: who.Name, What: "signed out"})
	return err
}

// note appends to the audit log; what is done already is not undone by it.
func (g *Gate) note(r *http.Request, e auth.Event) {
	e.Address = g.Address(r)
	if err := g.People.Note(context.WithoutCancel(r.Context()), e); err != nil {
		g.Log.Error("the audit log cannot be written", "err", err)
	}
}

// Address is where a request came from.
func (g *Gate) Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); g.Proxied && ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()) {
		// Who reaches the server past its proxy may name any address. The last one is the proxy's own word; those before are the client's.
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(list[len(list)-1]); net.ParseIP(last) != nil {
			host = last
		}
	}
	return host
}

// network is what one customer has: an IPv4 address, or 64 bits of IPv6.
func network(address string) string {
	ip := net.ParseIP(address)
	if ip == nil || ip.To4() != nil {
		return address
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}

// InvitePath is the path of an invitation's link.
func InvitePath(secret string) string { return "/invitation/" + secret }
