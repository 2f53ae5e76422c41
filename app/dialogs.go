//go:build js

package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/app/editor"
	"gloss/app/internal/browser"
	"gloss/app/words"
)

// notice is a message that stays until it is put away.
type notice struct {
	text    string
	details []string
	bad     bool
	busy    bool   // something is under way that can be cancelled
	done    int    // documents of it
	of      int    // … of so many, 0 when that is not known
	action  string // a command to offer
	button  string // and its name
}

func (p *Program) warn(text string, details ...string) {
	browser.Booted() // what there is to say must be seen
	p.notice = notice{text: text, details: details, bad: true}
}

// far is how far it is.
func (n notice) far() string {
	if n.of == 0 {
		return documents(n.done)
	}
	return tr("{0} of {1}", itoa(n.done), documents(n.of))
}

func (p *Program) noticeBox() ui.UI {
	n := p.notice
	role := "status"
	if n.bad {
		role = "alert"
	}
	class := "notice"
	if n.bad {
		class = "notice notice-bad"
	}
	var details []ui.UI
	for _, d := range n.details {
		details = append(details, el("li").Text(d))
	}
	return el("div").Class(class).Attr("role", role).ID("notice").Hidden(n.text == "").Body(
		el("p").Text(n.text),
		ui.If(n.busy && n.done > 0, lay(`<progress max="$0" value="$1" aria-label="$2" aria-hidden="$3"></>`, itoa(max(n.of, n.done)), itoa(n.done), n.far(), "true"),
			el("span").Class("count").Aria("hidden", "true").Text(n.far())),
		ui.If(len(details) > 0, el("ul").Body(details...)),
		ui.If(n.busy, button("cancel", "").Text(tr("Cancel"))),
		ui.If(n.action != "", button(n.action, "").Class("primary").Text(n.button)),
		ui.If(!n.busy && n.text != "", button("dismiss", "").Class("quiet").Text(tr("Close"))),
	)
}

func dialogBox(id, title string, body ...ui.UI) ui.UI {
	return el("dialog").ID(id).Class("dialog").Aria("labelledby", id+"-title").Body(
		append([]ui.UI{el("h2").ID(id+"-title").TabIndex(-1).Attr("autofocus", id == "help").Text(title)}, body...)...,
	)
}

func (p *Program) pasteDialog() ui.UI {
	return dialogBox("paste", tr("Paste a text"), layAll(`<label for="paste-title-field">$0</><input type="text" id="paste-title-field" autocomplete="off" placeholder="$1"/>
<label for="paste-text">$2</><textarea id="paste-text" rows="12" dir="auto" required="$3" autofocus="$3"></>
<div class="dialog-actions"><button type="button" class="button" data-do="close" data-arg="#paste">$4</><button type="button" class="button primary" data-do="paste-add" data-arg="">$5</></>`,
		tr("Title"), tr("The first line, if left empty"), tr("Text"), true, tr("Cancel"), tr("Add document"))...)
}

func (p *Program) labelDialog() ui.UI {
	return dialogBox("label", tr("New label"), layAll(`<label for="label-name">$0</><input type="text" id="label-name" autocomplete="off" maxlength="60" required="$1" autofocus="$1"/>
<label for="label-about">$2</><input type="text" id="label-about" autocomplete="off"/>
<div class="dialog-actions"><button type="button" class="button" data-do="close" data-arg="#label">$3</><button type="button" class="button primary" data-do="label-add" data-arg="">$4</></>`,
		tr("Name"), true, tr("What counts (shown as a hint)"), tr("Cancel"), tr("Add label"))...)
}

func (p *Program) helpDialog() ui.UI {
	rows := []ui.UI{helpRow([]string{"1 – 9"}, editor.DigitsDo, p.mac)}
	for _, b := range editor.Keys {
		if keys := p.keys.KeysOf(b); len(keys) > 0 {
			rows = append(rows, helpRow(keys, b.Does, p.mac))
		}
	}
	return dialogBox("help", tr("Keys"),
		el("p").Text(tr("Select text by dragging; it snaps to words, with Alt held to characters. A double-click takes the word, a third the sentence; with Shift held a click extends. Click a span to choose it, click again for the one around it; drag its handles to move its ends.")),
		el("table").Body(el("tbody").Body(rows...)),
		el("div").Class("dialog-actions").Body(button("settings", "").Text(tr("Change keys…")),
			button("close", "#help").Class("primary").Text(tr("Close"))),
	)
}

func helpRow(keys []string, does string, mac bool) ui.UI {
	return el("tr").Body(el("th").Attr("scope", "row").Body(keysShown(keys, mac)...), el("td").Text(words.Known(does)))
}

func keysShown(keys []string, mac bool) []ui.UI {
	var shown []ui.UI
	for i, k := range keys {
		if i > 0 {
			shown = append(shown, ui.Text(" / "))
		}
		shown = append(shown, key(KeyLabel(k, mac)))
	}
	return shown
}

// KeyLabel is how a key of the table is shown to people.
func KeyLabel(k string, mac bool) string {
	mod := "Ctrl"
	if mac {
		mod = "⌘"
	}
	return strings.NewReplacer("mod", mod, "ArrowRight", "→", "ArrowLeft", "←", "ArrowUp", "↑", "ArrowDown", "↓").Replace(k)
}
