// Package oidc lets people sign in by an OpenID Connect provider: the code flow
// with PKCE, a state and a nonce, all of which a cookie of ten minutes holds.
package oidc

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config names a provider, and this server at it.
type Config struct {
	Issuer   string // its address
	ClientID string
	Secret   string
	// Site is the address by which people reach this server; the provider must know
	// Site + Callback as a place to go back to.
	Site string
	// Name is what the button says.
	Name string
}

// Callback is the path to which the provider sends people back.
const Callback = "/sign-in/oidc/callback"

// Provider is a provider that this server knows.
type Provider struct {
	Config
	secure bool

	mu       sync.Mutex
	found    *oidc.Provider
	verifier *oidc.IDTokenVerifier
}

// New returns a provider. It is asked for its keys when somebody first signs in, so
// that this server starts without it.
func New(c Config) *Provider {
	return &Provider{Config: c, secure: strings.HasPrefix(c.Site, "https://")}
}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, *oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, p.verifier, nil
	}
	// The keys are fetched again later, when this request is over.
	found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.Issuer)
	if err != nil {
		return nil, nil, fmt.Errorf("the provider %s: %w", p.Issuer, err)
	}
	p.found, p.verifier = found, found.Verifier(&oidc.Config{ClientID: p.ClientID})
	return p.found, p.verifier, nil
}

func (p *Provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: p.Site + Callback,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// journey is what must come back from the provider.
type journey struct {
	State, Nonce, Verifier, Next string
	Connect                      bool
}

func (p *Provider) cookie(value string, life int) *http.Cookie {
	return &http.Cookie{Name: "gloss-oidc", Value: value, Path: "/sign-in", MaxAge: life, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode}
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Begin sets the cookie of a journey to the provider and returns where it goes:
// to come back and go on to next. To connect an identity to an account is another
// wish than to sign in, and is told apart, or somebody who is lured to the
// provider's page would connect what is not theirs.
func (p *Provider) Begin(w http.ResponseWriter, r *http.Request, next string, connect bool) (address string, err error) {
	found, _, err := p.discover(r.Context())
	if err != nil {
		return "", err
	}
	j := journey{random(), random(), oauth2.GenerateVerifier(), next, connect}
	b, err := json.Marshal(j)
	if err != nil {
		return "", err
	}
	http.SetCookie(w, p.cookie(base64.RawURLEncoding.EncodeToString(b), 600))
	return p.oauth(found).AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), nil
}

// Person is whom the provider says it is.
type Person struct {
	Issuer, Subject string
	Name            string // what they are called there; anything
	Next            string // where they wanted to go
	Connect         bool   // whether they wanted to connect it to an account
}

// ErrJourney says that somebody has not come from where they were sent.
var ErrJourney = errors.New("this sign-in has begun elsewhere or too long ago; please begin again")

// End reads with whom the provider sent somebody back.
func (p *Provider) End(w http.ResponseWriter, r *http.Request) (who Person, err error) {
	http.SetCookie(w, p.cookie("", -1))
	c, err := r.Cookie("gloss-oidc")
	if err != nil {
		return who, ErrJourney
	}
	var j journey
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(b, &j) != nil || j.State == "" {
		return who, ErrJourney
	}
	q := r.URL.Query()
	if subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(j.State)) != 1 {
		return who, ErrJourney
	}
	if q.Get("error") != "" { // they have thought better of it
		return who, ErrJourney
	}
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	found, verifier, err := p.discover(ctx)
	if err != nil {
		return who, err
	}
	token, err := p.oauth(found).Exchange(ctx, q.Get("code"), oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return who, fmt.Errorf("the provider's token: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return who, errors.New("the provider sends no ID token")
	}
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return who, fmt.Errorf("the provider's ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(j.Nonce)) != 1 {
		return who, ErrJourney
	}
	var called names
	if err := id.Claims(&called); err != nil {
		return who, err
	}
	if called == (names{}) && found.UserInfoEndpoint() != "" {
		// Many providers say names there alone. Without one, a person can still come in.
		info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err == nil && info.Subject == id.Subject {
			err = info.Claims(&called)
		}
		if err != nil {
			called = names{}
		}
	}
	return Person{Issuer: id.Issuer, Subject: id.Subject, Next: j.Next, Connect: j.Connect, Name: called.best()}, nil
}

// names are what a provider calls somebody.
type names struct {
	Username string `json:"preferred_username"`
	Email    string `json:"email"`
	Name     string `json:"name"`
}

func (n names) best() string { return cmp.Or(n.Username, n.Email, n.Name) }
