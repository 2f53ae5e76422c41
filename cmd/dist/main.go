// Command dist makes web/dist, all that the browser is given: it compiles the
// WASM, names each file after its content, writes these names into the page and
// the service worker, and compresses everything ahead of time.
//
// It needs the Go toolchain alone and is run from the root of the project.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	log := func(err error) {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
	out := flag.String("out", "web/dist", "the folder to write")
	cache := flag.String("cache", "build/cache", "where compressed files are kept for the next time")
	quality := flag.Int("quality", 11, "brotli quality, 0 to 11")
	budget := flag.Int("budget", 0, "fail when the compressed WASM is larger, in bytes; 0 for no limit")
	workerBudget := flag.Int("worker-budget", 0, "the same for the worker that learns")
	guideBudget := flag.Int("guide-budget", 0, "the same for the worker that renders guidelines")
	ledger := flag.Bool("ledger", false, "print what each package weighs")
	flag.Parse()
	if err := run(*out, *cache, *quality, map[string]int{"app.wasm": *budget, "suggest.wasm": *workerBudget, "guide.wasm": *guideBudget}); err != nil {
		log(err)
	}
	if *ledger {
		if err := printLedger(); err != nil {
			log(err)
		}
	}
}

// programs are the WASM files and the packages that they are made of. One that
// is fetched later, when it is asked for, is packed less tightly, in a tenth of
// the time.
var programs = []struct {
	file, pkg string
	later     bool
	gcflags   []string
}{
	{"app.wasm", "./cmd/wasm", false, small},
	{"suggest.wasm", "./cmd/suggestworker", false, nil},
	{"formats.wasm", "./cmd/formatworker", true, nil},
	{"guide.wasm", "./cmd/guideworker", true, nil},
}

// small leaves functions where they are, but for those of the domain, in which the
// hot loops are: calls repeat, so that brotli takes a tenth less for them than for
// what is inlined.
var small = []string{"-gcflags=all=-l", "-gcflags=gloss/annotations=", "-gcflags=gloss/annotations/text="}

func run(out, cache string, quality int, budgets map[string]int) error {
	runtime, err := wasmExec()
	if err != nil {
		return err
	}
	s := &site{dir: "web", sources: map[string][]byte{"wasm_exec.js": runtime}, later: map[string]bool{}}
	for _, p := range programs {
		module, err := compile(p.pkg, "-s -w", p.gcflags)
		if err == nil {
			s.sources[p.file], err = shrink(module)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.file, err)
		}
		s.later[p.file] = p.later
	}
	if err := s.build(); err != nil {
		return err
	}
	sizes, err := s.write(out, &packer{dir: cache, quality: quality})
	if err != nil {
		return err
	}
	for _, p := range programs {
		size, budget := sizes[s.urls[p.file]], budgets[p.file]
		fmt.Printf("%s %d bytes, brotli %d", p.file, len(s.sources[p.file]), size)
		if budget > 0 {
			fmt.Printf(" of %d", budget)
		}
		fmt.Println()
		if budget > 0 && size > budget {
			err = errors.Join(err, fmt.Errorf("%s is %d bytes over its budget in brotli", p.file, size-budget))
		}
	}
	return err
}

func compile(pkg, ldflags string, gcflags []string) ([]byte, error) {
	tmp, err := os.MkdirTemp("", "gloss-dist")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	modfile, err := slim("build/slim")
	if err != nil {
		return nil, fmt.Errorf("leaving out go-app's server half: %w", err)
	}
	file := filepath.Join(tmp, "app.wasm")
	args := append([]string{"build", "-modfile=" + modfile, "-trimpath", "-buildvcs=false", "-ldflags=" + ldflags}, gcflags...)
	cmd := exec.Command("go", append(args, "-o", file, pkg)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", pkg, err)
	}
	return os.ReadFile(file)
}

// wasmExec is the runtime of the toolchain that compiles: no other fits.
func wasmExec() ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
}
