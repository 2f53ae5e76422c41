//go:build unix

// Package postgrestest starts a real PostgreSQL for tests: the one that
// GLOSS_POSTGRES names by its URL, or else the one that is installed, in a
// folder of its own. It ends with the test program, however that ends.
package postgrestest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// must is the value of GLOSS_POSTGRES with which tests fail when there is no
// PostgreSQL, in place of being skipped.
const must = "must"

var server struct {
	once sync.Once
	url  string
	err  error
	stop io.Closer // kept: the server ends when it is closed
}

var databases atomic.Int64

// Open makes an empty database and returns its URL.
func Open(tb testing.TB) string {
	tb.Helper()
	server.once.Do(func() {
		if u := os.Getenv("GLOSS_POSTGRES"); u != "" && u != must {
			server.url = u
			return
		}
		server.url, server.err = start()
	})
	if server.err != nil {
		if os.Getenv("GLOSS_POSTGRES") == must {
			tb.Fatal(server.err)
		}
		tb.Skip(server.err)
	}
	name := fmt.Sprintf("gloss_test_%d_%d", os.Getpid(), databases.Add(1))
	do := func(q string) {
		tb.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		conn, err := pgx.Connect(ctx, server.url)
		if err != nil {
			tb.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, q); err != nil {
			tb.Fatal(err)
		}
	}
	do(`CREATE DATABASE ` + name)
	tb.Cleanup(func() { do(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`) })
	u, err := url.Parse(server.url)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// binaries finds the folder of PostgreSQL's programs, the newest where there
// are several: Debian keeps them off the PATH.
func binaries() (string, error) {
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		if dir := strings.TrimSpace(string(out)); hasBoth(dir) {
			return dir, nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	for _, pattern := range []string{"/usr/local/opt/postgresql*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin"} {
		more, _ := filepath.Glob(pattern)
		found = append(found, more...)
	}
	for _, dir := range append(found, filepath.SplitList(os.Getenv("PATH"))...) {
		if hasBoth(dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("PostgreSQL is not installed here (Debian: apt-get install postgresql; macOS: brew install postgresql), or name a server: GLOSS_POSTGRES=postgres://…")
}

func version(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	return n
}

func hasBoth(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// start makes a cluster in a folder and starts its server on a socket there.
func start() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "gloss-pg-")
	if err != nil {
		return "", err
	}
	owner, err := unprivileged(dir)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "gloss", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, owner
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}
	// The shell ends the server and removes the folder when its input ends.
	log := filepath.Join(dir, "log")
	sh := exec.Command("/bin/sh", "-c", `"$@" >`+log+` 2>&1 & pg=$!; read -r _; kill -INT $pg; wait $pg; rm -rf `+dir, "sh",
		filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=200")
	sh.Dir, sh.SysProcAttr = dir, owner
	if server.stop, err = sh.StdinPipe(); err != nil {
		return "", err
	}
	if err := sh.Start(); err != nil {
		return "", err
	}
	go sh.Wait()
	u := "postgres://gloss@/postgres?host=" + url.QueryEscape(dir)
	for patience := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgx.Connect(context.Background(), u)
		if err == nil {
			return u, conn.Close(context.Background())
		}
		if time.Now().After(patience) {
			said, _ := os.ReadFile(log)
			return "", fmt.Errorf("PostgreSQL does not start: %w\n%s", err, said)
		}
	}
}

// unprivileged is who runs the server, since PostgreSQL refuses to be root: the
// one who tests, or, for root, postgres or nobody, who then owns the folder.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	// A process group of its own: an interrupt at the terminal is for the test.
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attr, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 != nil || err2 != nil {
			continue
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, os.Chown(dir, int(uid), int(gid))
	}
	return nil, fmt.Errorf("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}
