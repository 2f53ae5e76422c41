package pages

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
	"gloss/cmd/gloss/internal/work"
)

// documentsOnPage is how many documents a page lists.
const documentsOnPage = 50

func (p *Pages) handleDocuments() {
	p.get("/projects/{id}/documents", p.signedIn(p.documents))
	p.post("/projects/{id}/documents", p.staying(p.setDocuments, p.showDocuments))
}

type documentsData struct {
	ID, Name           string
	Settings           auth.Settings
	Queue              bool
	Training, Controls int
	After, Next        int64
	Rows               []documentRow
	Members            []team.Member // who can be given a document
}

type documentRow struct {
	ID, Title string
	Kind      work.Kind // "" for a document as the others
	Answers   annotations.Author
	Authors   []authorRow
	Skills    []string
	Hands     []handRow
}

// handRow is somebody to whom a document was given, or who has taken it.
type handRow struct {
	ID, Name  string
	Has, Done bool
}

// authorRow is somebody who has labelled a document.
type authorRow struct {
	Name   annotations.Author
	Labels int
}

func (p *Pages) documents(w http.ResponseWriter, r *http.Request) error {
	return p.showDocuments(w, r, refusal{})
}

func (p *Pages) showDocuments(w http.ResponseWriter, r *http.Request, why refusal) error {
	ctx, by, id := r.Context(), p.by(r), r.PathValue("id")
	project, err := p.team.Project(ctx, by, id)
	if err != nil {
		return err
	}
	known, err := p.team.Known(ctx, by, id) // for managers
	if err != nil {
		return err
	}
	d := documentsData{ID: id, Name: project.Name, Training: len(known.Training), Controls: len(known.Control)}
	d.After, _ = strconv.ParseInt(r.URL.Query().Get("after"), 10, 64) // else the first page
	if d.Settings, _, err = p.team.Settings(ctx, by, id); err != nil {
		return err
	}
	d.Queue = d.Settings.Queue
	if d.Members, err = p.team.Members(ctx, by, id); err != nil {
		return err
	}
	d.Members = slices.DeleteFunc(d.Members, func(m team.Member) bool { return !m.Role.May(auth.Label) || m.Disabled })
	for place := d.After; len(d.Rows) < documentsOnPage; {
		page, err := p.team.Store.Read(ctx, project.ID, place, documentsOnPage-len(d.Rows))
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, l := range page {
			place = l.Place
			row := documentRow{ID: l.Document.ID.String(), Title: l.Document.Title, Kind: known.KindOf(l.Document.ID), Answers: known.Answers[l.Document.ID], Authors: authorsOf(l.Changes)}
			if row.Answers != "" && !slices.ContainsFunc(row.Authors, func(a authorRow) bool { return a.Name == row.Answers }) {
				row.Authors = append(row.Authors, authorRow{Name: row.Answers})
			}
			if row.Skills, _, err = p.team.Work.Needs(ctx, l.Document); err != nil {
				return err
			}
			if row.Hands, err = p.hands(ctx, l.Document.ID); err != nil {
				return err
			}
			d.Rows = append(d.Rows, row)
		}
		if len(d.Rows) == documentsOnPage {
			d.Next = place
		}
	}
	return p.showRefused(w, r, why, "documents", view{Title: "Documents of {0}", Of: project.Name, Data: d})
}

func (p *Pages) hands(ctx context.Context, doc annotations.DocumentID) (rows []handRow, err error) {
	all, err := p.team.Work.On(ctx, doc)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.State == work.Returned {
			continue
		}
		u, err := p.team.People.User(ctx, a.User)
		if errors.Is(err, auth.ErrUnknown) { // from before there were accounts
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, handRow{u.ID, u.Name, a.State == work.Claimed, a.State == work.Done})
	}
	return rows, nil
}

// hand gives a document to somebody, or takes it back.
func (p *Pages) hand(r *http.Request, doc annotations.DocumentID, wish string) error {
	switch verb, user, _ := strings.Cut(wish, " "); verb {
	case "give":
		return p.team.Assign(r.Context(), p.by(r), r.PathValue("id"), doc, user)
	case "take":
		return p.team.TakeBack(r.Context(), p.by(r), r.PathValue("id"), doc, user)
	}
	return nil
}

// authorsOf are those who have labels in a document, the one with the most first.
func authorsOf(log []annotations.Change) (all []authorRow) {
	last := map[annotations.AnnotationID]annotations.Change{}
	for _, c := range log {
		last[c.Op.Of()] = c
	}
	counts := map[annotations.Author]int{}
	for _, c := range last {
		if put, ok := c.Op.(annotations.Put); ok && !put.Annotation.Label.Reserved() {
			counts[c.By]++
		}
	}
	for name, n := range counts {
		all = append(all, authorRow{name, n})
	}
	slices.SortFunc(all, func(a, b authorRow) int { return cmp.Or(b.Labels-a.Labels, cmp.Compare(a.Name, b.Name)) })
	return all
}

func (p *Pages) setDocuments(w http.ResponseWriter, r *http.Request) error {
	ctx, by, id := r.Context(), p.by(r), r.PathValue("id")
	if err := p.sameDocuments(r); err != nil {
		return err
	}
	var marks []work.Known
	had := map[annotations.DocumentID]work.Known{}
	for _, s := range r.PostForm["doc"] {
		doc, err := annotations.ParseID[annotations.Document](s)
		if err != nil {
			return auth.ErrUnknown
		}
		if k, before := markOf(r, doc, ""), markOf(r, doc, "had-"); k != before {
			marks = append(marks, k)
			had[doc] = before
		}
		if err := p.hand(r, doc, r.PostFormValue("hand-"+s)); err != nil {
			return err
		}
		// What a form does not change stays what the metadata of the document says.
		if skills, before := r.PostFormValue("skills-"+s), r.PostFormValue("had-skills-"+s); skills != before {
			if err := p.team.SetNeeds(ctx, by, id, doc, tags(skills), func(now team.Needs) error { return unchanged(joined(now.Skills) == before) }); err != nil {
				return err
			}
		}
	}
	if err := p.answersOfManager(r, by, marks); err != nil {
		return err
	}
	if len(marks) > 0 {
		if err := p.team.Mark(ctx, by, id, marks, func(now work.Known) error { return unchanged(now == had[now.Document]) }); err != nil {
			return err
		}
	}
	path := "/projects/" + id + "/documents?said=documents"
	if after := r.URL.Query().Get("after"); after != "" && after != "0" {
		path += "&after=" + after
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// markOf is what a form says of a document, or what it was made of.
func markOf(r *http.Request, doc annotations.DocumentID, had string) work.Known {
	k := work.Known{Document: doc}
	if use := work.Kind(r.PostFormValue(had + "use-" + doc.String())); use == work.Training || use == work.Control {
		k.Kind, k.Answers = use, annotations.Author(r.PostFormValue(had+"answers-"+doc.String()))
	}
	return k
}

// sameDocuments reports what a form changes and somebody else has changed meanwhile,
// before any of it is done.
func (p *Pages) sameDocuments(r *http.Request) error {
	ctx := r.Context()
	known, err := p.team.Known(ctx, p.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, s := range r.PostForm["doc"] {
		doc, err := annotations.ParseID[annotations.Document](s)
		if err != nil {
			return auth.ErrUnknown
		}
		now := work.Known{Document: doc, Kind: known.KindOf(doc)}
		if now.Kind != "" {
			now.Answers = known.Answers[doc]
		}
		if before := markOf(r, doc, "had-"); before != markOf(r, doc, "") && before != now {
			return auth.ErrChanged
		}
	}
	return nil
}

// answersOfManager: without an author in the settings, the answers are those of the
// manager who marks the first document.
func (p *Pages) answersOfManager(r *http.Request, by team.By, marks []work.Known) error {
	if !slices.ContainsFunc(marks, func(k work.Known) bool { return k.Kind != "" && k.Answers == "" }) {
		return nil
	}
	s, version, err := p.team.Settings(r.Context(), by, r.PathValue("id"))
	if err != nil || s.Answers != "" {
		return err
	}
	s.Answers = by.Name
	_, err = p.team.SetSettings(r.Context(), by, r.PathValue("id"), s, version)
	return err
}

// joined are skills as a field has them.
func joined(skills []string) string { return strings.Join(skills, ", ") }

// tags are the skills of a field, with commas between them: an empty one is none.
func tags(field string) []string { return append([]string{}, strings.Split(field, ",")...) }
