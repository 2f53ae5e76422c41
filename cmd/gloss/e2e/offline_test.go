package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOfflineAddresses asks for all sorts of addresses with the server gone.
func TestOfflineAddresses(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.reload()
	p.installed()
	s.kill()
	for _, path := range []string{"/", "/?utm_source=x", "/#top"} {
		p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url()+path))
		p.ready()
	}
	p.until("the list", `document.querySelector("[aria-label=Documents] a[href]")`)
	doc := eval[string](p, `document.querySelector("[aria-label=Documents] a[href]").getAttribute("href")`)
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url()+doc))
	p.ready()
	if hosts := eval[[]string](p, `[...new Set(performance.getEntriesByType("resource").map(e => new URL(e.name).host))]`); len(hosts) != 1 || hosts[0] != s.addr {
		t.Errorf("the page asked %q", hosts)
	}
}

// TestUpdate serves another version under a page that is being used: it is
// announced, and taken by all tabs together when the user says so, one that was
// there before the first service worker among them. The labels stay.
func TestUpdate(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	var newer atomic.Bool
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(s.address())
		for _, name := range []string{"Accept-Encoding", "If-None-Match", "Origin"} {
			r.Out.Header.Del(name)
		}
	}}
	old := version(t, s)
	proxy.ModifyResponse = func(r *http.Response) error {
		if p := r.Request.URL.Path; !newer.Load() || p != "/" && p != "/sw.js" {
			return nil
		}
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		b = bytes.ReplaceAll(b, []byte(old), []byte("newversion00"))
		r.Body = io.NopCloser(bytes.NewReader(b))
		r.ContentLength = int64(len(b))
		r.Header.Set("Content-Length", strconv.Itoa(len(b)))
		r.Header.Del("ETag")
		return nil
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)

	a := d.open(front.URL)
	a.installed()
	b := d.open(front.URL)
	a.drag("Tehran", 0)
	a.key("4")
	a.key(kb.Escape)
	newer.Store(true)
	a.do(chromedp.Evaluate[chromedp.Void](`glossCheckUpdate()`))
	a.until("the announcement", `document.querySelector("#notice").innerText.startsWith("Update ready")`)
	for _, p := range []*page{a, b} {
		p.do(chromedp.Evaluate[chromedp.Void](`globalThis.old = true`))
		if got := eval[string](p, `glossVersion`); got != old {
			t.Fatalf("the version became %s by itself", got)
		}
	}
	a.drag("Pakistan", 0)
	a.key("4")
	a.key(kb.Escape)
	a.press("Use it now")
	for _, p := range []*page{a, b} {
		p.until("the new version", `!globalThis.old && globalThis.glossVersion === "newversion00"`)
		p.ready()
		p.until("the labels", `document.querySelectorAll("mark").length === 2`)
		if got := p.listed(); !slices.Equal(got, []string{"location: Pakistan", "location: Tehran"}) {
			t.Errorf("after the update: %q", got)
		}
	}
	if got := eval[[]string](a, `caches.keys().then(all => all.filter(name => name.startsWith("gloss-")))`); len(got) != 1 || got[0] != "gloss-newversion00" {
		t.Errorf("caches %q", got)
	}
}

// TestInstallAgain has the server answer badly while the app is kept for offline use,
// and loads a page past its service worker: in the end each has one.
func TestInstallAgain(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	var styles atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(s.address())
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// What is asked for past the HTTP cache is to be kept.
		if r.Header.Get("Cache-Control") == "no-cache" && strings.HasSuffix(r.URL.Path, ".css") && styles.Add(1) == 1 {
			http.Error(w, "away", http.StatusBadGateway)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)

	p := d.open(front.URL)
	p.installed()
	if styles.Load() < 2 {
		t.Errorf("the style was fetched %d times to be kept", styles.Load())
	}
	p.do(chromedp.Evaluate[chromedp.Void](`globalThis.old = true`))
	if _, err := chromedp.Call(p.ctx, page_.Reload, page_.ReloadParams{IgnoreCache: new(true)}); err != nil {
		t.Fatal(err)
	}
	p.until("another page", `!globalThis.old`)
	p.ready()
	p.installed()
}

func version(t *testing.T, s *server) string {
	t.Helper()
	_, after, ok := strings.Cut(string(s.get("/")), `data-version="`)
	v, _, ok2 := strings.Cut(after, `"`)
	if !ok || !ok2 {
		t.Fatal("the page names no version")
	}
	return v
}

// TestGuidelinesOffline opens the guidelines for the first time with the server gone:
// they are there as they were written, and rendered once the server is back.
func TestGuidelinesOffline(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.synced()
	s.kill()
	p.key("g")
	p.until("the guidelines as they were written", `(e => e?.innerText.includes("## Rules for all labels") && e.checkVisibility({ visibilityProperty: true }))(document.querySelector(".guide-plain"))`)
	s.start()
	p.until("the guidelines", `(() => {
		if (document.querySelector("#guide-text h2")) return true;
		document.querySelector(".toolbar [data-do=guide]").click(); // closed, and opened again
	})()`)
}
