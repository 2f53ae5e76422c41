//go:build js

package app

import (
	"context"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
	"gloss/app/internal/idb"
)

// Labels that were made on this device before people signed in here are in a
// database of their own. They are offered to whoever signs in, and stay there too.

// before opens that database; nil where there is none, or nobody has signed in.
func (p *Program) before(ctx context.Context) *idb.Store {
	none := person{}.database()
	if !p.person.Accounts || !idb.There(none) {
		return nil
	}
	old, err := idb.Open(ctx, none, func() {})
	if err != nil {
		return nil
	}
	return old
}

// eachBefore goes through what was labelled there.
func eachBefore(ctx context.Context, old *idb.Store, each func(annotations.Project, store.Labelled) error) error {
	projects, err := old.Projects(ctx)
	if err != nil {
		return err
	}
	for _, project := range projects {
		for place := int64(0); ; {
			page, err := old.Read(ctx, project.ID, place, 100)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			for _, l := range page {
				place = l.Place
				if len(l.Changes) == 0 {
					continue
				}
				if err := each(project, l); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (p *Program) beforeKey() string { return "before." + p.person.database() }

// offerBefore offers to take the labels over, unless that was answered.
func (p *Program) offerBefore(ctx context.Context) {
	if browser.Pref(p.beforeKey()) != "" {
		return
	}
	old := p.before(ctx)
	if old == nil {
		return
	}
	defer old.Close()
	n := 0
	err := eachBefore(ctx, old, func(_ annotations.Project, l store.Labelled) error {
		n++
		return nil
	})
	if err != nil || n == 0 {
		return
	}
	p.do(func() {
		p.notice = notice{
			text:   count(n, "This device has labels in {0} document from before people signed in here.", "This device has labels in {0} documents from before people signed in here."),
			action: "take-before", button: tr("They are mine: take them over"),
		}
	})
}

// leaveBefore: who puts the offer away is not asked again; the settings have it.
func (p *Program) leaveBefore() {
	if p.notice.action == "take-before" {
		browser.SetPref(p.beforeKey(), "left")
	}
}

// takeBefore makes those labels the person's own: with names that follow from
// theirs, so that doing it again changes nothing.
func (p *Program) takeBefore() {
	p.notice = notice{}
	me := p.model.Me
	browser.Go("taking labels over", func() {
		ctx := context.Background()
		old := p.before(ctx)
		if old == nil {
			return
		}
		defer old.Close()
		n := 0
		err := eachBefore(ctx, old, func(project annotations.Project, l store.Labelled) error {
			n++
			batch, err := p.takenOver(ctx, me, project, l)
			if err == nil {
				err = p.local.Add(ctx, batch)
			}
			return err
		})
		p.do(func() {
			if err != nil {
				p.warn(tr("Not all labels could be taken over: {0}", err))
				return
			}
			browser.SetPref(p.beforeKey(), "taken")
			p.notice = notice{text: count(n, "The labels in {0} document are yours now.", "The labels in {0} documents are yours now.")}
		})
		p.otherTab(newsMuch)
		p.tabs.Post(newsMuch)
		p.wakeSync()
	})
}

// takenOver is a document from before with the changes as the person's own.
func (p *Program) takenOver(ctx context.Context, me annotations.Author, project annotations.Project, l store.Labelled) (b store.Batch, err error) {
	known, err := p.local.Known(ctx, []annotations.DocumentID{l.Document.ID})
	if err != nil {
		return b, err
	}
	if !known[0] { // the server may not have it: the project as it was, then
		b.Projects, b.Documents = []annotations.Project{project}, []annotations.Document{l.Document}
	}
	var changes []annotations.Change
	for _, c := range l.Changes {
		if c.By == nobody || !known[0] {
			changes = append(changes, c)
		}
	}
	doc := l.Document.ID
	b.Changes = annotations.Moved{
		From: doc, To: doc,
		By: func(a annotations.Author) annotations.Author {
			if a == nobody {
				return me
			}
			return a
		},
		Replica: func(r annotations.ReplicaID) annotations.ReplicaID {
			return annotations.NameID[annotations.Replica](r.UUID, string(me))
		},
		Annotation: func(id annotations.AnnotationID) annotations.AnnotationID {
			return annotations.NameID[annotations.Annotation](doc.UUID, id.String(), string(me))
		},
	}.Changes(changes)
	return b, nil
}
