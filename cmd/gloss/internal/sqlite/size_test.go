package sqlite

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
	timed := func(name string, do func() error) {
		start := time.Now()
		if err := do(); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms-"+name)
	}
	storetest.Size{Store: s, Project: sample.Project(), Documents: n, Timed: timed, Out: io.Discard}.Run(ctx)
	files, err := filepath.Glob(filepath.Join(dir, FileName+"*")) // the write-ahead log too
	if err != nil {
		b.Fatal(err)
	}
	bytes := int64(0)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			bytes += info.Size()
		}
	}
	b.ReportMetric(float64(bytes)/1e6, "MB-disk")
	timed("sync", func() error {
		to := &sink{Local: store.NewMem()}
		if _, err := replica.Sync(ctx, to, serverOf{s}); err != nil {
			return err
		}
		return storetest.Are("changes", to.changes, storetest.SpansEach*n)
	})
}
