package e2e

import (
	"net/http/httputil"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// BenchmarkDeviceAtSize measures a device with 100,000 documents and a million
// annotations in a real browser: the benchmarks of app/internal/idb, with a real
// server to sync with. GLOSS_SIZE sets another number of documents.
func BenchmarkDeviceAtSize(b *testing.B) {
	size := "100000"
	if s := os.Getenv("GLOSS_SIZE"); s != "" {
		size = s
	}
	real := startServer(b).address()
	mux := inPage(b, "./app/internal/idb", []string{"test", "-test.run=^$", "-test.bench=.", "-test.benchtime=1x"}, map[string]string{"GLOSS_SIZE": size})
	mux.Handle("/api/", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(real) }})
	p := newDevice(b).tab()
	p.do(chromedp.Navigate(serveMux(b, mux)))
	for end := time.Now().Add(25 * time.Minute); !p.testsEnd(); {
		if time.Now().After(end) {
			b.Fatalf("the benchmarks do not end:\n%s", eval[string](p, `lines.join("\n")`))
		}
	}
	out := eval[string](p, `lines.join("\n")`)
	if code := eval[int](p, `code`); code != 0 {
		b.Fatalf("exit code %d\n%s", code, out)
	}
	b.Log("\n" + out)
	for _, line := range strings.Split(out, "\n") {
		fields := strings.Fields(line)
		if len(fields) < 2 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(strings.TrimPrefix(fields[0], "Benchmark"), "Size")
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil || strings.HasPrefix(fields[i+1], "ns/") {
				continue
			}
			unit := fields[i+1]
			if name != "" {
				unit += "-" + strings.ReplaceAll(name, "/", "-")
			}
			b.ReportMetric(v, unit)
		}
	}
	b.ReportMetric(0, "ns/op") // of no meaning here
}
