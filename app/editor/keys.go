package editor

import (
	"slices"

	"gloss/annotations"
)

// Command is what a key can do on the page.
type Command string

// Commands. Those with a Msg are done by Update; the others are the page's.
const (
	CmdLineUp          Command = "line-up"
	CmdLineDown        Command = "line-down"
	CmdLineStart       Command = "line-start"
	CmdLineEnd         Command = "line-end"
	CmdExtendUp        Command = "extend-up"
	CmdExtendDown      Command = "extend-down"
	CmdExtendLineStart Command = "extend-line-start"
	CmdExtendLineEnd   Command = "extend-line-end"
	CmdWalk            Command = "walk"      // as Step, or out of the text
	CmdWalkBack        Command = "walk-back" // the other way
	CmdFind            Command = "find"
	CmdDetails         Command = "details"
	CmdGuide           Command = "guidelines"
	CmdHelp            Command = "help"
	CmdSettings        Command = "settings"
	CmdDone            Command = "done"
	CmdNextDoc         Command = "next-document"
	CmdPrevDoc         Command = "previous-document"
	CmdRegion          Command = "region"
	CmdRegionBack      Command = "region-back"
	CmdListDown        Command = "list-down"
	CmdListUp          Command = "list-up"
	CmdListPageDown    Command = "list-page-down"
	CmdListPageUp      Command = "list-page-up"
	CmdListFirst       Command = "list-first"
	CmdListLast        Command = "list-last"
	CmdListOpen        Command = "list-open"
	CmdArchive         Command = "archive"
	CmdDeleteDoc       Command = "delete-document"
)

// Binding is a row of the table of keys: the help, the settings, the README and
// the tests read this table and nothing else.
type Binding struct {
	// ID names the row where a user's own keys are kept: it stays as it is.
	ID string
	// Keys are written as modifiers (mod is Ctrl, or Cmd on a Mac) and a key,
	// joined by +. A key is named after its character, else as the browser
	// names it.
	Keys []string
	Does string // in words
	Msg  Msg
	Cmd  Command // when there is no Msg
	// InText says that the key is the text's alone: on a button it does what it
	// does there.
	InText bool
	// InList says that it is a key of the list of documents, and only there.
	InList bool
}

// DigitsDo says what the digits 1 to 9 do. With Ctrl (or Cmd) and Alt they do the
// same, also when keys of one character are switched off.
const DigitsDo = "Label the selection, relabel the annotation, or press a label for the next drags"

// Keys is the table of keys, in the order of the help. The digits 1 to 9, which
// press the labels, are not in it.
var Keys = []Binding{
	{ID: "right", Keys: []string{"ArrowRight", "l"}, Does: "Select the word on the right", Msg: Move{Side: 1}, InText: true},
	{ID: "left", Keys: []string{"ArrowLeft", "h"}, Does: "Select the word on the left", Msg: Move{Side: -1}, InText: true},
	{ID: "down", Keys: []string{"ArrowDown", "j"}, Does: "Select the word below", Cmd: CmdLineDown, InText: true},
	{ID: "up", Keys: []string{"ArrowUp", "k"}, Does: "Select the word above", Cmd: CmdLineUp, InText: true},
	{ID: "extend-right", Keys: []string{"Shift+ArrowRight", "Shift+l"}, Does: "Extend to the right by a word, or take one back", Msg: Move{Side: 1, Extend: true}, InText: true},
	{ID: "extend-left", Keys: []string{"Shift+ArrowLeft", "Shift+h"}, Does: "Extend to the left by a word, or take one back", Msg: Move{Side: -1, Extend: true}, InText: true},
	{ID: "extend-down", Keys: []string{"Shift+ArrowDown", "Shift+j"}, Does: "Extend by a line", Cmd: CmdExtendDown, InText: true},
	{ID: "extend-up", Keys: []string{"Shift+ArrowUp", "Shift+k"}, Does: "Extend upwards by a line", Cmd: CmdExtendUp, InText: true},
	{ID: "character-right", Keys: []string{"Alt+ArrowRight", "Alt+l"}, Does: "Select the character on the right", Msg: Move{Side: 1, By: ByCharacter}, InText: true},
	{ID: "character-left", Keys: []string{"Alt+ArrowLeft", "Alt+h"}, Does: "Select the character on the left", Msg: Move{Side: -1, By: ByCharacter}, InText: true},
	{ID: "extend-character-right", Keys: []string{"Alt+Shift+ArrowRight", "Alt+Shift+l"}, Does: "Extend to the right by a character", Msg: Move{Side: 1, Extend: true, By: ByCharacter}, InText: true},
	{ID: "extend-character-left", Keys: []string{"Alt+Shift+ArrowLeft", "Alt+Shift+h"}, Does: "Extend to the left by a character", Msg: Move{Side: -1, Extend: true, By: ByCharacter}, InText: true},
	{ID: "line-start", Keys: []string{"Home"}, Does: "Select the first word of the line", Cmd: CmdLineStart, InText: true},
	{ID: "line-end", Keys: []string{"End"}, Does: "Select the last word of the line", Cmd: CmdLineEnd, InText: true},
	{ID: "extend-line-start", Keys: []string{"Shift+Home"}, Does: "Extend to the start of the line", Cmd: CmdExtendLineStart, InText: true},
	{ID: "extend-line-end", Keys: []string{"Shift+End"}, Does: "Extend to the end of the line", Cmd: CmdExtendLineEnd, InText: true},
	{ID: "sentence", Keys: []string{"w"}, Does: "Select the sentence, then the next one", Msg: Sentence{1}},
	{ID: "sentence-before", Keys: []string{"Shift+w"}, Does: "Select the sentence, then the one before", Msg: Sentence{-1}},
	{ID: "to-sentence", Keys: []string{")"}, Does: "Go to the next sentence", Msg: Move{Direction: 1, By: BySentence}},
	{ID: "to-sentence-before", Keys: []string{"("}, Does: "Go to the sentence before", Msg: Move{Direction: -1, By: BySentence}},
	{ID: "to-paragraph", Keys: []string{"mod+ArrowDown"}, Does: "Go to the next paragraph", Msg: Move{Direction: 1, By: ByParagraph}, InText: true},
	{ID: "to-paragraph-before", Keys: []string{"mod+ArrowUp"}, Does: "Go to the paragraph before", Msg: Move{Direction: -1, By: ByParagraph}, InText: true},
	{ID: "extend-paragraph", Keys: []string{"mod+Shift+ArrowDown"}, Does: "Extend to the end of the paragraph", Msg: Move{Direction: 1, Extend: true, By: ByParagraph}, InText: true},
	{ID: "extend-paragraph-before", Keys: []string{"mod+Shift+ArrowUp"}, Does: "Extend to the start of the paragraph", Msg: Move{Direction: -1, Extend: true, By: ByParagraph}, InText: true},
	{ID: "text-start", Keys: []string{"mod+Home"}, Does: "Go to the start of the text", Msg: Move{Direction: -1, By: ByDocument}, InText: true},
	{ID: "text-end", Keys: []string{"mod+End"}, Does: "Go to the end of the text", Msg: Move{Direction: 1, By: ByDocument}, InText: true},
	{ID: "next", Keys: []string{"n"}, Does: "Select the next candidate (a name, a number, words labelled before) or, during a search, the next match", Msg: Next{1}},
	{ID: "next-before", Keys: []string{"Shift+n"}, Does: "Select the candidate or match before", Msg: Next{-1}},
	{ID: "confirm", Keys: []string{"Enter"}, Does: "Give the pressed label to the selection", Msg: Confirm{}, InText: true},
	{ID: "annotation", Keys: []string{"."}, Does: "Choose the next annotation", Msg: Step{1}},
	{ID: "annotation-before", Keys: []string{","}, Does: "Choose the annotation before", Msg: Step{-1}},
	{ID: "walk", Keys: []string{"Tab"}, Does: "In the text, choose the next annotation; after the last one, or after Escape, leave the text", Cmd: CmdWalk, InText: true},
	{ID: "walk-back", Keys: []string{"Shift+Tab"}, Does: "The same backwards", Cmd: CmdWalkBack, InText: true},
	{ID: "grow-end", Keys: []string{"]"}, Does: "Grow at the end by a word", Msg: Stretch{Out: true}},
	{ID: "shrink-end", Keys: []string{"}", "Shift+]"}, Does: "Shrink at the end by a word", Msg: Stretch{}},
	{ID: "grow-start", Keys: []string{"["}, Does: "Grow at the start by a word", Msg: Stretch{Start: true, Out: true}},
	{ID: "shrink-start", Keys: []string{"{", "Shift+["}, Does: "Shrink at the start by a word", Msg: Stretch{Start: true}},
	{ID: "grow-end-fine", Keys: []string{"Alt+]"}, Does: "Grow at the end by a character", Msg: Stretch{Out: true, Fine: true}},
	{ID: "shrink-end-fine", Keys: []string{"Alt+}", "Alt+Shift+]"}, Does: "Shrink at the end by a character", Msg: Stretch{Fine: true}},
	{ID: "grow-start-fine", Keys: []string{"Alt+["}, Does: "Grow at the start by a character", Msg: Stretch{Start: true, Out: true, Fine: true}},
	{ID: "shrink-start-fine", Keys: []string{"Alt+{", "Alt+Shift+["}, Does: "Shrink at the start by a character", Msg: Stretch{Start: true, Fine: true}},
	{ID: "find", Keys: []string{"/"}, Does: "Search the document", Cmd: CmdFind},
	{ID: "find-same", Keys: []string{"r"}, Does: "Find all that reads the same, to label it", Msg: FindSame{}},
	{ID: "add-part", Keys: []string{"+"}, Does: "Add the selection to the last annotation as a further part", Msg: AddSelection{}},
	{ID: "link", Keys: []string{"c"}, Does: "Link the chosen annotation: choose another, then Enter", Msg: BeginLink{}},
	{ID: "flag", Keys: []string{"b"}, Does: "Come back to this: flag the selection, the annotation or the document", Msg: MarkHere{annotations.LabelFlag}},
	{ID: "nothing", Keys: []string{"0"}, Does: "Nothing to label in the selection or the document", Msg: MarkHere{annotations.LabelNothing}},
	{ID: "details", Keys: []string{"i"}, Does: "Go to the details: attributes, links, note", Cmd: CmdDetails},
	{ID: "guidelines", Keys: []string{"g"}, Does: "What counts as the chosen or pressed label: show the guidelines or hide them", Cmd: CmdGuide},
	{ID: "suggestion", Keys: []string{"s"}, Does: "Go to the next suggestion", Msg: NextProposal{1}},
	{ID: "suggestion-before", Keys: []string{"Shift+s"}, Does: "Go to the suggestion before", Msg: NextProposal{-1}},
	{ID: "accept", Keys: []string{"a"}, Does: "Accept the suggestion, as does Enter; a digit accepts it under that label, a bracket with other ends", Msg: Accept{}},
	{ID: "reject", Keys: []string{"x"}, Does: "Reject the suggestion", Msg: Reject{}},
	{ID: "accept-paragraph", Keys: []string{"Shift+a"}, Does: "Accept all likely suggestions of the paragraph", Msg: AcceptAll{}},
	{ID: "accept-document", Keys: []string{"mod+Shift+a"}, Does: "Accept all likely suggestions of the document", Msg: AcceptAll{Whole: true}},
	{ID: "delete", Keys: []string{"Delete", "Backspace"}, Does: "Remove the chosen annotation", Msg: Delete{}},
	{ID: "escape", Keys: []string{"Escape"}, Does: "Let go of selection, annotation or label", Msg: Escape{}},
	{ID: "undo", Keys: []string{"mod+z"}, Does: "Undo", Msg: Undo{}},
	{ID: "redo", Keys: []string{"mod+Shift+z", "mod+y"}, Does: "Redo", Msg: Redo{}},
	{ID: "done", Keys: []string{"mod+Enter"}, Does: "Mark the document as reviewed and open the next", Cmd: CmdDone},
	{ID: "document", Keys: []string{"mod+]"}, Does: "Open the next document", Cmd: CmdNextDoc},
	{ID: "document-before", Keys: []string{"mod+["}, Does: "Open the document before", Cmd: CmdPrevDoc},
	{ID: "region", Keys: []string{"F6"}, Does: "Go on to the next part of the page: labels, documents, text, annotations", Cmd: CmdRegion},
	{ID: "region-back", Keys: []string{"Shift+F6"}, Does: "Go back to the part before", Cmd: CmdRegionBack},
	{ID: "list-down", Keys: []string{"ArrowDown"}, Does: "In the list of documents: go to the next", Cmd: CmdListDown, InList: true},
	{ID: "list-up", Keys: []string{"ArrowUp"}, Does: "In the list: go to the one before", Cmd: CmdListUp, InList: true},
	{ID: "list-page-down", Keys: []string{"PageDown"}, Does: "In the list: go a screen on", Cmd: CmdListPageDown, InList: true},
	{ID: "list-page-up", Keys: []string{"PageUp"}, Does: "In the list: go a screen back", Cmd: CmdListPageUp, InList: true},
	{ID: "list-first", Keys: []string{"Home"}, Does: "In the list: go to the first", Cmd: CmdListFirst, InList: true},
	{ID: "list-last", Keys: []string{"End"}, Does: "In the list: go to the last", Cmd: CmdListLast, InList: true},
	{ID: "list-open", Keys: []string{"Enter"}, Does: "In the list: open the document", Cmd: CmdListOpen, InList: true},
	{ID: "list-archive", Keys: []string{"e"}, Does: "In the list: archive the document, or bring it back", Cmd: CmdArchive, InList: true},
	{ID: "list-delete", Keys: []string{"Delete", "Backspace"}, Does: "In the list: delete the document, or bring it back", Cmd: CmdDeleteDoc, InList: true},
	{ID: "settings", Keys: []string{"mod+,"}, Does: "Open the settings", Cmd: CmdSettings},
	{ID: "help", Keys: []string{"?"}, Does: "Show the keys", Cmd: CmdHelp},
}

// Keymap is the table of keys as a user has it. The zero Keymap is the table.
type Keymap struct {
	// Own are the keys of rows that a user has changed, by ID; one without keys
	// is switched off.
	Own map[string][]string
	// NoSingle switches off all keys of a single character, which those who
	// dictate, or whose screen readers use them, press without meaning to
	// (WCAG 2.1.4).
	NoSingle bool
}

// KeysOf are the keys of a row.
func (k Keymap) KeysOf(b Binding) []string {
	if own, ok := k.Own[b.ID]; ok {
		return own
	}
	return b.Keys
}

// Find returns the row of a key.
func (k Keymap) Find(key string) (Binding, bool) {
	if k.NoSingle && IsSingle(key) {
		return Binding{}, false
	}
	return k.Holder(key, false)
}

// InList returns the row of a key in the list of documents.
func (k Keymap) InList(key string) (Binding, bool) {
	if k.NoSingle && IsSingle(key) {
		return Binding{}, false
	}
	return k.Holder(key, true)
}

// Holder is the row that a key belongs to, in the list of documents or elsewhere,
// whether it is switched off or not.
func (k Keymap) Holder(key string, inList bool) (Binding, bool) {
	for _, b := range Keys {
		if b.InList == inList && slices.Contains(k.KeysOf(b), key) {
			return b, true
		}
	}
	return Binding{}, false
}

// RowOf is the row with an ID.
func RowOf(id string) (found Binding) {
	for _, b := range Keys {
		if b.ID == id {
			found = b
		}
	}
	return found
}

// With is the keymap after a row got other keys: each is taken from the row that
// had it in the same place. The keymap before stays as it is.
func (k Keymap) With(id string, keys ...string) Keymap {
	own := make(map[string][]string, len(k.Own)+1)
	inList := RowOf(id).InList
	for _, b := range Keys {
		var left []string
		taken := false
		for _, has := range k.KeysOf(b) {
			if b.ID != id && b.InList == inList && slices.Contains(keys, has) {
				taken = true
			} else {
				left = append(left, has)
			}
		}
		if _, changed := k.Own[b.ID]; changed || taken {
			own[b.ID] = left
		}
	}
	own[id] = keys
	if slices.Equal(keys, RowOf(id).Keys) {
		delete(own, id)
	}
	return Keymap{Own: own, NoSingle: k.NoSingle}
}

// IsSingle reports whether a key is one character without Ctrl, Cmd or Alt.
func IsSingle(key string) bool {
	if len(key) > 6 && key[:6] == "Shift+" {
		key = key[6:]
	}
	return len([]rune(key)) == 1
}

// Digit is the number of the label that a key presses, from 1.
func (k Keymap) Digit(key string) (int, bool) {
	n := len(key)
	if n == 0 || key[n-1] < '1' || key[n-1] > '9' {
		return 0, false
	}
	if key[:n-1] == "mod+Alt+" || n == 1 && !k.NoSingle {
		return int(key[n-1] - '0'), true
	}
	return 0, false
}

// KeyName is the name of a key in the table. shown is the character that it
// types, code where it lies on the keyboard; letters, digits and brackets are
// named after where they lie when Alt changes what they type.
func KeyName(shown, code string, ctrl, meta, alt, shift bool) string {
	name := ""
	if ctrl || meta {
		name += "mod+"
	}
	if alt {
		name += "Alt+"
		switch {
		case code == "BracketLeft":
			shown = "["
		case code == "BracketRight":
			shown = "]"
		case len(code) == 4 && code[:3] == "Key":
			shown = code[3:]
		case len(code) == 6 && code[:5] == "Digit":
			shown = code[5:]
		}
	}
	if len(shown) == 1 && 'A' <= shown[0] && shown[0] <= 'Z' {
		shown = string(shown[0] | 0x20)
	}
	// Shift is part of a character that is no letter.
	letter := len(shown) == 1 && 'a' <= shown[0] && shown[0] <= 'z'
	byPlace := alt && (shown == "[" || shown == "]" || len(shown) == 1 && '0' <= shown[0] && shown[0] <= '9')
	if shift && (len([]rune(shown)) > 1 || letter || byPlace) {
		name += "Shift+"
	}
	return name + shown
}
