//go:build js

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/light"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
	"gloss/app/words"
)

var cancelImport context.CancelFunc = func() {}

func (p *Program) cancelImport() { cancelImport() }

// importFiles reads files into the project. It is called in a listener.
func (p *Program) importFiles(files []browser.File) {
	var list []dataset.File
	ctx, cancel := context.WithCancel(context.Background())
	for _, f := range files {
		list = append(list, dataset.File{Name: f.Name, Size: f.Size, Open: func() (io.Reader, error) { return f.Open(ctx), nil }})
	}
	p.do(func() {
		cancelImport()
		cancelImport = cancel
		p.importAll(ctx, list)
	})
}

func (p *Program) importAll(ctx context.Context, files []dataset.File) {
	if p.failed != "" {
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
		sum, err := im.Import(ctx, files)
		p.refresh(context.Background())
		p.tabs.Post(newsMuch)
		p.wakeSync()
		p.do(func() { p.imported(sum, err) })
	})
}

// imported tells what an import came to, and opens its first document.
func (p *Program) imported(sum dataset.Imported, err error) {
	var details []string
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
	}
	if len(sum.Labels) > 0 {
		said += " " + tr("New labels: {0}.", strings.Join(sum.Labels, ", "))
	}
	switch {
	case errors.Is(err, context.Canceled):
		said = tr("Import cancelled.") + " " + said
	case err != nil:
		p.refuse(err)
		return
	}
	p.notice = notice{text: said, details: details, bad: len(details) > 0}
	if len(details) > 0 {
		p.notice.text += " " + tr("These could not be read:")
	}
	if !sum.First.IsZero() {
		p.ctx.Navigate("/d/" + sum.First.String())
		p.open(sum.First)
	}
}

func documents(n int) string { return count(n, "{0} document", "{0} documents") }

func annotationsOf(n int) string { return count(n, "{0} annotation", "{0} annotations") }

// addPasted makes a document of what stands in the dialog.
func (p *Program) addPasted() {
	body, title := browser.Value("#paste-text"), strings.TrimSpace(browser.Value("#paste-title-field"))
	if strings.TrimSpace(body) == "" {
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
		p.ctx.Navigate("/d/" + d.ID.String())
		p.open(d.ID)
	})
}

// addLabel adds the label of the dialog to the schema.
func (p *Program) addLabel() {
	name := strings.TrimSpace(browser.Value("#label-name"))
	if name == "" {
		return
	}
	if l, ok := p.project.Schema.Named(name); ok && !l.Gone {
		p.warn(tr("There is a label {0} already.", name))
		browser.CloseDialog("#label")
		return
	}
	l := p.project.Schema.Next(name, p.model.Replica)
	l.About = strings.TrimSpace(browser.Value("#label-about"))
	project := p.project
	project.Schema = append(project.Schema[:len(project.Schema):len(project.Schema)], l)
	browser.CloseDialog("#label")
	browser.SetValue("#label-name", "")
	browser.SetValue("#label-about", "")
	p.store(store.Batch{Projects: []annotations.Project{project}}, func() {})
}

// store stores things, reads the lists again, and goes on.
func (p *Program) store(batch store.Batch, then func()) {
	browser.Go("storing", func() {
		err := p.local.Add(context.Background(), batch)
		if err == nil {
			p.refresh(context.Background())
		}
		p.do(func() {
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

// download exports in the format of the dialog. What is on the screen is taken
// from memory, so that it can be saved even when the disk fails.
func (p *Program) download() {
	f, err := light.Formats.Named(browser.Value("#export-format"))
	if err != nil {
		p.report = err.Error()
		return
	}
	single := browser.Value("#export-scope") == "document" || p.failed != ""
	project, name := p.project, fileName(p.project.Name)
	var shown *format.Item
	if p.model.IsOpen() {
		it := format.Item{Document: p.model.Document}
		for e := range p.model.Set.All() {
			e.Annotation = project.ForDataset(e.Annotation)
			it.Entries = append(it.Entries, e)
		}
		shown = &it
	}
	p.report = tr("Writing…")
	browser.Go("exporting", func() {
		var out *browser.Download
		var sum dataset.Exported
		var err error
		switch {
		case single && shown != nil:
			name = fileName(shown.Document.Title)
			out = browser.NewDownload(name+f.Extension, f.Media)
			w := format.Fit(f.Can, f.NewWriter(out))
			sum.Documents, sum.Spans = 1, shown.Count()
			if sum.Losses, err = w.Write(*shown); err == nil {
				err = w.Close()
			}
			sum.Count()
		default:
			out = browser.NewDownload(name+f.Extension, f.Media)
			last := time.Now()
			ex := dataset.Exporter{Store: p.local, MaxLosses: 50, Progress: func(int) {
				if time.Since(last) > 50*time.Millisecond {
					time.Sleep(time.Millisecond) // let the page draw
					last = time.Now()
				}
			}}
			sum, err = ex.Export(context.Background(), project, f, out)
		}
		if err != nil {
			out.Cancel()
		} else {
			out.Finish()
		}
		p.do(func() { p.exported(sum, err) })
	})
}

func (p *Program) exported(sum dataset.Exported, err error) {
	if err != nil {
		p.report = tr("Nothing was written: {0}", err)
		return
	}
	p.report = tr("{0} with {1}.", documents(sum.Documents), annotationsOf(sum.Spans))
	if len(sum.Losses) == 0 {
		p.report += " " + tr("Nothing was lost.")
		return
	}
	lost := 0
	for _, k := range format.Kinds {
		if sum.Lost[k] > 0 {
			p.report += fmt.Sprintf(" %d %s.", sum.Lost[k], words.Known(string(k)))
		}
		lost += sum.Lost[k]
	}
	var details []string
	for i, l := range sum.Losses {
		if i == 50 {
			break
		}
		details = append(details, fmt.Sprintf("%s: %s “%s”: %s", words.Known(string(l.Kind)), l.Label, l.Text, l.Reason))
	}
	if lost > len(details) {
		details = append(details, count(lost-len(details), "and {0} more", "and {0} more"))
	}
	p.notice = notice{text: tr("This format could not carry everything:"), details: details}
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
