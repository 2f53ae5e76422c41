package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
)

// group is the group commit. A disk can flush about a thousand times a second,
// so what comes while one transaction is flushed shares the next: whoever waits
// and finds nobody writing writes for all who wait.
type group struct {
	turn chan struct{} // holds a token while somebody writes

	mu      sync.Mutex
	waiting []*request

	conn *writer // of the one who writes
}

// request is one call of Add.
type request struct {
	rows  rows
	also  []Statement
	check Check
	done  chan struct{}
	err   error
}

// groupMost is about how many things share a transaction.
const groupMost = 20_000

// writeTime is how long a transaction may take. It goes on when the one who
// asked for it leaves, as it is that of others too.
const writeTime = 2 * time.Minute

func newGroup() group { return group{turn: make(chan struct{}, 1)} }

func (g *group) push(r *request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, r)
}

// take takes what may share a transaction, the oldest first.
func (g *group) take() []*request {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, things := 0, 0
	for n < len(g.waiting) && (n == 0 || things+g.waiting[n].rows.len() <= groupMost) {
		things += g.waiting[n].rows.len()
		n++
	}
	taken := g.waiting[:n:n]
	g.waiting = append([]*request(nil), g.waiting[n:]...)
	return taken
}

// withdraw takes a request back; it cannot be once it is being written.
func (g *group) withdraw(r *request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w == r {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// close waits until nobody writes, and gives the connection back.
func (g *group) close() {
	g.turn <- struct{}{}
	defer func() { <-g.turn }()
	if g.conn != nil {
		g.conn.close()
		g.conn = nil
	}
}

// Statement is one of another part of the program, about tables of its own.
type Statement struct {
	Query string
	Args  []any
}

// Add implements store.Store.
func (s *Store) Add(ctx context.Context, batch store.Batch) error { return s.AddWith(ctx, batch) }

// AddWith is Add with statements that are done in the same transaction, if the batch
// brings anything new: a transaction of their own would be one more flush, and in
// SQLite would wait for this one.
func (s *Store) AddWith(ctx context.Context, batch store.Batch, also ...Statement) error {
	return s.AddIf(ctx, batch, nil, also...)
}

// Check looks, in the transaction that adds a batch, whether what the batch replaces
// is still what was read. Its error refuses the batch, and is that of AddIf.
type Check func(ctx context.Context, db Queries) error

// AddIf is AddWith if a check, where it is not nil, has nothing against it: of two who
// replace the same thing at a time, in whichever processes, one does.
func (s *Store) AddIf(ctx context.Context, batch store.Batch, check Check, also ...Statement) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	made, err := newRows(batch)
	if err != nil {
		return err
	}
	r := &request{rows: made, also: also, check: check, done: make(chan struct{})}
	s.group.push(r)
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		if s.group.withdraw(r) {
			return ctx.Err()
		}
		<-r.done
		return r.err
	case s.group.turn <- struct{}{}:
	}
	for {
		select {
		case <-r.done:
			<-s.group.turn
			return r.err
		default:
			s.write(context.WithoutCancel(ctx), s.group.take())
		}
	}
}

// write adds the batches of all requests in one transaction. When something
// among them is refused, each is tried by itself, in the same transaction.
func (s *Store) write(ctx context.Context, all []*request) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	w, err := s.writer(ctx)
	var place int64
	if err == nil {
		place, err = w.together(ctx, all)
		if err != nil {
			w.close()
			s.group.conn = nil
		}
	}
	for _, r := range all {
		if err != nil {
			r.err = err
		}
		close(r.done)
	}
	if err == nil {
		s.news.tell(place)
	}
}

// writer is the connection that writes. It is kept, with its statements.
func (s *Store) writer(ctx context.Context) (*writer, error) {
	if s.group.conn != nil {
		return s.group.conn, nil
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s.group.conn = &writer{conn: conn, dialect: s.dialect, statements: map[string]*sql.Stmt{}}
	return s.group.conn, nil
}

// together adds batches and tells the last place then. An error is one of the
// database, in which case nothing was added; what is wrong with a batch goes to
// its request. Where the database is far, each statement is a journey, and all who
// wait make it: so it is first tried without a savepoint.
func (w *writer) together(ctx context.Context, all []*request) (place int64, err error) {
	var joined rows
	var plain, checked []*request
	for _, r := range all {
		if r.check != nil {
			checked = append(checked, r)
			continue
		}
		plain = append(plain, r)
		joined.projects = append(joined.projects, r.rows.projects...)
		joined.documents = append(joined.documents, r.rows.documents...)
		joined.runs = append(joined.runs, r.rows.runs...)
	}
	was, err := w.begin(ctx)
	if err != nil {
		return 0, err
	}
	place, err = w.addAll(ctx, joined, was, plain...)
	switch {
	case err == nil: // each of these looks at what those before have done
		if place, err = w.oneByOne(ctx, checked, place); err != nil {
			return 0, err
		}
	case !isRefusal(err):
		return 0, err
	case len(all) == 1:
		all[0].err, place = err, was
	default:
		if err := w.exec(ctx, `ROLLBACK`); err != nil {
			return 0, err
		}
		if was, err = w.begin(ctx); err != nil {
			return 0, err
		}
		if place, err = w.oneByOne(ctx, all, was); err != nil {
			return 0, err
		}
	}
	if place == was {
		return was, w.exec(ctx, `ROLLBACK`)
	}
	return place, w.commit(ctx, place)
}

// oneByOne adds each batch by itself, so that one that is refused takes nothing along.
func (w *writer) oneByOne(ctx context.Context, all []*request, place int64) (int64, error) {
	for _, r := range all {
		if err := w.flush(ctx); err != nil {
			return 0, err
		}
		if err := w.exec(ctx, `SAVEPOINT attempt`); err != nil {
			return 0, err
		}
		met, to := len(w.met), place
		var err, refused error
		if r.check != nil {
			refused = r.check(ctx, w.conn)
		}
		if refused == nil {
			if to, err = w.addAll(ctx, r.rows, place, r); isRefusal(err) {
				refused = err
			} else if err != nil {
				return 0, err
			}
		}
		if r.err = refused; refused != nil {
			w.met, w.late = w.met[:met], nil // nor are its documents there
			if err := w.exec(ctx, `ROLLBACK TO SAVEPOINT attempt`); err != nil {
				return 0, err
			}
			continue
		}
		if err := w.later(ctx, `RELEASE SAVEPOINT attempt`); err != nil {
			return 0, err
		}
		place = to
	}
	return place, nil
}

// addAll adds rows, and does what the requests that they are of want besides.
func (w *writer) addAll(ctx context.Context, some rows, place int64, of ...*request) (int64, error) {
	place, err := w.add(ctx, some, place)
	for _, r := range of {
		for _, st := range r.also {
			if err == nil {
				err = w.later(ctx, st.Query, st.Args...)
			}
		}
	}
	return place, err
}

// isRefusal tells what is wrong with a batch from what is wrong with the database.
func isRefusal(err error) bool {
	var conflict *annotations.ConflictError
	return errors.As(err, &conflict) || errors.Is(err, store.ErrUnknownDocument) || errors.Is(err, store.ErrUnknownProject)
}
