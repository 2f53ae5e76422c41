//go:build js

package app

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// places is what the search shows of what it has found: in the open document, or
// in the whole project.
type places struct {
	shown   bool // the list is open
	project bool
	run     int // of the search in the project: an older one gives up
	busy    bool
	list    []found // the first ones
	total   int
	inDocs  int
	except  map[place]bool // not to be labelled
	drawn   int            // goes up when the list may look otherwise
}

// place is one occurrence.
type place struct {
	doc annotations.DocumentID
	sp  text.Span
}

// found is a place with what is around it.
type found struct {
	place
	title, before, match, after string
}

// So many places are listed; all are counted, and labelled.
const mostPlaces = 200

// around is a place with some words around it, of its own line.
func around(d annotations.Document, sp text.Span) found {
	const most = 40
	s := d.Text
	from, to := sp.Start, sp.End
	for from > 0 && sp.Start-from < most && s[from-1] != '\n' && s[from-1] != '\r' {
		from = text.PrevGrapheme(s, from)
	}
	for int(to) < len(s) && to-sp.End < most && s[to] != '\n' && s[to] != '\r' {
		to = text.NextGrapheme(s, to)
	}
	before, after := s[from:sp.Start], s[sp.End:to]
	if from > 0 && s[from-1] != '\n' && s[from-1] != '\r' { // no half words, where words have spaces
		before = "…" + before[strings.IndexByte(before, ' ')+1:]
	}
	if int(to) < len(s) && s[to] != '\n' && s[to] != '\r' {
		if i := strings.LastIndexByte(after, ' '); i >= 0 {
			after = after[:i]
		}
		after += "…"
	}
	return found{place{d.ID, sp}, d.Title, before, s[sp.Start:sp.End], after}
}

// listPlaces lists what has been found in the open document.
func (p *Program) listPlaces() {
	l := &p.places
	if l.project || !l.shown && len(l.list) == 0 {
		return
	}
	l.list = nil
	for _, sp := range p.model.Finding.Matches {
		if len(l.list) == mostPlaces {
			break
		}
		l.list = append(l.list, around(p.model.Document, sp))
	}
	l.total = len(p.model.Finding.Matches)
	l.drawn++
}

func (p *Program) everywhereQuery() everywhere.Query {
	return everywhere.Query{
		Text:        browser.Value("#find-text"),
		FindOptions: text.FindOptions{WholeWords: p.finder.words, IgnoreCase: !p.finder.exact},
	}
}

// searchProject searches all documents, and shows what is found as it comes.
func (p *Program) searchProject() {
	l := &p.places
	l.run++
	l.list, l.total, l.inDocs, l.except = nil, 0, 0, nil
	l.drawn++
	q, run, project := p.everywhereQuery(), l.run, p.project.ID
	l.busy = q.Text != ""
	if !l.busy {
		return
	}
	browser.Go("searching the project", func() {
		last := time.Now()
		var fresh []found
		docs, total := 0, 0
		show := func(done bool, err error) (on bool) {
			answer := make(chan bool, 1)
			p.do(func() {
				l := &p.places
				if l.run != run {
					answer <- false
					return
				}
				l.list, l.total, l.inDocs, l.busy = append(l.list, fresh...), total, docs, !done
				fresh = nil
				l.drawn++
				if err != nil {
					p.warn(tr("The documents cannot be searched: {0}", err))
				}
				answer <- true
			})
			return <-answer
		}
		listed := 0
		for f, err := range everywhere.Search(context.Background(), p.local, project, q) {
			if err != nil {
				show(true, err)
				return
			}
			docs++
			total += len(f.Spans)
			for _, sp := range f.Spans {
				if listed < mostPlaces {
					fresh = append(fresh, around(f.Document, sp))
					listed++
				}
			}
			if time.Since(last) > 100*time.Millisecond {
				if !show(false, nil) {
					return
				}
				last = time.Now()
			}
		}
		show(true, nil)
	})
}

// exceptPlace takes a place out of what is labelled, or back in.
func (p *Program) exceptPlace(arg string) {
	l := &p.places
	for i, f := range l.list {
		if itoa(i) == arg {
			except := make(map[place]bool, len(l.except)+1)
			for k := range l.except {
				except[k] = true
			}
			if except[f.place] {
				delete(except, f.place)
			} else {
				except[f.place] = true
			}
			l.except = except
			l.drawn++
		}
	}
}

// labelFound labels what was found: in the document, or in all.
func (p *Program) labelFound(label annotations.LabelID) {
	if !p.places.project {
		var except []text.Span
		for k := range p.places.except {
			if k.doc == p.model.Document.ID {
				except = append(except, k.sp)
			}
		}
		p.update(editor.LabelAll{Label: label, Except: except})
		return
	}
	name, except, q := p.model.Labels.NameOf(label), p.places.except, p.everywhereQuery()
	p.sweepString(q, tr("Labelling “{0}” in the project…", q.Text), func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
		var spans []text.Span
		for _, sp := range f.Spans {
			if !except[place{f.Document.ID, sp}] {
				spans = append(spans, sp)
			}
		}
		return g.Label(log, f.Document.ID, spans, label)
	}, func(g everywhere.Gesture) {
		p.keepBulk(bulk{Replica: g.Replica, Query: q})
	}, func(changes, docs int, stopped bool) {
		if changes == 0 && !stopped {
			p.notice = notice{text: tr("All are labelled already")}
			return
		}
		said := tr("{0} in {1} labelled {2}.", count(changes, "{0} place", "{0} places"), documents(docs), name)
		if stopped {
			said = tr("Stopped.") + " " + said
		}
		p.notice = notice{text: said}
		if changes > 0 {
			p.notice.action, p.notice.button = "undo-everywhere", tr("Undo")
		}
	})
}

// bulk is the last labelling of a whole project: one undo takes it back in all
// documents, also after a reload.
type bulk struct {
	Replica annotations.ReplicaID `json:"replica"`
	Query   everywhere.Query      `json:"query"`
}

func (p *Program) keepBulk(b bulk) {
	if kept, err := json.Marshal(b); err == nil {
		browser.SetPref("bulk", string(kept))
	}
}

// lastBulk is the last labelling of a whole project, if there was one.
func lastBulk() (b bulk, ok bool) {
	kept := browser.Pref("bulk")
	return b, kept != "" && json.Unmarshal([]byte(kept), &b) == nil && !b.Replica.IsZero()
}

// bulkStep reports whether an undo or a redo in the open document is of a step that
// goes through the whole project.
func (p *Program) bulkStep(msg editor.Msg) bool {
	var step annotations.Step
	var ok bool
	switch msg.(type) {
	case editor.Undo:
		step, ok = p.model.History.Undo()
	case editor.Redo:
		step, ok = p.model.History.Redo()
	default:
		return false
	}
	if !ok {
		return false
	}
	b, kept := lastBulk()
	for kept && !step.Undoes.IsZero() && step.Stamp.Replica != b.Replica { // an undo of it, or the undo of that
		c, there := p.model.Log.Find(step.Undoes)
		if !there {
			return false
		}
		step = annotations.Step{Stamp: c.Step, Undoes: c.Undoes}
	}
	return kept && step.Stamp.Replica == b.Replica
}

// reverseEverywhere takes the last labelling of the project back in all documents,
// or brings it back.
func (p *Program) reverseEverywhere() {
	b, ok := lastBulk()
	if !ok {
		return
	}
	p.sweepString(b.Query, tr("Taking back “{0}” in the project…", b.Query.Text), func(g everywhere.Gesture, log *annotations.Log, f everywhere.Found) []annotations.Change {
		return g.Reverse(log, f.Document.ID, b.Replica)
	}, func(everywhere.Gesture) {}, func(changes, docs int, stopped bool) {
		said := tr("{0} in {1} changed.", count(changes, "{0} place", "{0} places"), documents(docs))
		if stopped {
			said = tr("Stopped.") + " " + said
		}
		p.notice = notice{text: said}
	})
}

// sweepString goes through all documents that hold a string.
func (p *Program) sweepString(q everywhere.Query, doing string, change func(everywhere.Gesture, *annotations.Log, everywhere.Found) []annotations.Change,
	began func(everywhere.Gesture), ended func(changes, docs int, stopped bool)) {
	of := 0
	if l := &p.places; l.project && !l.busy && q == p.everywhereQuery() {
		of = l.inDocs // the preview has counted them
	}
	p.sweep(sweep{
		doing: doing, of: of, documents: everywhere.Search(context.Background(), p.local, p.project.ID, q),
		change: change, began: began,
		ended: func(_ everywhere.Gesture, changes, docs int, stopped bool) {
			p.say = ""
			ended(changes, docs, stopped)
		},
	})
}

// placeList is the list of what was found: a press takes a place out of it.
func (p *Program) placeList() ui.UI {
	l := p.places
	box := el("div").Class("places").ID("places").Hidden(!l.shown || !p.finder.open)
	if !l.shown || !p.finder.open {
		return box
	}
	var rows []ui.UI
	for i, f := range l.list {
		title := ""
		if l.project {
			title = f.title
		}
		rows = append(rows, el("li").Body(button("find-except", itoa(i)).Class("place").Aria("pressed", pressed(!l.except[f.place])).Body(
			ui.If(title != "", el("span").Class("place-title").Dir("auto").Text(title+" ")),
			el("span").Class("place-text").Dir("auto").Body(ui.Text(f.before), el("strong").Text(f.match), ui.Text(f.after)),
		)))
	}
	return box.Body(
		el("p").Class("hint").Text(tr("Press a place to leave it out.")),
		el("ol").Body(rows...),
		ui.If(l.total > len(l.list), el("p").Class("hint").Text(count(l.total-len(l.list), "and {0} more", "and {0} more"))),
	)
}
