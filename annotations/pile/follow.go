package pile

import (
	"context"
	"maps"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
)

// How much is read at once: little enough that gestures come between.
const (
	listAtOnce   = 500
	readAtOnce   = 50
	followAtOnce = 100
)

// Follower brings a pile up to what a store has.
type Follower struct {
	Store store.Local
	// Do runs a function while nobody else uses the pile. It reports whether to go
	// on.
	Do func(func(*Pile)) bool
	// Open, if not nil, is the document whose facts its user tells: as soon as it is in
	// the pile, and whenever they change.
	Open func() annotations.DocumentID
}

// Run reads what the pile does not know yet, some at a time: the titles of all
// documents, their logs, and then what has arrived since. It may be run again at
// any time, one run after another.
func (f Follower) Run(ctx context.Context) error {
	late := behind{of: map[annotations.DocumentID]bool{}}
	for {
		var at way
		var project annotations.ProjectID
		var me annotations.Author
		if !f.Do(func(p *Pile) { at, project, me = p.way, p.project, p.me }) {
			return nil
		}
		more, err := f.step(ctx, at, &late, project, me)
		if err != nil || !more {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// behind are documents that have changed and whose logs are not read yet: many pages in
// a row may be about one. The pile keeps the place before them until they are.
type behind struct {
	of      map[annotations.DocumentID]bool
	arrived int64 // place behind the pages with their changes
}

func (f Follower) step(ctx context.Context, at way, late *behind, project annotations.ProjectID, me annotations.Author) (more bool, err error) {
	switch {
	case !at.begun:
		top, err := f.Store.Top(ctx)
		return err == nil && f.Do(func(p *Pile) { p.way.begun, p.way.arrived = true, top }), err
	case !at.listed:
		page, err := f.Store.Documents(ctx, project, at.lists, listAtOnce)
		return err == nil && f.Do(func(p *Pile) {
			p.way.listed = len(page) == 0
			for _, h := range page {
				p.Append(h)
				p.way.lists = h.Place
			}
		}), err
	case !at.built:
		page, err := f.Store.Documents(ctx, project, at.reads, readAtOnce)
		if err != nil {
			return false, err
		}
		var ids []annotations.DocumentID
		for i, bytes := 0, 0; i < len(page) && bytes < store.ReadBytes; i++ {
			ids = append(ids, page[i].ID)
			bytes += page[i].Bytes // the longer a text, the longer its log
		}
		news, err := f.read(ctx, ids, me)
		return err == nil && f.Do(func(p *Pile) {
			p.way.built = len(ids) == 0
			for i, id := range ids {
				f.tell(p, id, news[i])
				p.way.reads = page[i].Place
			}
		}), err
	}
	return f.follow(ctx, at, late, project, me)
}

// follow reads a page of what has arrived.
func (f Follower) follow(ctx context.Context, at way, late *behind, project annotations.ProjectID, me annotations.Author) (more bool, err error) {
	from := max(at.arrived, late.arrived)
	page, err := f.Store.Since(ctx, from, followAtOnce)
	if err != nil || page.Next == from && len(late.of) == 0 {
		return false, err
	}
	// A document that arrives has its whole log behind it, in this page or in later
	// ones, which will have it read.
	logs := map[annotations.DocumentID][]annotations.Change{}
	for _, d := range page.Documents {
		if d.Project == project {
			logs[d.ID] = nil
		}
	}
	touched := map[annotations.DocumentID]bool{}
	for _, c := range page.Changes {
		if log, arrives := logs[c.Doc]; arrives {
			logs[c.Doc] = append(log, c)
		} else {
			touched[c.Doc] = true
		}
	}
	fresh := false
	if !f.Do(func(p *Pile) {
		// Of a document that had no changes before, these are all so far: when many come
		// to a device, their labels are mostly some pages behind them.
		for id := range touched {
			if i, ours := p.at[id]; ours && p.entries[i].bare() {
				logs[id] = nil
			}
		}
		for _, c := range page.Changes {
			if _, bare := logs[c.Doc]; bare && touched[c.Doc] {
				logs[c.Doc] = append(logs[c.Doc], c)
			}
		}
		for id := range logs {
			delete(touched, id)
			_, there := p.at[id]
			fresh = fresh || !there
		}
		for id := range touched {
			if _, ours := p.at[id]; !ours || f.isOpen(id) {
				delete(touched, id)
			}
		}
	}) {
		return false, nil
	}
	var listed []store.Heading
	for fresh { // all that there are: the page does not say at which places its own are
		some, err := f.Store.Documents(ctx, project, at.lists, listAtOnce)
		if err != nil {
			return false, err
		}
		if fresh = len(some) > 0; fresh {
			at.lists = some[len(some)-1].Place
			listed = append(listed, some...)
		}
	}
	news := map[annotations.DocumentID]Facts{}
	for id, changes := range logs {
		log, _ := annotations.NewLog(changes)
		news[id] = factsIn(log, me)
	}
	maps.Copy(late.of, touched)
	if len(late.of) >= readAtOnce || !page.More {
		known := slices.Collect(maps.Keys(late.of))
		all, err := f.read(ctx, known, me)
		if err != nil {
			return false, err
		}
		for i, facts := range all {
			news[known[i]] = facts
		}
		clear(late.of)
	}
	late.arrived = page.Next
	return f.Do(func(p *Pile) {
		for _, h := range listed {
			p.Append(h)
		}
		for id, facts := range news {
			f.tell(p, id, facts)
		}
		if p.way.lists = at.lists; len(late.of) == 0 {
			p.way.arrived = page.Next
		}
	}) && page.More, nil
}

// read reads the facts of documents. What is damaged in a log is told when the document
// is opened.
func (f Follower) read(ctx context.Context, ids []annotations.DocumentID, me annotations.Author) ([]Facts, error) {
	logs, err := f.Store.Logs(ctx, ids)
	if len(logs) < len(ids) {
		return nil, err
	}
	all := make([]Facts, len(ids))
	for i, log := range logs {
		all[i] = factsIn(log, me)
	}
	return all, nil
}

func (f Follower) tell(p *Pile, id annotations.DocumentID, facts Facts) {
	if !f.isOpen(id) {
		p.Tell(id, facts)
	} else if i, ok := p.at[id]; ok && facts.Changes > 0 { // its log is not as empty as it was
		p.entries[i].Changes = max(1, p.entries[i].Changes)
	}
}

func (f Follower) isOpen(id annotations.DocumentID) bool { return f.Open != nil && f.Open() == id }
