package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/ops"
)

// serving is how a server is asked to serve.
type serving struct {
	addr, data, database, public string
	accounts, open               bool
	cert, key, hosts, authority  string // TLS by files, or made for hosts by an authority
	metrics                      string // where Prometheus may read
	log, level                   string
	memory                       int // MiB
	elsewhere                    oidcFlags
	private                      bool // webhooks may go to private networks
}

func (s *serving) define(fs *flag.FlagSet) {
	fs.StringVar(&s.addr, "addr", "127.0.0.1:8080", "the address to listen on")
	fs.StringVar(&s.data, "data", "gloss-data", "the `folder` of the data")
	fs.StringVar(&s.database, "database-url", os.Getenv(databaseURL), databaseAbout)
	fs.BoolVar(&s.accounts, "team", false, "have people sign in; always so on another address than this machine's")
	fs.StringVar(&s.public, "url", "", "the `address` by which people reach the server, as https://gloss.example.org, when it is another")
	s.elsewhere = newOIDCFlags(fs)
	fs.BoolVar(&s.open, "open", false, "open the page in the browser")
	fs.StringVar(&s.cert, "tls-cert", "", "serve HTTPS with the certificate in this `file`, in PEM; a renewed one is taken within a minute")
	fs.StringVar(&s.key, "tls-key", "", "the `file` with its key")
	fs.StringVar(&s.hosts, "tls-auto", "", "serve HTTPS with certificates that Let's Encrypt makes for these `names`, with commas between; --addr is then :443, and port 80 must be free too")
	fs.StringVar(&s.authority, "acme", "", "the `address` of the ACME directory of another authority than Let's Encrypt, for --tls-auto")
	fs.StringVar(&s.metrics, "metrics", "", "answer /metrics, for Prometheus, at this `address`, as 127.0.0.1:9090")
	fs.BoolVar(&s.private, "webhooks-private", false, "let webhooks go to private networks and this machine too, by the proxy of HTTPS_PROXY if there is one")
	fs.StringVar(&s.log, "log", "text", "the `form` of the log: text or json")
	fs.StringVar(&s.level, "log-level", "info", "the least `level` that is logged: debug, which has every request, info, warn or error")
	fs.IntVar(&s.memory, "memory", 0, "collect garbage harder from so many `MiB` on")
}

// logger makes the log.
func (s *serving) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.level)); err != nil {
		return nil, usageError{fmt.Sprintf("--log-level %s: want debug, info, warn or error", s.level)}
	}
	options := &slog.HandlerOptions{Level: level}
	switch s.log {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, usageError{fmt.Sprintf("--log %s: want text or json", s.log)}
}

// encrypted is the TLS that is asked for, nil when none is, and what answers on
// port 80 then.
func (s *serving) encrypted() (*tls.Config, http.Handler, error) {
	switch {
	case s.hosts != "" && s.cert+s.key != "":
		return nil, nil, usageError{"--tls-auto makes certificates, --tls-cert and --tls-key name one: choose"}
	case s.authority != "" && s.hosts == "":
		return nil, nil, usageError{"--acme says who makes the certificates of --tls-auto"}
	case s.hosts != "":
		hosts := strings.Split(s.hosts, ",")
		if s.public == "" {
			s.public = "https://" + hosts[0]
		}
		c, challenges := ops.Automatic(hosts, filepath.Join(s.data, "certificates"), s.authority)
		return c, challenges, nil
	case s.cert != "" && s.key != "":
		c, err := ops.FromFiles(s.cert, s.key)
		return c, nil, err
	case s.cert+s.key != "":
		return nil, nil, usageError{"--tls-cert and --tls-key go together"}
	}
	return nil, nil, nil
}

func serve(ctx context.Context, e env, args []string) error {
	var s serving
	rest, err := flags("serve", args, s.define)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{fmt.Sprintf("%q is too much", rest[0])}
	}
	host, _, err := net.SplitHostPort(s.addr)
	if err != nil {
		return usageError{fmt.Sprintf("--addr %s: %v", s.addr, err)}
	}
	log, err := s.logger(e.err)
	if err != nil {
		return err
	}
	secure, challenges, err := s.encrypted()
	if err != nil {
		return err
	}
	public, err := publicURL(s.public)
	if err != nil {
		return err
	}
	if s.memory > 0 {
		debug.SetMemoryLimit(int64(s.memory) << 20)
	}
	provider, err := s.elsewhere.provider(public)
	if err != nil {
		return err
	}
	st, err := openDatabase(ctx, s.data, s.database)
	if err != nil {
		return err
	}
	defer st.Close()
	began := time.Now()
	if err := st.Check(ctx); err != nil {
		return err
	}
	log.Debug("the database is in order", "took", time.Since(began))
	rooms, err := newRooms(ctx, st, plan{solo: !s.accounts && isLoopback(host), public: public, encrypts: secure != nil, provider: provider, private: s.private}, log)
	if err != nil {
		return err
	}
	watch := ops.New(log, st.Ping)
	watch.Gauge("gloss_last_place", "The last place in the order of arrival.", func() float64 {
		place, _ := st.Changed()
		return float64(place)
	})
	mux := http.NewServeMux()
	watch.Handle(mux)
	mux.Handle("/", watch.Watch(ops.Limit(rooms)))
	srv := newServer(mux, log)
	srv.TLSConfig = secure
	srv.RegisterOnShutdown(rooms.end)
	doors := []door{{srv, s.addr}}
	if s.metrics != "" {
		doors = append(doors, door{newServer(watch.Metrics(), log), s.metrics})
	}
	if challenges != nil {
		doors = append(doors, door{newServer(challenges, log), net.JoinHostPort(host, "80")})
	}
	listeners, err := listen(doors)
	if err != nil {
		return err
	}
	if err := s.welcome(ctx, e.out, listeners[0].Addr(), public, rooms); err != nil {
		return err
	}
	if inTheClear(host, rooms.solo, secure != nil, public) {
		fmt.Fprintln(e.out, "Passwords and labels travel in the clear, and pages cannot work offline: use --tls-auto or --tls-cert, or a proxy with TLS and --url https://…")
	}
	if s.metrics != "" {
		fmt.Fprintf(e.out, "Its figures are at http://%s/metrics\n", listeners[1].Addr())
	}
	ops.Tell("READY=1")
	defer ops.Tell("STOPPING=1")
	return serveAll(ctx, doors, listeners, watch.End)
}

// welcome says where everything is.
func (s *serving) welcome(ctx context.Context, out io.Writer, addr net.Addr, public *url.URL, rooms *rooms) error {
	where := "PostgreSQL"
	if s.database == "" {
		var err error
		if where, err = filepath.Abs(s.data); err != nil {
			return err
		}
	}
	scheme := "http"
	if s.cert+s.hosts != "" {
		scheme = "https"
	}
	address := scheme + "://" + addr.String() + "/"
	fmt.Fprintf(out, "Gloss is at %s\nIts data is in %s\n", address, where)
	if public != nil {
		address = public.String() + "/"
	}
	if err := rooms.welcome(ctx, out, strings.TrimSuffix(address, "/")); err != nil {
		return err
	}
	if s.open {
		openBrowser(address)
	}
	return nil
}

// inTheClear reports whether people sign in from other machines without encryption.
func inTheClear(host string, solo, encrypts bool, public *url.URL) bool {
	return !solo && !encrypts && !isLoopback(host) && (public == nil || public.Scheme != "https")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// openBrowser tries to show the page; the address is printed in any case.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	cmd := exec.Command(name, args...)
	if cmd.Start() == nil {
		go cmd.Wait()
	}
}
