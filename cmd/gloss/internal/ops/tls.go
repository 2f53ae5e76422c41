package ops

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// FromFiles is a TLS setting with a certificate and its key from files in PEM.
// New ones are taken within a minute, without a restart; when they cannot be
// read, the ones before stay.
func FromFiles(cert, key string) (*tls.Config, error) {
	f := &fromFiles{cert: cert, key: key}
	if _, err := f.load(); err != nil {
		return nil, fmt.Errorf("the certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return f.load()
	}}, nil
}

type fromFiles struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate
	of     time.Time // when the file was written
	looked time.Time
}

func (f *fromFiles) load() (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.loaded != nil && time.Since(f.looked) < time.Minute {
		return f.loaded, nil
	}
	f.looked = time.Now()
	info, err := os.Stat(f.cert)
	if err == nil && f.loaded != nil && info.ModTime().Equal(f.of) {
		return f.loaded, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(f.cert, f.key)
	}
	switch {
	case err == nil:
		f.loaded, f.of = &pair, info.ModTime()
	case f.loaded == nil:
		return nil, err
	}
	return f.loaded, nil
}

// Automatic is a TLS setting with certificates that an authority makes for the
// hosts, kept in a folder: the one whose ACME directory is at an address, or Let's
// Encrypt with "". The handler answers its questions on port 80, and sends everybody
// else to HTTPS.
func Automatic(hosts []string, folder, authority string) (*tls.Config, http.Handler) {
	if authority == "" {
		authority = autocert.DefaultACMEDirectory
	}
	return automatic(hosts, folder, &acme.Client{DirectoryURL: authority})
}

func automatic(hosts []string, folder string, client *acme.Client) (*tls.Config, http.Handler) {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(hosts...), Cache: autocert.DirCache(folder), Client: client}
	c := m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c, m.HTTPHandler(nil)
}
