package editor

import "gloss/annotations"

// Command is what a key can do on the page.
type Command string

// Commands. Those with a Msg are done by Update; the others are the page's.
const (
	CmdLineUp     Command = "line-up"
	CmdLineDown   Command = "line-down"
	CmdExtendUp   Command = "extend-up"
	CmdExtendDown Command = "extend-down"
	CmdFind       Command = "find"
	CmdDetails    Command = "details"
	CmdHelp       Command = "help"
	CmdNextDoc    Command = "next-document"
	CmdPrevDoc    Command = "previous-document"
)

// Binding is a row of the table of keys: the help, the README and the tests
// read this table and nothing else.
type Binding struct {
	// Keys are written as modifiers (mod is Ctrl, or Cmd on a Mac) and a key,
	// joined by +. A key is named after its character, else as the browser
	// names it.
	Keys []string
	Does string // in words
	Msg  Msg
	Cmd  Command // when there is no Msg
}

// DigitsDo says what the digits 1 to 9 do.
const DigitsDo = "Label the selection, relabel the annotation, or press a label for the next drags"

// Keys is the table of keys, in the order of the help. The digits 1 to 9, which
// press the labels, are not in it.
var Keys = []Binding{
	{Keys: []string{"ArrowRight"}, Does: "Select the next word", Msg: Move{Direction: 1}},
	{Keys: []string{"ArrowLeft"}, Does: "Select the word before", Msg: Move{Direction: -1}},
	{Keys: []string{"ArrowDown"}, Does: "Select the word below", Cmd: CmdLineDown},
	{Keys: []string{"ArrowUp"}, Does: "Select the word above", Cmd: CmdLineUp},
	{Keys: []string{"mod+ArrowDown"}, Does: "Go to the next paragraph", Msg: Move{Direction: 1, Paragraph: true}},
	{Keys: []string{"mod+ArrowUp"}, Does: "Go to the paragraph before", Msg: Move{Direction: -1, Paragraph: true}},
	{Keys: []string{"Shift+ArrowRight"}, Does: "Extend the selection by a word", Msg: Move{Direction: 1, Extend: true}},
	{Keys: []string{"Shift+ArrowLeft"}, Does: "Take a word back", Msg: Move{Direction: -1, Extend: true}},
	{Keys: []string{"Shift+ArrowDown"}, Does: "Extend the selection by a line", Cmd: CmdExtendDown},
	{Keys: []string{"Shift+ArrowUp"}, Does: "Extend the selection upwards", Cmd: CmdExtendUp},
	{Keys: []string{"Alt+Shift+ArrowRight"}, Does: "Extend by a character", Msg: Move{Direction: 1, Extend: true, Fine: true}},
	{Keys: []string{"Alt+Shift+ArrowLeft"}, Does: "Take a character back", Msg: Move{Direction: -1, Extend: true, Fine: true}},
	{Keys: []string{"Enter"}, Does: "Give the pressed label to the selection", Msg: Confirm{}},
	{Keys: []string{"."}, Does: "Choose the next annotation", Msg: Step{1}},
	{Keys: []string{","}, Does: "Choose the annotation before", Msg: Step{-1}},
	{Keys: []string{"]"}, Does: "Grow at the end by a word", Msg: Stretch{Out: true}},
	{Keys: []string{"}", "Shift+]"}, Does: "Shrink at the end by a word", Msg: Stretch{}},
	{Keys: []string{"["}, Does: "Grow at the start by a word", Msg: Stretch{Start: true, Out: true}},
	{Keys: []string{"{", "Shift+["}, Does: "Shrink at the start by a word", Msg: Stretch{Start: true}},
	{Keys: []string{"Alt+]"}, Does: "Grow at the end by a character", Msg: Stretch{Out: true, Fine: true}},
	{Keys: []string{"Alt+}", "Alt+Shift+]"}, Does: "Shrink at the end by a character", Msg: Stretch{Fine: true}},
	{Keys: []string{"Alt+["}, Does: "Grow at the start by a character", Msg: Stretch{Start: true, Out: true, Fine: true}},
	{Keys: []string{"Alt+{", "Alt+Shift+["}, Does: "Shrink at the start by a character", Msg: Stretch{Start: true, Fine: true}},
	{Keys: []string{"/"}, Does: "Search the document", Cmd: CmdFind},
	{Keys: []string{"n"}, Does: "Select the next match", Msg: StepMatch{1}},
	{Keys: []string{"Shift+n"}, Does: "Select the match before", Msg: StepMatch{-1}},
	{Keys: []string{"r"}, Does: "Find all that reads the same, to label it", Msg: FindSame{}},
	{Keys: []string{"+"}, Does: "Add the selection to the last annotation as a further part", Msg: AddSelection{}},
	{Keys: []string{"c"}, Does: "Link the chosen annotation: choose another, then Enter", Msg: BeginLink{}},
	{Keys: []string{"b"}, Does: "Come back to this: flag the selection, the annotation or the document", Msg: MarkHere{annotations.LabelFlag}},
	{Keys: []string{"0"}, Does: "Nothing to label in the selection or the document", Msg: MarkHere{annotations.LabelNothing}},
	{Keys: []string{"i"}, Does: "Go to the details: attributes, links, note", Cmd: CmdDetails},
	{Keys: []string{"s"}, Does: "Go to the next suggestion", Msg: NextProposal{1}},
	{Keys: []string{"Shift+s"}, Does: "Go to the suggestion before", Msg: NextProposal{-1}},
	{Keys: []string{"a"}, Does: "Accept the suggestion, as does Enter; a digit accepts it under that label, a bracket with other ends", Msg: Accept{}},
	{Keys: []string{"x"}, Does: "Reject the suggestion", Msg: Reject{}},
	{Keys: []string{"Shift+a"}, Does: "Accept all likely suggestions of the paragraph", Msg: AcceptAll{}},
	{Keys: []string{"mod+Shift+a"}, Does: "Accept all likely suggestions of the document", Msg: AcceptAll{Whole: true}},
	{Keys: []string{"Delete", "Backspace"}, Does: "Remove the chosen annotation", Msg: Delete{}},
	{Keys: []string{"Escape"}, Does: "Let go of selection, annotation or label", Msg: Escape{}},
	{Keys: []string{"mod+z"}, Does: "Undo", Msg: Undo{}},
	{Keys: []string{"mod+Shift+z", "mod+y"}, Does: "Redo", Msg: Redo{}},
	{Keys: []string{"mod+]"}, Does: "Open the next document", Cmd: CmdNextDoc},
	{Keys: []string{"mod+["}, Does: "Open the document before", Cmd: CmdPrevDoc},
	{Keys: []string{"?"}, Does: "Show the keys", Cmd: CmdHelp},
}

// Find returns the binding of a key.
func Find(key string) (Binding, bool) {
	for _, b := range Keys {
		for _, k := range b.Keys {
			if k == key {
				return b, true
			}
		}
	}
	return Binding{}, false
}

// KeyName is the name of a key in the table. shown is the character that it
// types, code where it lies on the keyboard; the letter and bracket keys are
// named after where they lie when Alt changes what they type.
func KeyName(shown, code string, ctrl, meta, alt, shift bool) string {
	name := ""
	if ctrl || meta {
		name += "mod+"
	}
	if alt {
		name += "Alt+"
		switch code {
		case "BracketLeft":
			shown = "["
		case "BracketRight":
			shown = "]"
		}
	}
	if len(shown) == 1 && 'A' <= shown[0] && shown[0] <= 'Z' {
		shown = string(shown[0] | 0x20)
	}
	// Shift is part of a character that is no letter.
	letter := len(shown) == 1 && 'a' <= shown[0] && shown[0] <= 'z'
	bracketByPlace := alt && (shown == "[" || shown == "]")
	if shift && (len([]rune(shown)) > 1 || letter || bracketByPlace) {
		name += "Shift+"
	}
	return name + shown
}
