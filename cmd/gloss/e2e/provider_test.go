package e2e

import (
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"gloss/cmd/gloss/internal/oidc"
)

// provider is an OpenID Connect provider of others' making, with a page on which one
// signs in: test-user@127.0.0.1 and test-user2 are known there.
func provider(t *testing.T, secret, back string) string {
	log.SetOutput(io.Discard)
	srv := httptest.NewUnstartedServer(nil)
	issuer := "http://" + srv.Listener.Addr().String()
	storage.RegisterClients(storage.WebClient("gloss", secret, back))
	srv.Config.Handler = http.Handler(exampleop.SetupServer(issuer, storage.NewStorage(storage.NewUserStore(issuer)), slog.New(slog.DiscardHandler), false))
	srv.Start()
	t.Cleanup(srv.Close)
	return issuer
}

// prove signs in on the provider's page.
func (p *page) prove(issuer, name string) {
	p.t.Helper()
	p.until("the provider's page", `location.href.startsWith(%q) && document.querySelector("#username")`, issuer)
	p.do(chromedp.Click("#username"), chromedp.KeyEvent(name), chromedp.Click("#password"), chromedp.KeyEvent("verysecure"+kb.Enter))
	p.until("the way back", `!location.href.startsWith(%q)`, issuer)
}

// TestProvider goes through the pages with a provider that knows its protocol from
// elsewhere: an account is connected, signs in by it, and is disconnected; an invitation
// is taken by it.
func TestProvider(t *testing.T) {
	const secret = "a secret of the client: %&+/ü"
	t.Setenv("GLOSS_OIDC_SECRET", secret)
	s := startServer(t, "--team")
	s.kill() // it has an address now
	issuer := provider(t, secret, s.url()+oidc.Callback)
	s.args = append(s.args, "--url", s.url(), "--oidc-issuer", issuer, "--oidc-client", "gloss", "--oidc-name", "Zitadel")
	s.start()
	ada := newDevice(t).tab()
	ada.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	account := func(what, words string) {
		t.Helper()
		ada.do(chromedp.Navigate(s.url() + "/account"))
		ada.until(what, `document.querySelector("#elsewhere")?.nextElementSibling.innerText.includes(%q)`, words)
	}
	account("no connection", "Sign in by Zitadel too")
	ada.do(chromedp.Click(`form[action="/account/oidc"] button`))
	ada.prove(issuer, "test-user@127.0.0.1")
	ada.until("the connection", `location.pathname === "/account" && document.querySelector(".said")`)
	ada.shots("connected")
	account("the connection", "You can sign in by Zitadel.")
	leave := func() {
		t.Helper()
		ada.do(chromedp.Navigate(s.url()+"/account"), chromedp.Click(`.masthead button`))
		ada.until("signed out", `location.pathname === "/sign-in"`)
	}
	leave()
	ada.do(chromedp.Click(`a[href^="/sign-in/oidc"]`))
	ada.prove(issuer, "test-user@127.0.0.1")
	ada.ready()
	ada.until("ada's page", `document.querySelector(".actions").innerText.includes("ada")`)
	project := eval[string](ada, `fetch("/api/v1/projects").then(r => r.json()).then(all => all[0].id)`)
	link := eval[string](ada, `fetch("/api/v1/projects/%s/invitations", { method: "POST", body: '{"role":"annotator"}' }).then(r => r.json()).then(i => i.path)`, project)
	account("the connection still", "You can sign in by Zitadel.")
	ada.do(chromedp.Click(`form[action="/account/oidc/end"] button`))
	ada.until("no connection any more", `document.querySelector(".said") && document.querySelector("#elsewhere").nextElementSibling.innerText.includes("Sign in by Zitadel too")`)
	leave()
	ada.do(chromedp.Click(`a[href^="/sign-in/oidc"]`))
	ada.prove(issuer, "test-user@127.0.0.1")
	ada.until("nobody to be known", `document.querySelector("main").innerText.includes("Nobody here is known by that account.")`)

	bob := newDevice(t).tab()
	bob.do(chromedp.Navigate(s.url() + link))
	bob.do(chromedp.Click(`a[href^="/sign-in/oidc"]`))
	bob.prove(issuer, "test-user2")
	bob.ready()
	if who := eval[string](bob, `document.querySelector(".actions").innerText`); !strings.Contains(who, "test-user2") {
		t.Errorf("who joined is %q", who)
	}
	bob.drag("Ali Larijani", 0)
	bob.key("1")
	bob.synced()
	s.until("the label", func(all []row) bool { return len(all[0].Spans) == 1 })
}
