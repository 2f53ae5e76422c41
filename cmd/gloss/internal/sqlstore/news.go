package sqlstore

import "sync"

// News tells those who wait that something came into the store.
type News struct {
	mu   sync.Mutex
	next chan struct{}
}

// Next is a channel that is closed when something comes in, into this store or,
// as far as the database tells, by another process into the same database.
func (n *News) Next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *News) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

// News of the store.
func (s *Store) News() *News { return &s.news }
