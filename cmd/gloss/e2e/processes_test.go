//go:build unix

package e2e

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gloss/cmd/gloss/internal/postgres/postgrestest"
)

// balancer sends each request to the next of some servers, and to the one after it
// when that does not answer the door.
type balancer struct {
	servers [2]atomic.Pointer[string] // their addresses
	next    atomic.Int64
}

// RoundTrip implements http.RoundTripper.
func (b *balancer) RoundTrip(r *http.Request) (res *http.Response, err error) {
	var body []byte
	if r.Body != nil {
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	first := b.next.Add(1)
	for i := range int64(len(b.servers)) {
		out := r.Clone(r.Context())
		out.URL.Host = *b.servers[(first+i)%int64(len(b.servers))].Load()
		out.Body = io.NopCloser(strings.NewReader(string(body)))
		if res, err = http.DefaultTransport.RoundTrip(out); err == nil || !strings.Contains(err.Error(), "connection refused") {
			break
		}
	}
	return res, err
}

// TestTwoServers: two people label the same article through two processes on one
// PostgreSQL, behind a balancer that sends each request to the other one. Each sees what
// the other labels at once, while one process after the other is killed and comes back;
// nothing is lost, and nobody has to do anything.
func TestTwoServers(t *testing.T) {
	t.Setenv("GLOSS_DATABASE_URL", postgrestest.Open(t))
	b := &balancer{}
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.Host = "http", r.In.Host },
		Transport:     b,
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0), // of those who are killed
	})
	t.Cleanup(front.Close)
	var servers [2]*server
	start := func(i int) {
		if servers[i] == nil {
			servers[i] = startServer(t, "--team", "--url", front.URL)
		} else {
			servers[i].start()
		}
		b.servers[i].Store(&servers[i].addr)
	}
	start(0)
	start(1)
	ada := newDevice(t).tab()
	ada.enter(front.URL+invited(t, string(gloss(t, "user", "add", "--admin", "ada"))), "ada")
	project := eval[string](ada, `fetch("/api/v1/projects").then(r => r.json()).then(all => all[0].id)`)
	ada.send("PUT", "/api/v1/projects/"+project+"/settings", `{"open":true,"overlap":1,"archived":false}`)
	link := eval[string](ada, `fetch("/api/v1/projects/%s/invitations", { method: "POST", body: '{"role":"annotator"}' }).then(r => r.json()).then(i => i.path)`, project)
	bob := newDevice(t).tab()
	bob.enter(front.URL+link, "bob")
	for _, p := range []*page{ada, bob} {
		p.do(chromedp.Navigate(front.URL + "/"))
		p.ready()
		p.synced()
	}
	label := func(p *page, words, digit string) {
		t.Helper()
		p.drag(words, 0)
		p.key(digit)
		p.key(kb.Escape)
		p.saved()
	}
	both := func(n int) {
		t.Helper()
		began := time.Now()
		defer func() { t.Logf("%d labels on both screens after %v", n, time.Since(began).Round(time.Millisecond)) }()
		for _, p := range []*page{ada, bob} {
			p.until("all labels", `document.querySelectorAll("#annotations .item").length === %d`, n)
		}
	}
	label(ada, "Ali Larijani", "1")
	label(bob, "two days", "3")
	both(2)
	for i, round := range [][4]string{{"Islamabad", "4", "10 billion dollars", "3"}, {"Palestine", "4", "Mohammad Ishaq Dar", "1"}} {
		servers[i].kill() // as with kill -9
		label(ada, round[0], round[1])
		label(bob, round[2], round[3])
		both(4 + 4*i)
		start(i)
		label(ada, []string{"Tuesday morning", "Tehran"}[i], "3")
		label(bob, []string{"trade between the two neighbours", "deputy prime minister"}[i], "2")
		both(6 + 4*i)
	}
	for _, p := range []*page{ada, bob} {
		p.synced()
	}
	all := rows(t, gloss(t, "export", "--format", "jsonl"))
	if len(all) != 1 || len(all[0].Spans) != 10 {
		t.Errorf("the database has %+v", all)
	}
	if n := eval[int](bob, `[...document.querySelectorAll("#annotations .item-label")].filter(e => e.textContent.includes("(ada)")).length`); n != 5 {
		t.Errorf("%d of the labels on bob's page are ada's", n)
	}
}
