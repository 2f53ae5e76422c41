//go:build js

package app

import (
	"slices"
	"strconv"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/logs"
	"gloss/app/editor"
	"gloss/app/internal/browser"
	"gloss/app/words"
)

// proposalCard stands beside the proposal that the next key is for: what it is, why
// it was made, and what can be done with it.
func (p *Program) proposalCard() ui.UI {
	o, is := p.model.Proposed()
	card := el("div").ID("proposal").Class("palette", "proposal-card").Attr("role", "toolbar").Aria("label", tr("Suggestion")).Hidden(!is)
	if !is {
		return card
	}
	label, _ := p.model.Labels.Find(o.Label)
	return card.Body(
		el("p").Class("proposal-what", hueClass(label.Hue)).Body(
			el("span").Class("sign").Aria("hidden", "true"),
			el("span").Class("proposal-name").Text(label.Name+"?"),
			el("span").Class("proposal-why").Text(p.whyWords(o)),
		),
		el("div").Class("palette-tools").Body(
			button("accept", "").Class("primary").Aria("keyshortcuts", "A").Body(ui.Text(tr("Accept")), key("a")),
			button("reject", "").Aria("keyshortcuts", "X").Body(ui.Text(tr("Reject")), key("x")),
			button("next-proposal", "").Class("quiet").Aria("keyshortcuts", "S").Body(ui.Text(tr("Next")), key("s")),
		),
	)
}

// proposalKey is all that the card shows.
func (p *Program) proposalKey() any {
	o, is := p.model.Proposed()
	if !is {
		return is
	}
	return []any{o, p.reasonFor(), p.labelled}
}

// whyWords say how likely a proposal is, and why.
func (p *Program) whyWords(o editor.Proposal) string {
	words := strconv.Itoa(o.Percent) + " %"
	if why := p.reasonFor(); why != "" {
		words += " · " + why
	}
	return words
}

// reasonFor is the reason for the proposal that the next key is for, "" while it is
// not known.
func (p *Program) reasonFor() string {
	o, is := p.model.Proposed()
	r := p.suggesting.reason
	if !is || r.Document != logs.ID(p.model.Document.ID) || r.Span != o.Span || r.Label != suggest.Label(o.Label) {
		return ""
	}
	switch {
	case r.Seen > 0:
		name := p.model.Labels.NameOf(o.Label)
		if r.Of > r.Seen {
			return tr("labelled {0} {1} of {2} times", name, r.Seen, r.Of)
		}
		return count(r.Seen, "labelled {1} once", "labelled {1} {0} times", name)
	case r.Pattern != "":
		return tr("by its form: {0}", words.Known(r.Pattern))
	}
	why := words.Known(r.Known)
	if r.Like.Text != "" {
		if why != "" {
			why += " · "
		}
		why += tr("like «{0}»", cutShort(r.Like.Text))
	}
	return why
}

// cutShort is the beginning of a text, where there is no room for more.
func cutShort(s string) string {
	const most = 40
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}

// suggestKey is all that the button of the suggestions shows.
func (p *Program) suggestKey() any {
	s := p.model.Suggesting
	return []any{s.Settings.Off, len(p.model.Proposals()), s.Savings.Saved(), s.Savings.Made, p.suggesting.standing.Ready}
}

// suggestButton opens the settings of the suggestions; it says how many there are,
// and what they have saved.
func (p *Program) suggestButton() ui.UI {
	s := p.model.Suggesting
	n := itoa(len(p.model.Proposals()))
	switch {
	case s.Settings.Off:
		n = tr("off")
	case !p.suggesting.standing.Ready:
		n = "…"
	}
	return button("suggest", "").Class("quiet", "suggest").Attr("title", savedWords(s.Savings)).Body(
		ui.Text(tr("Suggestions")), el("span").Class("count").Text(n),
		ui.If(!s.Settings.Off && s.Savings.Made > 0, el("span").Class("saved").Text(savedWords(s.Savings))),
	)
}

// savedWords say what suggestions have saved.
func savedWords(s editor.Savings) string {
	switch n := s.Saved(); {
	case s.Made == 0 && s.Keys == 0:
		return tr("No gestures saved yet")
	case n < 0:
		return count(-n, "{0} gesture lost", "{0} gestures lost")
	default:
		return count(n, "{0} gesture saved", "{0} gestures saved")
	}
}

// bars are the probabilities from which proposals can be accepted together.
var bars = []int{50, 60, 70, 80, 90, 95}

// suggestDialog switches suggestions off and on, and tells what they come to.
func (p *Program) suggestDialog() ui.UI {
	s := p.model.Suggesting
	var labels []ui.UI
	for _, l := range p.model.Labels {
		on := !slices.Contains(s.Settings.Hidden, l.ID)
		name := l.Name
		if slices.Contains(p.suggesting.standing.Paused, suggest.Label(l.ID)) {
			name = tr("{0} (resting: the last ones did not pay)", name)
		}
		labels = append(labels, button("suggest-label", string(l.ID)).Class("toggle").Aria("pressed", pressed(on)).Text(name))
	}
	var options []ui.UI
	for _, n := range bars {
		options = append(options, el("option").Attr("value", itoa(n)).Attr("selected", n == s.Settings.Bar).Text(itoa(n)+" %"))
	}
	made := tr("No annotation came from a suggestion yet.")
	if s.Savings.Made+s.Savings.Keys > 0 {
		made = count(s.Savings.Made, "{0} annotation came from a suggestion; keys pressed: {1}. By hand each takes three gestures.",
			"{0} annotations came from suggestions; keys pressed: {1}. By hand each takes three gestures.", s.Savings.Keys) +
			" " + savedWords(s.Savings)
	}
	return dialogBox("suggest", tr("Suggestions"),
		el("p").Text(tr("Suggestions are learnt on this device, from your labels alone.")),
		el("p").Class("report").Attr("role", "status").Text(made),
		el("div").Class("suggest-toggles").Body(
			button("suggest-off", "").Class("toggle").Aria("pressed", pressed(!s.Settings.Off)).Text(tr("Suggest")),
		),
		el("p").Class("suggest-for").Text(tr("For these labels")),
		el("div").Class("suggest-toggles").Attr("role", "group").Aria("label", tr("For these labels")).Body(labels...),
		el("label").Attr("for", "suggest-bar").Text(tr("Accept together what is as likely as")),
		el("select").ID("suggest-bar").Body(options...),
		el("div").Class("suggest-toggles", "suggest-do").Body(
			button("accept-paragraph", "").Aria("keyshortcuts", "Shift+A").Text(tr("Accept in the paragraph")),
			button("accept-document", "").Aria("keyshortcuts", "Control+Shift+A").Text(tr("Accept in the document")),
			button("review", "").Text(tr("Find mistakes")),
		),
		el("div").Class("dialog-actions").Body(
			button("close", "#suggest").Class("primary").Text(tr("Close")),
		),
	)
}

// suggestCommand does what a button of the suggestions asks for.
func (p *Program) suggestCommand(do, arg string) {
	settings := p.model.Suggesting.Settings
	switch do {
	case "suggest":
		browser.OpenDialog("#suggest")
	case "suggest-off":
		settings.Off = !settings.Off
		p.setSuggest(settings)
	case "suggest-label":
		id := annotations.LabelID(arg)
		if i := slices.Index(settings.Hidden, id); i >= 0 {
			settings.Hidden = slices.Concat(settings.Hidden[:i], settings.Hidden[i+1:])
		} else {
			settings.Hidden = slices.Concat(settings.Hidden, []annotations.LabelID{id})
		}
		p.setSuggest(settings)
	case "accept":
		p.update(editor.Accept{})
	case "reject":
		p.update(editor.Reject{})
	case "next-proposal":
		p.update(editor.NextProposal{Direction: 1})
	case "accept-paragraph", "accept-document":
		browser.CloseDialog("#suggest")
		p.update(editor.AcceptAll{Whole: do == "accept-document"})
	}
}

// setBar takes the bar that was chosen.
func (p *Program) setBar() {
	if n, err := strconv.Atoi(browser.Value("#suggest-bar")); err == nil {
		settings := p.model.Suggesting.Settings
		settings.Bar = n
		p.setSuggest(settings)
	}
}
