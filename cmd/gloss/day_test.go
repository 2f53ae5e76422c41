//go:build unix

package main

import (
	"context"
	"fmt"
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
	"gloss/cmd/gloss/internal/postgres/postgrestest"
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
// GLOSS_ANNOTATORS make another day of it.
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
}

const quarters = 96 // of an hour

// simulateDay has each called before each quarter of an hour, if it is not nil.
func simulateDay(t *testing.T, seed uint64, people int, servers []*process, each func(quarter int, to *balancer)) {
	ctx := context.Background()
	chance := rand.New(rand.NewPCG(seed, 0))
	// About one sync in eight a quarter and person, of two or three requests.
	var at []int
	for n, last := 0, people*quarters/5; n < last; n += 1 + chance.IntN(last/6) {
		at = append(at, n)
	}
	to := newBalancer(servers, at)
	everybody := make([]*annotator, people)
	for i := range everybody {
		// Devices that keep everything, while there is room for that.
		everybody[i] = newAnnotator(i+1, seed, to, people <= 100)
	}
	first := store.Batch{Projects: []annotations.Project{{
		ID: annotations.NameID[annotations.Project](everybody[0].replica.UUID, "project"), Name: "A day",
		Stamp: annotations.Stamp{N: 1, Replica: everybody[0].replica},
	}}}
	start := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for i := range 12 {
		d, err := annotations.NewDocument(first.Projects[0].ID, fmt.Sprint(i), fmt.Sprintf("Article %d", i), strings.Repeat("They said it was so. ", 20), start)
		if err != nil {
			t.Fatal(err)
		}
		first.Documents = append(first.Documents, d)
	}
	hand := &line{to: to, good: true, acked: func(store.Batch) {}}
	insist(t, "the documents", func() error { return hand.Push(ctx, first) })

	for q := range quarters {
		if each != nil {
			each(q, to)
		}
		now := start.Add(time.Duration(q) * 15 * time.Minute)
		together(everybody, func(a *annotator) { a.live(ctx, now) })
	}
	to.peace()
	for range 2 { // the second time brings what the later ones sent
		together(everybody, func(a *annotator) {
			a.line.good = true
			if !a.sync(ctx) {
				t.Errorf("%s cannot sync when all is well", a.name)
			}
		})
	}

	all, copies := map[print]struct{}{}, 0
	err := everything(ctx, hand.Pull, func(c annotations.Change) {
		all[printOf(c)] = struct{}{}
		copies++
	})
	if err != nil {
		t.Fatal(err)
	}
	if copies != len(all) {
		t.Errorf("the server has %d changes twice", copies-len(all))
	}
	made, acked := 0, 0
	for _, a := range everybody {
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
		if len(has) != len(all) {
			t.Fatalf("%s has %d changes, the server %d", a.name, len(has), len(all))
		}
		for p := range has {
			if _, ok := all[p]; !ok {
				t.Fatalf("%s has a change that the server lacks", a.name)
			}
		}
	}
	if len(all) != made || acked < made {
		t.Errorf("%d changes were made, %d acknowledged, and the server has %d", made, acked, len(all))
	}
	t.Logf("seed %d: %d annotators made %d changes; %v", seed, people, made, to)
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
