//go:build js

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// remote is the server, over fetch.
type remote struct{}

// protocol is the version of the API's messages that this program speaks.
const protocol = "1"

func (remote) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	header := map[string]string{"Gloss-Protocol": protocol, "Accept": store.PackMedia}
	if body != nil {
		header["Content-Type"] = "application/json"
	}
	res, err := browser.Fetch(ctx, method, "/api/v1/"+path, header, body, 30*time.Second)
	if err != nil {
		return nil, err
	}
	if res.Status/100 != 2 {
		var answer struct {
			Error struct{ Code, Message string }
		}
		if json.Unmarshal(res.Body, &answer) == nil && answer.Error.Message != "" {
			return nil, fmt.Errorf("the server says: %s", answer.Error.Message)
		}
		return nil, fmt.Errorf("the server answers %d", res.Status)
	}
	return res.Body, nil
}

// Push implements replica.Remote.
func (r remote) Push(ctx context.Context, batch store.Batch) error {
	b, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	_, err = r.call(ctx, "POST", "changes", b)
	return err
}

// Pull implements replica.Remote.
func (r remote) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	b, err := r.call(ctx, "GET", fmt.Sprintf("changes?after=%d&limit=%d", after, limit), nil)
	if err != nil {
		return store.Page{}, err
	}
	return store.ReadPage(b)
}

// syncForever keeps device and server together: one tab for all, at once after
// a change here, else now and then.
func (p *Program) syncForever(ctx context.Context) {
	browser.On("online", p.wakeSync)
	browser.OnVisible(p.wakeSync)
	browser.Go("waiting to lead", func() {
		browser.Lead(ctx, "gloss-sync", func() {
			for pause := time.Duration(0); ; {
				select {
				case <-p.syncNow:
				case <-time.After(pause):
				}
				if err := p.sync(ctx); err != nil {
					pause = min(max(2*pause, 2*time.Second), time.Minute)
				} else {
					pause = 20 * time.Second
				}
				pause += rand.N(pause/4 + 1) // not all devices at once after a break
			}
		})
	})
}

func (p *Program) wakeSync() {
	select {
	case p.syncNow <- struct{}{}:
	default:
	}
}

// sync brings device and server together once, and shows what came of it.
func (p *Program) sync(ctx context.Context) error {
	result, err := replica.Sync(ctx, p.local, remote{})
	waiting, _ := p.local.Waiting(ctx)
	p.do(func() {
		p.status.tried = true
		p.status.synced = err == nil && waiting == 0
		p.status.waiting = waiting
		p.status.server = ""
		if err != nil {
			p.status.server = err.Error()
		}
		for _, doc := range result.Documents {
			if p.model.IsOpen() && doc == p.model.Document.ID {
				p.takeIn(doc)
			}
		}
	})
	if result.Listing {
		p.refresh(ctx)
	}
	if len(result.Documents) > 100 { // one message says that there is much
		p.tabs.Post("")
	} else {
		for _, doc := range result.Documents {
			p.tabs.Post(doc.String())
		}
	}
	if err != nil {
		p.tabs.Post(newsOffline)
	} else {
		p.tabs.Post(newsSynced)
	}
	return err
}

// What the tab that syncs tells the others.
const (
	newsSynced  = "synced"
	newsOffline = "offline"
)

// otherSynced shows in a tab that does not sync what the leading one did.
func (p *Program) otherSynced(ok bool) {
	waiting, err := p.local.Waiting(context.Background())
	p.do(func() {
		p.status.tried = true
		p.status.waiting, p.status.synced = waiting, ok && err == nil && waiting == 0
	})
}
