package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"gloss/annotations"
)

// Mem is a Local in memory: for tests, for tools that need no disk, and for a
// browser that refuses to store anything. Use NewMem.
type Mem struct {
	epoch string

	mu       sync.Mutex
	projects []annotations.ProjectID // in the order of arrival
	project  map[annotations.ProjectID]annotations.Project
	document map[annotations.DocumentID]annotations.Document
	headings map[annotations.ProjectID][]Heading
	logs     map[annotations.DocumentID]*annotations.Log
	arrived  []arrival // at place i+1
	pending  []arrival // what the server does not have yet
	sent     Receipt   // how many were taken from pending so far
	heard    Heard
	kept     map[string][]byte
}

// arrival is one thing that came in; one field is set.
type arrival struct {
	project  annotations.ProjectID
	document annotations.DocumentID
	change   *annotations.Change
}

// NewMem returns an empty store.
func NewMem() *Mem {
	return &Mem{
		epoch:    annotations.NewID[Mem]().String(),
		project:  map[annotations.ProjectID]annotations.Project{},
		document: map[annotations.DocumentID]annotations.Document{},
		headings: map[annotations.ProjectID][]Heading{},
		logs:     map[annotations.DocumentID]*annotations.Log{},
		kept:     map[string][]byte{},
	}
}

// Projects implements Store.
func (m *Mem) Projects(context.Context) ([]annotations.Project, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []annotations.Project
	for _, id := range m.projects {
		all = append(all, m.project[id])
	}
	return all, nil
}

// Documents implements Store.
func (m *Mem) Documents(_ context.Context, project annotations.ProjectID, after int64, limit int) ([]Heading, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rest := m.after(project, after)
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

// after are the headings after a place.
func (m *Mem) after(project annotations.ProjectID, place int64) []Heading {
	all := m.headings[project]
	from, _ := slices.BinarySearchFunc(all, place+1, func(h Heading, place int64) int { return cmp.Compare(h.Place, place) })
	return all[from:]
}

// Count implements Store.
func (m *Mem) Count(_ context.Context, project annotations.ProjectID) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.headings[project]), nil
}

// Window implements Store.
func (m *Mem) Window(_ context.Context, project annotations.ProjectID, first, limit int) ([]Heading, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.headings[project]
	from := min(max(0, first), len(all))
	return slices.Clone(all[from:min(from+limit, len(all))]), nil
}

// Search implements Store.
func (m *Mem) Search(_ context.Context, project annotations.ProjectID, text string, after int64, limit int) (Found, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	pattern, found := NewPattern(text), Found{Next: after}
	bytes := 0
	for i, h := range m.after(project, after) {
		if i == SearchMost || bytes >= SearchBytes || len(found.Headings) == limit {
			return found, nil
		}
		bytes += h.Bytes
		found.Next = h.Place
		if pattern.In(h.Title) || pattern.In(m.document[h.ID].Text) {
			found.Headings = append(found.Headings, h)
		}
	}
	found.Done = true
	return found, nil
}

// Read implements Store.
func (m *Mem) Read(_ context.Context, project annotations.ProjectID, after int64, limit int) ([]Labelled, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Labelled
	bytes := 0
	for _, h := range m.after(project, after) {
		if len(all) == limit || bytes >= ReadBytes {
			break
		}
		bytes += h.Bytes
		all = append(all, Labelled{
			Document: m.document[h.ID], Changes: slices.Collect(m.logs[h.ID].Changes()), Place: h.Place,
		})
	}
	return all, nil
}

// Known implements Store.
func (m *Mem) Known(_ context.Context, ids []annotations.DocumentID) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := make([]bool, len(ids))
	for i, id := range ids {
		_, known[i] = m.document[id]
	}
	return known, nil
}

// Document implements Store.
func (m *Mem) Document(_ context.Context, id annotations.DocumentID) (annotations.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.document[id]
	if !ok {
		return d, fmt.Errorf("document %v: %w", id, ErrNotFound)
	}
	return d, nil
}

// Log implements Store.
func (m *Mem) Log(_ context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.logs[id]; l != nil {
		return slices.Collect(l.Changes()), nil
	}
	return nil, nil
}

// Logs implements Local.
func (m *Mem) Logs(ctx context.Context, ids []annotations.DocumentID) (logs []*annotations.Log, err error) {
	for _, id := range ids {
		changes, _ := m.Log(ctx, id)
		log, wrong := annotations.NewLog(changes)
		logs, err = append(logs, log), cmp.Or(err, wrong)
	}
	return logs, err
}

// Add implements Store.
func (m *Mem) Add(_ context.Context, batch Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	news, err := m.add(batch)
	m.pending = append(m.pending, news...)
	return err
}

func (m *Mem) add(batch Batch) (news []arrival, err error) {
	if err := m.check(batch); err != nil {
		return nil, err
	}
	for _, p := range batch.Projects {
		old, known := m.project[p.ID]
		if known {
			p = old.Merge(p)
			if p.Equal(old) {
				continue
			}
		} else {
			m.projects = append(m.projects, p.ID)
		}
		m.project[p.ID] = p
		news = append(news, arrival{project: p.ID})
	}
	for _, d := range batch.Documents {
		if _, known := m.document[d.ID]; known {
			continue
		}
		m.document[d.ID] = d
		m.logs[d.ID] = &annotations.Log{}
		h := HeadingOf(d)
		h.Place = int64(len(m.arrived) + len(news) + 1)
		m.headings[d.Project] = append(m.headings[d.Project], h)
		news = append(news, arrival{document: d.ID})
	}
	for _, c := range batch.Changes {
		added, err := m.logs[c.Doc].Add(c)
		if err != nil { // cannot be: check has added it to a copy
			return news, err
		}
		if added {
			news = append(news, arrival{change: &c})
		}
	}
	m.arrived = append(m.arrived, news...)
	return news, nil
}

// check finds what is wrong with a batch before anything is stored.
func (m *Mem) check(batch Batch) error {
	projects, documents := map[annotations.ProjectID]bool{}, map[annotations.DocumentID]bool{}
	for _, p := range batch.Projects {
		projects[p.ID] = true
	}
	for _, d := range batch.Documents {
		if _, known := m.project[d.Project]; !known && !projects[d.Project] {
			return fmt.Errorf("document %v: project %v: %w", d.ID, d.Project, ErrUnknownProject)
		}
		documents[d.ID] = true
	}
	type key struct {
		doc   annotations.DocumentID
		stamp annotations.Stamp
	}
	stamps := map[key]annotations.Change{}
	for _, c := range batch.Changes {
		if err := c.Check(); err != nil {
			return err
		}
		l := m.logs[c.Doc]
		if l == nil && !documents[c.Doc] {
			return fmt.Errorf("change %v: document %v: %w", c.Stamp, c.Doc, ErrUnknownDocument)
		}
		twin, ok := stamps[key{c.Doc, c.Stamp}]
		if !ok && l != nil {
			twin, ok = l.Find(c.Stamp)
		}
		if ok && !twin.Same(c) {
			return &annotations.ConflictError{Stamp: c.Stamp}
		}
		stamps[key{c.Doc, c.Stamp}] = c
	}
	return nil
}

// Since implements Store.
func (m *Mem) Since(_ context.Context, after int64, limit int) (Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from := int(max(0, min(after, int64(len(m.arrived)))))
	to := from + m.page(m.arrived[from:], limit)
	return Page{
		Batch: m.batch(m.arrived[from:to]),
		Next:  int64(to),
		More:  to < len(m.arrived),
		Epoch: m.epoch,
	}, nil
}

// page is how many arrivals make a page.
func (m *Mem) page(arrivals []arrival, limit int) int {
	bytes := 0
	for i, a := range arrivals {
		switch {
		case a.change != nil:
			bytes += ChangeBytes
		case !a.document.IsZero():
			bytes += len(m.document[a.document].Text)
		}
		if i > 0 && (i >= limit || bytes > PageBytes) {
			return i
		}
	}
	return len(arrivals)
}

func (m *Mem) batch(arrivals []arrival) Batch {
	var b Batch
	for _, a := range arrivals {
		switch {
		case a.change != nil:
			b.Changes = append(b.Changes, *a.change)
		case !a.document.IsZero():
			b.Documents = append(b.Documents, m.document[a.document])
		case !slices.ContainsFunc(b.Projects, func(p annotations.Project) bool { return p.ID == a.project }):
			b.Projects = append(b.Projects, m.project[a.project])
		}
	}
	return b
}

// Pending implements Local.
func (m *Mem) Pending(_ context.Context, limit int) (Batch, Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.page(m.pending, limit)
	return m.batch(m.pending[:n]), m.sent + Receipt(n), nil
}

// Acknowledge implements Local.
func (m *Mem) Acknowledge(_ context.Context, r Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := int(r - m.sent); n > 0 {
		m.pending = m.pending[min(n, len(m.pending)):]
		m.sent = r
	}
	return nil
}

// Waiting implements Local.
func (m *Mem) Waiting(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, a := range m.pending {
		if a.change != nil {
			n++
		}
	}
	return n, nil
}

// Receive implements Local.
func (m *Mem) Receive(_ context.Context, page Page) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.add(page.Batch); err != nil {
		return err
	}
	m.heard = Heard{Epoch: page.Epoch, Place: page.Next}
	return nil
}

// Heard implements Local.
func (m *Mem) Heard(context.Context) (Heard, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.heard, nil
}

// Top implements Local.
func (m *Mem) Top(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.arrived)), nil
}

// Keep implements Local.
func (m *Mem) Keep(_ context.Context, things map[string][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, b := range things {
		m.kept[name] = slices.Clone(b)
	}
	return nil
}

// Kept implements Local.
func (m *Mem) Kept(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.kept[name]), nil
}

// StartOver implements Local.
func (m *Mem) StartOver(_ context.Context, epoch string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = Heard{Epoch: epoch}
	m.sent += Receipt(len(m.pending))
	m.pending = slices.Clone(m.arrived)
	return nil
}
