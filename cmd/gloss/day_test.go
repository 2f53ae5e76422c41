//go:build unix

package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/team"
)

// setting reads a number from the environment.
func setting(tb testing.TB, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestDay is a day of many annotators, who work and go offline at random, on
// lines that lose requests and answers, with servers that are killed at random
// moments. In the end all devices and the server have the same changes, all that
// was made among them, and nothing that was acknowledged is missing. GLOSS_SEED and
// GLOSS_ANNOTATORS make another day of it. Where labels are seen after one's own review,
// each device has those of the documents that its owner has reviewed, and never others.
func TestDay(t *testing.T) {
	seed, people := setting(t, "GLOSS_SEED", 1), setting(t, "GLOSS_ANNOTATORS", 30)
	gloss := exe(t)
	t.Run("SQLite", func(t *testing.T) {
		dir := t.TempDir()
		s := newProcess(t, gloss, nil, "--data", filepath.Join(dir, "data"))
		simulateDay(t, uint64(seed), people, []*process{s}, nil)
	})
	t.Run("a backup is restored", func(t *testing.T) {
		dir := t.TempDir()
		data, file := filepath.Join(dir, "data"), filepath.Join(dir, "noon.backup")
		s := newProcess(t, gloss, nil, "--data", data)
		command := func(args ...string) {
			t.Helper()
			if out, err := exec.Command(gloss, args...).CombinedOutput(); err != nil {
				t.Fatalf("gloss %s: %v\n%s", args[0], err, out)
			}
		}
		simulateDay(t, uint64(seed)+1, min(people, 40), []*process{s}, func(q int, to *balancer) {
			switch q {
			case quarters / 2: // while it serves
				command("backup", "--data", data, file)
			case quarters * 3 / 4:
				to.hold(func() {
					s.kill()
					if err := os.RemoveAll(data); err != nil {
						t.Fatal(err)
					}
					command("restore", "--data", data, file)
					s.start()
				})
			}
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		env := []string{databaseURL + "=" + postgrestest.Open(t)}
		servers := []*process{newProcess(t, gloss, env), newProcess(t, gloss, env)}
		simulateDay(t, uint64(seed), people, servers, nil)
	})
	t.Run("after their own review", func(t *testing.T) {
		url := postgrestest.Open(t)
		d := newDay(t, uint64(seed)+2, min(people, 40))
		d.register(t, url)
		env := []string{databaseURL + "=" + url}
		d.run(t, []*process{newProcess(t, gloss, env, "--team"), newProcess(t, gloss, env, "--team")}, nil)
	})
}

const quarters = 96 // of an hour

// day is one of many annotators, with what there is in its morning.
type day struct {
	seed      uint64
	everybody []*annotator
	first     store.Batch
	start     time.Time
	hand      *line // of who knows all, and brought the documents
	reviewing bool  // others' labels are seen after one's own review
}

func newDay(t *testing.T, seed uint64, people int) *day {
	d := &day{seed: seed, everybody: make([]*annotator, people), start: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}
	for i := range d.everybody {
		// Devices that keep everything, while there is room for that.
		d.everybody[i] = newAnnotator(i+1, seed, people <= 100)
	}
	d.hand = &line{good: true, acked: func(store.Batch) {}}
	d.first = store.Batch{Projects: []annotations.Project{{
		ID: annotations.NameID[annotations.Project](d.everybody[0].replica.UUID, "project"), Name: "A day",
		Stamp: annotations.Stamp{N: 1, Replica: d.everybody[0].replica},
	}}}
	for i := range 12 {
		doc, err := annotations.NewDocument(d.first.Projects[0].ID, fmt.Sprint(i), fmt.Sprintf("Article %d", i), strings.Repeat("They said it was so. ", 20), d.start)
		if err != nil {
			t.Fatal(err)
		}
		d.first.Documents = append(d.first.Documents, doc)
	}
	return d
}

// register gives everybody an account in a project whose annotators see each other's
// labels after their own review.
func (d *day) register(t *testing.T, url string) {
	ctx := context.Background()
	st, err := postgres.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	house, err := team.Open(ctx, st, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	project := d.first.Projects[0].ID.String()
	account := func(name string, admin bool) string {
		u, err := house.People.Add(ctx, name, "", admin)
		if err == nil {
			err = house.People.SetRole(ctx, project, u.ID, auth.Annotator, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		secret, _, err := house.People.AddToken(ctx, u.ID, "day", true, 0)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	d.hand.token = account("hand", true)
	for _, a := range d.everybody {
		a.line.token, a.reviewed = account(string(a.name), false), map[annotations.DocumentID]bool{}
	}
	if _, err := house.People.SetSettings(ctx, project, auth.Settings{Overlap: 1, Sight: auth.SightReviewed}, 0); err != nil {
		t.Fatal(err)
	}
	d.reviewing = true
}

func simulateDay(t *testing.T, seed uint64, people int, servers []*process, each func(quarter int, to *balancer)) {
	newDay(t, seed, people).run(t, servers, each)
}

// run has each called before each quarter of an hour, if it is not nil.
func (d *day) run(t *testing.T, servers []*process, each func(quarter int, to *balancer)) {
	ctx := context.Background()
	chance := rand.New(rand.NewPCG(d.seed, 0))
	// About one sync in eight a quarter and person, of two or three requests.
	var at []int
	for n, last := 0, len(d.everybody)*quarters/5; n < last; n += 1 + chance.IntN(last/6) {
		at = append(at, n)
	}
	to := newBalancer(servers, at)
	d.hand.to = to
	for _, a := range d.everybody {
		a.line.to = to
	}
	insist(t, "the documents", func() error { return d.hand.Push(ctx, d.first) })

	for q := range quarters {
		if each != nil {
			each(q, to)
		}
		now := d.start.Add(time.Duration(q) * 15 * time.Minute)
		together(d.everybody, func(a *annotator) { a.live(ctx, now) })
	}
	to.peace()
	for range 2 { // the second time brings what the later ones sent
		together(d.everybody, func(a *annotator) {
			a.line.good = true
			if !a.sync(ctx) {
				t.Errorf("%s cannot sync when all is well", a.name)
			}
		})
	}

	type origin struct {
		by  annotations.Author
		doc annotations.DocumentID
	}
	all, copies := map[print]origin{}, 0
	err := everything(ctx, d.hand.Pull, func(c annotations.Change) {
		all[printOf(c)] = origin{c.By, c.Doc}
		copies++
	})
	if err != nil {
		t.Fatal(err)
	}
	if copies != len(all) {
		t.Errorf("the server has %d changes twice", copies-len(all))
	}
	made, acked := 0, 0
	for _, a := range d.everybody {
		if a.refused != nil {
			t.Error(a.refused)
		}
		made += a.made
		acked += len(a.acked)
		for _, p := range a.acked {
			if _, ok := all[p]; !ok {
				t.Fatalf("%s: a change that was acknowledged is not on the server", a.name)
			}
		}
		has, err := a.contents(ctx)
		if err != nil {
			t.Fatal(err)
		}
		should := 0
		for p, from := range all {
			if d.reviewing && from.by != a.name && !a.reviewed[from.doc] {
				continue
			}
			should++
			if _, ok := has[p]; !ok {
				t.Fatalf("%s lacks a change that the server has", a.name)
			}
		}
		if len(has) != should {
			t.Fatalf("%s has %d changes, and should have %d of the %d that the server has", a.name, len(has), should, len(all))
		}
	}
	if len(all) != made || acked < made {
		t.Errorf("%d changes were made, %d acknowledged, and the server has %d", made, acked, len(all))
	}
	t.Logf("seed %d: %d annotators made %d changes; %v", d.seed, len(d.everybody), made, to)
	if to.kills() < 3 {
		t.Errorf("only %d servers were killed: that is no test", to.kills())
	}
}

// together lets some do something at the same time, one part of them after the other.
func together(everybody []*annotator, do func(a *annotator)) {
	const atOnce = 16
	var all sync.WaitGroup
	for part := range slices.Chunk(everybody, (len(everybody)+atOnce-1)/atOnce) {
		all.Go(func() {
			for _, a := range part {
				do(a)
			}
		})
	}
	all.Wait()
}

// insist tries again while a server is away.
func insist(t *testing.T, what string, do func() error) {
	t.Helper()
	var err error
	for range 200 {
		if err = do(); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s: %v", what, err)
}
