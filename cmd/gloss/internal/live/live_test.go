package live

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/sqlite"
)

// hear reads events, as "change 4", from a stream.
func hear(t *testing.T, url string) <-chan string {
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("%s", got)
	}
	events := make(chan string)
	go func() {
		defer close(events)
		defer res.Body.Close()
		name := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "event":
				name = value
			case "data":
				events <- name + " " + value
			}
		}
	}()
	t.Cleanup(func() { // lets the reader end
		for range events {
		}
	})
	return events
}

func next(t *testing.T, events <-chan string) string {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(time.Minute):
		t.Fatal("nothing is heard")
		return ""
	}
}

func TestStream(t *testing.T) {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s := New(st)
	s.beat = 20 * time.Millisecond
	// A server with time-outs as ours, shorter than the stream.
	gone := make(chan struct{})
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Serve(w, r, gone) }))
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	srv.Start()
	defer srv.Close()
	a, b := hear(t, srv.URL), hear(t, srv.URL)
	defer s.End()
	for _, events := range []<-chan string{a, b} {
		if got := next(t, events); got != "change 0" {
			t.Fatalf("first %q", got)
		}
		for range 8 { // beyond the time-outs
			if got := next(t, events); got != "beat " {
				t.Fatalf("then %q", got)
			}
		}
	}
	if err := st.Add(ctx, storetest.NewWorld(1).All()); err != nil {
		t.Fatal(err)
	}
	for _, events := range []<-chan string{a, b} {
		for {
			got := next(t, events)
			if got == "change 3" {
				break
			}
			if got != "beat " {
				t.Fatalf("at last %q", got)
			}
		}
	}
	s.End()
	for range a { // ends
	}
}
