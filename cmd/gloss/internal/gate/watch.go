package gate

import (
	"context"
	"errors"
	"sync"
	"time"

	"gloss/cmd/gloss/internal/auth"
)

// watchEvery is how often it is looked whether people may still hear what they
// hear. It is one look for all of them, and none when nobody listens.
const watchEvery = time.Second

// watch is those who keep a connection open.
type watch struct {
	mu   sync.Mutex
	who  map[*watched]bool
	runs bool
}

type watched struct {
	auth.Identity
	gone chan struct{}
}

// mostWatched is how many connections one person keeps open: each is a goroutine and
// a socket, and a device has one.
const mostWatched = 100

// ErrManyStreams says that somebody listens already with as many devices as may be.
var ErrManyStreams = errors.New("you listen with too many devices at once")

// Watch returns a channel that is closed within some seconds once a person is
// signed out or shut out, or may do other things than before: by whichever process
// of the server. leave ends it. The error is ErrManyStreams.
func (g *Gate) Watch(who auth.Identity) (gone <-chan struct{}, leave func(), err error) {
	one := &watched{who, make(chan struct{})}
	if who.Solo {
		return one.gone, func() {}, nil
	}
	w := &g.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.who == nil {
		w.who = map[*watched]bool{}
	}
	n := 0
	for other := range w.who {
		if other.ID == who.ID {
			n++
		}
	}
	if n >= mostWatched {
		return nil, nil, ErrManyStreams
	}
	w.who[one] = true
	if !w.runs {
		w.runs = true
		go g.look()
	}
	return one.gone, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.who, one)
	}, nil
}

// look looks as long as there is somebody.
func (g *Gate) look() {
	for {
		time.Sleep(watchEvery)
		all := g.watch.all()
		if all == nil {
			return
		}
		identities := make([]auth.Identity, len(all))
		for i, one := range all {
			identities[i] = one.Identity
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		holds, err := g.People.Current(ctx, identities)
		cancel()
		if err != nil {
			g.Log.Error("who may still listen cannot be read", "err", err)
			continue
		}
		for i, one := range all {
			if !holds[i] {
				g.watch.end(one)
			}
		}
	}
}

// all are those who listen; with none of them the looking is over.
func (w *watch) all() (all []*watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for one := range w.who {
		all = append(all, one)
	}
	w.runs = len(all) > 0
	return all
}

func (w *watch) end(one *watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.who[one] {
		delete(w.who, one)
		close(one.gone)
	}
}
