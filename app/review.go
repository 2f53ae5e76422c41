//go:build js

package app

import (
	"slices"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/suggest/review"
	"gloss/annotations/suggest/worker"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// reviewing is the list of possible mistakes that is being worked through.
type reviewing struct {
	open     bool
	percent  int // of the documents that were looked at
	found    []review.Finding
	done     []review.Finding // answered or skipped
	at       review.Finding   // zero for none
	fixed    int
	kept     int
	skipped  int
	arriving bool // its document is being opened
}

// beginReview has the worker look for mistakes.
func (p *Program) beginReview() {
	if !p.suggesting.standing.Ready {
		p.notice = notice{text: tr("Nothing has been learnt yet: switch suggestions on, and label some text first.")}
		return
	}
	p.review = reviewing{open: true}
	p.tellWorker(worker.Check{})
}

// checked takes in what the worker has found. What was answered meanwhile is over.
func (p *Program) checked(c worker.Checked) {
	r := &p.review
	if !r.open {
		return
	}
	r.percent = c.Percent
	r.found = slices.DeleteFunc(c.All, func(f review.Finding) bool {
		return slices.ContainsFunc(r.done, func(d review.Finding) bool { return same(d, f) })
	})
	if r.at == (review.Finding{}) {
		p.nextFinding()
	}
}

// same reports whether two findings are about the same, however sure they are.
func same(a, b review.Finding) bool {
	return a.Document == b.Document && a.Is == b.Is && a.Instead == b.Instead
}

// nextFinding goes to the surest that is left, of the open document first.
func (p *Program) nextFinding() {
	r := &p.review
	r.at = review.Finding{}
	here := suggest.DocumentID{}
	if p.model.IsOpen() {
		here = logs.ID(p.model.Document.ID)
	}
	i := slices.IndexFunc(r.found, func(f review.Finding) bool { return f.Document == here })
	if i < 0 {
		i = 0
	}
	if i >= len(r.found) {
		return
	}
	r.at = r.found[i]
	if r.at.Document == here {
		p.showFinding()
		return
	}
	r.arriving = true
	p.ctx.Navigate("/d/" + logs.Back(r.at.Document).String())
}

// showFinding shows the possible mistake in its document, which is open now.
func (p *Program) showFinding() {
	r := &p.review
	r.arriving = false
	if r.at == (review.Finding{}) || !p.model.IsOpen() || logs.ID(p.model.Document.ID) != r.at.Document {
		return
	}
	p.update(editor.ShowClaim{Is: claim(r.at.Is)})
	p.say = p.findingWords() + " " + p.say
}

func claim(m suggest.Mark) editor.Claim {
	return editor.Claim{Span: m.Span, Label: annotations.LabelID(m.Label)}
}

// answerFinding deals with the possible mistake on the screen, and goes on.
func (p *Program) answerFinding(do string) {
	r := &p.review
	f := r.at
	if f == (review.Finding{}) || r.arriving {
		return
	}
	here := p.model.IsOpen() && logs.ID(p.model.Document.ID) == f.Document
	is, instead := claim(f.Is), claim(f.Instead)
	switch {
	case do == "skip":
		r.skipped++
	case !here: // it was left: back to it
		p.ctx.Navigate("/d/" + logs.Back(f.Document).String())
		r.arriving = true
		return
	case p.failed != "":
		p.warn(tr("Labels cannot be stored, so nothing is changed.") + " " + p.failed)
		return
	case do == "fix":
		p.update(editor.Fix{Is: is, Instead: instead})
		r.fixed++
	default:
		p.update(editor.Keep{Is: is, Instead: instead})
		r.kept++
	}
	r.done = append(r.done, f)
	r.found = slices.DeleteFunc(r.found, func(o review.Finding) bool { return same(o, f) })
	p.nextFinding()
}

// reviewCommand does what a button of the review asks for, and reports whether it
// is one.
func (p *Program) reviewCommand(do string) bool {
	switch do {
	case "review":
		browser.CloseDialog("#suggest")
		p.beginReview()
	case "review-close":
		p.review = reviewing{}
		browser.Focus("article")
	case "fix", "keep", "skip":
		p.answerFinding(do)
	default:
		return false
	}
	return true
}

// reviewKey answers with the keys of the suggestions, and reports whether it did.
func (p *Program) reviewKey(msg editor.Msg) bool {
	if !p.review.open {
		return false
	}
	switch msg.(type) {
	case editor.Accept:
		p.answerFinding("fix")
	case editor.Reject:
		p.answerFinding("keep")
	case editor.NextProposal:
		p.answerFinding("skip")
	default:
		return false
	}
	return true
}

// findingWords say what may be wrong.
func (p *Program) findingWords() string {
	f := p.review.at
	is, instead := p.model.Labels.NameOf(annotations.LabelID(f.Is.Label)), p.model.Labels.NameOf(annotations.LabelID(f.Instead.Label))
	words := ""
	if here := p.model.IsOpen() && logs.ID(p.model.Document.ID) == f.Document; here && int(f.Instead.End) <= len(p.model.Document.Text) {
		words = cutShort(p.model.Text(f.Instead.Span))
	}
	switch {
	case f == (review.Finding{}):
		if p.review.percent < 100 {
			return tr("Looking through all labels…")
		}
		return tr("Nothing more looks like a mistake.")
	case f.Kind == review.Label:
		return tr("{0} here, {1} {2} of {3} times elsewhere.", is, instead, f.Times, f.Of)
	case f.Kind == review.Borders:
		return tr("Other ends than usual: rather «{0}»?", words)
	case f.Kind == review.Missed && f.Times > 0:
		return tr("Not labelled here, {0} {1} of {2} times elsewhere.", instead, f.Times, f.Of)
	case f.Kind == review.Missed:
		return tr("Not labelled, and yet it looks like {0}.", instead)
	}
	return tr("It does not look like {0}.", is)
}

// reviewBarKey is all that the bar of the review shows.
func (p *Program) reviewBarKey() any {
	r := p.review
	if !r.open {
		return false
	}
	here := p.model.IsOpen() && logs.ID(p.model.Document.ID) == r.at.Document
	return []any{r.percent, len(r.found), r.at, r.fixed, r.kept, r.skipped, r.arriving, here, p.labelled}
}

// reviewBar is where possible mistakes are worked through.
func (p *Program) reviewBar() ui.UI {
	r := p.review
	bar := el("div").Class("finder", "review").Attr("role", "region").Aria("label", tr("Possible mistakes")).Aria("busy", r.arriving).Hidden(!r.open)
	if !r.open {
		return bar
	}
	none := r.at == (review.Finding{})
	left := count(len(r.found), "{0} left", "{0} left")
	if r.percent < 100 {
		left += "…"
	}
	fix := tr("Change it")
	switch {
	case r.at.Kind == review.Doubt:
		fix = tr("Remove it")
	case r.at.Kind == review.Missed:
		fix = tr("Label it")
	}
	return bar.Body(
		el("span").Class("review-what").Attr("role", "status").Text(p.findingWords()),
		el("span").Class("review-answers").Hidden(none).Body(
			button("fix", "").Class("primary").Aria("keyshortcuts", "A").Body(ui.Text(fix), key("a")),
			button("keep", "").Aria("keyshortcuts", "X").Body(ui.Text(tr("Right as it is")), key("x")),
			button("skip", "").Class("quiet").Aria("keyshortcuts", "S").Body(ui.Text(tr("Skip")), key("s")),
		),
		el("span").Class("count").Text(left),
		button("review-close", "").Class("icon", "quiet").Aria("label", tr("Close the list of mistakes")).Text("×"),
	)
}
