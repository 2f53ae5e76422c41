package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// TestStopLabelling labels a string in a long project, sees how far that is, stops
// it, and has whole documents labelled, which one undo takes back.
func TestStopLabelling(t *testing.T) {
	const documents = 2000
	var lines strings.Builder
	for i := range documents {
		fmt.Fprintf(&lines, `{"title":"Document %d","text":"Here the ministry %d spoke, and the ministry answered."}`+"\n", i, i)
	}
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.importFiles(write(t, "many.jsonl", lines.String()))
	p.press("Close")
	p.clicks(2, "ministry", 0)
	p.keys("1")
	p.keys("r")
	p.press("Whole project")
	p.untilLong("the count", `document.querySelector(".finder .count").textContent === "4000 matches in 2000 documents"`)
	p.press("Label all as")
	p.untilLong("how far it is", `(bar => bar && bar.value > 100 && bar.max === 2000)(document.querySelector("#notice progress"))`)
	p.untilLong("it is told too", `/\d+ of 2000 documents so far/.test(document.querySelector("#say").textContent)`)
	p.press("Cancel")
	p.untilLong("it has stopped", `document.querySelector("#notice p").innerText.startsWith("Stopped. ")`)
	said := eval[string](p, `document.querySelector("#notice p").innerText`)
	var places, in int
	if _, err := fmt.Sscanf(said, "Stopped. %d places in %d documents", &places, &in); err != nil || in == 0 || in == documents || places != 2*in-1 {
		t.Fatalf("the page says %q: %d places in %d documents, %v", said, places, in, err)
	}
	labels := func() (spans int) {
		p.saved()
		p.synced()
		for _, r := range rows(t, s.get("/api/v1/projects/"+projectID(t, s)+"/export?format=jsonl")) {
			if n := len(r.Spans); n == 1 && spans > 0 {
				t.Errorf("%s is labelled by half", r.Title)
			}
			spans += len(r.Spans)
		}
		return spans
	}
	if n := labels(); n != places+1 {
		t.Errorf("the server has %d labels, want %d", n, places+1)
	}
	p.press("Undo")
	p.untilLong("it is taken back", `document.querySelector("#notice p").innerText.startsWith("%d places in %d documents changed.")`, places, in)
	if n := labels(); n != 1 {
		t.Errorf("after one undo there are %d labels", n)
	}
}
