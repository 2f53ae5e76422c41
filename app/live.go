//go:build js

package app

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"gloss/app/internal/browser"
)

// What is known of the server's stream: a sign of life comes every 15 seconds.
const (
	silence     = 50 * time.Second
	pollAlone   = 20 * time.Second // without a stream
	pollBesides = 3 * time.Minute  // with one, in case it lies
)

// listenForever hears of what others store on the server, as long as this tab leads.
func (p *Program) listenForever(ctx context.Context) {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, time.Minute) {
		_ = browser.Hear(ctx, "/api/v1/events", silence, []string{"change", "beat"}, func(kind, data string) {
			pause = time.Second
			if !p.live.Swap(true) {
				p.wakeSync() // the server is back
			} else if kind == "change" {
				browser.Go("news", func() { p.hearChange(ctx, data) })
			}
		})
		p.live.Store(false)
		p.wakeSync() // it goes on by the clock, and tells whether the server answers
		wait(ctx, pause+rand.N(pause))
	}
}

// hearChange fetches what came, unless it is here: what this device sends is
// told to it too. The devices of a team do not ask all at the same moment.
func (p *Program) hearChange(ctx context.Context, data string) {
	place, _ := strconv.ParseInt(data, 10, 64)
	wait(ctx, rand.N(300*time.Millisecond))
	if heard, err := p.local.Heard(ctx); err == nil && place > 0 && place <= heard.Place {
		return
	}
	p.wakeSync()
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
