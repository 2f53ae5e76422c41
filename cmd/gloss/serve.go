package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func serve(ctx context.Context, e env, args []string) error {
	var addr, data, database, public *string
	var open, accounts *bool
	var elsewhere oidcFlags
	rest, err := flags("serve", args, func(fs *flag.FlagSet) {
		addr = fs.String("addr", "127.0.0.1:8080", "the address to listen on")
		data = dataFlag(fs)
		database = databaseFlag(fs)
		accounts = fs.Bool("team", false, "have people sign in; always so on another address than this machine's")
		public = fs.String("url", "", "the `address` by which people reach the server, as https://gloss.example.org, when it is another")
		elsewhere = newOIDCFlags(fs)
		open = fs.Bool("open", false, "open the page in the browser")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError{fmt.Sprintf("%q is too much", rest[0])}
	}
	host, _, err := net.SplitHostPort(*addr)
	if err != nil {
		return usageError{fmt.Sprintf("--addr %s: %v", *addr, err)}
	}
	site, err := publicURL(*public)
	if err != nil {
		return err
	}
	provider, err := elsewhere.provider(site)
	if err != nil {
		return err
	}
	st, err := openDatabase(ctx, *data, *database)
	if err != nil {
		return err
	}
	defer st.Close()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(e.err, nil))
	rooms, err := newRooms(ctx, st, !*accounts && isLoopback(host), site, provider, log)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler:           rooms,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	srv.RegisterOnShutdown(rooms.end)
	where := "PostgreSQL"
	if *database == "" {
		if where, err = filepath.Abs(*data); err != nil {
			return err
		}
	}
	url := "http://" + l.Addr().String() + "/"
	fmt.Fprintf(e.out, "Gloss is at %s\nIts data is in %s\n", url, where)
	if site != nil {
		url = site.String() + "/"
	}
	if err := rooms.welcome(ctx, e.out, strings.TrimSuffix(url, "/")); err != nil {
		return err
	}
	if *open {
		openBrowser(url)
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// Let what is under way come to its end, but not for ever.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return srv.Close()
	}
	return err
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
