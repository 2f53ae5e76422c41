//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is a real `gloss serve`, which can be killed at any moment and started
// again.
type process struct {
	t    testing.TB
	exe  string
	args []string
	env  []string

	mu    sync.Mutex
	addr  string
	cmd   *exec.Cmd
	kills int
}

// exe is a file called gloss which, as testscript arranges, is the program.
func exe(t testing.TB) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "gloss")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

func newProcess(t testing.TB, exe string, env []string, args ...string) *process {
	p := &process{t: t, exe: exe, args: args, env: env}
	p.start()
	t.Cleanup(func() { p.kill() })
	return p
}

func (p *process) start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	// Any port: the one that it had may be taken by now.
	cmd := exec.Command(p.exe, append([]string{"serve", "--addr", "127.0.0.1:0"}, p.args...)...)
	cmd.Env = append(os.Environ(), p.env...)
	errs, err := os.CreateTemp(p.t.TempDir(), "log")
	if err != nil {
		p.t.Error(err)
		return
	}
	defer errs.Close()
	cmd.Stderr = errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Error(err)
		return
	}
	if err := cmd.Start(); err != nil {
		p.t.Error(err)
		return
	}
	p.cmd = cmd
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "Gloss is at http://")
	if err != nil || !ok {
		said, _ := os.ReadFile(errs.Name())
		p.t.Errorf("the server said %q, %v\n%s", line, err, said)
		return
	}
	p.addr = strings.TrimSuffix(addr, "/")
	go io.Copy(io.Discard, out)
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
		p.cmd = nil
		p.kills++
	}
}

func (p *process) url() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return "http://" + p.addr
}

// balancer sends each request to another of the servers, and kills the one that
// it would have sent it to whenever so many requests have been made.
type balancer struct {
	servers []*process
	client  *http.Client

	mu   sync.Mutex
	made int
	at   []int // requests at which a server is killed, in order
	dead sync.WaitGroup
}

func newBalancer(servers []*process, at []int) *balancer {
	return &balancer{servers: servers, at: at, client: &http.Client{
		Timeout: 20 * time.Second,
		// Compression is tested elsewhere; here it would be most of the work.
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}}
}

// url is where the next request goes.
func (b *balancer) url() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.servers[b.made%len(b.servers)]
	b.made++
	if len(b.at) > 0 && b.made >= b.at[0] {
		b.at = b.at[1:]
		soon := time.Duration(b.made%7) * time.Millisecond
		b.dead.Go(func() {
			time.Sleep(soon) // in the midst of what is under way
			s.kill()
			s.start()
		})
	}
	return s.url()
}

// hold does something to the servers while none is being killed.
func (b *balancer) hold(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dead.Wait()
	do()
}

// peace waits until all servers are up, and lets them live from now on.
func (b *balancer) peace() {
	b.mu.Lock()
	b.at = nil
	b.mu.Unlock()
	b.dead.Wait()
}

func (b *balancer) kills() (n int) {
	for _, s := range b.servers {
		n += s.kills
	}
	return n
}

func (b *balancer) String() string {
	return fmt.Sprintf("%d requests to %d servers, killed %d times", b.made, len(b.servers), b.kills())
}
