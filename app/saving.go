//go:build js

package app

import (
	"context"
	"errors"
	"time"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
	"gloss/app/internal/idb"
)

// status is what the page says about where the labels are.
type status struct {
	saving  int    // batches on their way to the disk
	saved   bool   // everything in memory is on the disk
	failed  string // why the last save failed
	kept    bool   // the browser has promised not to clear the storage
	asked   bool   // … and was asked to
	waiting int    // changes that the server does not have
	synced  bool   // the last sync went through
	server  string // why it did not
	tried   bool
	old     bool // this program is too old for the server
	alone   bool // there is no server to have them
	out     bool // the server asks to sign in
	refused int  // changes that it has not taken
}

// openStore opens the database of this device, else one in memory, so that what
// is there can still be read in and exported.
func (p *Program) openStore(ctx context.Context) {
	local, err := idb.Open(ctx, p.person.database(), func() {
		p.do(func() {
			p.failed = tr("A newer version of Gloss is open in another tab. Reload this one.")
			p.warn(p.failed)
		})
	})
	if err != nil {
		p.local = store.NewMem()
		p.do(func() { p.refuse(err) })
		return
	}
	p.local = local
	if local.Cleared() {
		p.do(func() {
			p.warn(tr("The storage of this browser was cleared since your last visit. What the server has comes back; labels that were on this device alone are lost."))
		})
	}
}

// firstStart fills an empty store: with what the server has or, when there is
// none, with the sample project, which is the same everywhere. The first documents of
// many are enough to begin with.
func (p *Program) firstStart(ctx context.Context) ([]annotations.Project, error) {
	synced := make(chan bool)
	browser.Go("the first sync", func() {
		defer close(synced)
		_ = p.sync(ctx) // without a server the sample will do
	})
	for all := false; !all; {
		select {
		case <-synced:
			all = true
		case <-time.After(100 * time.Millisecond):
		}
		projects, err := p.local.Projects(ctx)
		if err != nil || len(projects) == 0 {
			if all && err != nil {
				return nil, err
			}
			continue
		}
		project, _ := p.pickProject(projects)
		if n, _ := p.local.Count(ctx, project.ID); all || n > 0 && (p.wantedProject == "" || p.wantedProject == project.ID.String()) {
			return projects, nil
		}
	}
	if err := p.local.Add(ctx, sample.Batch()); err != nil {
		return nil, err
	}
	return p.local.Projects(ctx)
}

// save stores changes. The page says that they are saved when the disk has
// them, and not before.
func (p *Program) save(changes []annotations.Change) {
	p.status.saving++
	document := p.model.Document
	p.tellChanges(changes)
	batch := &store.Batch{Changes: changes}
	p.underway[batch] = true
	browser.Go("saving", func() {
		err := p.local.Add(context.Background(), *batch)
		if errors.Is(err, store.ErrUnknownDocument) { // it left the device while it was open in this tab
			batch.Documents = []annotations.Document{document}
			err = p.local.Add(context.Background(), *batch)
		}
		p.do(func() {
			p.status.saving--
			if err != nil {
				p.refuse(err) // the batch stays: it is shown, and exported
				return
			}
			delete(p.underway, batch)
			p.status.saved, p.status.failed = true, ""
			p.status.waiting += len(changes)
			p.status.synced = false
			p.bringUpSoon()
			p.askToPersist()
		})
		if err == nil {
			p.tellTabs(changes)
			p.wakeSync()
		}
	})
}

// refuse tells why nothing can be stored and stops the editing, since what is
// labelled from here on would be lost. What is in memory can be exported.
func (p *Program) refuse(err error) {
	why := tr("Something went wrong with the storage of this browser.")
	switch {
	case errors.Is(err, idb.ErrFull):
		why = tr("The storage of this browser is full. Make room on the device, then reload.")
	case errors.Is(err, idb.ErrNewer):
		why = tr("The labels here were stored by a newer version of Gloss. Reload to get it.")
	case errors.Is(err, idb.ErrBlocked):
		why = tr("An older version of Gloss is open in another tab. Close that tab, then reload this one.")
	case errors.Is(err, idb.ErrRefused):
		why = tr("This browser stores nothing for this site, as in a private window. Labels would be lost when the tab is closed.")
	case errors.Is(err, idb.ErrLost):
		why = tr("This browser has lost its storage. Reload the page.")
	case err != nil:
		why += " (" + err.Error() + ")"
	}
	p.failed, p.status.failed = why, why
	p.warn(why + " " + tr("You can still export what is on the screen."))
}

// askToPersist asks, once there is something to lose, that the browser keep it.
func (p *Program) askToPersist() {
	if p.status.asked {
		return
	}
	p.status.asked = true
	browser.Go("asking for storage", func() {
		kept, err := browser.Persist(context.Background())
		p.do(func() { p.status.kept = err == nil && kept })
	})
}

// words of the status line.
func (s status) local() string {
	switch {
	case s.failed != "":
		return tr("Not saved")
	case s.saving > 0:
		return tr("Saving…")
	default:
		return tr("Saved on this device")
	}
}

func (s status) remote() string {
	switch {
	case s.alone:
		return tr("No server: export to share")
	case !s.tried:
		return ""
	case s.out:
		return tr("Signed out: labels stay on this device")
	case s.old:
		return tr("To be updated: labels stay on this device until then")
	case s.refused > 0 && s.synced:
		return tr("Refused by the server: changes that stay on this device")
	case s.synced && s.failed == "":
		return tr("Synced")
	case s.waiting > 0:
		return count(s.waiting, "{0} change on this device only", "{0} changes on this device only")
	case s.failed != "": // "not saved" says it, of what comes from elsewhere too
		return ""
	default:
		return tr("Offline")
	}
}
