package sqlstore

import "sync"

// news tells those who wait that something came into the store.
type news struct {
	mu    sync.Mutex
	place int64
	next  chan struct{}
}

// Changed returns the last place in the order of arrival that was heard of, 0
// before any was, and a channel that is closed when more comes in: into this
// store or, as far as the database tells, by another process into its database.
func (s *Store) Changed() (place int64, next <-chan struct{}) {
	n := &s.news
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.place, n.next
}

// tell is called with the last place. One that was told before is no news.
func (n *news) tell(place int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if place <= n.place {
		return
	}
	n.place = place
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}
