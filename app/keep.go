//go:build js

package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
	"gloss/app/internal/idb"
)

// keep is which documents of the server are kept on this device: all of the
// person's projects, only theirs, or those that they have picked. Any other is
// fetched when it is opened.
type keep struct {
	Mode      string   `json:"mode"` // "" for all, "mine", "picked"
	Projects  []string `json:"projects,omitempty"`
	Documents []string `json:"documents,omitempty"`
}

func (w person) keepKey() string { return "keep." + w.database() }

func (w person) kept() (k keep) {
	if w.Accounts {
		_ = json.Unmarshal([]byte(browser.Pref(w.keepKey())), &k) // else all
	}
	return k
}

// query is what the server is asked.
func (k keep) query() string {
	if k.Mode == "" {
		return ""
	}
	return "&keep=" + k.Mode + "&projects=" + strings.Join(k.Projects, ",") + "&documents=" + strings.Join(k.Documents, ",")
}

// with is the set with an ID in one of its lists, or without it if it was there.
func with(ids []string, id string) []string {
	if i := slices.Index(ids, id); i >= 0 {
		return slices.Delete(slices.Clone(ids), i, i+1)
	}
	return append(slices.Clone(ids), id)
}

// wider reports whether a set holds all that another does.
func (k keep) wider(than keep) bool {
	in := func(all, some []string) bool {
		return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
	}
	return k.Mode == "" || k.Mode == "picked" && than.Mode == "picked" && in(k.Projects, than.Projects) && in(k.Documents, than.Documents)
}

// offline is what the dialog of the set shows.
type offline struct {
	open  bool
	kept  keep // as it is shown
	told  string
	bytes int64
	list  []store.Heading // of the project's documents on the server
	more  bool
	words string // that they have
	asks  bool   // the server is asked
}

// offlineCommand does what the dialog asks for.
func (p *Program) offlineCommand(do, arg string) bool {
	k := p.person.kept()
	switch do {
	case "offline":
		p.offline = offline{open: true, kept: k}
		browser.CloseDialog("#settings")
		browser.OpenDialog("#offline")
		p.listOffline()
	case "offline-more":
		p.listOffline()
	case "offline-mode":
		if k.Mode == "picked" || arg != "picked" {
			k = keep{Mode: arg}
		} else { // what is shown is a beginning
			k = keep{Mode: arg, Projects: []string{p.project.ID.String()}}
		}
		p.setKept(k)
	case "offline-project":
		k.Projects = with(k.Projects, arg)
		p.setKept(k)
	case "offline-document":
		k.Documents = with(k.Documents, arg)
		p.setKept(k)
	case "offline-open":
		browser.CloseDialog("#offline")
		p.ctx.Navigate("/d/" + arg)
	default:
		return false
	}
	return true
}

// setKept changes the set. What leaves it is taken from the device, once the server
// has all that is there.
func (p *Program) setKept(k keep) {
	was := p.person.kept()
	b, err := json.Marshal(k)
	if err != nil {
		return
	}
	p.offline.told = tr("Fetching…")
	open := p.model.Document.ID
	browser.Go("changing the offline set", func() {
		ctx := context.Background()
		var err error
		news := newsMuch
		if !k.wider(was) {
			err = p.sync(ctx)
			if local, ok := p.local.(*idb.Store); ok && err == nil {
				if p.status.refused > 0 || p.status.saving > 0 {
					err = idb.ErrWaiting
				} else {
					err = local.Empty(ctx)
					news = newsEmptied
				}
			}
		}
		if err == nil {
			browser.SetPref(p.person.keepKey(), string(b))
			_ = p.fetch(ctx, open) // what is on the screen stays
			err = p.sync(ctx)
			if news == newsEmptied {
				p.do(p.emptied)
			}
			p.refresh(ctx)
			p.tabs.Post(news)
		}
		bytes, _, _ := browser.Estimate(ctx)
		p.do(func() {
			p.offline.bytes, p.offline.kept = bytes, p.person.kept()
			switch {
			case err == nil:
				p.offline.told = tr("This device has what you chose.")
			case errors.Is(err, idb.ErrWaiting):
				p.offline.told = tr("Not now: the server does not have all changes of this device yet.")
			default:
				p.offline.told = tr("Not now: the server cannot be reached.")
			}
		})
	})
}

// listOffline reads how much the device has stored, and the next of the documents
// that the server has.
func (p *Program) listOffline() {
	const page = 50
	o, after, words := &p.offline, "0", browser.Value("#offline-text")
	if o.asks { // and goes on from there
		return
	}
	if n := len(o.list); n > 0 && words == o.words {
		after = strconv.FormatInt(o.list[n-1].Place, 10)
	}
	o.asks = true
	project := p.project.ID.String()
	browser.Go("listing the server's documents", func() {
		ctx := context.Background()
		bytes, _, _ := browser.Estimate(ctx)
		var list []store.Heading
		b, err := p.remote().call(ctx, "GET", "projects/"+project+"/documents?limit="+itoa(page)+"&after="+after+"&find="+url.QueryEscape(words), nil)
		if err == nil {
			err = json.Unmarshal(b, &list)
		}
		p.do(func() {
			o.bytes, o.asks = bytes, false
			if err != nil {
				o.told = tr("Not now: the server cannot be reached.")
				return
			}
			if words != o.words {
				o.list = nil
			}
			o.list, o.words, o.more = append(o.list, list...), words, len(list) == page
			if browser.Value("#offline-text") != words {
				p.listOffline()
			}
		})
	})
}

// fetch brings a document and its log onto this device.
func (p *Program) fetch(ctx context.Context, id annotations.DocumentID) error {
	if id.IsZero() {
		return nil
	}
	page, err := p.remote().log(ctx, id)
	if err != nil {
		return err
	}
	// How far the server was heard stays as it is.
	heard, err := p.local.Heard(ctx)
	if err != nil {
		return err
	}
	page.Next, page.Epoch = heard.Place, heard.Epoch
	return p.local.Receive(ctx, page)
}

// log asks for a document with its log.
func (r remote) log(ctx context.Context, id annotations.DocumentID) (store.Page, error) {
	b, err := r.call(ctx, "GET", "documents/"+id.String()+"/log", nil)
	if err != nil {
		return store.Page{}, err
	}
	return store.ReadPage(b)
}

// complete adds the documents to a page whose changes are of some that are not on
// this device: they came into the set after the server told of them.
func (r remote) complete(ctx context.Context, page *store.Page) error {
	asked := map[annotations.DocumentID]bool{}
	for _, d := range page.Documents {
		asked[d.ID] = true
	}
	var ids []annotations.DocumentID
	for _, c := range page.Changes {
		if !asked[c.Doc] {
			asked[c.Doc] = true
			ids = append(ids, c.Doc)
		}
	}
	known, err := r.local.Known(ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if known[i] {
			continue
		}
		whole, err := r.log(ctx, id)
		if err != nil {
			return err
		}
		page.Documents = append(page.Documents, whole.Documents...)
		page.Changes = append(slices.DeleteFunc(page.Changes, func(c annotations.Change) bool { return c.Doc == id }), whole.Changes...)
	}
	return nil
}

// fetchMine brings what was handed to the person meanwhile, if the device keeps
// that.
func (p *Program) fetchMine(ctx context.Context) {
	if p.person.kept().Mode != "mine" {
		return
	}
	b, err := p.remote().call(ctx, "GET", "me/documents", nil)
	var ids []annotations.DocumentID
	if err != nil || json.Unmarshal(b, &ids) != nil {
		return
	}
	known, err := p.local.Known(ctx, ids)
	if err != nil {
		return
	}
	for i, id := range ids {
		if !known[i] && p.fetch(ctx, id) != nil {
			return
		}
	}
	if slices.Contains(known, false) {
		p.refresh(ctx)
	}
}

// readFresh reads a document, from the server if it is not on this device.
func (p *Program) readFresh(ctx context.Context, id annotations.DocumentID) (r reading) {
	r = p.read(ctx, id)
	if !errors.Is(r.err, store.ErrNotFound) || !p.person.Accounts {
		return r
	}
	if err := p.fetch(ctx, id); err != nil {
		return r
	}
	p.refresh(ctx)
	return p.read(ctx, id)
}

// freshen takes in what the server has of a document outside the set, which it does
// not tell of by itself.
func (p *Program) freshen(id annotations.DocumentID) {
	if p.person.kept().Mode == "" {
		return
	}
	browser.Go("looking for news of the document", func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if p.fetch(ctx, id) != nil {
			return
		}
		if changes, err := p.local.Log(ctx, id); err == nil {
			p.do(func() { p.takeIn(changes) })
		}
	})
}
