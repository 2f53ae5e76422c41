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
	if !by.May(project, auth.Manage) {
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
	for _, c := range changes {
		put, ok := c.Op.(annotations.Put)
		if !ok || put.Annotation.Label != annotations.LabelStatus || put.Annotation.Value(annotations.ValueAttribute) != string(annotations.StatusReviewed) {
			continue
		}
		d, err := t.Store.Document(ctx, c.Doc)
		if err == nil {
			err = t.finish(ctx, by, d)
		}
		if err != nil { // the label itself is stored
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
	members, err := t.People.Members(ctx, project)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == user {
			if err := t.Work.Assign(ctx, p.ID, id, user); err != nil {
				return err
			}
			t.note(ctx, by, "assigned", id.String()+" to "+m.Name, project)
			return nil
		}
	}
	return auth.ErrUnknown
}

// Known are the documents of a project whose answers are known.
type Known struct {
	Training []annotations.DocumentID `json:"training"`
	Control  []annotations.DocumentID `json:"control"`
}

// Known are those of a project, for its managers.
func (t *Team) Known(ctx context.Context, by By, project string) (k Known, err error) {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return k, err
	}
	if k.Training, err = t.Work.Known(ctx, p.ID, work.Training); err != nil {
		return k, err
	}
	k.Control, err = t.Work.Known(ctx, p.ID, work.Control)
	return k, err
}

// SetKnown replaces them.
func (t *Team) SetKnown(ctx context.Context, by By, project string, k Known) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	for _, id := range append(append([]annotations.DocumentID{}, k.Training...), k.Control...) {
		if _, err := t.document(ctx, by, project, id); err != nil {
			return err
		}
	}
	if err := t.Work.SetKnown(ctx, p.ID, k.Training, k.Control); err != nil {
		return err
	}
	t.note(ctx, by, "set the known answers", fmt.Sprintf("%d to learn with, %d controls", len(k.Training), len(k.Control)), project)
	return nil
}

// Progress is how far a project is: of all people for those who see the labels of
// all, else one's own.
type Progress struct {
	progress.Report
	Claimed int     `json:"claimed"` // documents that people have at the moment
	Checks  []Check `json:"checks"`  // how people met the known answers
}

// Check is how somebody met the known answers, in percent of F1.
type Check struct {
	Name     string `json:"name"`
	Training *int   `json:"training,omitempty"`
	Control  *int   `json:"control,omitempty"`
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
	r.Checks, err = t.checks(ctx, p.ID, s, r.People)
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

func (t *Team) checks(ctx context.Context, project annotations.ProjectID, s auth.Settings, people []progress.Person) ([]Check, error) {
	if s.Answers == "" {
		return nil, nil
	}
	training, err := t.Work.Known(ctx, project, work.Training)
	if err != nil {
		return nil, err
	}
	control, err := t.Work.Known(ctx, project, work.Control)
	if err != nil {
		return nil, err
	}
	var checks []Check
	for _, p := range people {
		if string(p.Name) == s.Answers {
			continue
		}
		c := Check{Name: string(p.Name)}
		if c.Training, err = t.score(ctx, training, p.Name, s); err != nil {
			return nil, err
		}
		if c.Control, err = t.score(ctx, control, p.Name, s); err != nil {
			return nil, err
		}
		if c.Training != nil || c.Control != nil {
			checks = append(checks, c)
		}
	}
	return checks, nil
}

// score is how well somebody met the answers of the documents that they are done
// with; nil when there are none.
func (t *Team) score(ctx context.Context, docs []annotations.DocumentID, name annotations.Author, s auth.Settings) (*int, error) {
	u, err := t.People.Named(ctx, string(name))
	if err != nil {
		return nil, nil // an author of an import has no account, and no queue
	}
	done, err := t.Work.DoneOf(ctx, docs, u.ID)
	if err != nil || len(done) == 0 {
		return nil, err
	}
	percent, err := t.Work.Score(ctx, done, name, annotations.Author(s.Answers))
	return &percent, err
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
