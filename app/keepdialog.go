//go:build js

package app

import (
	"slices"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"
)

// offlineDialog chooses what is kept on this device.
func (p *Program) offlineDialog() ui.UI {
	title := tr("On this device")
	if !p.offline.open {
		return dialogBox("offline", title)
	}
	k := p.offline.kept
	modes := []ui.UI{
		chip("offline-mode", "", tr("All documents of my projects"), k.Mode == ""),
		chip("offline-mode", "mine", tr("Only what was handed to me or labelled by me"), k.Mode == "mine"),
		chip("offline-mode", "picked", tr("Only what I pick"), k.Mode == "picked"),
	}
	var projects, rows []ui.UI
	if k.Mode == "picked" {
		for _, project := range p.shown(p.projects) {
			id := project.ID.String()
			projects = append(projects, chip("offline-project", id, project.Name, slices.Contains(k.Projects, id)))
		}
	}
	whole := k.Mode == "" || slices.Contains(k.Projects, p.project.ID.String())
	for _, h := range p.offline.list {
		id := h.ID.String()
		var pick any
		if k.Mode == "picked" && !whole {
			pick = chip("offline-document", id, tr("Keep"), slices.Contains(k.Documents, id))
		}
		rows = append(rows, lay(`<li><button type="button" class="button quiet passage" dir="auto" data-do="offline-open" data-arg="$0">$1</>$2</>`, id, h.Title, pick))
	}
	more := any(nil)
	if p.offline.more {
		more = textButton("offline-more", "", "", tr("Show more"))
	}
	return dialogBox("offline", title, layAll(`<p class="hint">$0</>
		<div class="chips" role="group" aria-label="$1">$2</>
		<div class="chips" role="group" aria-label="$3" hidden="$4">$5</>
		<p class="report" role="status">$6 $7</>
		<h3>$8</><input type="search" id="offline-text" class="pile-search" placeholder="$c" aria-label="$d" autocomplete="off"/><ul class="links-list offline-list">$9</>$a
		<div class="dialog-actions">$b</>`,
		tr("What is kept here is there without a network. The rest is fetched when you open it. What is not chosen leaves this device once everything is synced."),
		title, modes, tr("Projects"), projects == nil, projects,
		tr("Stored here: {0} MB.", itoa(int((p.offline.bytes+1<<19)>>20))), p.offline.told,
		tr("Documents on the server: {0}", p.project.Name), rows, more,
		button("close", "#offline").Class("primary").Text(tr("Close")), tr("Search"), tr("Search documents"))...)
}
