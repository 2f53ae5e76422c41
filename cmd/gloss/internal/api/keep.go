package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
)

// keep is what a device wants of the documents that its owner may read.
type keep struct {
	projects map[annotations.ProjectID]bool
	docs     map[annotations.DocumentID]bool
	name     string // of the wish, for the epoch: another wish begins anew
}

// wants reports whether a document is among them; nil wants all.
func (k *keep) wants(project annotations.ProjectID, doc annotations.DocumentID) bool {
	return k == nil || k.projects[project] || k.docs[doc]
}

// mostPicked is how many projects and documents can be picked.
const mostPicked = 300

// keepOf reads the wish of a request: keep=mine, or keep=picked with the IDs of
// projects and documents.
func (a *API) keepOf(r *http.Request, who auth.Identity) (*keep, error) {
	q := r.URL.Query()
	k := &keep{projects: map[annotations.ProjectID]bool{}, docs: map[annotations.DocumentID]bool{}}
	switch q.Get("keep") {
	case "", "all":
		return nil, nil
	case "mine":
		var err error
		k.name = "mine"
		k.docs, err = a.team.Work.Mine(r.Context(), who.ID, annotations.Author(who.Name))
		return k, err
	case "picked":
	default:
		return nil, fail(http.StatusBadRequest, "bad_parameter", "keep=%q is none of all, mine and picked.", q.Get("keep"))
	}
	projects, docs := commas(q.Get("projects")), commas(q.Get("documents"))
	if len(projects)+len(docs) > mostPicked {
		return nil, fail(http.StatusBadRequest, "bad_parameter", "At most %d projects and documents can be picked.", mostPicked)
	}
	for _, s := range projects {
		id, err := annotations.ParseID[annotations.Project](s)
		if err != nil {
			return nil, fail(http.StatusBadRequest, "bad_parameter", "%q is not the ID of a project.", s)
		}
		k.projects[id] = true
	}
	for _, s := range docs {
		id, err := annotations.ParseID[annotations.Document](s)
		if err != nil {
			return nil, fail(http.StatusBadRequest, "bad_parameter", "%q is not the ID of a document.", s)
		}
		k.docs[id] = true
	}
	slices.Sort(projects)
	slices.Sort(docs)
	sum := sha256.Sum256([]byte(strings.Join(projects, ",") + ";" + strings.Join(docs, ",")))
	k.name = hex.EncodeToString(sum[:6])
	return k, nil
}

func commas(s string) []string {
	return slices.DeleteFunc(strings.Split(s, ","), func(part string) bool { return part == "" })
}

// documentLog sends a document with all that is to be seen of its log, packed if that is
// asked for: what a device does not keep it fetches when it is opened.
func (a *API) documentLog(w http.ResponseWriter, r *http.Request) error {
	st, d, err := a.documentFor(r)
	if err != nil {
		return err
	}
	changes, err := st.Log(r.Context(), d.ID)
	if err != nil {
		return err
	}
	return sendPage(w, r, store.Page{Batch: store.Batch{Documents: []annotations.Document{d}, Changes: changes}})
}

// myDocuments are the IDs of the documents that one was given or has labelled.
func (a *API) myDocuments(w http.ResponseWriter, r *http.Request) error {
	who, _ := gate.Who(r.Context())
	mine, err := a.team.Work.Mine(r.Context(), who.ID, annotations.Author(who.Name))
	if err != nil {
		return err
	}
	ids, docs := []string{}, keys(mine)
	projects, err := a.owners.find(r.Context(), a.team.Store, docs)
	if err != nil {
		return err
	}
	for i, doc := range docs {
		if p := projects[i]; !p.IsZero() && who.May(p.String(), auth.Read) {
			ids = append(ids, doc.String())
		}
	}
	return reply(w, ids)
}

// keys are those of a map, in order.
func keys(m map[annotations.DocumentID]bool) []annotations.DocumentID {
	all := make([]annotations.DocumentID, 0, len(m))
	for id := range m {
		all = append(all, id)
	}
	slices.SortFunc(all, func(a, b annotations.DocumentID) int { return strings.Compare(a.String(), b.String()) })
	return all
}
