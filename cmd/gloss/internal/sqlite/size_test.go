package sqlite

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
)

// documents is the size of BenchmarkSize; GLOSS_SIZE sets another.
func documents(b *testing.B) int {
	n := 100_000
	if s := os.Getenv("GLOSS_SIZE"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// peak is the most memory that this process has had, in MiB; 0 where the system
// does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseFloat(kb, 64)
	return n / 1024
}

// serverOf is a store as a device sees a server's.
type serverOf struct{ store.Store }

func (s serverOf) Push(ctx context.Context, b store.Batch) error { return s.Add(ctx, b) }
func (s serverOf) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	return s.Since(ctx, after, limit)
}

// sink is a device that remembers nothing but how far it heard the server.
type sink struct {
	store.Local
	heard   store.Heard
	changes int
}

func (s *sink) Heard(context.Context) (store.Heard, error) { return s.heard, nil }
func (s *sink) Receive(_ context.Context, p store.Page) error {
	s.heard = store.Heard{Epoch: p.Epoch, Place: p.Next}
	s.changes += len(p.Changes)
	return nil
}

// BenchmarkSize does what people do with a project of 100,000 documents and a
// million annotations. All is done once and takes about a minute.
func BenchmarkSize(b *testing.B) {
	n := documents(b)
	for range b.N {
		size(b, n)
	}
	b.ReportMetric(0, "ns/op") // of no meaning here
	b.ReportMetric(peak(), "MiB-peak")
}

func size(b *testing.B, n int) {
	dir := b.TempDir()
	s, err := Open(ctx, dir)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	project := sample.Project()
	if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{project}}); err != nil {
		b.Fatal(err)
	}
	timed := func(name string, do func() error) {
		start := time.Now()
		if err := do(); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms-"+name)
	}
	is := func(what string, got, want int) error {
		if got != want {
			return fmt.Errorf("%d %s, want %d", got, what, want)
		}
		return nil
	}
	timed("import", func() error {
		im := dataset.Importer{Store: s, Formats: light.Formats, Project: project, Author: "ada", Replica: annotations.NewID[annotations.Replica](), Now: time.Now()}
		sum, err := im.Import(ctx, []dataset.File{{Name: "corpus.jsonl", Open: func() (io.Reader, error) {
			return &storetest.Corpus{Documents: n, Spans: 10}, nil
		}}})
		if err != nil {
			return err
		}
		return is("spans", sum.Spans, 10*n)
	})
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-disk")
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
			found := store.Found{}
			for hits := 0; !found.Done && (all || hits == 0); hits += len(found.Headings) {
				var err error
				if found, err = s.Search(ctx, project.ID, text, found.Next, 100); err != nil {
					return err
				}
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
		sum, err := dataset.Export(ctx, s, project, gloss.Format, io.Discard, nil)
		if err != nil {
			return err
		}
		return is("spans", sum.Spans, 10*n)
	})
	timed("sync", func() error {
		to := &sink{Local: store.NewMem()}
		if _, err := replica.Sync(ctx, to, serverOf{s}); err != nil {
			return err
		}
		return is("changes", to.changes, 10*n)
	})
}
