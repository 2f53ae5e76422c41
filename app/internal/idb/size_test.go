//go:build js

package idb

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/light"
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
	if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{project}}); err != nil {
		b.Fatal(err)
	}
	timed := func(name string, do func() error) {
		longest, start := pulse(), time.Now()
		if err := do(); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms-"+name)
		b.ReportMetric(longest(), "still-ms-"+name)
		b.ReportMetric(heap(), "MiB-"+name)
	}
	is := func(what string, got, want int) error {
		if got != want {
			return fmt.Errorf("%d %s, want %d", got, what, want)
		}
		return nil
	}
	timed("import", func() error {
		im := dataset.Importer{Store: s, Formats: light.Formats, Project: project, Author: "ada", Replica: annotations.NewID[annotations.Replica](), Now: time.Now()}
		last := time.Now()
		im.Progress = func(dataset.Imported) { breathe(&last) }
		sum, err := im.Import(ctx, []dataset.File{{Name: "corpus.jsonl", Open: func() (io.Reader, error) {
			return &storetest.Corpus{Documents: n, Spans: 10}, nil
		}}})
		if err != nil {
			return err
		}
		return is("spans", sum.Spans, 10*n)
	})
	timed("count", func() error {
		got, err := s.Count(ctx, project.ID)
		if err != nil {
			return err
		}
		return is("documents", got, n)
	})
	var middle store.Heading
	timed("window", func() error {
		got, err := s.Window(ctx, project.ID, n/2, 100)
		if err != nil {
			return err
		}
		middle = got[0]
		return is("headings", len(got), min(100, n-n/2))
	})
	search := func(text string, all bool) func() error {
		return func() error {
			found, hits := store.Found{}, 0
			for !found.Done && (all || hits == 0) {
				var err error
				if found, err = s.Search(ctx, project.ID, text, found.Next, 100); err != nil {
					return err
				}
				hits += len(found.Headings)
			}
			if hits == 0 {
				return fmt.Errorf("%s is not found", text)
			}
			return nil
		}
	}
	timed("search-first", search("NAIROBI", false))
	timed("search-all", search(strings.ToUpper(storetest.Needle(n-1)), true))
	timed("open", func() error {
		if _, err := s.Document(ctx, middle.ID); err != nil {
			return err
		}
		log, err := s.Log(ctx, middle.ID)
		if err != nil {
			return err
		}
		return is("changes", len(log), 10)
	})
	timed("export", func() error {
		out := browser.NewDownload("all.jsonl", gloss.Format.Media)
		last := time.Now()
		ex := dataset.Exporter{Store: s, MaxLosses: 50, Progress: func(int) { breathe(&last) }}
		sum, err := ex.Export(ctx, project, gloss.Format, out)
		out.Cancel()
		if err != nil {
			return err
		}
		return is("spans", sum.Spans, 10*n)
	})
	timed("sync-up", func() error {
		r, err := replica.Sync(ctx, s, server{})
		if err != nil {
			return err
		}
		return is("things sent", r.Pushed, 11*n+1)
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
		return is("documents", got, n+1) // and the sample that the server has
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
