// Package live tells devices at once that something came into the store, over
// one stream for each (server-sent events). What came, they fetch as ever: an
// event that is lost, or told twice, does no harm.
package live

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Beat is how often a stream that has nothing to tell says that it is alive. Proxies
// cut what is silent for a minute, and a device that hears nothing for three
// beats connects anew.
const Beat = 15 * time.Second

// Source is where things come in; see sqlstore.Store.Changed.
type Source interface {
	Changed() (place int64, next <-chan struct{})
}

// Stream answers with the events of a source.
//
//	event: change
//	data: 42            the last place in the order of arrival; 0 when it is not known
//
//	event: beat
//	data:
type Stream struct {
	source Source
	beat   time.Duration
	once   sync.Once
	ended  chan struct{}
}

// New returns the stream of a source.
func New(source Source) *Stream {
	return &Stream{source: source, beat: Beat, ended: make(chan struct{})}
}

// End ends all streams, since a server that shuts down waits for its answers.
func (s *Stream) End() { s.once.Do(func() { close(s.ended) }) }

// Serve answers with the stream until the client leaves, gone is closed, or End.
func (s *Stream) Serve(w http.ResponseWriter, r *http.Request, gone <-chan struct{}) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events until there are many
	c := http.NewResponseController(w)
	// The server's time-outs are those of a request; this one has no end.
	if err := c.SetReadDeadline(time.Time{}); err != nil {
		http.Error(w, "This connection cannot be kept open.", http.StatusInternalServerError)
		return
	}
	say := func(event, data string) bool {
		if c.SetWriteDeadline(time.Now().Add(2*s.beat)) != nil {
			return false
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return false
		}
		return c.Flush() == nil
	}
	beat := time.NewTicker(s.beat)
	defer beat.Stop()
	place, next := s.source.Changed()
	for ok := say("change", fmt.Sprint(place)); ok; {
		select {
		case <-next:
			place, next = s.source.Changed()
			ok = say("change", fmt.Sprint(place))
		case <-beat.C:
			ok = say("beat", "")
		case <-r.Context().Done():
			return
		case <-gone:
			return
		case <-s.ended:
			return
		}
	}
}
