//go:build unix

package postgres

import (
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlstore"
)

// counted is the address of a way to a database that counts what is sent there: one
// thing a journey, as each waits for its answer.
func counted(t *testing.T, to string) (by string, sent *atomic.Int64) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	network, address := "tcp", u.Host
	if dir := u.Query().Get("host"); dir != "" {
		port := u.Query().Get("port")
		if port == "" {
			port = "5432"
		}
		network, address = "unix", filepath.Join(dir, ".s.PGSQL."+port)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	sent = new(atomic.Int64)
	pass := func(from, to net.Conn, n *atomic.Int64) {
		defer from.Close()
		defer to.Close()
		for b := make([]byte, 1<<16); ; {
			k, err := from.Read(b)
			if err != nil {
				return
			}
			n.Add(1)
			if _, err := to.Write(b[:k]); err != nil {
				return
			}
		}
	}
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial(network, address)
			if err != nil {
				from.Close()
				continue
			}
			go pass(from, there, sent)
			go pass(there, from, new(atomic.Int64))
		}
	}()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	u.Host, u.RawQuery = l.Addr().String(), q.Encode()
	return u.String(), sent
}

// TestJourneys: a change is stored in three journeys to the database, whatever else is
// noted with it.
func TestJourneys(t *testing.T) {
	to, sent := counted(t, postgrestest.Open(t))
	s := open(t, to)
	w := storetest.NewWorld(30)
	if err := s.Add(ctx, store.Batch{Projects: w.All().Projects, Documents: w.Documents}); err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(ctx, "notes", []sqlstore.Step{{Name: "notes", SQL: `CREATE TABLE notes (n INTEGER PRIMARY KEY) STRICT`}}); err != nil {
		t.Fatal(err)
	}
	for i, c := range w.Changes {
		before := sent.Load()
		err := s.AddWith(ctx, store.Batch{Changes: []annotations.Change{c}}, sqlstore.Statement{Query: `INSERT INTO notes (n) VALUES ($1)`, Args: []any{i}})
		if err != nil {
			t.Fatal(err)
		}
		if n := sent.Load() - before; n > 3 && i > 5 { // statements are prepared at first
			t.Errorf("change %d took %d journeys", i, n)
		}
	}
}
