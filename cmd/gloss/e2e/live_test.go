package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/text"
)

// elsewhere labels the first words of the first document on another device.
func elsewhere(t *testing.T, s *server, start, end text.Byte) {
	t.Helper()
	page, err := store.ReadPage(s.get("/api/v1/changes"))
	if err != nil {
		t.Fatal(err)
	}
	stamp := annotations.Stamp{N: uint64(100 + start), Replica: annotations.NewID[annotations.Replica]()}
	b, err := json.Marshal(store.Batch{Changes: []annotations.Change{{
		Stamp: stamp, Step: stamp, Doc: page.Documents[0].ID, By: "annotator", At: time.Now(),
		Op: annotations.Put{Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(start, end)}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", s.url()+"/api/v1/changes", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
}

// TestLive: what is labelled elsewhere is on the screen at once, each time, and
// also after the server was away. While it listens, the page asks by the clock
// only every three minutes.
func TestLive(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.synced()
	for i := range 4 {
		elsewhere(t, s, text.Byte(10*i), text.Byte(10*i+5))
		p.until("the label of another device", `document.querySelectorAll("mark").length === %d`, i+1)
		if i == 1 {
			s.kill()
			p.until("the loss of the server", `!document.querySelector("[role=status]").innerText.includes("Synced")`)
			s.start()
			p.synced()
		}
	}
}
