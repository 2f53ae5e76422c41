package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOutdated: a page that is too old for the server says so and keeps labels;
// once the versions are the same again, the server has them.
func TestOutdated(t *testing.T) {
	s := startServer(t)
	var newer atomic.Bool
	proxy := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(s.address())
		r.Out.Header.Del("Origin")
		if newer.Load() && r.Out.Header.Get("Gloss-Protocol") != "" {
			r.Out.Header.Set("Gloss-Protocol", "0") // the real server's own answer to that
		}
	}}
	srv := httptest.NewServer(proxy)
	defer func() {
		srv.CloseClientConnections() // the page listens, and would be waited for
		srv.Close()
	}()
	says := func(what string) string {
		return `document.querySelector("[role=status]").innerText.includes("` + what + `")`
	}
	p := newDevice(t).open(srv.URL)
	p.synced()
	newer.Store(true)
	p.drag("Islamabad", 1)
	p.key("4")
	p.saved()
	p.until("that it is too old", "%s", says("To be updated: labels stay on this device until then"))
	all := func() string {
		res, err := http.Get(s.url() + "/api/v1/projects/" + projectID(t, s) + "/export?format=jsonl")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b strings.Builder
		if err := res.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if strings.Contains(all(), "Islamabad\"") {
		t.Error("the server took from a page that it does not understand")
	}
	newer.Store(false)
	p.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	p.synced()
	if out := all(); !strings.Contains(out, `"location"`) {
		t.Errorf("the server has %s", out)
	}
}
