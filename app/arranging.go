//go:build js

package app

import (
	"encoding/json"
	"strconv"
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/pile"
	"gloss/app/internal/browser"
)

// arranging is which documents the list shows, in which order, and in which they are
// gone through. The device remembers it for each project.
type arranging struct {
	pile.Filter
	Sort   pile.Sort  `json:"sort,omitempty"`
	Order  pile.Order `json:"order,omitempty"`
	Seed   uint64     `json:"seed,omitempty"`
	Inside bool       `json:"inside,omitempty"` // the search looks at annotations and notes
}

func (p *Program) arrangingPref() string { return "list." + p.project.ID.String() }

// recall takes the arrangement that the device remembers.
func (p *Program) recall() {
	p.pile.arranging = arranging{}
	_ = json.Unmarshal([]byte(browser.Pref(p.arrangingPref())), &p.pile.arranging) // none yet
}

// pileChanged does what a field of the list asks for; it reports false for others.
func (p *Program) pileChanged(do, value string) bool {
	l := &p.pile
	switch do {
	case "list-status":
		l.Status, l.Shelf = annotations.Status(value), annotations.ShelfList
		for _, shelf := range pile.Shelves[1:] {
			if value == string(shelf) {
				l.Status, l.Shelf = "", shelf
			}
		}
	case "list-label":
		id, has := strings.CutPrefix(value, "+")
		l.Lacks = !has && value != ""
		l.Label = annotations.LabelID(strings.TrimPrefix(id, "-"))
	case "list-sort":
		l.Sort = pile.Sort(value)
	case "list-order":
		l.Order, l.trail = pile.Order(value), nil
		p.suggesting.ranked = nil
		p.rank()
	case "list-seed":
		l.Seed, _ = strconv.ParseUint(value, 10, 64)
	case "list-inside":
		l.Inside = value != ""
	default:
		return false
	}
	p.rearranged()
	switch do {
	case "list-status", "list-label", "list-sort": // its first ones are what was asked for
		l.cursor = 0
		documentRows.Reveal(0)
		p.drawDocuments()
	}
	return true
}

// rearranged keeps the arrangement, and lists the documents by it.
func (p *Program) rearranged() {
	browser.SetPref(p.arrangingPref(), string(asJSON(p.pile.arranging)))
	p.searchPile(p.pile.query)
}

// clearFilter shows all documents in the list again.
func (p *Program) clearFilter() {
	p.pile.Filter = pile.Filter{}
	for _, field := range [...]string{"#pile-text", "#list-status", "#list-label"} {
		browser.SetValue(field, "")
	}
	p.pile.query = ""
	p.rearranged()
	p.showRow()
}

// pileKey is all that the head of the list shows.
func (p *Program) pileKey() []any {
	l := &p.pile
	var counts any
	if l.index != nil {
		counts = l.counts()
	}
	return []any{p.project.ID, len(p.projects), " ", p.labelled, " ", l.counted, l.total, " ", len(l.view), " ", counts, l.known(), l.arranging, l.query, l.searching, l.percent(), p.queued(), p.mayShelve()}
}

// pileHead tells of the documents above the list, and has what arranges it.
func (p *Program) pileHead() ui.UI {
	l := &p.pile
	total := itoa(l.total)
	if l.index != nil && l.index.Len() > 0 {
		total = itoa(len(l.view)) // as they become known
	}
	if l.query != "" {
		if total = count(len(l.view), "{0} found", "{0} found"); l.searching {
			total += "…"
		}
	}
	few := l.counted && l.total < 2
	var next any
	if p.queued() {
		next = textButton("next", "", "next-task", tr("Next document"))
	}
	search := tr("Search documents")
	if l.Inside {
		search = tr("Search annotations and notes")
	}
	return lay(`<div class="pile-head"><h2>$0<span class="count" role="status">$1</></>$2
		<input type="search" id="pile-text" class="pile-search" placeholder="$3" aria-label="$4" autocomplete="off" spellcheck="false" hidden="$5"/>
		<progress class="pile-done pile-searched" max="100" value="$6" aria-label="$7" hidden="$8"></>
		$9$a</>`, p.projectName(), total, p.doneBar(few), tr("Search"), search, few,
		itoa(l.percent()), tr("Search"), !l.searching, p.pileTools(few), next)
}

// percent is how far a search is.
func (l *listed) percent() int {
	if !l.searching || l.index == nil || l.index.Len() == 0 {
		return 0
	}
	return 100 * l.searched / l.index.Len()
}

// doneBar tells how far the project is. Its elements are there before it is known:
// what comes after them, a row under the pointer among it, stays where it is.
func (p *Program) doneBar(few bool) []ui.UI {
	l := &p.pile
	all, done, said := l.total, 0, "…"
	var each []string
	if l.index != nil {
		all, done = l.index.On(annotations.ShelfList), l.index.Count(annotations.ShelfList, annotations.StatusReviewed)
		for _, s := range annotations.Statuses {
			if n := l.index.Count(annotations.ShelfList, s); n > 0 && s != annotations.StatusReviewed {
				each = append(each, itoa(n)+" "+strings.ToLower(statusName(s)))
			}
		}
		known := tr("{0} of {1} reviewed", done, all)
		if l.known() {
			said = ""
		}
		said = known + said
	}
	return layAll(`<progress class="pile-done" max="$0" value="$1" aria-label="$2" hidden="$4"></><p class="hint pile-counts" hidden="$4"><strong>$2</>$3</>`,
		itoa(max(1, all)), itoa(done), said, " "+strings.Join(each, " · "), few)
}

// pileTools filters and sorts the list.
func (p *Program) pileTools(hidden bool) ui.UI {
	l := &p.pile
	var statuses, labels []ui.UI
	counted := func(name string, n int) string {
		if l.index == nil {
			return name
		}
		return name + " (" + itoa(n) + ")"
	}
	shown := ""
	add := func(value, name string, n int, on bool) {
		statuses = append(statuses, option(value, counted(name, n), on))
		if on {
			shown = name
		}
	}
	on, of := func(annotations.Shelf) int { return 0 }, func(annotations.Status) int { return 0 }
	if l.index != nil {
		on, of = l.index.On, func(s annotations.Status) int { return l.index.Count(annotations.ShelfList, s) }
	}
	add("", tr("All in the list"), on(annotations.ShelfList), l.Status == "" && l.Shelf == "")
	if l.Status == "" && l.Shelf == "" {
		shown = ""
	}
	for _, s := range annotations.Statuses {
		add(string(s), statusName(s), of(s), l.Status == s)
	}
	add(string(annotations.ShelfArchived), tr("Archived"), on(annotations.ShelfArchived), l.Shelf == annotations.ShelfArchived)
	add(string(annotations.ShelfDeleted), tr("Deleted"), on(annotations.ShelfDeleted), l.Shelf == annotations.ShelfDeleted)
	labels = append(labels, option("", tr("Any labels"), l.Label == ""))
	for _, label := range p.project.Schema.Live() {
		for _, lacks := range [...]bool{false, true} {
			sign, name := "+", tr("with {0}", label.Name)
			if lacks {
				sign, name = "-", tr("without {0}", label.Name)
			}
			is := label.ID == l.Label && lacks == l.Lacks
			labels = append(labels, option(sign+string(label.ID), name, is))
			if is {
				shown = strings.TrimPrefix(shown+", "+name, ", ")
			}
		}
	}
	sorts := choices(string(l.Sort), "", tr("as they came"), string(pile.ByTitle), tr("by title"), string(pile.ByLength), tr("the shortest first"),
		string(pile.ByChange), tr("the last changed first"), string(pile.BySpans), tr("the most annotations first"))
	orders := choices(string(l.Order), "", tr("as listed"), string(pile.Shortest), tr("the shortest not done"), string(pile.AtRandom), tr("one not done at random"),
		string(pile.Uncertain), tr("the one that would teach suggestions most"))
	inside := choices(map[bool]string{true: "in"}[l.Inside], "", tr("in titles and texts"), "in", tr("in annotations and notes"))
	var seed, clear any
	if l.Order == pile.AtRandom {
		seed = lay(`<div class="pile-field"><label for="list-seed">$0</><input type="number" id="list-seed" min="0" inputmode="numeric" data-change="list-seed" value="$1"/></>`,
			tr("Number that decides the chance"), strconv.FormatUint(l.Seed, 10))
	}
	if shown != "" {
		clear = textButton("list-clear", "", "chip", tr("Show all"))
	}
	name := tr("Filter and sort")
	if shown != "" {
		name = shown
	}
	return lay(`<details class="pile-tools" hidden="$0"><summary>$1</>$2$3$4$5$6$7<div class="chips">$8$9</></>`, hidden, name,
		pileField("list-status", tr("Show"), statuses), pileField("list-label", tr("Labels"), labels), pileField("list-sort", tr("Sort"), sorts),
		pileField("list-inside", tr("Search"), inside), pileField("list-order", tr("Next document"), orders), seed, clear, p.shelveAll())
}

func pileField(id, name string, options []ui.UI) ui.UI {
	return lay(`<div class="pile-field"><label for="$0">$1</><select id="$0" data-change="$0">$2</></>`, id, name, options)
}

// choices are the options of a select, given as values with their names.
func choices(is string, pairs ...string) (all []ui.UI) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, option(pairs[i], pairs[i+1], pairs[i] == is))
	}
	return all
}
