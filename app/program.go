//go:build js

package app

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// Program owns what this tab knows and does what follows from it. All fields
// belong to go-app's goroutine: others come in through do.
type Program struct {
	ctx   ui.Context // of the screen
	local store.Local
	tabs  browser.Channel

	model      editor.Model
	person     person
	identified bool // the server has said so since the start
	projects   []annotations.Project
	project    annotations.Project
	// wantedProject is the ID of the one that the address asked for.
	wantedProject string
	pile          listed
	shelved       shelving
	finder        finder

	inspected   inspected
	schema      schemaState
	schemaEdits schemaEdits
	guide       guide
	offered     *annotations.SchemaFile // by a link or a file
	arcs        bool                    // links are drawn
	passages    bool                    // flagged passages are highlighted

	labelled     int       // goes up when the labels may have changed
	whole        bool      // all lines of the document are painted, always
	painted      lineRange // the lines whose annotations are painted
	flights      int       // counts how often the view was scrolled
	rows         rows      // what the lists show
	drawing      bool      // go-app has been asked to draw
	owed         owed      // what is drawn once the text is painted
	foundPainted bool      // matches are highlighted
	status       status
	exporting    exporting
	suggesting   suggesting
	review       reviewing
	notice       notice
	say          string // for screen readers
	sayShown     bool   // … and for all, as nothing else shows it
	drawer       string // "documents" or "annotations" on a narrow screen
	theme        string
	failed       string // why nothing can be stored, "" while all is well
	mac          bool
	wanted       annotations.DocumentID // the document that was asked for last
	coming       *coming                // the one that was asked for and is being read
	ahead        *coming                // one that may be asked for next
	underway     map[*store.Batch]bool  // of this tab, that are not on the disk yet
	syncNow      chan struct{}
	syncing      sync.Mutex  // one at a time
	live         atomic.Bool // the server's stream of news is open
	epoch        string      // of the server, as the tab that syncs has heard it
	offline      offline     // the dialog of what is kept here
	trained      string      // ID of the project whose training set is done
	met          time.Time   // when that tab last asked who is signed in

	keys          editor.Keymap
	settings      settings
	leaving       bool                     // the next Tab leaves the text
	hushed        annotations.AnnotationID // chosen, but without the palette beside it
	places        places
	cursorPainted bool
}

func newProgram() *Program {
	p := &Program{
		underway: map[*store.Batch]bool{},
		model:    editor.Model{Replica: annotations.NewID[annotations.Replica]()},
		syncNow:  make(chan struct{}, 1),
		theme:    browser.Pref("theme"),
		mac:      browser.IsMac(),
		keys:     ownKeys(),
		pile:     listed{row: -1},
		status:   status{alone: browser.IsStatic()},
	}
	p.readSuggest()
	return p
}

// do runs f on go-app's goroutine and draws what has changed.
func (p *Program) do(f func()) {
	p.ctx.Dispatch(func(ui.Context) {
		browser.Guard("an update", f)
		p.pay()
	})
}

// now runs f in the listener that the browser waits for: what f paints is in the
// next frame. Nothing else runs meanwhile, as the browser has one thread and f
// does not wait.
func (p *Program) now(f func()) {
	browser.Guard("a gesture", f)
	p.redraw()
}

// owed is what changes around the text with a gesture. It waits until the text
// has been painted: laid out in the same frame, it would make the hand wait.
type owed struct {
	text   bool // the text is painted otherwise
	opened bool // it is of another document
	list   bool // the annotations may be others
	near   text.Span
	card   text.Span // the proposal that the card stands beside
	links  bool      // over the text, and the handle to make one
}

// redraw lets go-app draw what is around the text, once for all that asked since
// it last did.
func (p *Program) redraw() {
	if p.drawing {
		return
	}
	p.drawing = true
	draw := func() {
		p.ctx.Dispatch(func(ui.Context) {
			p.drawing = false
			p.pay()
		})
	}
	if p.owed.text {
		browser.AfterPaint(draw)
	} else {
		draw()
	}
}

// pay draws what is owed.
func (p *Program) pay() {
	if p.owed.opened {
		p.owed.opened = false
		p.opened() // which may owe more
	}
	due := p.owed
	p.owed = owed{}
	if due.list {
		p.drawAnnotations()
		p.noteOpenSoon()
	}
	p.place("#palette", due.near)
	p.place("#proposal", due.card)
	if due.links {
		p.afterDraw(func() {
			p.drawLinks(nil)
			p.placeHandle()
		})
	}
}

// afterDraw runs f when go-app has drawn what has changed.
func (p *Program) afterDraw(f func()) {
	p.ctx.Defer(func(ui.Context) { browser.Guard("after drawing", f) })
}

// place puts a floating element beside a stretch of the text, when go-app has drawn
// it.
func (p *Program) place(selector string, beside text.Span) {
	if beside.Empty() {
		return
	}
	p.ctx.Defer(func(ui.Context) {
		browser.Guard("placing "+selector, func() {
			start, end := p.model.Units(beside)
			browser.Place(selector, start, end)
			if selector == "#palette" {
				p.placeHandles(beside)
			}
		})
	})
}

// update gives a message to the editor, and does what comes of it.
func (p *Program) update(msg editor.Msg) {
	if p.failed != "" && editor.Edits(msg) {
		p.warn(tr("Labels cannot be stored, so nothing is changed.") + " " + p.failed)
		return
	}
	if p.shelfStep(msg) {
		p.unshelve()
		return
	}
	if p.bulkStep(msg) {
		p.reverseEverywhere()
		return
	}
	p.model.Now = time.Now()
	before := p.standing()
	m, effects := editor.Update(p.model, msg)
	p.model = m
	if asks(msg) || m.Chosen != p.hushed {
		p.hushed = annotations.AnnotationID{}
	}
	for _, e := range effects {
		p.perform(e)
	}
	if begins := before.linking != m.Linking && !m.Linking.IsZero(); begins || before == p.standing() && refuses(msg, effects) {
		p.showSaid()
	}
	if p.rows.chosen != m.Chosen || relists(msg, effects) {
		p.owed.list = true
	}
	p.hang()
	p.paintFound()
	p.keepSavings()
	p.paintPassages()
}

// asks reports whether a message is a hand's on an annotation, which asks for what can be
// done with it.
func asks(msg editor.Msg) bool {
	switch msg.(type) {
	case editor.Click, editor.Choose:
		return true
	}
	return false
}

// refuses reports whether a message that changed nothing was answered with why.
func refuses(msg editor.Msg, effects []editor.Effect) bool {
	switch msg.(type) {
	case editor.Click, editor.Choose, editor.Step, editor.Move, editor.MoveTo: // one is there already
		return false
	}
	if len(effects) != 1 {
		return false
	}
	_, says := effects[0].(editor.Say)
	return says
}

// standing is what a gesture changes for everybody to see, besides the annotations.
type standing struct {
	selection, proposed text.Span
	chosen, linking     annotations.AnnotationID
	label               annotations.LabelID
	viewing             annotations.Stamp
}

func (p *Program) standing() standing {
	m := &p.model
	return standing{m.Selection, m.Suggesting.At().Span, m.Chosen, m.Linking, m.Label, m.Viewing}
}

// showSaid shows for some seconds what is said to assistive technology.
func (p *Program) showSaid() {
	p.sayShown = true
	said := p.say
	browser.After(5000, func() { p.now(func() { p.sayShown = p.sayShown && p.say != said }) })
}

// hang puts what hangs at the text where it belongs: it moves with the text, which
// may be wrapped otherwise at any time.
func (p *Program) hang() {
	p.paintSelection()
	p.owed.card = p.model.Suggesting.At().Span
	p.owed.links = true
}

// relists reports whether the list of annotations may look otherwise after a
// message. Moving the cursor changes nothing there.
func relists(msg editor.Msg, effects []editor.Effect) bool {
	switch msg.(type) {
	case editor.Propose: // is in no list
		return false
	case editor.Arrived, editor.SetLabels: // annotations that are not in the text are not repainted
		return true
	}
	return slices.ContainsFunc(effects, func(e editor.Effect) bool {
		switch e.(type) {
		case editor.Save, editor.Repaint:
			return true
		}
		return false
	})
}

func (p *Program) perform(e editor.Effect) {
	switch e := e.(type) {
	case editor.Save:
		p.shelved.fresh = false
		p.save(e.Changes)
	case editor.Repaint:
		p.owed.text = true
		p.repaint(e.Spans)
	case editor.Say:
		if p.say == e.Text && e.Text != "" {
			e.Text += "\u00a0" // the same again is not read out otherwise
		}
		p.say, p.sayShown = e.Text, false
	case editor.Reveal:
		browser.ScrollTo(p.model.Units(e.Span))
		p.paintNear() // what is gone to is seen with its labels at once
	case editor.GoOn:
		p.later(func() { p.update(e.Msg) })
	case editor.OpenFinder:
		p.openFinder(p.model.Finding.Query)
	case editor.Unselect:
		browser.Unselect()
	case editor.Explain:
		p.explain(e.Proposal)
	}
}

// later runs f when the browser has done what is waiting: painting, gestures.
func (p *Program) later(f func()) { browser.After(0, func() { p.now(f) }) }

// begin opens the store and the last document. It runs once, on a goroutine of
// its own.
func (p *Program) begin(ctx context.Context) {
	who, known := knownPerson()
	if !known { // the first start on this device
		if met, err := p.meet(ctx); err == nil {
			who = met
		}
	}
	p.model.Apart = who.Accounts
	p.person, p.model.Me, p.wantedProject = who, annotations.Author(who.Name), browser.Query("project")
	p.openStore(ctx)
	p.do(p.listen) // what the user does may need the store
	browser.Mark("gloss:store")
	first := p.lastDocument()
	reading := make(chan reading, 1)
	browser.Go("reading the last document", func() { reading <- p.read(ctx, first) })
	projects, err := p.local.Projects(ctx)
	if err == nil && len(projects) == 0 {
		projects, err = p.firstStart(ctx)
	}
	if err != nil || len(projects) == 0 {
		p.do(func() { p.refuse(err) })
		return
	}
	r := <-reading
	project, asked := p.pickProject(projects)
	p.do(func() {
		p.projects = projects
		p.setProject(project)
		if p.model.IsOpen() || p.wanted != first && !p.wanted.IsZero() {
			return // another one was asked for meanwhile
		}
		_, named := documentIn(browser.Path())
		if r.err == nil && (named || !asked || r.document.Project == project.ID) {
			p.show(r)
		}
	})
	browser.Painted(ctx) // the text first
	p.count(ctx, project.ID)
	p.openFirst(ctx, project.ID)
	p.do(p.startSuggesting)
	p.do(p.schemaInAddress)
	browser.Go("waiting to keep the list", func() { p.leadPile(ctx) })
	browser.Go("meeting the user", func() { p.recognise(ctx) })
	browser.Go("syncing", func() { p.syncForever(ctx) })
	browser.Go("looking for labels from before", func() { p.offerBefore(ctx) })
}

func (p *Program) setProject(project annotations.Project) {
	another := p.project.ID != project.ID && !p.project.ID.IsZero()
	p.project = project
	p.labelled++
	p.update(editor.SetLabels{Labels: project.Schema})
	if p.guide.open && project.Guidelines.Text != p.guide.shown {
		p.renderGuide()
	}
	if another {
		p.restartSuggesting()
	} else {
		p.tellDocuments()
	}
}

// refresh reads projects and documents again after news from elsewhere.
func (p *Program) refresh(ctx context.Context) {
	projects, err := p.local.Projects(ctx)
	if err != nil || len(projects) == 0 {
		return
	}
	shown := make(chan annotations.ProjectID, 1)
	p.do(func() {
		for i, q := range projects {
			if q.ID == p.project.ID { // it may have been edited since it was read
				projects[i] = p.project.Merge(q)
			}
		}
		p.projects = projects
		project := projects[0]
		if i := slices.IndexFunc(projects, func(q annotations.Project) bool { return q.ID == p.project.ID }); i >= 0 && p.wantedProject == "" {
			project = projects[i]
		} else {
			project, _ = p.pickProject(projects)
		}
		if project.ID.String() == p.wantedProject {
			// It has come, and is the one that was shown last from now on.
			browser.SetPref("project", project.ID.String())
			p.switchProject(project.ID.String())
		}
		p.setProject(project)
		shown <- project.ID
	})
	p.count(ctx, <-shown)
}
