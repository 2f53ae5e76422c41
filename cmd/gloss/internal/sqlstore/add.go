package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/store"
)

// rows is a batch as it will be stored: what can be made of it without the
// database is made before anybody waits.
type rows struct {
	projects  []annotations.Project
	documents []documentRow
	runs      []runRow
}

type documentRow struct {
	id                  annotations.DocumentID
	project             annotations.ProjectID
	heading, json, text []byte
}

type runRow struct {
	store.Run
	pack []byte
}

func (r rows) len() int {
	n := len(r.projects) + len(r.documents)
	for _, run := range r.runs {
		n += len(run.Changes)
	}
	return n
}

func newRows(batch store.Batch) (rows, error) {
	r := rows{projects: batch.Projects}
	for _, d := range batch.Documents {
		row := documentRow{id: d.ID, project: d.Project, text: []byte(d.Text)}
		var err error
		if row.heading, err = json.Marshal(store.HeadingOf(d)); err != nil {
			return r, err
		}
		d.Text = ""
		if row.json, err = json.Marshal(d); err != nil {
			return r, err
		}
		r.documents = append(r.documents, row)
	}
	runs, err := store.Runs(batch.Changes)
	if err != nil {
		return r, err
	}
	for _, run := range runs {
		pack, err := annotations.AppendPack(nil, run.Changes)
		if err != nil {
			return r, err
		}
		r.runs = append(r.runs, runRow{run, pack})
	}
	return r, nil
}

// adder adds rows after a place in the order of arrival.
type adder struct {
	*writer
	ctx      context.Context
	place    int64
	arrivals [][]any
}

// add adds rows and tells the last place then.
func (w *writer) add(ctx context.Context, r rows, place int64) (int64, error) {
	a := adder{writer: w, ctx: ctx, place: place}
	for _, p := range r.projects {
		if err := a.project(p); err != nil {
			return place, err
		}
	}
	known, err := a.documents(r.documents)
	if err != nil {
		return place, err
	}
	if err := a.runs(r.runs, known); err != nil {
		return place, err
	}
	if err := a.insert(ctx, `arrivals (place, kind, ref)`, "", 64, a.arrivals); err != nil {
		return place, err
	}
	return a.place, nil
}

// arrive gives a thing its place in the order of arrival.
func (a *adder) arrive(kind, ref string) int64 {
	a.place++
	a.arrivals = append(a.arrivals, []any{a.place, kind, ref})
	return a.place
}

func (a *adder) project(p annotations.Project) error {
	var was string
	err := a.get(a.ctx, &was, `SELECT json FROM projects WHERE id = $1`, p.ID.String())
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		var old annotations.Project
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			return err
		}
		if p = old.Merge(p); p.Equal(old) {
			return nil
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	a.arrive("p", p.ID.String())
	return a.exec(a.ctx, `INSERT INTO projects (id, json) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET json = excluded.json`, p.ID.String(), string(b))
}

// documents adds those that are not there, and tells which are there then.
func (a *adder) documents(all []documentRow) (map[string]bool, error) {
	var ids, projects []string
	for _, d := range all {
		ids = append(ids, d.id.String())
	}
	known, err := a.there(a.ctx, "documents", ids)
	if err != nil {
		return nil, err
	}
	for i, d := range all {
		if p := d.project.String(); !known[ids[i]] && (len(projects) == 0 || projects[len(projects)-1] != p) {
			projects = append(projects, p)
		}
	}
	homes, err := a.there(a.ctx, "projects", projects)
	if err != nil {
		return nil, err
	}
	var fresh [][]any
	for i, d := range all {
		id, project := ids[i], d.project.String()
		if known[id] {
			continue
		}
		if !homes[project] {
			return nil, fmt.Errorf("document %v: project %v: %w", id, project, store.ErrUnknownProject)
		}
		known[id] = true
		a.met = append(a.met, id)
		fresh = append(fresh, []any{id, project, a.arrive("d", id), string(d.heading), string(d.json), d.text})
	}
	return known, a.insert(a.ctx, `documents (id, project, place, heading, json, text)`, "", 8, fresh)
}

// author is whose changes a run holds.
type author struct {
	doc     annotations.DocumentID
	replica annotations.ReplicaID
}

// runs adds what is new in runs.
func (a *adder) runs(all []runRow, known map[string]bool) error {
	var ask []string
	asked := map[string]bool{}
	for _, r := range all {
		if id := r.Doc.String(); !known[id] && !a.writer.documents[id] && !asked[id] {
			asked[id] = true
			ask = append(ask, id)
		}
	}
	found, err := a.there(a.ctx, "documents", ask)
	if err != nil {
		return err
	}
	for id := range found {
		a.met = append(a.met, id)
	}
	for _, r := range all {
		if id := r.Doc.String(); !known[id] && !found[id] && !a.writer.documents[id] {
			return fmt.Errorf("change %v: document %v: %w", r.Changes[0].Stamp, id, store.ErrUnknownDocument)
		}
	}
	overlapping, err := a.overlapping(all)
	if err != nil {
		return err
	}
	several := map[author]int{} // runs in the batch
	for _, r := range all {
		several[author{r.Doc, r.Replica}]++
	}
	var fresh, reviews [][]any
	for _, r := range all {
		by := author{r.Doc, r.Replica}
		left, err := r.Without(overlapping[by])
		if err != nil {
			return err
		}
		if len(left.Changes) == 0 {
			continue
		}
		if several[by] > 1 {
			overlapping[by] = slices.Concat(overlapping[by], left.Changes)
		}
		pack := r.pack
		if len(left.Changes) != len(r.Changes) {
			if pack, err = annotations.AppendPack(nil, left.Changes); err != nil {
				return err
			}
		}
		first, last := left.Ends()
		doc := r.Doc.String()
		place := a.arrive("r", doc)
		reviews = append(reviews, reviewsIn(left.Changes, place)...)
		fresh = append(fresh, []any{place, doc, r.Replica.UUID[:], ordered(first), ordered(last), len(left.Changes), pack})
	}
	if err := a.insert(a.ctx, `runs (place, doc, replica, first, last, n, pack)`, "", 64, fresh); err != nil {
		return err
	}
	return a.insert(a.ctx, insertReview, onceReviewed, 64, reviews)
}

// overlapping are the stored changes that may be those of the runs.
func (a *adder) overlapping(all []runRow) (map[author][]annotations.Change, error) {
	found := map[author][]annotations.Change{}
	seen := map[int64]bool{}
	err := a.query(a.ctx, len(all),
		func(n int) string {
			parts := make([]string, n)
			for i := range parts {
				parts[i] = fmt.Sprintf(`SELECT place, pack FROM runs WHERE doc = $%d AND replica = $%d AND last >= $%d AND first <= $%d`, 4*i+1, 4*i+2, 4*i+3, 4*i+4)
			}
			return strings.Join(parts, " UNION ALL ")
		},
		func(i int) []any {
			first, last := all[i].Ends()
			return []any{all[i].Doc.String(), all[i].Replica.UUID[:], ordered(first), ordered(last)}
		},
		func(scan func(...any) error) error {
			var place int64
			var pack []byte
			if err := scan(&place, &pack); err != nil || seen[place] {
				return err
			}
			seen[place] = true
			changes, err := annotations.ReadPack(pack)
			if err == nil {
				by := author{changes[0].Doc, changes[0].Stamp.Replica}
				found[by] = append(found[by], changes...)
			}
			return err
		})
	return found, err
}

// ordered is an integer of SQL, which has a sign, in the order of n.
func ordered(n uint64) int64 { return int64(n ^ 1<<63) }
