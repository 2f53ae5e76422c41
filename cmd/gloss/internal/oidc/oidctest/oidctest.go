// Package oidctest is a small OpenID Connect provider for tests: whoever is sent
// there is let through at once, as the person that the test says.
package oidctest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Provider is a provider with one client.
type Provider struct {
	URL              string
	ClientID, Secret string

	t    testing.TB
	key  *rsa.PrivateKey
	mu   sync.Mutex
	who  map[string]any       // claims of the next person
	sent map[string]delivered // by code
}

type delivered struct {
	claims    map[string]any
	challenge string
	redirect  string
}

// New starts a provider, which ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{t: t, key: key, ClientID: "gloss", Secret: "a secret", sent: map[string]delivered{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	p.URL = srv.URL
	return p
}

// Person says who is let through from now on: a subject, and other claims, which
// may also be wrong ones for "iss", "aud", "nonce" or "exp".
func (p *Provider) Person(subject string, claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.who = map[string]any{"sub": subject}
	for k, v := range claims {
		p.who[k] = v
	}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (p *Provider) discovery(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

var b64 = base64.RawURLEncoding

func (p *Provider) keys(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": b64.EncodeToString(p.key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(p.key.E)).Bytes()),
	}}})
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p.mu.Lock()
	defer p.mu.Unlock()
	if q.Get("client_id") != p.ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" {
		http.Error(w, "not as it should be", http.StatusBadRequest)
		return
	}
	now := time.Now()
	claims := map[string]any{"iss": p.URL, "aud": p.ClientID, "nonce": q.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	for k, v := range p.who {
		claims[k] = v
	}
	code := rand.Text()
	p.sent[code] = delivered{claims, q.Get("code_challenge"), q.Get("redirect_uri")}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		http.Error(w, "no way back", http.StatusBadRequest)
		return
	}
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	secret, _ = url.QueryUnescape(secret)
	p.mu.Lock()
	defer p.mu.Unlock()
	code := r.PostFormValue("code")
	d, ok := p.sent[code]
	delete(p.sent, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || id != p.ClientID || secret != p.Secret || b64.EncodeToString(sum[:]) != d.challenge || r.PostFormValue("redirect_uri") != d.redirect {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": p.sign(d.claims)})
}

func (p *Provider) sign(claims map[string]any) string {
	head, _ := json.Marshal(map[string]any{"alg": "RS256", "kid": "1", "typ": "JWT"})
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	signed := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return signed + "." + b64.EncodeToString(sig)
}
