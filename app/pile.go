//go:build js

package app

import (
	"context"
	"slices"
	"strconv"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// pile is the documents of the project, of which as many are held as the list
// shows and some around them.
type pile struct {
	counted bool
	total   int
	first   int             // number of the first that is held
	held    []store.Heading // from it on
	loading bool
	row     int // number of the open document, -1 while it is not known

	facts   map[annotations.DocumentID]facts // of those that were in view
	reading bool                             // of facts

	query     string
	found     []store.Heading
	searching bool
	run       int // of the search: an older one gives up
}

// So many documents are read before and after those in view.
const pileAround = 200

// documentList is the documents of the project, or those that a search found.
func (p *Program) documentList() ui.UI {
	total := itoa(p.pile.total)
	if p.pile.query != "" {
		if total = tr("{0} found", len(p.pile.found)); p.pile.searching {
			total = tr("{0} found…", len(p.pile.found))
		}
	}
	return el("nav").Class("documents").Aria("label", tr("Documents")).ID("documents").Body(
		el("h2").Body(p.projectName(), el("span").Class("count").Attr("role", "status").Text(total)),
		void("input").Attr("type", "search").ID("pile-text").Class("pile-search").Attr("placeholder", tr("Search")).
			Aria("label", tr("Search documents")).Attr("autocomplete", "off").Attr("spellcheck", "false").Hidden(p.pile.counted && p.pile.total < 2),
		ui.If(p.queued(), button("next", "").Class("next-task").Text(tr("Next document"))),
		el("ul").Class("rows"),
	)
}

// documentRow is a row of the list, as draw.js takes it.
type documentRow struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Open  bool   `json:"open,omitempty"`
	Wait  bool   `json:"wait,omitempty"` // it has not been read yet
	Facts *facts `json:"facts,omitempty"`
}

// drawDocuments draws the rows that are in view, and reads those that are not
// held.
func (p *Program) drawDocuments() {
	if p.pile.facts == nil {
		p.pile.facts = map[annotations.DocumentID]facts{}
	}
	at, held, total := p.pile.first, p.pile.held, p.pile.total
	if p.pile.query != "" {
		at, held, total = 0, p.pile.found, len(p.pile.found)
	}
	from, to := window(documentRows, total)
	all := make([]documentRow, 0, to-from)
	missing := false
	var untold []annotations.DocumentID
	for i := from; i < to; i++ {
		if i < at || i >= at+len(held) {
			all = append(all, documentRow{ID: "row " + strconv.Itoa(i), Title: "…", Wait: true})
			missing = true
			continue
		}
		h := held[i-at]
		row := documentRow{ID: h.ID.String(), Title: h.Title, Open: p.model.IsOpen() && h.ID == p.model.Document.ID}
		switch told, ok := p.pile.facts[h.ID]; {
		case row.Open && p.model.Viewing.IsZero():
			told = p.factsOf(p.model.Set, p.model.Status())
			p.pile.facts[h.ID] = told
			row.Facts = &told
		case ok:
			row.Facts = &told
		default:
			untold = append(untold, h.ID)
		}
		all = append(all, row)
	}
	documentRows.Draw(from, total, asJSON(all))
	if missing && p.pile.query == "" {
		p.hold(from, to)
	}
	p.readFacts(untold)
}

// hold reads the documents around the rows [from, to).
func (p *Program) hold(from, to int) {
	if p.pile.loading {
		return // what is in view then is read when that is done
	}
	p.pile.loading = true
	first := max(0, from-pileAround)
	project := p.project.ID
	browser.Go("reading the list", func() {
		headings, err := p.local.Window(context.Background(), project, first, to+pileAround-first)
		p.do(func() {
			p.pile.loading = false
			if err != nil {
				p.warn(tr("The list of documents cannot be read: {0}", err))
				return
			}
			p.pile.first, p.pile.held = first, headings
			if len(headings) > 0 {
				p.drawDocuments()
			}
		})
	})
}

// count reads how many documents there are, and those in view anew.
func (p *Program) count(ctx context.Context, project annotations.ProjectID) {
	total, err := p.local.Count(ctx, project)
	var held []store.Heading
	first := 0
	if err == nil {
		from, to := window(documentRows, total)
		first = max(0, from-pileAround)
		held, err = p.local.Window(ctx, project, first, to+pileAround-first)
	}
	p.do(func() {
		if err != nil {
			p.refuse(err)
			return
		}
		if project != p.project.ID {
			return // another one is shown by now
		}
		p.pile.facts = nil // others may have changed them
		atFirst := !p.pile.counted
		p.pile.counted, p.pile.total, p.pile.first, p.pile.held = true, total, first, held
		switch {
		case p.pile.query != "":
			p.searchPile(p.pile.query)
		case atFirst && p.pile.row >= 0:
			p.drawDocuments() // makes room
			p.showRow(p.pile.row)
		default:
			p.drawDocuments()
		}
	})
}

// findRow finds the number of the open document, which may take a while in a long
// list, and shows it there.
func (p *Program) findRow() {
	id, project := p.model.Document.ID, p.project.ID
	p.pile.row = -1
	if i := indexOf(p.pile.held, id); i >= 0 {
		p.showRow(p.pile.first + i)
		return
	}
	p.drawDocuments()
	if p.pile.query != "" {
		return
	}
	browser.Go("finding the row", func() {
		row, place := 0, int64(0)
		for {
			page, err := p.local.Documents(context.Background(), project, place, 1000)
			if err != nil || len(page) == 0 {
				return
			}
			if i := indexOf(page, id); i >= 0 {
				row += i
				break
			}
			row, place = row+len(page), page[len(page)-1].Place
		}
		p.do(func() {
			if p.model.Document.ID == id {
				p.showRow(row)
			}
		})
	})
}

func indexOf(headings []store.Heading, id annotations.DocumentID) int {
	return slices.IndexFunc(headings, func(h store.Heading) bool { return h.ID == id })
}

func (p *Program) showRow(row int) {
	p.pile.row = row
	if p.pile.query == "" {
		documentRows.Reveal(row)
	}
	p.drawDocuments() // where the list is now
}

// openBeside opens the document after the open one (1) or before it (-1), among
// those that the list shows.
func (p *Program) openBeside(direction int) {
	if p.pile.query != "" {
		if i := indexOf(p.pile.found, p.model.Document.ID) + direction; i >= 0 && i < len(p.pile.found) {
			p.ctx.Navigate("/d/" + p.pile.found[i].ID.String())
		}
		return
	}
	row := p.pile.row + direction
	if p.pile.row < 0 || row < 0 || row >= p.pile.total {
		return
	}
	if i := row - p.pile.first; i >= 0 && i < len(p.pile.held) {
		p.ctx.Navigate("/d/" + p.pile.held[i].ID.String())
		return
	}
	project := p.project.ID
	browser.Go("opening the next document", func() {
		if next, err := p.local.Window(context.Background(), project, row, 1); err == nil && len(next) > 0 {
			p.do(func() { p.ctx.Navigate("/d/" + next[0].ID.String()) })
		}
	})
}

// searchPile lists the documents with a text in their title or text, as they are
// found.
func (p *Program) searchPile(query string) {
	p.pile.run++
	p.pile.query, p.pile.found, p.pile.searching = query, nil, query != ""
	p.drawDocuments()
	if query == "" {
		p.findRow()
		return
	}
	run, project := p.pile.run, p.project.ID
	browser.Go("searching documents", func() {
		for after := int64(0); ; {
			found, err := p.local.Search(context.Background(), project, query, after, 500)
			more := make(chan bool, 1)
			p.do(func() {
				if p.pile.run != run {
					more <- false
					return
				}
				if err != nil {
					p.warn(tr("The documents cannot be searched: {0}", err))
				}
				p.pile.found = append(p.pile.found, found.Headings...)
				p.pile.searching = err == nil && !found.Done
				p.drawDocuments()
				more <- p.pile.searching
			})
			if !<-more {
				return
			}
			after = found.Next
		}
	})
}
