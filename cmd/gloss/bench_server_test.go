//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
)

// BenchmarkServer measures how fast a real server acknowledges changes, which are
// on its disk then, from 1, 10 and 100 clients on the same machine: one at a time,
// as gestures make them, and in batches, as devices that come back send them. The
// floor beside it is the disk: 4 KB written and flushed, again and again.
func BenchmarkServer(b *testing.B) {
	gloss := exe(b)
	const span = 4 * time.Second
	report := serverReport{flush: flushes(b, span/2)}
	for _, kind := range []string{"SQLite", "PostgreSQL"} {
		b.Run(kind, func(b *testing.B) {
			var s *process
			if kind == "SQLite" {
				s = newProcess(b, gloss, nil, "--data", b.TempDir())
			} else {
				s = newProcess(b, gloss, []string{databaseURL + "=" + postgrestest.Open(b)})
			}
			to := newBalancer([]*process{s}, nil)
			docs := benchDocuments(b, to, 100)
			for _, m := range []measured{
				{clients: 100, batch: 1, every: 100 * time.Millisecond},
				{clients: 1, batch: 1}, {clients: 10, batch: 1}, {clients: 100, batch: 1},
				{clients: 1, batch: 500}, {clients: 10, batch: 500}, {clients: 100, batch: 500},
			} {
				m.kind = kind
				b.Run(fmt.Sprintf("clients=%d/batch=%d/every=%v", m.clients, m.batch, m.every), func(b *testing.B) {
					for range b.N {
						m.press(b, to, docs, span)
					}
					report.all = append(report.all, m)
					b.ReportMetric(0, "ns/op") // of no meaning here
					b.ReportMetric(m.perSecond(), "changes/s")
					for _, p := range []float64{0.5, 0.95, 0.99} {
						b.ReportMetric(float64(m.latency(p).Microseconds())/1000, fmt.Sprintf("ms-p%g", 100*p))
					}
					b.ReportMetric(report.flush, "flushes/s-disk")
				})
			}
		})
	}
	report.write(b)
}

// benchDocuments sends the server some documents.
func benchDocuments(b *testing.B, to *balancer, n int) []annotations.DocumentID {
	batch := store.Batch{Projects: []annotations.Project{{ID: annotations.NewID[annotations.Project](), Name: "Bench", Stamp: annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}}}}
	var ids []annotations.DocumentID
	for i := range n {
		d, err := annotations.NewDocument(batch.Projects[0].ID, fmt.Sprint(i), fmt.Sprintf("Article %d", i), strings.Repeat("They said it was so. ", 150), time.Now())
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, d.ID)
		batch.Documents = append(batch.Documents, d)
	}
	l := &line{to: to, good: true, acked: func(store.Batch) {}}
	if err := l.Push(context.Background(), batch); err != nil {
		b.Fatal(err)
	}
	return ids
}

// measured is what came of some clients for some time.
type measured struct {
	kind           string
	clients, batch int
	every          time.Duration // between two of a client; 0 when it does not rest
	took           time.Duration
	latencies      []time.Duration // sorted
}

func (m measured) perSecond() float64 {
	return float64(len(m.latencies)*m.batch) / m.took.Seconds()
}

func (m measured) latency(p float64) time.Duration {
	return m.latencies[min(len(m.latencies)-1, int(p*float64(len(m.latencies))))]
}

// press has clients send batches, each the next when the last is acknowledged and
// it is time.
func (m *measured) press(b *testing.B, to *balancer, docs []annotations.DocumentID, span time.Duration) {
	ctx := context.Background()
	latencies := make([][]time.Duration, m.clients)
	var all sync.WaitGroup
	began := time.Now()
	for i := range m.clients {
		all.Go(func() {
			l := &line{to: to, good: true, acked: func(store.Batch) {}}
			replica := annotations.NewID[annotations.Replica]()
			doc, n := docs[i%len(docs)], uint64(0)
			time.Sleep(m.every * time.Duration(i) / time.Duration(m.clients)) // not all at the same moment
			for time.Since(began) < span {
				var some store.Batch
				for range m.batch {
					n++
					s := annotations.Stamp{N: n, Replica: replica}
					some.Changes = append(some.Changes, annotations.Change{Stamp: s, Step: s, Doc: doc, By: "ada", At: began, Op: annotations.Put{Annotation: annotations.Annotation{
						ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 4),
					}}})
				}
				sent := time.Now()
				if err := l.Push(ctx, some); err != nil {
					b.Error(err)
					return
				}
				latencies[i] = append(latencies[i], time.Since(sent))
				time.Sleep(m.every - time.Since(sent))
			}
		})
	}
	all.Wait()
	m.took, m.latencies = time.Since(began), slices.Concat(latencies...)
	if len(m.latencies) == 0 {
		b.Fatal("nothing was acknowledged")
	}
	slices.Sort(m.latencies)
}

// flushes is how often a second the disk can be told to keep 4 KB.
func flushes(b *testing.B, span time.Duration) float64 {
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page, n, began := make([]byte, 4096), 0, time.Now()
	for ; time.Since(began) < span; n++ {
		if _, err := f.WriteAt(page, int64(n%256)*4096); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(began).Seconds()
}

// serverReport goes with the others into build/bench.md.
type serverReport struct {
	flush float64
	all   []measured
}

func (r serverReport) write(b *testing.B) {
	var t strings.Builder
	fmt.Fprintf(&t, "\n## Acknowledged changes\n\nThe disk flushes 4 KB %.0f times a second.\n\n", r.flush)
	t.WriteString("| | clients | every | changes a request | changes/s | ÷ flushes | p50 | p95 | p99 |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.all {
		fmt.Fprintf(&t, "| %s | %d | %v | %d | %.0f | %.1f |", m.kind, m.clients, m.every, m.batch, m.perSecond(), m.perSecond()/r.flush)
		for _, p := range []float64{0.5, 0.95, 0.99} {
			fmt.Fprintf(&t, " %.1f ms |", float64(m.latency(p).Microseconds())/1000)
		}
		t.WriteString("\n")
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Fprintf(&t, "\nLoad average %s at the end.\n", strings.Fields(string(load))[0])
	}
	file := filepath.Join("..", "..", "build", "bench.md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(t.String()); err != nil {
		b.Fatal(err)
	}
}
