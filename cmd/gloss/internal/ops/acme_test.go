package ops

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
	"golang.org/x/crypto/acme"
)

// names answers every question for the address of a name with this machine.
func names(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &dns.Server{Listener: l, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg)
		a.SetReply(q)
		if name := q.Question[0]; name.Qtype == dns.TypeA {
			a.Answer = append(a.Answer, &dns.A{Hdr: dns.RR_Header{Name: name.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}, A: net.IPv4(127, 0, 0, 1)})
		}
		_ = w.WriteMsg(a) // who asks asks again
	})}
	go srv.ActivateAndServe()
	t.Cleanup(func() { srv.Shutdown() })
	return l.Addr().String()
}

// authority is one for tests, by those of Let's Encrypt: it asks on these ports
// whether a name is ours.
func authority(t *testing.T, httpPort, tlsPort int) (client *acme.Client, root *x509.CertPool) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	quiet, store := log.New(io.Discard, "", 0), db.NewMemoryStore()
	maker := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {ValidityPeriod: uint64(90 * 24 * 60 * 60)}})
	front := wfe.New(quiet, store, va.New(quiet, httpPort, tlsPort, true, names(t), store), maker, nil, true, false, 1, 1)
	srv := httptest.NewTLSServer(front.Handler())
	t.Cleanup(srv.Close)
	root = x509.NewCertPool()
	root.AppendCertsFromPEM(maker.GetRootCert(0).PEM())
	return &acme.Client{DirectoryURL: srv.URL + wfe.DirectoryPath, HTTPClient: srv.Client()}, root
}

func port(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// TestAutomatic: a real authority makes a certificate when somebody first comes,
// whether it asks over TLS or on port 80; it is kept, and other names get none.
func TestAutomatic(t *testing.T) {
	const name = "gloss.example.org"
	for what, overTLS := range map[string]bool{"over TLS": true, "on port 80": false} {
		t.Run(what, func(t *testing.T) {
			var doors [3]net.Listener
			for i := range doors {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				defer l.Close()
				doors[i] = l
			}
			secure, plain, shut := doors[0], doors[1], doors[2]
			shut.Close()
			asks := port(secure)
			if !overTLS {
				asks = port(shut)
			}
			client, root := authority(t, port(plain), asks)
			folder := t.TempDir()
			setting, challenges := automatic([]string{name}, folder, client)
			quiet := slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			srv := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: quiet}
			go srv.Serve(tls.NewListener(secure, setting))
			defer srv.Close()
			port80 := &http.Server{ErrorLog: quiet, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.Host, _, _ = net.SplitHostPort(r.Host) // whoever asks on port 80 names none
				challenges.ServeHTTP(w, r)
			})}
			go port80.Serve(plain)
			defer port80.Close()

			hello := func(to net.Listener, host string) (*tls.Conn, error) {
				return tls.DialWithDialer(&net.Dialer{Timeout: 2 * time.Minute}, "tcp", to.Addr().String(), &tls.Config{ServerName: host, RootCAs: root})
			}
			conn, err := hello(secure, name)
			if err != nil {
				t.Fatal(err)
			}
			serial := conn.ConnectionState().PeerCertificates[0].SerialNumber
			conn.Close()
			if conn, err := hello(secure, "other.example.org"); err == nil {
				conn.Close()
				t.Error("another name has a certificate")
			}
			res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get("http://" + plain.Addr().String() + "/d/1?a=b")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if to := res.Header.Get("Location"); res.StatusCode/100 != 3 || !strings.HasPrefix(to, "https://") || !strings.HasSuffix(to, "/d/1?a=b") {
				t.Errorf("port 80 sends to %s: %s", to, res.Status)
			}

			// The next start has it from the folder, without the authority.
			again, _ := automatic([]string{name}, folder, &acme.Client{DirectoryURL: "http://" + shut.Addr().String()})
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			next := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: quiet}
			go next.Serve(tls.NewListener(l, again))
			defer next.Close()
			conn, err = hello(l, name)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if got := conn.ConnectionState().PeerCertificates[0].SerialNumber; got.Cmp(serial) != 0 {
				t.Errorf("certificate %v, and was %v", got, serial)
			}
		})
	}
}
