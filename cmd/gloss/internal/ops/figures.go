package ops

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"
)

// figures are counted by hand in the text format of Prometheus, version 0.0.4:
// its library would add 3 MB for what is here.
type figures struct {
	mu       sync.Mutex
	started  time.Time
	requests map[answered]*spread
	now      map[string]int // requests under way, by route
	gauges   []gauge
}

type answered struct{ route, method, status string }

type gauge struct {
	name, help string
	value      func() float64
}

// bounds of the classes of durations, in seconds.
var bounds = []float64{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}

// spread is how long requests took.
type spread struct {
	classes []uint64 // one more than bounds
	sum     float64
	bytes   int64
}

func newFigures() figures {
	return figures{started: time.Now(), requests: map[answered]*spread{}, now: map[string]int{}}
}

func (f *figures) active(route string, by int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now[route] += by
}

func (f *figures) request(route, method string, status int, took time.Duration, bytes int64) {
	if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}, method) {
		method = "other"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	a := answered{route, method, statusClass(status)}
	s := f.requests[a]
	if s == nil {
		s = &spread{classes: make([]uint64, len(bounds)+1)}
		f.requests[a] = s
	}
	i, _ := slices.BinarySearch(bounds, took.Seconds())
	s.classes[i]++
	s.sum += took.Seconds()
	s.bytes += bytes
}

// text is all of it, sorted.
func (f *figures) text() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b bytes.Buffer
	head := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	keys := make([]answered, 0, len(f.requests))
	for a := range f.requests {
		keys = append(keys, a)
	}
	slices.SortFunc(keys, func(a, b answered) int {
		return strings.Compare(a.route+" "+a.method+" "+a.status, b.route+" "+b.method+" "+b.status)
	})
	head("gloss_request_duration_seconds", "histogram", "How long requests took.")
	for _, a := range keys {
		s, total := f.requests[a], uint64(0)
		labels := fmt.Sprintf("route=%q,method=%q,status=%q", a.route, a.method, a.status)
		for i, n := range s.classes {
			total += n
			bound := "+Inf"
			if i < len(bounds) {
				bound = fmt.Sprint(bounds[i])
			}
			fmt.Fprintf(&b, "gloss_request_duration_seconds_bucket{%s,le=%q} %d\n", labels, bound, total)
		}
		fmt.Fprintf(&b, "gloss_request_duration_seconds_sum{%s} %g\ngloss_request_duration_seconds_count{%s} %d\n", labels, s.sum, labels, total)
	}
	head("gloss_response_bytes_total", "counter", "Bytes of answers, as they left the program.")
	for _, a := range keys {
		fmt.Fprintf(&b, "gloss_response_bytes_total{route=%q,method=%q,status=%q} %d\n", a.route, a.method, a.status, f.requests[a].bytes)
	}
	routes := make([]string, 0, len(f.now))
	for r := range f.now {
		routes = append(routes, r)
	}
	slices.Sort(routes)
	head("gloss_requests_active", "gauge", "Requests under way; on /api/v1/events, devices that listen.")
	for _, r := range routes {
		fmt.Fprintf(&b, "gloss_requests_active{route=%q} %d\n", r, f.now[r])
	}
	for _, g := range f.gauges {
		head(g.name, "gauge", g.help)
		fmt.Fprintf(&b, "%s %g\n", g.name, g.value())
	}
	head("process_start_time_seconds", "gauge", "When the process began.")
	fmt.Fprintf(&b, "process_start_time_seconds %d\n", f.started.Unix())
	head("go_goroutines", "gauge", "Goroutines.")
	fmt.Fprintf(&b, "go_goroutines %d\n", runtime.NumGoroutine())
	head("go_memory_bytes", "gauge", "Memory that the runtime has from the system.")
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	fmt.Fprintf(&b, "go_memory_bytes %d\n", sample[0].Value.Uint64())
	return b.Bytes()
}
