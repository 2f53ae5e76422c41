//go:build js

package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/light"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// cancelWork stops what goes on for long: an import, a sweep.
var cancelWork context.CancelFunc = func() {}

// importing is the import that goes on, and what waits for its end.
var importing struct {
	busy    bool
	waiting []browser.File
	before  notice // what the imports came to that this one waited for
}

// importFiles reads files into the project, after those that are being read. It is
// called in a listener.
func (p *Program) importFiles(files []browser.File) {
	p.do(func() {
		if importing.waiting = append(importing.waiting, files...); !importing.busy {
			importing.before = notice{}
			p.importWaiting()
		}
	})
}

func (p *Program) importWaiting() {
	files := importing.waiting
	ctx, cancel := context.WithCancel(context.Background())
	cancelWork()
	cancelWork = func() {
		importing.waiting = nil
		cancel()
	}
	importing.busy, importing.waiting = true, nil
	p.importAll(ctx, files)
}

func (p *Program) importAll(ctx context.Context, files []browser.File) {
	if p.failed != "" {
		importing.busy = false
		p.warn(tr("Nothing can be imported.") + " " + p.failed)
		return
	}
	what := count(len(files), "Importing {0} file…", "Importing {0} files…")
	if len(files) == 1 {
		what = tr("Importing {0}…", files[0].Name)
	}
	p.notice = notice{text: what, busy: true}
	last := time.Now()
	im := dataset.Importer{
		Store: p.local, Project: p.project, Formats: light.Formats, Author: p.model.Me, Claim: p.person.Accounts,
		Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
		Progress: func(sum dataset.Imported) {
			if time.Since(last) < 100*time.Millisecond {
				return
			}
			p.do(func() {
				p.notice = notice{text: what + " " + count(sum.Documents, "{0} document so far", "{0} documents so far"), busy: true}
			})
			time.Sleep(time.Millisecond) // let the page draw and hear "Cancel"
			last = time.Now()
		},
	}
	browser.Go("importing", func() {
		list, details, odd := p.readable(ctx, files, what)
		sum, err := im.Import(ctx, list)
		p.refresh(context.Background())
		p.tabs.Post(newsMuch)
		p.wakeSync()
		p.do(func() { p.imported(sum, details, odd, err) })
	})
}

// imported tells what an import came to, with what could not be read and what was not
// understood, and opens its first document.
func (p *Program) imported(sum dataset.Imported, details, odd []string, err error) {
	importing.busy = false
	for i, e := range sum.Errors {
		if i == 20 {
			details = append(details, count(len(sum.Errors)-i, "and {0} more", "and {0} more"))
			break
		}
		details = append(details, e.Error())
	}
	said := tr("Imported {0} with {1}.", documents(sum.Documents), annotationsOf(sum.Spans))
	if sum.Known > 0 {
		said += " " + count(sum.Known, "{0} document was here already.", "{0} documents were here already.")
		if sum.Off > 0 {
			said += " " + count(sum.Off, "{0} of them is archived or deleted: the list shows it under Show.", "{0} of them are archived or deleted: the list shows them under Show.")
		}
	}
	if labels := sum.Labels; len(labels) > 0 {
		if len(labels) > 8 {
			labels = append(slices.Clone(labels[:7]), "…", labels[len(labels)-1])
		}
		said += " " + tr("New labels: {0}.", strings.Join(labels, ", "))
	}
	switch {
	case errors.Is(err, context.Canceled):
		said = tr("Import cancelled.") + " " + said
	case err != nil:
		p.refuse(err)
		return
	}
	for _, u := range sum.Unread {
		odd = append(odd, u.String())
	}
	p.notice = notice{text: said, details: append(details, odd...), bad: len(details) > 0}
	switch {
	case len(details) > 0:
		p.notice.text += " " + tr("These could not be read:")
	case len(odd) > 0:
		p.notice.text += " " + tr("This was not understood:")
	}
	if before := importing.before; before.text != "" {
		p.notice.text, p.notice.bad = before.text+" "+p.notice.text, p.notice.bad || before.bad
		p.notice.details = append(before.details, p.notice.details...)
	}
	if !sum.First.IsZero() {
		p.navigate(sum.First)
		p.open(sum.First)
	}
	if len(importing.waiting) > 0 {
		importing.before = p.notice
		p.importWaiting()
	}
}

func documents(n int) string { return count(n, "{0} document", "{0} documents") }

func annotationsOf(n int) string { return count(n, "{0} annotation", "{0} annotations") }

// addPasted makes a document of what stands in the dialog.
func (p *Program) addPasted() {
	body, title := browser.Value("#paste-text"), strings.TrimSpace(browser.Value("#paste-title-field"))
	if !browser.Filled("#paste-text", "") {
		return
	}
	if p.failed != "" {
		p.warn(tr("Nothing can be added.") + " " + p.failed)
		return
	}
	if title == "" {
		title = dataset.TitleOf(body)
	}
	d, err := annotations.NewDocument(p.project.ID, "", title, body, time.Now())
	if err != nil {
		p.warn(tr("This text cannot be added: {0}", err))
		return
	}
	browser.CloseDialog("#paste")
	browser.SetValue("#paste-text", "")
	browser.SetValue("#paste-title-field", "")
	p.store(store.Batch{Documents: []annotations.Document{d}}, func() {
		p.navigate(d.ID)
		p.open(d.ID)
	})
}

// addLabel adds the label of the dialog to the schema.
func (p *Program) addLabel() {
	name, wrong := strings.TrimSpace(browser.Value("#label-name")), ""
	if l, ok := p.project.Schema.Named(name); ok && !l.Gone {
		wrong = tr("There is a label {0} already.", name)
	}
	if !browser.Filled("#label-name", wrong) {
		return
	}
	l := p.project.Schema.Next(name, p.model.Replica)
	l.About = strings.TrimSpace(browser.Value("#label-about"))
	project := p.project
	project.Schema = append(project.Schema[:len(project.Schema):len(project.Schema)], l)
	browser.CloseDialog("#label")
	browser.SetValue("#label-name", "")
	browser.SetValue("#label-about", "")
	p.keepProject(project)
	p.notice = notice{text: tr("{0}: {1}", tr("New label"), name), action: "schema-undo", button: tr("Undo")}
}

// store stores things, reads the lists again, and goes on.
func (p *Program) store(batch store.Batch, then func()) {
	p.status.saving++
	browser.Go("storing", func() {
		err := p.local.Add(context.Background(), batch)
		if err == nil {
			p.refresh(context.Background())
		}
		p.do(func() {
			p.status.saving--
			if err != nil {
				p.refuse(err)
				return
			}
			then()
		})
		p.tabs.Post(newsMuch)
		p.wakeSync()
	})
}

// fileName is a title as a file can be called.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, title)
	return strings.ToLower(strings.Join(strings.Fields(name), "-"))
}
