package team

import (
	"context"
	"fmt"
	"time"

	"gloss/annotations"
	"gloss/annotations/progress"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/hooks"
	"gloss/cmd/gloss/internal/work"
)

func rulesOf(s auth.Settings) work.Rules {
	return work.Rules{
		Overlap: s.Overlap, Random: s.Random, Seed: s.Seed, Life: time.Duration(s.Hours) * time.Hour,
		Answers: annotations.Author(s.Answers), Pass: s.Pass, Every: s.Every,
	}
}

// Task is a document that somebody is to label.
type Task struct {
	work.Assignment
	Title string `json:"title"`
}

// Next gives somebody the document that they have, or the next one of a project's
// queue. The errors are those of work.Next, besides ours.
func (t *Team) Next(ctx context.Context, by By, project string) (Task, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return Task{}, err
	}
	s, _, err := t.People.Settings(ctx, project)
	if err != nil {
		return Task{}, err
	}
	if !by.May(project, auth.Label) || s.Archived {
		return Task{}, ErrForbidden
	}
	a, err := t.Work.Next(ctx, p.ID, by.ID, annotations.Author(by.Name), rulesOf(s))
	if err != nil {
		return Task{}, err
	}
	d, err := t.Store.Document(ctx, a.Document)
	if !by.May(project, auth.Manage) && a.Kind != work.Training {
		a.Kind = "" // a control looks like the others
	}
	return Task{a, d.Title}, err
}

// document finds one of a project that somebody may read.
func (t *Team) document(ctx context.Context, by By, project string, id annotations.DocumentID) (annotations.Document, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return annotations.Document{}, err
	}
	d, err := t.Store.Document(ctx, id)
	if err == nil && d.Project != p.ID {
		err = fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return d, err
}

// Finish notes that somebody is done with a document of the queue.
func (t *Team) Finish(ctx context.Context, by By, project string, id annotations.DocumentID) error {
	d, err := t.document(ctx, by, project, id)
	if err != nil {
		return err
	}
	if !by.May(project, auth.Label) {
		return ErrForbidden
	}
	return t.finish(ctx, by, d)
}

// finish tells the hooks when as many people are done with a document as it goes
// to.
func (t *Team) finish(ctx context.Context, by By, d annotations.Document) error {
	project := d.Project.String()
	s, _, err := t.People.Settings(ctx, project)
	if err != nil {
		return err
	}
	all, changed, err := t.Work.Finish(ctx, d.Project, d.ID, by.ID)
	if err == nil && changed {
		err = t.Work.Grade(ctx, d.Project, d.ID, by.ID, annotations.Author(by.Name), annotations.Author(s.Answers))
	}
	if err != nil {
		return err
	}
	if changed && all == s.Overlap {
		return t.Hooks.Tell(ctx, project, hooks.DocumentFinished, map[string]any{"document": d.ID, "title": d.Title, "source": d.Source, "by": by.Name})
	}
	return nil
}

// GiveBack returns a document to the queue.
func (t *Team) GiveBack(ctx context.Context, by By, project string, id annotations.DocumentID) error {
	if _, err := t.document(ctx, by, project, id); err != nil {
		return err
	}
	if !by.May(project, auth.Label) {
		return ErrForbidden
	}
	return t.Work.Return(ctx, id, by.ID)
}

// Reviewed hears of what a person has stored: a document that they say is reviewed
// is done.
func (t *Team) Reviewed(ctx context.Context, by By, changes []annotations.Change) {
	ctx = context.WithoutCancel(ctx) // the labels are stored, whether or not somebody waits for the answer
	for _, c := range changes {
		if !c.Reviews() {
			continue
		}
		d, err := t.Store.Document(ctx, c.Doc)
		if err == nil {
			err = t.finish(ctx, by, d)
		}
		if err != nil {
			t.Log.Error("a finished document could not be noted", "document", c.Doc, "by", by.Name, "err", err)
		}
	}
}

// Assignments are all of a project for those who manage it, else one's own.
func (t *Team) Assignments(ctx context.Context, by By, project string, after, limit int) ([]work.Assignment, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return nil, err
	}
	user := by.ID
	if by.May(project, auth.Manage) {
		user = ""
	}
	all, err := t.Work.Of(ctx, p.ID, user, after, limit)
	for i := range all {
		if user != "" {
			all[i].Kind = ""
		}
	}
	return all, err
}

// Assign gives a member of a project a document by hand.
func (t *Team) Assign(ctx context.Context, by By, project string, id annotations.DocumentID, user string) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	d, err := t.document(ctx, by, project, id)
	if err != nil {
		return err
	}
	members, err := t.People.Members(ctx, project)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == user {
			if err := t.Work.Assign(ctx, p.ID, id, user); err != nil {
				return err
			}
			t.note(ctx, by, "assigned", d.Title+" to "+m.Name, project)
			return nil
		}
	}
	return auth.ErrUnknown
}

// TakeBack returns a document that a member has to the queue.
func (t *Team) TakeBack(ctx context.Context, by By, project string, id annotations.DocumentID, user string) error {
	if _, err := t.manage(ctx, by, project); err != nil {
		return err
	}
	d, err := t.document(ctx, by, project, id)
	if err != nil {
		return err
	}
	u, err := t.People.User(ctx, user)
	if err != nil {
		return err
	}
	if err := t.Work.Return(ctx, id, user); err != nil {
		return err
	}
	t.note(ctx, by, "took back a document", d.Title+" from "+u.Name, project)
	return nil
}

// Progress is how far a project is: of all people for those who see the labels of
// all, else one's own.
type Progress struct {
	progress.Report
	Claimed int     `json:"claimed"` // documents that people have at the moment
	Checks  []Check `json:"checks"`  // how people met the known answers
}

// Progress counts how far a project is: its documents that are in the list and, if
// asked for, archived ones.
func (t *Team) Progress(ctx context.Context, by By, project string, archived bool) (Progress, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return Progress{}, err
	}
	s, _, err := t.People.Settings(ctx, project)
	if err != nil {
		return Progress{}, err
	}
	all := by.May(project, auth.SeeAll)
	c := progress.NewCounter(s.Overlap)
	for place := int64(0); ; {
		page, err := t.Store.Read(ctx, p.ID, place, 500)
		if err != nil {
			return Progress{}, err
		}
		if len(page) == 0 {
			break
		}
		for _, l := range page {
			place = l.Place
			shelf := annotations.ShelfOf(l.Changes)
			if shelf != annotations.ShelfList && !(archived && shelf == annotations.ShelfArchived) {
				continue
			}
			log := l.Changes
			if !all {
				log = own(log, annotations.Author(by.Name))
			}
			c.Add(l.Document, log)
		}
	}
	r := Progress{Report: c.Report()}
	if !all {
		return r, nil
	}
	if r.Claimed, err = t.Work.Claimed(ctx, p.ID); err != nil {
		return r, err
	}
	r.Checks, err = t.checks(ctx, p.ID, s)
	return r, err
}

func own(log []annotations.Change, author annotations.Author) (mine []annotations.Change) {
	for _, c := range log {
		if c.By == author {
			mine = append(mine, c)
		}
	}
	return mine
}

// Hooks of a project; administrators alone make them, since the server calls their
// addresses from where it stands.

// AddHook has an address told of a project. The secret is shown once.
func (t *Team) AddHook(ctx context.Context, by By, project, address string) (secret string, h hooks.Hook, err error) {
	if _, err := t.manage(ctx, by, project); err != nil {
		return "", h, err
	}
	if !by.Admin {
		return "", h, ErrForbidden
	}
	secret, h, err = t.Hooks.Add(ctx, project, address, by.Name)
	if err == nil {
		t.note(ctx, by, "added a webhook", h.URL, project)
	}
	return secret, h, err
}

// WebHooks are those of a project.
func (t *Team) WebHooks(ctx context.Context, by By, project string) ([]hooks.Hook, error) {
	if _, err := t.manage(ctx, by, project); err != nil {
		return nil, err
	}
	return t.Hooks.Of(ctx, project)
}

// Deliveries are what a hook of a project was told lately.
func (t *Team) Deliveries(ctx context.Context, by By, project, hook string) ([]hooks.Delivery, error) {
	if _, err := t.manage(ctx, by, project); err != nil {
		return nil, err
	}
	return t.Hooks.Deliveries(ctx, project, hook, 100)
}

// RemoveHook takes a hook of a project away.
func (t *Team) RemoveHook(ctx context.Context, by By, project, hook string) error {
	if _, err := t.manage(ctx, by, project); err != nil {
		return err
	}
	if err := t.Hooks.Remove(ctx, project, hook); err != nil {
		return err
	}
	t.note(ctx, by, "removed a webhook", hook, project)
	return nil
}
