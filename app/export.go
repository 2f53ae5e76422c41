//go:build js

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/convert"
	"gloss/annotations/format"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/light"
	"gloss/annotations/store"
	"gloss/app/beside"
	"gloss/app/internal/browser"
	"gloss/app/words"
)

// exporting is a dataset that is made before it is asked for, so that what its
// format cannot carry is known then: nothing but writing it tells.
type exporting struct {
	what   choice
	cancel context.CancelFunc
	busy   bool
	save   bool // as soon as it is made
	saved  bool
	report string // what it came to
	lost   []string
	file   browser.File
	losses browser.File
}

// choice is what is chosen in the dialog.
type choice struct{ format, scope string }

// unasked is the number of documents up to which a dataset is made before it is
// asked for.
const unasked = 1000

// openExport opens the dialog, with nothing made.
func (p *Program) openExport() {
	p.exporting.stop()
	p.exporting = exporting{}
	browser.OpenDialog("#export")
	p.chosen()
}

// chosen makes a dataset as it is chosen, if it is not large.
func (p *Program) chosen() {
	p.make(p.pile.total > unasked, false)
}

// download saves the dataset of the dialog, once it is made.
func (p *Program) download() { p.make(false, true) }

func (e *exporting) stop() {
	if e.cancel != nil {
		e.cancel()
	}
}

// make makes the dataset that is chosen, unless it is made or being made.
func (p *Program) make(later, save bool) {
	what := choice{browser.Value("#export-format"), browser.Value("#export-scope")}
	e := &p.exporting
	if e.what == what && (e.busy || e.report != "" && !later) {
		e.save = e.save || save
		p.deliver()
		return
	}
	e.stop()
	ctx, cancel := context.WithCancel(context.Background())
	p.exporting = exporting{what: what, cancel: cancel, save: save, busy: !later, report: tr("Counting what the format can carry…")}
	if later && what.scope != "document" {
		p.exporting.report, p.exporting.what = tr("What the format cannot carry is counted while it is written."), choice{}
		return
	}
	p.exporting.busy = true
	m := maker{project: p.project, store: p.local, what: what, name: fileName(p.project.Name)}
	if (what.scope == "document" || p.failed != "") && p.model.IsOpen() {
		// What is on the screen is taken from memory, so that it can be saved even
		// when the disk fails.
		it := format.Item{Document: p.model.Document}
		for a := range p.model.Set.All() {
			if a.Label == annotations.LabelRefused {
				continue
			}
			a.Annotation = p.project.ForDataset(a.Annotation)
			it.Entries = append(it.Entries, a)
		}
		m.shown, m.name = &it, fileName(it.Document.Title)
	}
	m.progress = func(documents int) {
		if time.Since(m.last) < 100*time.Millisecond {
			return
		}
		p.do(func() {
			if p.exporting.busy && p.exporting.what == what {
				p.exporting.report = count(documents, "{0} document so far", "{0} documents so far")
			}
		})
		time.Sleep(time.Millisecond) // let the page draw
		m.last = time.Now()
	}
	browser.Go("exporting", func() {
		a, err := m.make(ctx)
		p.do(func() {
			if ctx.Err() == nil {
				p.made(m, a, err)
			}
		})
	})
}

// made tells what a dataset came to.
func (p *Program) made(m maker, a convert.Answer, err error) {
	e := &p.exporting
	e.busy = false
	if err != nil {
		e.what, e.report = choice{}, tr("Nothing was written: {0}", err)
		return
	}
	e.file, e.losses = m.file, m.losses
	e.report = tr("{0} with {1}.", documents(a.Documents), annotationsOf(a.Spans))
	lost := 0
	for _, k := range format.Kinds {
		if a.Lost[k] > 0 {
			e.report += fmt.Sprintf(" %d %s.", a.Lost[k], words.Known(string(k)))
		}
		lost += a.Lost[k]
	}
	if lost == 0 {
		e.report += " " + tr("No annotation is lost.")
	}
	var lacks []string
	for _, what := range m.lacks {
		lacks = append(lacks, words.Known(what))
	}
	if len(lacks) > 0 {
		e.report += " " + tr("The format has no place for: {0}.", strings.Join(lacks, ", "))
	}
	for _, l := range a.Losses {
		why, more, _ := strings.Cut(l.Reason, ": ")
		if why = words.Known(why); more != "" {
			why += ": " + more
		}
		e.lost = append(e.lost, tr("{0}: {1} “{2}”: {3}", words.Known(string(l.Kind)), l.Label, l.Text, why))
	}
	if lost > len(e.lost) {
		e.lost = append(e.lost, count(lost-len(e.lost), "and {0} more", "and {0} more"))
	}
	p.deliver()
}

// deliver hands over what is made and asked for.
func (p *Program) deliver() {
	if e := &p.exporting; !e.busy && e.save && e.report != "" {
		e.save, e.saved = false, true
		e.file.Save()
	}
}

// maker makes a dataset, and the report of what it lost.
type maker struct {
	project      annotations.Project
	store        store.Local
	what         choice
	name         string
	shown        *format.Item // nil for the whole project
	progress     func(documents int)
	last         time.Time
	file, losses browser.File
	lacks        []string
}

func (m *maker) make(ctx context.Context) (convert.Answer, error) {
	f, err := light.Formats.Named(m.what.format)
	if err == nil {
		m.lacks = f.Can.Lacks()
		return m.write(ctx, f)
	}
	other, ok := beside.Named(m.what.format)
	if !ok {
		return convert.Answer{}, err
	}
	m.lacks = other.Lacks
	if _, err := m.write(ctx, gloss.Format); err != nil {
		return convert.Answer{}, err
	}
	schema, err := json.Marshal(m.project.File())
	if err != nil {
		return convert.Answer{}, err
	}
	got, err := browser.Convert(ctx, browser.Conversion{
		Write: true, Format: other.Name, File: m.file, Labels: dataset.LabelNames(m.project.Schema), Schema: string(schema),
	}, m.progress)
	if err != nil {
		return convert.Answer{}, err
	}
	m.file, m.losses = got.File.As(m.name+other.Extension, other.Media), got.Report.As(m.name+".losses.json", "application/json")
	var a convert.Answer
	return a, json.Unmarshal([]byte(got.Answer), &a)
}

// write writes a format that the page links.
func (m *maker) write(ctx context.Context, f format.Format) (convert.Answer, error) {
	out, report := browser.NewDownload(m.name+f.Extension, f.Media), browser.NewDownload(m.name+".losses.json", "application/json")
	losses := dataset.NewLossReport(report)
	var lost dataset.Tally
	ex := dataset.Exporter{MaxLosses: 50, Progress: m.progress, Lost: func(l format.Loss) error {
		lost.Add(l)
		return losses.Add(l)
	}}
	items := dataset.Items(ctx, m.store, m.project, m.what.scope == "archived")
	if m.shown != nil {
		items = func(yield func(format.Item, error) bool) { yield(*m.shown, nil) }
	}
	sum, err := ex.Write(ctx, items, f, out)
	if err == nil {
		err = losses.Close(f, dataset.Written{Documents: sum.Documents, Spans: sum.Spans, Lost: lost})
	}
	if err != nil {
		out.Cancel()
		report.Cancel()
		return convert.Answer{}, err
	}
	m.file, m.losses = out.File(), report.File()
	return convert.Answer{Format: f.Name, Documents: sum.Documents, Spans: sum.Spans, Losses: sum.Losses, Lost: sum.Lost}, nil
}

func (p *Program) exportDialog() ui.UI {
	var formats []ui.UI
	option := func(name, title string) {
		formats = append(formats, el("option").Attr("value", name).Text(title))
	}
	for _, f := range light.Formats.Written() {
		name := f.Name
		if len(f.Aliases) > 0 { // the short one, as in the API's examples
			name = f.Aliases[0]
		}
		option(name, f.Title)
	}
	for _, f := range beside.Formats {
		option(f.Name, f.Title)
	}
	e := &p.exporting
	var lost []ui.UI
	for _, l := range e.lost {
		lost = append(lost, el("li").Text(l))
	}
	report := e.report
	if e.saved {
		report += " " + tr("Saved.")
	}
	return dialogBox("export", tr("Export"),
		el("label").Attr("for", "export-format").Text(tr("Format")),
		el("select").ID("export-format").Body(formats...),
		el("label").Attr("for", "export-scope").Text(tr("Documents")),
		el("select").ID("export-scope").Body(
			el("option").Attr("value", "project").Text(tr("All documents of the project")),
			el("option").Attr("value", "archived").Text(tr("All documents, archived ones too")),
			el("option").Attr("value", "document").Text(tr("The open document")),
		),
		el("p").Class("report").Attr("role", "status").ID("export-report").Text(report),
		el("section").Hidden(len(lost) == 0).Body(
			el("h3").ID("export-lost").Text(tr("What this format cannot carry")),
			el("ul").Class("lost").TabIndex(0).Aria("labelledby", "export-lost").Body(lost...),
		),
		el("div").Class("dialog-actions").Body(
			button("close", "#export").Text(tr("Close")),
			button("losses", "").Hidden(len(lost) == 0).Text(tr("Save the list")),
			button("download", "").Class("primary").Attr("disabled", e.busy && e.save).Text(tr("Download")),
		),
	)
}
