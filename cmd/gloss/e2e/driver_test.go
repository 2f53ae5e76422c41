// Package e2e goes the whole way as a user would: the real binary, a real
// Chromium, real files. It holds tests and measurements only.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// binary is what `make build` made.
const binary = "../../../bin/gloss"

// server is a running gloss serve.
type server struct {
	t    testing.TB
	data string
	addr string   // host and port, kept over restarts
	args []string // besides those
	cmd  *exec.Cmd
}

func startServer(t testing.TB, args ...string) *server {
	t.Helper()
	if _, err := os.Stat(binary); err != nil {
		t.Fatalf("there is no %s: run `make build` first", binary)
	}
	s := &server{t: t, data: t.TempDir(), addr: "127.0.0.1:0", args: args}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(binary, append([]string{"serve", "--addr", s.addr, "--data", s.data}, s.args...)...)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.t.Fatalf("the server said nothing: %v", err)
	}
	s.addr = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "Gloss is at http://"), "/")
	go io.Copy(io.Discard, out)
}

// kill ends the server as a power cut would.
func (s *server) kill() {
	if s.cmd != nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
		s.cmd = nil
	}
}

func (s *server) url() string { return s.address().String() }

func (s *server) address() *url.URL { return &url.URL{Scheme: "http", Host: s.addr} }

// get reads an address of the server.
func (s *server) get(path string) []byte {
	s.t.Helper()
	res, err := http.Get(s.url() + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %s, %v: %s", path, res.Status, err, b)
	}
	return b
}

// gloss runs the command line.
func gloss(t testing.TB, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(binary, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("gloss %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.Bytes()
}

// device is a browser with its own storage.
type device struct {
	t         testing.TB
	ctx       context.Context
	downloads string
}

func chromium(t testing.TB) string {
	if name := os.Getenv("CHROMIUM"); name != "" {
		return name
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium was found: install it or name it in CHROMIUM")
	return ""
}

func newDevice(t testing.TB) *device {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.WSURLReadTimeout(60 * time.Second),
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	d := &device{t: t, ctx: ctx, downloads: t.TempDir()}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: d.downloads,
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

// patience is how long a test waits for what has to come: a busy machine is slow, and
// who waits for what comes soon waits no longer for it.
const patience = time.Minute

// page is a tab of a device.
type page struct {
	t      testing.TB
	ctx    context.Context
	device *device
}

// open opens an address in a new tab and waits for the document.
func (d *device) open(url string) *page {
	d.t.Helper()
	p := d.tab()
	p.do(chromedp.Navigate(url))
	p.ready()
	return p
}

// write writes a file to import, and returns its path.
func write(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// withText opens a new device on a text of its own.
func withText(t *testing.T, text string) *page {
	t.Helper()
	begins, _, _ := strings.Cut(text, "\n")
	return withFile(t, "text.txt", text, begins)
}

// withFile opens a new device on what a file holds, of which the open document begins
// so.
func withFile(t *testing.T, name, content, begins string) *page {
	t.Helper()
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, name, content))
	p.until("the text", `document.querySelector("article").textContent.startsWith(%q)`, begins)
	p.press("Close")
	return p
}

// tab opens an empty tab. The test fails when the program panics in it.
func (d *device) tab() *page {
	d.t.Helper()
	p := d.bareTab()
	d.watch(p.ctx)
	return p
}

// bareTab opens an empty tab in which a program may panic.
func (d *device) bareTab() *page {
	d.t.Helper()
	ctx, cancel := chromedp.NewContext(d.ctx)
	d.t.Cleanup(cancel)
	// The first call makes the tab, which lives as long as its context.
	if err := chromedp.Do(ctx); err != nil {
		d.t.Fatal(err)
	}
	return &page{d.t, ctx, d}
}

// watch makes the test fail when the program in a tab panics: the page goes on
// after that, so that nothing else may show it.
func (d *device) watch(tab context.Context) {
	d.t.Helper()
	var mu sync.Mutex
	var panics []string
	err := chromedp.Listen(tab, func(event any) {
		e, ok := event.(*runtime.EventConsoleAPICalled)
		if !ok || e.Type != runtime.ConsoleAPICalledTypeError || len(e.Args) == 0 {
			return
		}
		if said := string(e.Args[0].Value); strings.HasPrefix(said, `"panic in `) || strings.HasPrefix(said, `"Gloss has stopped`) {
			mu.Lock()
			defer mu.Unlock()
			panics = append(panics, said)
		}
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, said := range panics {
			d.t.Errorf("the program: %.1500s", said)
		}
	})
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%v\nthe page says: %s", err, p.said())
	}
}

// said is the page in words, to explain a failure.
func (p *page) said() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
		const body = document.body.innerText, article = document.querySelector("article")?.innerText ?? "";
		return (article ? body.replace(article, () => article.slice(0, 200) + " […]") : body).slice(0, 2500);
	})()`))
	if err != nil {
		return err.Error()
	}
	return text
}

func eval[T any](p *page, js string, args ...any) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](fmt.Sprintf(js, args...), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", fmt.Sprintf(js, args...), err)
	}
	return v
}

// until waits for a condition in the page.
func (p *page) until(what, js string, args ...any) {
	p.t.Helper()
	expression := fmt.Sprintf(js, args...)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		cancel()
		if err == nil && ok {
			return
		}
	}
	p.t.Fatalf("waited in vain for: %s (%s)\nthe page says: %s", what, expression, p.said())
}

func (p *page) ready() {
	p.t.Helper()
	p.until("the document", `document.querySelector("article[aria-label] [data-start]")`)
}

// rests waits until nothing is on its way to the disk: who leaves before would be
// asked, and what the status line says may be of before the last gesture.
func (p *page) rests() {
	p.t.Helper()
	p.until("the page to rest", `window.dispatchEvent(new Event("beforeunload", { cancelable: true }))`)
	p.settle()
}

// saved waits until everything is on the disk of the device.
func (p *page) saved() {
	p.t.Helper()
	p.rests()
	p.until("saved", `document.querySelector("[role=status]").innerText.includes("Saved on this device")`)
}

// synced waits until the server has everything.
func (p *page) synced() {
	p.t.Helper()
	p.rests()
	p.until("synced", `document.querySelector("[role=status]").innerText.includes("Synced")`)
}

// place is where a stretch of text is shown.
type place struct{ X1, Y1, X2, Y2 float64 }

// find shows the n-th occurrence of words in the document and says where. It
// looks twice, since lines that come into view may yet change their height.
func (p *page) find(words string, n int) place {
	p.t.Helper()
	p.look(words, n)
	p.settle()
	return p.look(words, n)
}

func (p *page) look(words string, n int) place {
	p.t.Helper()
	return eval[place](p, `(() => {
		let left = %d;
		const words = %q;
		for (const block of document.querySelectorAll("article[aria-label] [data-start]")) {
			const text = block.textContent;
			for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
				if (left-- > 0) continue;
				block.scrollIntoView({ block: "center", behavior: "instant" });
				const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
				const range = document.createRange();
				let before = 0, started = false;
				for (let node; (node = walker.nextNode()); before += node.length) {
					if (!started && at < before + node.length) { range.setStart(node, at - before); started = true; }
					if (started && at + words.length <= before + node.length) { range.setEnd(node, at + words.length - before); break; }
				}
				const boxes = range.getClientRects();
				const first = boxes[0], last = boxes[boxes.length - 1];
				return { X1: first.left, Y1: (first.top + first.bottom) / 2, X2: last.right, Y2: (last.top + last.bottom) / 2 };
			}
		}
		throw new Error("not in the document: " + words);
	})()`, n, words)
}

// drag selects the n-th occurrence of words with the mouse.
func (p *page) drag(words string, n int) {
	p.t.Helper()
	at := p.find(words, n)
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	p.do(
		chromedp.MouseEvent("mouseMoved", at.X1+1, at.Y1),
		chromedp.MouseEvent("mousePressed", at.X1+1, at.Y1, left),
		chromedp.MouseEvent("mouseMoved", (at.X1+at.X2)/2, (at.Y1+at.Y2)/2, left),
		chromedp.MouseEvent("mouseMoved", at.X2-1, at.Y2, left),
		chromedp.MouseEvent("mouseReleased", at.X2-1, at.Y2, left),
	)
	p.settle()
}

// click clicks on the middle of words in the document.
func (p *page) click(words string, n int) {
	p.t.Helper()
	at := p.find(words, n)
	p.do(chromedp.MouseClickXY((at.X1+at.X2)/2, at.Y1))
	p.settle()
}

// key presses a key, with modifiers.
func (p *page) key(key string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...)))
	p.settle()
}

// press clicks a button by its accessible name, in the dialog if one is open, as soon
// as it stays where it is and nothing covers it.
func (p *page) press(name string) {
	p.t.Helper()
	find := fmt.Sprintf(`[...([...document.querySelectorAll("dialog:modal")].at(-1) ?? document).querySelectorAll("button")].find(b => (b.ariaLabel || b.innerText.trim()) === %q && b.offsetParent)`, name)
	p.until("a button "+name, `%s`, find)
	at := eval[place](p, `new Promise((done) => {
		const look = (before) => requestAnimationFrame(() => {
			const b = %s;
			b?.scrollIntoView({ block: "nearest", behavior: "instant" });
			const r = b?.getBoundingClientRect();
			const at = r && { X1: r.left + r.width / 2, Y1: r.top + r.height / 2 };
			const still = before && at && Math.hypot(at.X1 - before.X1, at.Y1 - before.Y1) < 1;
			still && b.contains(document.elementFromPoint(at.X1, at.Y1)) ? done(at) : look(at);
		});
		look();
	})`, find)
	p.do(chromedp.MouseClickXY(at.X1, at.Y1))
	p.settle()
}

// settle waits for what the last gesture led to: two frames.
func (p *page) settle() {
	p.t.Helper()
	const drawn = `new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))), 30))`
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](drawn, chromedp.EvalAwaitPromise))
	if err != nil && ctx.Err() == nil { // the page went elsewhere meanwhile, and is drawn anew
		eval[bool](p, drawn)
	}
}

// listed are the annotations of the list, each «label: text».
func (p *page) listed() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("[aria-label=Annotations] .rows > li")].map(li => li.dataset.label + ": " + li.querySelector(".item-text").textContent)`)
}

// importFiles chooses files in the control that users see.
func (p *page) importFiles(files ...string) {
	p.t.Helper()
	eval[bool](p, `(document.querySelector("#notice [data-do=dismiss]")?.click(), true)`)
	p.until("no notice of another import", `!/^Import/.test(document.querySelector("#notice").innerText)`)
	p.do(chromedp.SetUploadFiles(`input[type=file][aria-label="Import documents"]`, files))
	p.until("the import to end", `/^(Imported|Import cancelled)/.test(document.querySelector("#notice").innerText)`)
	p.settle()
}

// export downloads a dataset and returns it.
func (p *page) export(format, extension string) []byte {
	p.t.Helper()
	p.press("Export")
	eval[bool](p, `(() => { document.querySelector("#export-format").value = %q; return true })()`, format)
	p.press("Download")
	p.until("the report", `/\d+ documents? with/.test(document.querySelector("#export-report").innerText)`)
	var found []string
	for end := time.Now().Add(patience); len(found) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found, _ = filepath.Glob(filepath.Join(p.device.downloads, "*"+extension))
	}
	if len(found) != 1 {
		p.t.Fatalf("%d files were downloaded", len(found))
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		p.t.Fatal(err)
	}
	os.Remove(found[0])
	p.press("Close")
	return b
}

// sample opens the first document of the list, the one that every server has.
func (p *page) sample() {
	p.t.Helper()
	p.until("the list", `document.querySelector("[aria-label=Documents] a[href]")`)
	eval[bool](p, `(document.querySelector("[aria-label=Documents] a[href]").click(), true)`)
	p.until("the first document", `document.querySelector("article").textContent.includes("Larijani")`)
}

// reload loads the page again, from the service worker where there is one.
func (p *page) reload() {
	p.t.Helper()
	p.do(chromedp.Reload())
	p.ready()
}

// installed waits until the app works offline.
func (p *page) installed() {
	p.t.Helper()
	p.until("the service worker", `navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === "activated"`)
}
