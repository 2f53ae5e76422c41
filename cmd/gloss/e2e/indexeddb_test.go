package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const root = "../../.."

// TestInThePage runs the tests of the packages that know the browser, which are
// WASM programs of their own, in a page with the real thing.
func TestInThePage(t *testing.T) {
	for _, name := range []string{"browser", "idb"} {
		t.Run(name, func(t *testing.T) { testInThePage(t, "./app/internal/"+name) })
	}
}

func testInThePage(t *testing.T, pkg string) {
	p := newDevice(t).bareTab() // tests of panics among them
	p.do(chromedp.Navigate(serveMux(t, inPage(t, pkg, []string{"test", "-test.v"}, nil))))
	for range 24 { // they take a while on a busy machine
		if p.testsEnd() {
			break
		}
	}
	p.until("the tests to end", `code !== null`)
	out := eval[string](p, `lines.join("\n")`)
	if code := eval[int](p, `code`); code != 0 || strings.Count(out, "--- PASS") < 15 {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// testsEnd waits some seconds for the tests in a page to end.
func (p *page) testsEnd() bool {
	p.t.Helper()
	return eval[bool](p, `new Promise((done) => {
		const end = performance.now() + 5000;
		const look = () => (code !== null || performance.now() > end ? done(code !== null) : setTimeout(look, 50));
		look();
	})`)
}

func serveMux(t testing.TB, mux *http.ServeMux) (url string) {
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// inPage is a site whose one page runs the tests of a package, with arguments
// and an environment. The page has the output in lines, and the exit code in
// code once there is one.
func inPage(t testing.TB, pkg string, argv []string, env map[string]string) *http.ServeMux {
	wasm := filepath.Join(t.TempDir(), "test.wasm")
	cmd := exec.Command("go", "test", "-c", "-o", wasm, pkg)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	setting, err := json.Marshal(map[string]any{"argv": argv, "env": env})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	serve := func(path, file string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	}
	serve("/wasm_exec.js", filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	for _, script := range []string{"idb.js", "chunks.js", "draw.js"} {
		serve("/"+script, filepath.Join(root, "web", "js", script))
	}
	serve("/test.wasm", wasm)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`<!doctype html><script src="wasm_exec.js"></script><script src="idb.js"></script><script src="chunks.js"></script><script src="draw.js"></script><script>
			const lines = []; console.log = (...a) => lines.push(a.join(" "));
			globalThis.code = null;
			globalThis.glossTr = (english, ...args) => english.replace(/\{(\d)\}/g, (_, i) => args[i]); // as early.js, in English
			(async () => {
				const go = Object.assign(new Go(), ` + string(setting) + `);
				go.env ??= {};
				go.exit = (c) => { code = c; };
				const { instance } = await WebAssembly.instantiateStreaming(fetch("test.wasm"), go.importObject);
				await go.run(instance);
			})();
		</script>`))
	})
	return mux
}
