package team

import (
	"context"
	"fmt"
	"slices"

	"gloss/annotations"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/progress"
	"gloss/annotations/text"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// Known are the documents of a project whose answers are known, to learn with and
// mixed in among the others, and whose labels are the answers of those that do not
// have them of the author in the settings.
type Known struct {
	Training []annotations.DocumentID                      `json:"training"`
	Control  []annotations.DocumentID                      `json:"control"`
	Answers  map[annotations.DocumentID]annotations.Author `json:"answers,omitempty"`
}

// KindOf is what the answers of a document are for; "" for one without.
func (k Known) KindOf(doc annotations.DocumentID) work.Kind {
	switch {
	case slices.Contains(k.Training, doc):
		return work.Training
	case slices.Contains(k.Control, doc):
		return work.Control
	}
	return ""
}

// Known are those of a project, for its managers.
func (t *Team) Known(ctx context.Context, by By, project string) (k Known, err error) {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return k, err
	}
	all, err := t.Work.Known(ctx, p.ID)
	return knownOf(all), err
}

func knownOf(all []work.Known) (k Known) {
	for _, one := range all {
		if one.Kind == work.Training {
			k.Training = append(k.Training, one.Document)
		} else {
			k.Control = append(k.Control, one.Document)
		}
		if one.Answers != "" {
			if k.Answers == nil {
				k.Answers = map[annotations.DocumentID]annotations.Author{}
			}
			k.Answers[one.Document] = one.Answers
		}
	}
	return k
}

// SetKnown replaces them.
func (t *Team) SetKnown(ctx context.Context, by By, project string, k Known, still func(now Known) error) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	var all []work.Known
	for _, set := range []struct {
		kind work.Kind
		docs []annotations.DocumentID
	}{{work.Training, k.Training}, {work.Control, k.Control}} {
		for _, id := range set.docs {
			if _, err := t.document(ctx, by, project, id); err != nil {
				return err
			}
			all = append(all, work.Known{Document: id, Kind: set.kind, Answers: k.Answers[id]})
		}
	}
	var check func([]work.Known) error
	if still != nil {
		check = func(now []work.Known) error { return still(knownOf(now)) }
	}
	if err := t.Work.SetKnown(ctx, p.ID, all, check); err != nil {
		return err
	}
	t.note(ctx, by, "set the known answers", fmt.Sprintf("%d to learn with, %s", len(k.Training), stats.Many(len(k.Control), "control")), project)
	return nil
}

// Mark gives some documents of a project another use and leaves the others; see
// work.Work.Mark.
func (t *Team) Mark(ctx context.Context, by By, project string, some []work.Known, still func(now work.Known) error) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	for _, k := range some {
		if _, err := t.document(ctx, by, project, k.Document); err != nil {
			return err
		}
	}
	if err := t.Work.Mark(ctx, p.ID, some, still); err != nil {
		return err
	}
	t.note(ctx, by, "set the known answers", "of "+stats.Many(len(some), "document"), project)
	return nil
}

// Training is how far somebody is with the training set of a project.
type Training struct {
	Done    int       `json:"done"` // documents
	Of      int       `json:"of"`
	Percent int       `json:"percent"` // of F1, over what is done
	Pass    int       `json:"pass"`    // is needed
	Last    *Feedback `json:"last,omitempty"`
	// Documents are those that are done, in the order of the set.
	Documents []Feedback `json:"documents"`
}

// Feedback is how somebody's labels of a document meet the answers.
type Feedback struct {
	Document annotations.DocumentID `json:"document"`
	Title    string                 `json:"title"`
	Percent  int                    `json:"percent"`
	Hit      int                    `json:"hit"`
	Wanted   int                    `json:"wanted"`
	Missed   []Judged               `json:"missed"` // answers that the labels lack
	Extra    []Judged               `json:"extra"`  // labels that the answers lack
}

// Judged is a label in a text, in code points.
type Judged struct {
	Label string     `json:"label"` // its name
	Start text.Point `json:"start"`
	End   text.Point `json:"end"`
	Text  string     `json:"text"`
}

// Training is how far one is oneself.
func (t *Team) Training(ctx context.Context, by By, project string) (r Training, err error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return r, err
	}
	s, _, err := t.People.Settings(ctx, project)
	if err != nil {
		return r, err
	}
	name, answers := annotations.Author(by.Name), annotations.Author(s.Answers)
	met, err := t.Work.Met(ctx, p.ID, work.Training, by.ID, name, answers)
	if err != nil {
		return r, err
	}
	r = Training{Done: met.Done, Of: met.Of, Percent: met.Percent(), Pass: s.Pass}
	for _, m := range met.Documents {
		f, err := t.feedback(ctx, p, m, name)
		if err != nil {
			return r, err
		}
		r.Documents = append(r.Documents, f)
		if m.Last {
			r.Last = &f
		}
	}
	return r, nil
}

func (t *Team) feedback(ctx context.Context, p annotations.Project, m work.MetDocument, name annotations.Author) (f Feedback, err error) {
	d, err := t.Store.Document(ctx, m.Document)
	if err != nil {
		return f, err
	}
	log, err := t.Store.Log(ctx, m.Document)
	if err != nil {
		return f, err
	}
	c := progress.Compare(log, name, m.Answers)
	f = Feedback{Document: d.ID, Title: d.Title, Percent: int(100 * m.F1()), Hit: m.Hit, Wanted: m.Wanted}
	index := text.NewIndex(d.Text)
	if f.Missed, err = judged(p, index, c.Missed); err == nil {
		f.Extra, err = judged(p, index, c.Extra)
	}
	return f, err
}

func judged(p annotations.Project, index *text.Index, all []annotations.Annotation) ([]Judged, error) {
	found := []Judged{}
	for _, a := range all {
		j := Judged{Label: p.Schema.NameOf(a.Label)}
		if extent, ok := a.Target.Extent(); ok {
			var err error
			if j.Start, err = index.PointAt(extent.Start); err != nil {
				return nil, err
			}
			if j.End, err = index.PointAt(extent.End); err != nil {
				return nil, err
			}
			if j.Text, err = index.Slice(extent); err != nil {
				return nil, err
			}
		}
		found = append(found, j)
	}
	return found, nil
}

// TrainAgain has a member do the training set anew.
func (t *Team) TrainAgain(ctx context.Context, by By, project, user string) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	u, err := t.memberOf(ctx, project, user)
	if err != nil {
		return err
	}
	if err := t.Work.Again(ctx, p.ID, u.ID); err != nil {
		return err
	}
	t.note(ctx, by, "gave the training set anew", u.Name, project)
	return nil
}

// Check is how somebody met the known answers, in percent of F1.
type Check struct {
	User     string `json:"user"` // ID of the account
	Name     string `json:"name"`
	Training *int   `json:"training,omitempty"`
	Trained  int    `json:"trained"` // documents of the training set that are done
	Passed   bool   `json:"passed"`  // the whole set, with the mark that is needed
	Control  *int   `json:"control,omitempty"`
}

// checks are those of the members of a project who have met known answers.
func (t *Team) checks(ctx context.Context, project annotations.ProjectID, s auth.Settings) ([]Check, error) {
	known, err := t.Work.Known(ctx, project)
	if err != nil || len(known) == 0 {
		return nil, err
	}
	members, err := t.People.Members(ctx, project.String())
	if err != nil {
		return nil, err
	}
	answers := annotations.Author(s.Answers)
	var checks []Check
	for _, m := range members {
		if m.Name == s.Answers {
			continue
		}
		c := Check{User: m.ID, Name: m.Name}
		for _, kind := range []work.Kind{work.Training, work.Control} {
			met, err := t.Work.Met(ctx, project, kind, m.ID, annotations.Author(m.Name), answers)
			if err != nil {
				return nil, err
			}
			percent := met.Percent()
			switch {
			case kind == work.Training:
				c.Trained, c.Passed = met.Done, met.Of > 0 && met.Done == met.Of && percent >= s.Pass
				if met.Done > 0 {
					c.Training = &percent
				}
			case met.Done > 0:
				c.Control = &percent
			}
		}
		if c.Training != nil || c.Control != nil {
			checks = append(checks, c)
		}
	}
	return checks, nil
}
