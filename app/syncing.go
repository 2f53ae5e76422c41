//go:build js

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	"gloss/annotations"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// remote is the server, over fetch.
type remote struct {
	local   store.Local
	keep    keep
	as      string    // whose labels are sent: another who is signed in gets none of them
	refused func(int) // told how many changes it has not taken, -1 when it is asked anew
	epoch   *string
}

func (p *Program) remote() remote {
	return remote{p.local, p.person.kept(), p.person.Name, p.refused, &p.epoch}
}

// serverError is an answer that is none.
type serverError struct {
	status       int
	code, detail string
}

func (e *serverError) Error() string {
	if e.detail == "" {
		return "the server answers " + itoa(e.status)
	}
	return "the server says: " + e.detail
}

// protocol is the version of the API's messages that this program speaks.
const protocol = "1"

// errStatic says that the page came from a host of files.
var errStatic = errors.New("there is no server")

func (r remote) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	if browser.IsStatic() {
		return nil, errStatic
	}
	header := map[string]string{"Gloss-Protocol": protocol, "Accept": store.PackMedia, "Gloss-User": url.QueryEscape(r.as)}
	if body != nil {
		header["Content-Type"] = store.PackMedia
	}
	res, err := browser.Fetch(ctx, method, "/api/v1/"+path, header, body, 30*time.Second)
	if err != nil {
		return nil, err
	}
	if res.Status/100 != 2 {
		var problem struct{ Code, Detail string }
		_ = json.Unmarshal(res.Body, &problem) // a proxy's answer may be anything
		return nil, &serverError{res.Status, problem.Code, problem.Detail}
	}
	return res.Body, nil
}

// Push implements replica.Remote.
func (r remote) Push(ctx context.Context, batch store.Batch) error {
	b, err := store.AppendPage(nil, store.Page{Batch: batch})
	if err != nil {
		return err
	}
	answer, err := r.call(ctx, "POST", "changes", b)
	if err != nil {
		return err
	}
	var pushed struct {
		Refused []struct{ Kind, Code string }
	}
	if err := json.Unmarshal(answer, &pushed); err != nil {
		return err
	}
	refused := 0
	for _, c := range pushed.Refused {
		// Somebody else's labels are theirs to send.
		if c.Kind == "change" && c.Code != "author" {
			refused++
		}
	}
	if refused > 0 {
		r.refused(refused)
	}
	return nil
}

// Pull implements replica.Remote.
func (r remote) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	b, err := r.call(ctx, "GET", fmt.Sprintf("changes?after=%d&limit=%d%s", after, limit, r.keep.query()), nil)
	if err != nil {
		return store.Page{}, err
	}
	page, err := store.ReadPage(b)
	if err == nil && page.Epoch != *r.epoch {
		if *r.epoch != "" { // everything is sent again
			r.refused(-1)
		}
		*r.epoch = page.Epoch
	}
	if err == nil && r.keep.Mode != "" {
		err = r.complete(ctx, &page)
	}
	return page, err
}

// syncForever keeps device and server together: one tab for all, at once after
// a change here, else now and then.
func (p *Program) syncForever(ctx context.Context) {
	if p.status.alone {
		return
	}
	browser.On("online", p.wakeSync)
	browser.OnVisible(p.wakeSync)
	browser.Go("waiting to lead", func() {
		browser.Lead(ctx, "gloss-sync", func() {
			browser.Go("listening", func() { p.listenForever(ctx) })
			for pause := time.Duration(0); ; {
				select {
				case <-p.syncNow:
				case <-time.After(pause):
				}
				switch err := p.sync(ctx); {
				case err != nil:
					pause = min(max(2*pause, 2*time.Second), time.Minute)
				case p.live.Load():
					pause = pollBesides
				default:
					pause = pollAlone
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
	syncer := replica.Syncer{Local: p.local, Remote: p.remote(), Received: func(b store.Batch) {
		p.do(func() { p.takeIn(b.Changes) })
		p.tellTabs(b.Changes)
	}}
	p.syncing.Lock()
	result, err := syncer.Sync(ctx)
	p.syncing.Unlock()
	waiting, _ := p.local.Waiting(ctx)
	p.do(func() {
		p.status.tried = true
		p.status.synced = err == nil && waiting == 0
		p.status.waiting = waiting
		p.status.server = ""
		p.status.out = answered(err, 401)
		p.status.old = answered(err, 426)
		if err != nil {
			p.status.server = err.Error()
		}
		if p.status.old { // it is announced as any new version is
			browser.Call("glossCheckUpdate")
		}
	})
	if answered(err, 401) || time.Since(p.met) > time.Minute {
		p.met = time.Now()
		p.recognise(ctx)
		p.fetchMine(ctx)
	}
	if result.Listing {
		p.refresh(ctx)
		p.tabs.Post(newsMuch)
	}
	if err != nil {
		p.tabs.Post(newsOffline)
	} else {
		p.tabs.Post(newsSynced)
	}
	return err
}

// What tabs tell each other. Anything else is a batch of changes as JSON.
const (
	newsMuch    = "much"    // the store is to be read again
	newsEmptied = "emptied" // documents have left the device
	newsSynced  = "synced"
	newsOffline = "offline"
)

// newsMost is how many changes tabs tell each other. Of more they read the store: to
// write them down takes longer, and mostly there is no other tab.
const newsMost = 200

// tellTabs tells the other tabs what is in the store now.
func (p *Program) tellTabs(changes []annotations.Change) {
	if len(changes) == 0 {
		return
	}
	news := newsMuch
	if len(changes) <= newsMost {
		if b, err := json.Marshal(store.Batch{Changes: changes}); err == nil {
			news = string(b)
		}
	}
	p.tabs.Post(news)
}

// otherTab takes in what another tab has just stored.
func (p *Program) otherTab(news string) {
	var batch store.Batch
	if news == newsEmptied {
		p.do(p.emptied)
	}
	if news == newsMuch || json.Unmarshal([]byte(news), &batch) != nil {
		browser.Go("another tab", func() {
			ctx := context.Background()
			p.do(func() { p.ahead = nil })
			p.refresh(ctx)
			if p.model.IsOpen() {
				changes, err := p.local.Log(ctx, p.model.Document.ID)
				if err == nil {
					p.do(func() { p.takeIn(changes) })
				}
			}
		})
		return
	}
	p.do(func() { p.takeIn(batch.Changes) })
}

// takeIn brings the open document up to changes that are stored, its own and
// known ones among them.
func (p *Program) takeIn(changes []annotations.Change) {
	p.tellChanges(changes)
	p.tellComing(changes)
	p.bringUpSoon()
	if !p.model.IsOpen() {
		return
	}
	changes = slices.DeleteFunc(slices.Clone(changes), func(c annotations.Change) bool { return c.Doc != p.model.Document.ID })
	if len(changes) > 0 {
		p.update(editor.Arrived{Changes: changes})
	}
}

// otherSynced shows in a tab that does not sync what the leading one did.
func (p *Program) otherSynced(ok bool) {
	waiting, err := p.local.Waiting(context.Background())
	p.do(func() {
		p.status.tried = true
		p.status.waiting, p.status.synced = waiting, ok && err == nil && waiting == 0
	})
}
