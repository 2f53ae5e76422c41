package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// TestPasskey adds a passkey of a device that Chromium plays, signs out, and signs
// in with it and nothing else.
func TestPasskey(t *testing.T) {
	s := startServer(t, "--team")
	site := strings.Replace(s.url(), "127.0.0.1", "localhost", 1) // keys know names, not numbers
	p := newDevice(t).tab()
	if _, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}
	p.enter(site+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	p.do(chromedp.Navigate(s.url() + "/sign-in"))
	p.until("no passkeys at an address of numbers", `document.readyState === "complete" && document.querySelector(".passkey").hidden`)
	p.do(chromedp.Navigate(site+"/account"), chromedp.Click(`[data-passkey=add]`))
	p.until("the passkey", `document.querySelector(".said")?.textContent.includes("The passkey is added")`)
	p.do(chromedp.Click(`.masthead button`))
	p.until("signed out", `location.pathname === "/sign-in"`)
	p.do(chromedp.Navigate(site+"/sign-in?next=/account"), chromedp.Click(`[data-passkey=use]`))
	p.until("signed in", `location.pathname === "/account" && document.querySelector("h1").textContent === "ada"`)
	p.until("its use", `!document.querySelector("#passkeys ~ .scroll td").textContent.includes("never")`)
	// Removed, it is of no use.
	p.do(chromedp.Click(`[action^="/account/passkeys/"] button`))
	p.until("removed", `document.querySelector(".said")?.textContent.includes("The passkey is removed")`)
	p.do(chromedp.Click(`.masthead button`))
	p.until("signed out", `location.pathname === "/sign-in"`)
	p.do(chromedp.Click(`[data-passkey=use]`))
	p.until("why not", `document.querySelector("#passkey-told").textContent.includes("not right")`)
}
