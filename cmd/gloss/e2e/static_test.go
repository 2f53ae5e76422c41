package e2e

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestStaticSite serves what `gloss site` writes as files and nothing else: people
// label, reload, export and go offline, and nothing is asked of a server.
func TestStaticSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	gloss(t, "site", dir)
	var mu sync.Mutex
	var asked []string
	files := http.FileServer(http.Dir(dir))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Method+" "+r.URL.Path)
		mu.Unlock()
		files.ServeHTTP(w, r)
	}))
	defer srv.Close()
	p := newDevice(t).open(srv.URL)
	p.drag("Islamabad", 1)
	p.key("4")
	p.saved()
	p.until("what the status says", `document.querySelector("[role=status]").innerText.includes("No server: export to share")`)
	if policy := eval[string](p, `document.querySelector("meta[http-equiv=Content-Security-Policy]").content`); !strings.Contains(policy, "default-src 'self'") {
		t.Errorf("the policy is %q", policy)
	}
	p.installed()
	srv.Close()
	p.reload()
	if got := p.listed(); !slices.Equal(got, []string{"location: Islamabad"}) {
		t.Errorf("after a reload without a network: %q", got)
	}
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(srv.URL+"/d/nonsense"))
	p.ready()
	if out := string(p.export("jsonl", ".jsonl")); !strings.Contains(out, `"location"`) {
		t.Errorf("exported %q", out)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, r := range asked {
		if !strings.HasPrefix(r, "GET ") || strings.Contains(r, "/api/") {
			t.Errorf("the page asked for %s", r)
		}
	}
}
