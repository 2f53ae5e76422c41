//go:build js

package idb

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/format/gloss"
	"gloss/annotations/replica"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/app/internal/browser"
)

// server is the server that cmd/gloss/e2e puts beside the tests.
type server struct{}

func (server) Push(ctx context.Context, batch store.Batch) error {
	b, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	res, err := browser.Fetch(ctx, "POST", "/api/v1/changes", map[string]string{"Content-Type": "application/json"}, b, time.Minute)
	if err == nil && res.Status != 200 {
		err = fmt.Errorf("%d %s", res.Status, res.Body)
	}
	return err
}

func (server) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	path := fmt.Sprintf("/api/v1/changes?after=%d&limit=%d", after, limit)
	res, err := browser.Fetch(ctx, "GET", path, map[string]string{"Accept": store.PackMedia}, nil, time.Minute)
	if err != nil {
		return store.Page{}, err
	}
	if res.Status != 200 {
		return store.Page{}, fmt.Errorf("%d %s", res.Status, res.Body)
	}
	return store.ReadPage(res.Body)
}

// heap is the memory of this program: that of its WebAssembly.Memory, which
// never shrinks.
func heap() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}

// pulse notes the longest time for which the page could not draw.
func pulse() (longest func() float64) {
	watch := eval(`(() => {
		let last = performance.now(), longest = 0, on = true;
		const beat = () => {
			const now = performance.now();
			longest = Math.max(longest, now - last);
			last = now;
			if (on) setTimeout(beat, 0);
		};
		beat();
		return () => { on = false; beat(); return longest; };
	})()`)
	return func() float64 { return watch.Invoke().Float() }
}

// breathe lets the page draw now and then, as it does itself.
func breathe(last *time.Time) {
	if time.Since(*last) > 50*time.Millisecond {
		time.Sleep(time.Millisecond)
		*last = time.Now()
	}
}

// BenchmarkSize does on a device what people do with a project of 100,000
// documents and a million annotations: GLOSS_SIZE sets another number. For each
// there are its time, the longest time for which the page stood still meanwhile,
// and the memory of the program at its end.
func BenchmarkSize(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("GLOSS_SIZE"))
	if err != nil {
		b.Skip("GLOSS_SIZE is not set: make bench sets it")
	}
	name := newName()
	s, err := Open(ctx, name, func() {})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	project := sample.Project()
	project.Name = "At size" // newer than the server's
	timed := func(name string, do func() error) {
		longest, start := pulse(), time.Now()
		if err := do(); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms-"+name)
		b.ReportMetric(longest(), "still-ms-"+name)
		b.ReportMetric(heap(), "MiB-"+name)
	}
	out, last := browser.NewDownload("all.jsonl", gloss.Format.Media), time.Now()
	storetest.Size{Store: s, Project: project, Documents: n, Timed: timed, Out: out, Between: func() { breathe(&last) }}.Run(ctx)
	out.Cancel()
	timed("sync-up", func() error {
		r, err := replica.Sync(ctx, s, server{})
		if err != nil {
			return err
		}
		return storetest.Are("things sent", r.Pushed, (storetest.SpansEach+1)*n+1)
	})
	timed("sync-down", func() error {
		other, err := Open(ctx, newName(), func() {})
		if err != nil {
			return err
		}
		defer other.Close()
		if _, err := replica.Sync(ctx, other, server{}); err != nil {
			return err
		}
		got, err := other.Count(ctx, project.ID)
		if err != nil {
			return err
		}
		return storetest.Are("documents", got, n+1) // and the sample that the server has
	})
	b.ReportMetric(0, "ns/op") // of no meaning here
}

// BenchmarkOpen opens a document of 1 MB with 20,000 labels, as an import leaves
// it and as 2,000 gestures do.
func BenchmarkOpen(b *testing.B) {
	for _, x := range []struct {
		name  string
		batch int // changes stored at once
		n     int
	}{{"imported", 1 << 20, 20_000}, {"labelled", 1, 2_000}} {
		b.Run(x.name, func(b *testing.B) {
			s, err := Open(ctx, newName(), func() {})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			s.foldAfter = time.Hour
			w := storetest.NewWorld(0)
			d, err := annotations.NewDocument(w.Project.ID, "", "Long", strings.Repeat("The minister said so – again. ", 35_000), time.Now())
			if err != nil {
				b.Fatal(err)
			}
			all := gestures(d, x.n)
			if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}, Documents: []annotations.Document{d}}); err != nil {
				b.Fatal(err)
			}
			for len(all) > 0 {
				some := all[:min(x.batch, len(all))]
				all = all[len(some):]
				if err := s.Add(ctx, store.Batch{Changes: some}); err != nil {
					b.Fatal(err)
				}
			}
			var took []time.Duration
			for range 9 {
				start := time.Now()
				if _, err := s.Document(ctx, d.ID); err != nil {
					b.Fatal(err)
				}
				log, err := s.Log(ctx, d.ID)
				if err != nil || len(log) != x.n {
					b.Fatal(len(log), err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			for _, x := range []struct {
				unit string
				d    time.Duration
			}{{"ms", took[4]}, {"ms-min", took[0]}, {"ms-max", took[8]}} {
				b.ReportMetric(float64(x.d.Microseconds())/1000, x.unit)
			}
			b.ReportMetric(0, "ns/op") // the median is what counts
		})
	}
}
