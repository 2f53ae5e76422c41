//go:build js

package app

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"time"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/pile"
	"gloss/annotations/store"
	"gloss/annotations/suggest/logs"
	"gloss/app/internal/browser"
)

// listed is the documents of the project as the list shows them.
type listed struct {
	counted bool
	total   int        // documents that the store has
	index   *pile.Pile // of them; nil while it is read
	view    []int32    // the documents that the list shows, by their numbers in the index
	row     int        // of the open document in the view, -1 when it is not in it
	gap     int        // where it would be then
	cursor  int        // the row that the keys of the list are for
	trail   []annotations.DocumentID
	noting  bool // the open document will be noted in a moment
	ranking bool // the titles are being brought into order

	arranging
	bringing

	query     string
	found     []bool // by the search, by their numbers; those that came since are not in it
	searching bool
	searched  int // documents, by it
	run       int // of the search: an older one gives up
}

// documentRow is a row of the list, as draw.js takes it.
type documentRow struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Open  bool   `json:"open,omitempty"`
	Wait  bool   `json:"wait,omitempty"` // it has not been read yet
	Tab   bool   `json:"tab,omitempty"`  // the Tab key stops here
	Facts *facts `json:"facts,omitempty"`
}

// facts is what a row tells of a document besides its title.
type facts struct {
	Status string   `json:"status"` // in words
	State  string   `json:"state"`  // for the style
	Counts [][2]int `json:"counts"` // of each label that it has: its hue, how many
}

func (p *Program) factsOf(e pile.Entry) *facts {
	if !e.Told {
		return nil
	}
	f := facts{Status: statusName(e.Status()), State: string(e.Status())}
	for _, l := range p.model.Labels {
		for label, n := range p.pile.index.Labels(e) {
			if label == l.ID {
				f.Counts = append(f.Counts, [2]int{l.Shade(hues), n})
			}
		}
	}
	return &f
}

// documentList is the documents of the project, or those that a filter or a search
// leaves.
func (p *Program) documentList() ui.UI {
	return el("nav").Class("documents").Aria("label", tr("Documents")).ID("documents").TabIndex(-1).Body(
		p.part("pile", p.pileKey()...),
		el("ul").Class("rows"),
	)
}

// rowsShown is how many rows the list has: while not all documents are known, there
// is room for all.
func (l *listed) rowsShown() int {
	switch {
	case l.index == nil:
		return l.total
	case l.query != "" || l.Filter != (pile.Filter{}):
		return len(l.view)
	}
	return len(l.view) + max(0, l.total-l.index.Len())
}

// drawDocuments draws the rows that are in view.
func (p *Program) drawDocuments() {
	l := &p.pile
	total := l.rowsShown()
	from, to := window(documentRows, total)
	all := make([]documentRow, 0, to-from)
	stop := max(from, min(l.cursor, to-1))
	for i := from; i < to; i++ {
		if i >= len(l.view) {
			all = append(all, documentRow{ID: "row " + strconv.Itoa(i), Title: "…", Wait: true})
			continue
		}
		e := l.index.Entry(int(l.view[i]))
		all = append(all, documentRow{
			ID: e.ID.String(), Title: l.index.Title(int(l.view[i])), Open: p.model.IsOpen() && e.ID == p.model.Document.ID, Tab: i == stop, Facts: p.factsOf(e),
		})
	}
	documentRows.Draw(from, total, asJSON(all))
}

// noteOpen has the index know of the open document what the screen shows.
func (p *Program) noteOpen() {
	m, l := p.model, &p.pile
	if l.index == nil || !m.IsOpen() || !m.Viewing.IsZero() {
		return
	}
	l.index.Tell(m.Document.ID, pile.FactsOf(m.Log, m.Status(), m.Set, m.Aside))
	p.shelvesMoved()
}

// noteOpenSoon does so when the hand rests: all annotations are counted for it.
func (p *Program) noteOpenSoon() {
	if p.pile.noting {
		return
	}
	p.pile.noting = true
	browser.After(250, func() {
		p.do(func() {
			if p.pile.noting {
				p.pile.noting = false
				p.noteOpen()
				p.drawDocuments()
			}
		})
	})
}

// arrange lists the documents anew, in the order and with the filter of the user.
// It is not done after each gesture: a row that one is at must not move away.
func (p *Program) arrange() {
	l := &p.pile
	if l.index == nil {
		return
	}
	at := int32(-1) // the document that the keys are for
	if l.cursor < len(l.view) {
		at = l.view[l.cursor]
	}
	if l.Sort == pile.ByTitle && !l.index.Ranked() {
		p.rankTitles()
	}
	l.view = l.index.View(l.Filter, l.Sort)
	if l.query != "" {
		l.view = slices.DeleteFunc(l.view, func(i int32) bool { return int(i) >= len(l.found) || !l.found[i] })
	}
	l.arranged, l.at = l.shape(), time.Now()
	had := l.row >= 0
	p.findRow()
	if row := slices.Index(l.view, at); row >= 0 {
		l.cursor = row
	}
	l.cursor = max(0, min(l.cursor, len(l.view)-1))
	if !had && l.row >= 0 { // the open document has come to the list
		p.showRow()
		return
	}
	p.drawDocuments()
}

// rankTitles has the browser bring the titles into order, some at a time, and then
// arranges the list again.
func (p *Program) rankTitles() {
	l := &p.pile
	if l.ranking {
		return
	}
	l.ranking = true
	index := l.index
	browser.Go("sorting titles", func() {
		const atOnce = 2000
		for from, more := 0, make(chan bool, 1); ; from += atOnce {
			p.do(func() {
				var titles []string
				for i := from; i < min(from+atOnce, index.Len()); i++ {
					titles = append(titles, index.Title(i))
				}
				browser.AddTitles(titles)
				more <- len(titles) == atOnce
			})
			if !<-more {
				break
			}
			time.Sleep(time.Millisecond) // gestures first
		}
		ranks, err := browser.RankTitles(context.Background())
		p.do(func() {
			l.ranking = false
			if err != nil {
				p.warn(tr("The list of documents cannot be read: {0}", err))
				return
			}
			index.RankTitles(ranks)
			p.arrange()
		})
	})
}

// findRow finds the row of the open document.
func (p *Program) findRow() {
	l := &p.pile
	was := l.row
	l.row = -1
	if l.index == nil || !p.model.IsOpen() {
		return
	}
	if i, ok := l.index.Find(p.model.Document.ID); ok {
		l.row = slices.Index(l.view, int32(i))
	}
	if l.row < 0 && was >= 0 {
		l.gap = was
	}
}

// showRow scrolls to the open document in the list, and the keys go on from there.
func (p *Program) showRow() {
	p.findRow()
	if l := &p.pile; l.row >= 0 {
		l.cursor = l.row
		documentRows.Reveal(l.row)
	}
	p.drawDocuments() // where the list is now
}

// openRow opens the document of a row.
func (p *Program) openRow(row int) {
	if l := &p.pile; row >= 0 && row < len(l.view) {
		p.navigate(l.index.Entry(int(l.view[row])).ID)
	}
}

// navigate goes to a document: it is read at once, while the address changes.
func (p *Program) navigate(id annotations.DocumentID) {
	p.open(id)
	p.ctx.Navigate("/d/" + id.String())
}

// openBeside opens the next document (1) or goes back (-1): in the list, or in the
// order that the user has chosen.
func (p *Program) openBeside(direction int) {
	l := &p.pile
	switch {
	case l.index == nil:
	case l.Order != pile.AsListed && direction < 0:
		if n := len(l.trail); n > 0 {
			id := l.trail[n-1]
			l.trail = l.trail[:n-1]
			p.navigate(id)
		}
	case l.Order != pile.AsListed:
		if i, why, ok := p.inOrder(); ok {
			id := l.index.Entry(i).ID
			l.trail = append(l.trail, p.model.Document.ID)
			browser.SetPref("came", id.String()+" "+why)
			p.navigate(id)
		} else {
			p.notice = notice{text: tr("All documents of the list are done.")}
		}
	case direction > 0 && l.row == len(l.view)-1:
		p.notice = notice{text: tr("That was the last document of the list.")}
	case l.row >= 0:
		p.openRow(l.row + direction)
	case direction > 0:
		p.openRow(l.gap)
	default:
		p.openRow(l.gap - 1)
	}
}

// inOrder is the number of the next document that is not done, and why it is that one.
func (p *Program) inOrder() (i int, why string, ok bool) {
	l := &p.pile
	p.noteOpen()
	from := -1
	if i, ok := l.index.Find(p.model.Document.ID); ok && p.model.IsOpen() && !l.index.Entry(i).Done() {
		from = i // one that is left undone is passed by
	}
	order := l.Order
	if order == pile.Uncertain {
		for _, at := range p.suggesting.ranked {
			i, ok := l.index.Find(logs.Back(at.Document))
			if ok && i != from && !l.index.Entry(i).Done() && slices.Contains(l.view, int32(i)) {
				if why = annotations.OrderModel; at.Chance {
					why = annotations.OrderChance
				}
				return i, why, true
			}
		}
		order = pile.AtRandom // the model knows none of those that are left
	}
	if order == pile.AtRandom {
		why = annotations.OrderChance
	}
	i, ok = l.index.Next(l.view, order, l.Seed, from)
	return i, why, ok
}

// firstDocument is the one that a project is opened with.
func (p *Program) firstDocument(ctx context.Context, project annotations.ProjectID) (id annotations.DocumentID, err error) {
	known := make(chan annotations.DocumentID, 1)
	p.do(func() {
		if l := &p.pile; l.index != nil && l.index.Project() == project && len(l.view) > 0 {
			known <- l.index.Entry(int(l.view[0])).ID
			return
		}
		known <- annotations.DocumentID{}
	})
	if id = <-known; !id.IsZero() {
		return id, nil
	}
	first, err := p.local.Window(ctx, project, 0, 1)
	if err == nil && len(first) > 0 {
		id = first[0].ID
	}
	return id, err
}

// searchPile lists the documents with a text in their title or text, or in what is
// said of them, as they are found.
func (p *Program) searchPile(query string) {
	l := &p.pile
	was := l.query
	l.run++
	l.query, l.found, l.searching, l.searched = query, nil, query != "", 0
	if l.noting { // what was done a moment ago is found too
		l.noting = false
		p.noteOpen()
	}
	p.arrange()
	if query == "" || l.index == nil {
		l.searching = false
		if was != "" { // back to where one is
			p.showRow()
		}
		return
	}
	run, index := l.run, l.index
	l.found = make([]bool, index.Len())
	// with runs f unless another search has begun, which ends this one.
	with := func(f func()) bool {
		on := make(chan bool, 1)
		p.do(func() {
			ours := l.run == run && l.index == index
			if ours {
				f()
			}
			on <- ours
		})
		return <-on
	}
	found := func(some iter.Seq[int32], looked int) bool {
		return with(func() {
			for i := range some {
				if int(i) < len(l.found) { // else it came since
					l.found[i] = true
				}
			}
			l.searched = looked
			if time.Since(l.at) > 100*time.Millisecond {
				p.arrange()
			}
		})
	}
	ended := func(err error) {
		with(func() {
			if err != nil {
				p.warn(tr("The documents cannot be searched: {0}", err))
			}
			l.searching = false
			p.arrange()
		})
	}
	project := p.project
	if l.Inside {
		s := pile.Search{
			Store: p.local, Project: project, Filter: l.Filter,
			Do:    func(f func(*pile.Pile)) bool { return with(func() { f(index) }) },
			Found: func(some []int32, looked int) bool { return found(slices.Values(some), looked) },
		}
		browser.Go("searching annotations", func() { ended(s.Run(context.Background(), query)) })
		return
	}
	browser.Go("searching documents", func() {
		type answer struct {
			store.Found
			err error
		}
		ask := func(after int64) chan answer { // the next is looked for while this is shown
			come := make(chan answer, 1)
			browser.Go("searching documents", func() {
				some, err := p.local.Search(context.Background(), project.ID, query, after, 500)
				come <- answer{some, err}
			})
			return come
		}
		for next := ask(0); ; {
			a := <-next
			if a.err != nil {
				ended(a.err)
				return
			}
			if !a.Done {
				next = ask(a.Next)
			}
			on := found(func(yield func(int32) bool) {
				for _, h := range a.Headings {
					if i, ok := index.Find(h.ID); ok && !yield(int32(i)) {
						return
					}
				}
			}, index.Before(a.Next))
			switch {
			case !on:
				return
			case a.Done:
				ended(nil)
				return
			}
		}
	})
}
