//go:build js

package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// person is whom the server takes the user for. It is kept on the device, so that
// the page knows whose labels it shows without a network.
type person struct {
	Name     string       `json:"name"`
	Accounts bool         `json:"accounts"` // people sign in on this server
	Admin    bool         `json:"admin"`
	Projects []membership `json:"projects"`
}

type membership struct {
	ID       string `json:"id"`
	Role     string `json:"role"`
	Archived bool   `json:"archived"`
	Queue    bool   `json:"queue"` // its documents are handed out one at a time
}

// nobody labels where there is no server, or one that asks nobody to sign in.
const nobody = "annotator"

// knownPerson is what the server said last; ok is false when it never has.
func knownPerson() (who person, ok bool) {
	ok = json.Unmarshal([]byte(browser.Pref("me")), &who) == nil && who.Name != ""
	if !ok {
		who.Name = nobody
	}
	return who, ok
}

// database is where the labels of a person are on this device: people who share
// it do not share those.
func (w person) database() string {
	if !w.Accounts {
		return "gloss"
	}
	return "gloss-" + w.Name
}

// meet asks the server who it takes the user for, and keeps that.
func (p *Program) meet(ctx context.Context) (who person, err error) {
	b, err := p.remote().call(ctx, "GET", "me", nil)
	if err == nil {
		err = json.Unmarshal(b, &who)
	}
	if err == nil && who.Name == "" {
		err = errors.New("the server does not say who is signed in")
	}
	if err == nil {
		browser.SetPref("me", string(b))
	}
	return who, err
}

// recognise finds out whether the person is the same as before. If it is another,
// the page begins anew, with the labels of that one.
func (p *Program) recognise(ctx context.Context) {
	who, err := p.meet(ctx)
	p.do(func() {
		p.status.out = answered(err, 401)
		switch {
		case err != nil:
		case who.database() != p.person.database():
			browser.Reload()
		default:
			p.person = who
			p.model.Apart = who.Accounts
			p.identified = true
		}
	})
}

// answered reports whether the server has answered with that status: 401 asks to
// sign in, 426 says that this program is too old.
func answered(err error, status int) bool {
	var e *serverError
	return errors.As(err, &e) && e.status == status
}

// pickProject is the one that the address asks for, or that was shown last; asked
// says so. Else it is the first that is not archived.
func (p *Program) pickProject(projects []annotations.Project) (project annotations.Project, asked bool) {
	wanted := p.wantedProject
	if wanted == "" {
		wanted = browser.Pref("project")
	}
	for _, project := range projects {
		if project.ID.String() == wanted {
			return project, true
		}
	}
	if shown := p.shown(projects); len(shown) > 0 {
		return shown[0], false
	}
	return projects[0], false
}

// shown are the projects to choose from: all on this device that are not archived.
func (p *Program) shown(projects []annotations.Project) (all []annotations.Project) {
	for _, project := range projects {
		archived := false
		for _, m := range p.person.Projects {
			archived = archived || m.Archived && m.ID == project.ID.String()
		}
		if !archived || project.ID == p.project.ID {
			all = append(all, project)
		}
	}
	return all
}

// switchProject shows another project, and its first document; none is open when it
// has none.
func (p *Program) switchProject(id string) {
	p.wantedProject = ""
	for _, project := range p.projects {
		if project.ID.String() != id || project.ID == p.project.ID || p.project.ID.IsZero() {
			continue
		}
		p.enter(project)
		browser.Go("opening a project", func() {
			ctx := context.Background()
			p.count(ctx, project.ID)
			first, err := p.firstDocument(ctx, project.ID)
			p.do(func() {
				switch {
				case err != nil || p.project.ID != project.ID: // another one is shown by now
				case first.IsZero():
					p.shut()
				default:
					p.navigate(first)
				}
			})
		})
	}
}

// enter makes a project the one that is shown.
func (p *Program) enter(project annotations.Project) {
	browser.SetPref("project", project.ID.String())
	p.listAnew()
	p.schemaEdits, p.shelved = schemaEdits{}, shelving{}
	browser.SetValue("#pile-text", "")
	p.setProject(project)
}

// listAnew forgets the list of documents, to read it again.
func (p *Program) listAnew() {
	p.pile = listed{counted: p.pile.counted, row: -1, run: p.pile.run + 1, bringing: bringing{leads: p.pile.leads}}
}

// follow shows the project that a document is of.
func (p *Program) enterOf(d annotations.Document) {
	if d.Project == p.project.ID {
		return
	}
	for _, project := range p.projects {
		if project.ID == d.Project {
			p.enter(project)
			browser.Go("counting", func() { p.count(context.Background(), project.ID) })
		}
	}
}

// queued reports whether the project that is shown hands its documents out.
func (p *Program) queued() bool {
	for _, m := range p.person.Projects {
		if m.ID == p.project.ID.String() {
			return m.Queue
		}
	}
	return false
}

// done marks the document as reviewed and goes on to the next.
func (p *Program) done() {
	p.update(editor.SetStatus{Status: annotations.StatusReviewed})
	p.openNext()
}

// openNext opens the document that is next: of the queue, or in the list.
func (p *Program) openNext() {
	if !p.queued() {
		p.openBeside(1)
		return
	}
	project, left := p.project.ID.String(), p.model.Document.ID
	browser.Go("asking for the next document", func() {
		ctx := context.Background()
		var task struct{ Document annotations.DocumentID }
		err := p.sync(ctx) // what is done here must be known there
		if err == nil {
			var b []byte
			if b, err = p.remote().call(ctx, "POST", "projects/"+project+"/queue", []byte("{}")); err == nil {
				err = json.Unmarshal(b, &task)
			}
		}
		met, trained := p.training(ctx, project, left)
		p.do(func() {
			var e *serverError
			if trained {
				p.notice = met
			}
			switch {
			case err == nil:
				p.navigate(task.Document)
			case errors.As(err, &e) && e.status != 401:
				p.notice = notice{text: strings.TrimSpace(met.text + " " + e.queue()), details: met.details}
			default: // the list will do until the server is back
				p.openBeside(1)
			}
		})
	})
}

// projectName is the name of the project, to be chosen among several.
func (p *Program) projectName() ui.UI {
	all := p.shown(p.projects)
	if len(all) < 2 {
		return ui.Text(p.project.Name)
	}
	var options []ui.UI
	for _, project := range all {
		options = append(options, el("option").Attr("value", project.ID.String()).Attr("selected", project.ID == p.project.ID).Text(project.Name))
	}
	return el("select").ID("project").Class("project-switch").Aria("label", tr("Project")).Body(options...)
}

// leave is a link to a page of the server, which is none of the program's.
func leave(path, text string) ui.HTMLElem {
	return el("a").Class("button").Attr("href", path).DataSet("leave", "").Text(text)
}

// personLink leads to the account, or to the projects where there are no accounts.
func (p *Program) personLink() ui.UI {
	switch {
	case p.status.out:
		return leave("/sign-in?next="+url.QueryEscape(browser.Path()), tr("Sign in")).Class("primary")
	case p.person.Accounts:
		return leave("/account", p.person.Name).Attr("title", tr("Account"))
	case p.identified:
		return leave("/projects", tr("Projects"))
	}
	return nil
}

// refused tells that the server did not take changes. They are kept here.
func (p *Program) refused(n int) {
	p.do(func() {
		if n < 0 {
			p.status.refused = 0
		} else {
			p.status.refused += n
			p.warn(tr("The server has not taken all changes: you may not label in that project any more, or it is archived. They stay on this device, and Export has them."))
		}
		browser.SetPref("refused", itoa(p.status.refused))
	})
}
