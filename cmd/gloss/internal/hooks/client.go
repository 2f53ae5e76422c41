package hooks

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// A manager of a project names the address of a hook, and the server calls it: by
// that, a server on the internet must not reach what only its own network can.

// errPrivate says why a hook is not called.
var errPrivate = errors.New("webhooks go to public addresses; gloss serve --webhooks-private lets them go to private networks too")

// special are ranges of addresses that are neither public nor told apart by
// net/netip: shared by customers, for tests and examples, reserved, and those in
// which another address is wrapped (RFC 6890 and its registry).
var special = func() (all []netip.Prefix) {
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}()

// public reports whether an address is one that anybody could reach.
func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// newClient makes the client that calls hooks. The address is looked at when the
// connection is made, whatever its name has come to by then. A proxy would hide it,
// so that one is used on private networks alone.
func (h *Hooks) newClient() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if to, err := netip.ParseAddrPort(address); !h.Private && (err != nil || !public(to.Addr())) {
			return errPrivate
		}
		return nil
	}}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = dialer.DialContext
	proxy := transport.Proxy
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		if h.Private && proxy != nil {
			return proxy(r)
		}
		return nil, nil
	}
	return &http.Client{Timeout: 15 * time.Second, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a signed message goes where it was meant to
	}}
}
