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
		p.warn("Nothing can be imported. " + p.failed)
		return
	}
	what := fmt.Sprintf("Importing %d files…", len(files))
	if len(files) == 1 {
		what = "Importing " + files[0].Name + "…"
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
				p.notice = notice{text: fmt.Sprintf("%s %d documents so far", what, sum.Documents), busy: true}
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
			details = append(details, fmt.Sprintf("and %d more", len(sum.Errors)-i))
			break
		}
		details = append(details, e.Error())
	}
	said := fmt.Sprintf("Imported %s with %s.", count(sum.Documents, "document"), count(sum.Spans, "annotation"))
	if sum.Known > 0 {
		said += fmt.Sprintf(" %s were here already.", count(sum.Known, "document"))
	}
	if len(sum.Labels) > 0 {
		said += " New labels: " + strings.Join(sum.Labels, ", ") + "."
	}
	switch {
	case errors.Is(err, context.Canceled):
		said = "Import cancelled. " + said
	case err != nil:
		p.refuse(err)
		return
	}
	p.notice = notice{text: said, details: details, bad: len(details) > 0}
	if len(details) > 0 {
		p.notice.text += " These could not be read:"
	}
	if !sum.First.IsZero() {
		p.ctx.Navigate("/d/" + sum.First.String())
		p.open(sum.First)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ch") {
		noun += "e"
	}
	return itoa(n) + " " + noun + "s"
}

// addPasted makes a document of what stands in the dialog.
func (p *Program) addPasted() {
	body, title := browser.Value("#paste-text"), strings.TrimSpace(browser.Value("#paste-title-field"))
	if strings.TrimSpace(body) == "" {
		return
	}
	if p.failed != "" {
		p.warn("Nothing can be added. " + p.failed)
		return
	}
	if title == "" {
		title = dataset.TitleOf(body)
	}
	d, err := annotations.NewDocument(p.project.ID, "", title, body, time.Now())
	if err != nil {
		p.warn("This text cannot be added: " + err.Error())
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
		p.warn("There is a label " + name + " already.")
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
	p.report = "Writing…"
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
		p.report = "Nothing was written: " + err.Error()
		return
	}
	p.report = fmt.Sprintf("%s with %s.", count(sum.Documents, "document"), count(sum.Spans, "annotation"))
	if len(sum.Losses) == 0 {
		p.report += " Nothing was lost."
		return
	}
	lost := 0
	for _, k := range format.Kinds {
		if sum.Lost[k] > 0 {
			p.report += fmt.Sprintf(" %d %s.", sum.Lost[k], k)
		}
		lost += sum.Lost[k]
	}
	var details []string
	for i, l := range sum.Losses {
		if i == 50 {
			break
		}
		details = append(details, fmt.Sprintf("%s: %s “%s”: %s", l.Kind, l.Label, l.Text, l.Reason))
	}
	if lost > len(details) {
		details = append(details, fmt.Sprintf("and %d more", lost-len(details)))
	}
	p.notice = notice{text: "This format could not carry everything:", details: details}
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
