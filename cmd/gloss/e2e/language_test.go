package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// inLanguages makes a tab whose browser asks for these languages.
func (d *device) inLanguages(languages string) *page {
	d.t.Helper()
	p := d.tab()
	agent := eval[string](p, `navigator.userAgent`)
	ctx := p.ctx
	if _, err := chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: agent, AcceptLanguage: languages,
	}); err != nil {
		d.t.Fatal(err)
	}
	return p
}

// TestLanguages shows the page in the languages of the browser, and goes on
// doing so without a server.
func TestLanguages(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.inLanguages("nl,fr-CA,en")
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	buttons := func() []string {
		return eval[[]string](p, `[...document.querySelectorAll(".header button, .toolbar button, .header label")].map(b => b.ariaLabel || b.innerText.trim())`)
	}
	for _, want := range []string{"Importer", "Exporter", "Annuler", "Nouvelle étiquette", "actor"} {
		if got := buttons(); !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	if got := eval[string](p, `document.documentElement.lang + " " + document.documentElement.dir`); got != "fr ltr" {
		t.Errorf("the page is %q", got)
	}
	p.until("what is said of the disk", `document.querySelector("[role=status]").innerText.includes("Enregistré sur cet appareil")`)

	// Arabic is written from the right, and counts in its own way; the article is
	// as it was.
	left := eval[bool](p, `document.querySelector(".documents").getBoundingClientRect().left < document.querySelector("article").getBoundingClientRect().left`)
	eval[bool](p, `(localStorage.setItem("gloss.language", "ar"), true)`)
	p.installed()
	s.kill()
	p.reload()
	if got := eval[string](p, `document.documentElement.lang + " " + document.documentElement.dir`); got != "ar rtl" {
		t.Errorf("the page is %q", got)
	}
	if right := eval[bool](p, `document.querySelector(".documents").getBoundingClientRect().left > document.querySelector("article").getBoundingClientRect().left`); !left || !right {
		t.Errorf("the documents are left of a French text: %v, and right of it in Arabic: %v", left, right)
	}
	if got := eval[string](p, `getComputedStyle(document.querySelector("article p")).direction`); got != "ltr" {
		t.Errorf("the English article is %s", got)
	}
	p.drag("Larijani", 0)
	p.key("1")
	p.until("what is said", `document.querySelector("#say").textContent.includes("actor")`)
	p.until("two changes waiting", `document.querySelector("[role=status]").innerText.includes("تغيير واحد على هذا الجهاز فقط")`)
	if got := eval[string](p, `document.querySelector(".item-remove").ariaLabel`); !strings.HasPrefix(got, "إزالة ") {
		t.Errorf("the button of a row says %q", got)
	}
}
