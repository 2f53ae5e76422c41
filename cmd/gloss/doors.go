package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// door is a server at an address.
type door struct {
	*http.Server
	addr string
}

// lastWords is how long what is under way may take when the server ends.
const lastWords = 10 * time.Second

// newServer has limits for all that a client could draw out.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// listen takes all addresses, or none.
func listen(doors []door) (all []net.Listener, err error) {
	for _, d := range doors {
		l, err := net.Listen("tcp", d.addr)
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, err
		}
		if d.TLSConfig != nil {
			l = tls.NewListener(l, d.TLSConfig)
		}
		all = append(all, l)
	}
	return all, nil
}

// serveAll serves until one server fails or ctx ends. Then what is under way
// comes to its end, but not for ever.
func serveAll(ctx context.Context, doors []door, listeners []net.Listener, ending func()) error {
	failed := make(chan error, len(doors))
	for i, d := range doors {
		go func() { failed <- d.Serve(listeners[i]) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	ending()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	for _, d := range doors {
		switch e := d.Shutdown(ctx); {
		case errors.Is(e, context.DeadlineExceeded):
			err = errors.Join(err, d.Close())
		case e != nil:
			err = errors.Join(err, fmt.Errorf("ending: %w", e))
		}
	}
	return err
}
