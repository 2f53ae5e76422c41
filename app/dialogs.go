//go:build js

package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations/format/light"
	"gloss/app/editor"
)

// notice is a message that stays until it is put away.
type notice struct {
	text    string
	details []string
	bad     bool
	busy    bool   // something is under way that can be cancelled
	action  string // a command to offer
	button  string // and its name
}

func (p *Program) warn(text string, details ...string) {
	p.notice = notice{text: text, details: details, bad: true}
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
		details = append(details, ui.Li().Text(d))
	}
	return ui.Div().Class(class).Attr("role", role).ID("notice").Hidden(n.text == "").Body(
		ui.P().Text(n.text),
		ui.If(len(details) > 0, ui.Ul().Body(details...)),
		ui.If(n.busy, button("cancel", "").Text("Cancel")),
		ui.If(n.action != "", button(n.action, "").Class("primary").Text(n.button)),
		ui.If(!n.busy && n.text != "", button("dismiss", "").Class("quiet").Text("Close")),
	)
}

func dialogBox(id, title string, body ...ui.UI) ui.UI {
	return ui.Dialog().ID(id).Class("dialog").Aria("labelledby", id+"-title").Body(
		append([]ui.UI{ui.H2().ID(id+"-title").TabIndex(-1).Attr("autofocus", id == "help").Text(title)}, body...)...,
	)
}

func (p *Program) pasteDialog() ui.UI {
	return dialogBox("paste", "Paste a text",
		ui.Label().For("paste-title-field").Text("Title"),
		ui.Input().Type("text").ID("paste-title-field").Attr("autocomplete", "off").Placeholder("The first line, if left empty"),
		ui.Label().For("paste-text").Text("Text"),
		ui.Textarea().ID("paste-text").Rows(12).Dir("auto"),
		ui.Div().Class("dialog-actions").Body(
			button("close", "#paste").Text("Cancel"),
			button("paste-add", "").Class("primary").Text("Add document"),
		),
	)
}

func (p *Program) exportDialog() ui.UI {
	var formats []ui.UI
	for _, f := range light.Formats.Written() {
		name := f.Name
		if len(f.Aliases) > 0 { // the short one, as in the API's examples
			name = f.Aliases[0]
		}
		formats = append(formats, ui.Option().Value(name).Text(f.Title))
	}
	return dialogBox("export", "Export",
		ui.Label().For("export-format").Text("Format"),
		ui.Select().ID("export-format").Body(formats...),
		ui.Label().For("export-scope").Text("Documents"),
		ui.Select().ID("export-scope").Body(
			ui.Option().Value("project").Text("All documents of the project"),
			ui.Option().Value("document").Text("The open document"),
		),
		ui.P().Class("report").Attr("role", "status").ID("export-report").Text(p.report),
		ui.Div().Class("dialog-actions").Body(
			button("close", "#export").Text("Close"),
			button("download", "").Class("primary").Text("Download"),
		),
	)
}

func (p *Program) labelDialog() ui.UI {
	return dialogBox("label", "New label",
		ui.Label().For("label-name").Text("Name"),
		ui.Input().Type("text").ID("label-name").Attr("autocomplete", "off").Attr("maxlength", "60"),
		ui.Label().For("label-about").Text("What counts (shown as a hint)"),
		ui.Input().Type("text").ID("label-about").Attr("autocomplete", "off"),
		ui.Div().Class("dialog-actions").Body(
			button("close", "#label").Text("Cancel"),
			button("label-add", "").Class("primary").Text("Add label"),
		),
	)
}

func (p *Program) helpDialog() ui.UI {
	rows := []ui.UI{helpRow([]string{"1 – 9"}, "Label the selection, relabel the annotation, or press a label for the next drags", p.mac)}
	for _, b := range editor.Keys {
		rows = append(rows, helpRow(b.Keys, b.Does, p.mac))
	}
	return dialogBox("help", "Keys",
		ui.P().Text("Select text by dragging; it snaps to words, with Alt held to characters. Click a span to choose it, click again for the one around it."),
		ui.Table().Body(ui.TBody().Body(rows...)),
		ui.Div().Class("dialog-actions").Body(button("close", "#help").Class("primary").Text("Close")),
	)
}

func helpRow(keys []string, does string, mac bool) ui.UI {
	var shown []ui.UI
	for i, k := range keys {
		if i > 0 {
			shown = append(shown, ui.Text(" or "))
		}
		shown = append(shown, key(KeyLabel(k, mac)))
	}
	return ui.Tr().Body(ui.Th().Scope("row").Body(shown...), ui.Td().Text(does))
}

// KeyLabel is how a key of the table is shown to people.
func KeyLabel(k string, mac bool) string {
	mod := "Ctrl"
	if mac {
		mod = "⌘"
	}
	return strings.NewReplacer("mod", mod, "ArrowRight", "→", "ArrowLeft", "←", "ArrowUp", "↑", "ArrowDown", "↓").Replace(k)
}
