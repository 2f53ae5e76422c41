package e2e

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Where the results go, from this folder.
const (
	reportFile  = "../../../build/bench.md"
	samplesFile = "../../../build/bench.txt" // for benchstat
)

// results are the samples of one part of the measurements. When the part ends
// they are printed, and added to the files of the run.
type results struct {
	b       *testing.B
	part    string
	about   string
	started time.Time
	order   []series
	samples map[series][]float64
	notes   []string
}

// series names what was measured how often.
type series struct{ Measure, Unit, Load, Of string }

// The run, of which the first part that writes says when and how busy.
var (
	firstPart = true
	runStart  = time.Now()
	runLoad   = loadAverage()
)

func newResults(b *testing.B, part, about string) *results {
	r := &results{b: b, part: part, about: about, started: time.Now(), samples: map[series][]float64{}}
	b.Cleanup(r.write)
	return r
}

func (r *results) add(measure, unit, load, of string, v float64) {
	s := series{measure, unit, load, of}
	if _, ok := r.samples[s]; !ok {
		r.order = append(r.order, s)
	}
	r.samples[s] = append(r.samples[s], v)
}

func (r *results) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	if !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

// median, lowest and highest of some samples.
func spread(v []float64) (median, low, high float64) {
	v = slices.Sorted(slices.Values(v))
	n := len(v)
	return (v[(n-1)/2] + v[n/2]) / 2, v[0], v[n-1]
}

// short writes a number with three digits that count.
func short(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v) >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// markdown is the part as tables: one for each load, a row for each measure, a
// column for each contestant, and behind them what Gloss takes for each unit
// that a floor takes.
func (r *results) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s\n", r.part, r.about)
	uniq := func(of func(series) string, where func(series) bool) (all []string) {
		for _, s := range r.order {
			if v := of(s); where(s) && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
		return all
	}
	quiet := map[string]bool{} // nothing but zeros
	for _, s := range r.order {
		key := s.Measure + s.Unit + s.Load
		if _, ok := quiet[key]; !ok {
			quiet[key] = true
		}
		quiet[key] = quiet[key] && slices.Max(r.samples[s]) == 0
	}
	for _, load := range uniq(func(s series) string { return s.Load }, func(series) bool { return true }) {
		here := func(s series) bool { return s.Load == load && !quiet[s.Measure+s.Unit+s.Load] }
		columns := uniq(func(s series) string { return s.Of }, here)
		fmt.Fprintf(&b, "\n%s | %s |", strings.TrimSpace("| "+load), strings.Join(columns, " | "))
		var ratios []string
		for _, c := range columns {
			if c != glossItself.Name && slices.Contains(columns, glossItself.Name) {
				ratios = append(ratios, c)
				fmt.Fprintf(&b, " ÷ %s |", c)
			}
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(columns)+len(ratios)) + "\n")
		measures := uniq(func(s series) string { return s.Measure + " (" + s.Unit + ")" }, here)
		for _, m := range measures {
			fmt.Fprintf(&b, "| %s |", m)
			medians := map[string]float64{}
			for _, c := range columns {
				cell := "–"
				for _, s := range r.order {
					if here(s) && s.Of == c && s.Measure+" ("+s.Unit+")" == m {
						mid, low, high := spread(r.samples[s])
						medians[c] = mid
						cell = short(mid)
						if low != high {
							cell += fmt.Sprintf(" (%s–%s)", short(low), short(high))
						}
					}
				}
				fmt.Fprintf(&b, " %s |", cell)
			}
			for _, c := range ratios {
				ours, ok := medians[glossItself.Name]
				cell := "–"
				if floor := medians[c]; ok && floor > 0 {
					cell = fmt.Sprintf("%.2f", ours/floor)
				}
				fmt.Fprintf(&b, " %s |", cell)
			}
			b.WriteString("\n")
		}
	}
	for _, n := range r.notes {
		fmt.Fprintf(&b, "\n- %s", n)
	}
	fmt.Fprintf(&b, "\n\n%d s; load average %s at the end.\n", int(time.Since(r.started).Seconds()), loadAverage())
	return b.String()
}

// lines are the samples, each a line as `go test -bench` writes them, which
// benchstat compares with those of another run.
func (r *results) lines() string {
	var b strings.Builder
	name := func(s string) string { return strings.NewReplacer(" ", "_", "/", "-", ",", "").Replace(s) }
	for _, s := range r.order {
		for _, v := range r.samples[s] {
			fmt.Fprintf(&b, "Benchmark%s/%s/load=%s/of=%s 1 %.6g %s\n", r.part, name(s.Measure), s.Load, s.Of, v, name(s.Unit))
		}
	}
	return b.String()
}

func (r *results) write() {
	if len(r.order) == 0 {
		return
	}
	flag := os.O_APPEND
	head, text := "", r.markdown()
	if firstPart { // the files are of one run
		firstPart = false
		flag = os.O_TRUNC
		head = fmt.Sprintf("# Measurements of Gloss\n\n%s, %s/%s, %d cores, load average %s at the start. Medians (lowest–highest).\n",
			runStart.UTC().Format("2006-01-02 15:04"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runLoad)
	}
	fmt.Print(head + text)
	for file, text := range map[string]string{reportFile: head + text, samplesFile: r.lines()} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			r.b.Fatal(err)
		}
		f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|flag, 0o644)
		if err == nil {
			_, err = f.WriteString(text)
			err = errorsFirst(err, f.Close())
		}
		if err != nil {
			r.b.Fatal(err)
		}
	}
}

func errorsFirst(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// loadAverage tells how busy the machine is, where the system tells it.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(b))[0]
}
