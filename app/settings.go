//go:build js

package app

import (
	"encoding/json"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/app/editor"
	"gloss/app/internal/browser"
	"gloss/app/internal/idb"
	"gloss/app/words"
)

// settings is the dialog of what a user can change for themselves. What is
// changed is kept on the device at once.
type settings struct {
	open    bool
	capture string // the row of the table of keys that waits for a key
	asked   string // a key that another row has: pressed again it is taken from it
	told    string // about the last key
}

// languages are those that the page speaks, each by its own name.
var languages = []struct{ code, name string }{
	{"en", "English"}, {"de", "Deutsch"}, {"es", "Español"}, {"fr", "Français"}, {"ar", "العربية"}, {"zh", "中文"},
}

// ownKeys are the keys as they were kept.
func ownKeys() editor.Keymap {
	k := editor.Keymap{NoSingle: browser.Pref("keys.single") == "off"}
	if kept := browser.Pref("keys"); kept != "" {
		_ = json.Unmarshal([]byte(kept), &k.Own) // what cannot be read is the table's
	}
	return k
}

func (p *Program) keepKeys(k editor.Keymap) {
	p.keys = k
	b, err := json.Marshal(k.Own)
	if err == nil {
		browser.SetPref("keys", string(b))
	}
	single := ""
	if k.NoSingle {
		single = "off"
	}
	browser.SetPref("keys.single", single)
}

// set does what a button of the dialog asks for.
func (p *Program) set(do, arg string) {
	p.settings = settings{open: true}
	switch do {
	case "settings":
		browser.CloseDialog("#help")
		browser.OpenDialog("#settings")
	case "key-change":
		p.settings.capture = arg
	case "key-off":
		p.keepKeys(p.keys.With(arg))
	case "key-reset":
		p.keepKeys(p.keys.With(arg, editor.RowOf(arg).Keys...))
	case "keys-reset":
		p.keepKeys(editor.Keymap{NoSingle: p.keys.NoSingle})
	case "keys-single":
		p.keepKeys(editor.Keymap{Own: p.keys.Own, NoSingle: !p.keys.NoSingle})
	}
}

// chooseLanguage shows the page in another language. What has been said in one is
// not said again in another, so the page is loaded anew.
func (p *Program) chooseLanguage() {
	browser.SetPref("language", browser.Value("#language"))
	p.whenSaved(browser.Reload)
}

// captureKey takes the next key for the row that waits for one. Tab is left to the
// dialog, so that the way out of it is open.
func (p *Program) captureKey(name string, k browser.Key) (taken bool) {
	switch k.Key {
	case "Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified":
		return false
	}
	id := p.settings.capture
	if id == "" {
		return false
	}
	if k.Key == "Tab" {
		p.now(func() { p.settings = settings{open: true} })
		return false
	}
	p.now(func() {
		asked := p.settings.asked
		p.settings = settings{open: true}
		_, digit := (editor.Keymap{}).Digit(name)
		holder, held := p.keys.Holder(name, editor.RowOf(id).InList)
		switch {
		case k.Key == "Escape":
		case digit:
			p.settings.capture, p.settings.told = id, tr("The digits press the labels.")
		case held && holder.ID != id && asked != name:
			p.settings.capture, p.settings.asked = id, name
			p.settings.told = tr("{0} is used by: {1}. Press it again to use it here instead.", KeyLabel(name, p.mac), words.Known(holder.Does))
		default:
			p.keepKeys(p.keys.With(id, name))
			p.settings.told = tr("Changed to {0}.", KeyLabel(name, p.mac))
		}
	})
	return true
}

func (p *Program) settingsDialog() ui.UI {
	if !p.settings.open { // a table that is not seen need not be drawn
		return dialogBox("settings", tr("Settings"))
	}
	var choices []ui.UI
	for _, l := range languages {
		choices = append(choices, el("option").Attr("value", l.code).Attr("lang", l.code).Attr("selected", l.code == browser.Language()).Text(l.name))
	}
	var rows []ui.UI
	for _, b := range editor.Keys {
		rows = append(rows, p.keyRow(b))
	}
	return dialogBox("settings", tr("Settings"),
		el("label").Attr("for", "language").Text(tr("Language")),
		el("select").ID("language").Body(choices...),
		el("p").Class("setting").Body(
			toggle("keys-single", tr("Keys of a single character"), !p.keys.NoSingle),
		),
		el("p").Class("hint").Text(tr("Switch them off if you dictate, or if your screen reader uses them. Labels then have Ctrl (or ⌘), Alt and their digit.")),
		ui.If(p.person.Accounts, el("p").Class("setting").Body(textButton("offline", "", "", tr("What is kept on this device…")))),
		ui.If(p.person.Accounts && idb.There(person{}.database()), el("p").Class("setting").Body(
			textButton("take-before", "", "", tr("Take over the labels of this device from before people signed in")))),
		el("h3").Text(tr("Keys")),
		el("table").Attr("role", "table").Class("keys").Body(el("tbody").Attr("role", "rowgroup").Body(rows...)),
		lay(`<div class="dialog-actions"><p class="report" role="status" id="key-told">$0</>$1$2</>`, p.settings.told,
			textButton("keys-reset", "", "", tr("Reset all keys")), textButton("close", "#settings", "primary", tr("Close"))),
	)
}

// keyRow is a row of the table: what it does, its keys, and what can be done
// about them.
func (p *Program) keyRow(b editor.Binding) ui.UI {
	does := words.Known(b.Does)
	keys := p.keys.KeysOf(b)
	shown := []ui.UI{el("span").Class("hint").Text(tr("off"))}
	if len(keys) > 0 {
		shown = keysShown(keys, p.mac)
	}
	change := button("key-change", b.ID).Aria("label", tr("Change the key: {0}", does)).Text(tr("Change"))
	if p.settings.capture == b.ID {
		change = change.Class("waiting").Aria("label", tr("Press a key…")+" "+does).Text(tr("Press a key…"))
	}
	_, own := p.keys.Own[b.ID]
	// On a narrow screen the style lays rows out as no table; they are one for all that.
	return el("tr").Attr("role", "row").Body(
		el("th").Attr("scope", "row").Attr("role", "rowheader").Text(does),
		el("td").Attr("role", "cell").Class("key-cell").Body(shown...),
		el("td").Attr("role", "cell").Class("key-tools").Body(
			change,
			ui.If(len(keys) > 0, button("key-off", b.ID).Class("quiet").Aria("label", tr("Switch off: {0}", does)).Text(tr("Off"))),
			ui.If(own, button("key-reset", b.ID).Class("quiet").Aria("label", tr("Reset: {0}", does)).Text(tr("Reset"))),
		),
	)
}
