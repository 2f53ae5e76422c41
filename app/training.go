//go:build js

package app

import (
	"context"
	"encoding/json"

	"gloss/annotations"
)

// judged is a label of the answers, or one that they do not have.
type judged struct{ Label, Text string }

// queue says why there is no next document.
func (e *serverError) queue() string {
	switch e.code {
	case "nothing_left":
		return tr("There is nothing left to label in this project.")
	case "other_skills":
		return tr("What is left to label here needs skills that you are not known to have. Ask a manager.")
	case "training_not_passed":
		return tr("The training set is done, and the mark is not reached. Ask a manager.")
	}
	return e.detail
}

// training tells how a document that was just left met the known answers, if it
// was one to learn with; ok is false for any other.
func (p *Program) training(ctx context.Context, project string, left annotations.DocumentID) (n notice, ok bool) {
	if p.trained == project {
		return n, false
	}
	b, err := p.remote().call(ctx, "GET", "projects/"+project+"/training", nil)
	var t struct {
		Done, Of, Percent, Pass int
		Last                    *struct {
			Document      annotations.DocumentID
			Percent       int
			Missed, Extra []judged
		}
	}
	if err != nil || json.Unmarshal(b, &t) != nil {
		return n, false
	}
	if t.Done == t.Of { // it is not asked again
		p.trained = project
	}
	if t.Last == nil || t.Last.Document != left {
		return n, false
	}
	n.text = tr("Training, {0} of {1}: this document {2} of 100, so far {3}, and {4} are needed.", t.Done, t.Of, t.Last.Percent, t.Percent, t.Pass)
	list := func(all []judged, say func(string) string) {
		const most = 15
		for _, j := range all[:min(most, len(all))] {
			n.details = append(n.details, say(j.Label+": "+j.Text))
		}
	}
	list(t.Last.Missed, func(s string) string { return tr("Missed: {0}", s) })
	list(t.Last.Extra, func(s string) string { return tr("Not in the answers: {0}", s) })
	return n, true
}
