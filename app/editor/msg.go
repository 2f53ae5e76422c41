package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
)

// Msg is something that happened: a gesture of the user, or news from elsewhere.
type Msg interface{ isMsg() }

type (
	// SetLabels says which labels are on offer.
	SetLabels struct{ Labels annotations.Schema }

	// PressLabel is a label's button or key: it labels the selection, else
	// relabels the chosen annotation, else makes every further drag give this
	// label, or no longer.
	PressLabel struct{ Label annotations.LabelID }

	// Select is a stretch that was selected with a pointer. When a label is
	// pressed it is labelled at once.
	Select struct {
		Span  text.Span
		Exact bool // characters rather than words
	}

	// SelectSentence selects the sentence at a place, as a third click does. What
	// the two clicks before it labelled grows to it.
	SelectSentence struct{ At text.Byte }

	// ExtendTo moves the nearer end of the selection, or of the chosen annotation,
	// to the word at a place.
	ExtendTo struct {
		At    text.Byte
		Exact bool
	}

	// DragEnd moves an end of the chosen annotation to a place, where its handle
	// was dragged.
	DragEnd struct {
		Start bool // the start rather than the end
		To    text.Byte
		Exact bool
	}

	// Click is a click at a place of the text. It chooses the shortest
	// annotation there, and at the same place again the next one outwards.
	Click struct {
		At     text.Byte
		OnMark bool // something is painted under the pointer
	}

	// Choose picks an annotation, as from the list.
	Choose struct{ ID annotations.AnnotationID }

	// Step chooses the next annotation in the text (1) or the one before (-1).
	Step struct{ Direction int }

	// Delete removes an annotation, the chosen one when ID is zero.
	Delete struct{ ID annotations.AnnotationID }

	// Stretch moves an end of the chosen annotation, or of the selection.
	Stretch struct {
		Start bool // the start rather than the end
		Out   bool // grow rather than shrink
		Fine  bool // by a character rather than by a word
	}

	// Move moves the selection to the next word (1) or the one before (-1), or to
	// the one that is seen on the right (Side 1) or the left (Side -1).
	Move struct {
		Direction int
		Side      int
		Extend    bool // let the selection begin where it began
		By        Unit // to the first word of the next or previous one
	}

	// MoveTo moves the selection to the word at a place, or to the last one that
	// ends before it.
	MoveTo struct {
		At     text.Byte
		Before bool
		Extend bool
	}

	// Sentence selects the sentence at the cursor and, when that is selected, the
	// next one (1) or the one before (-1).
	Sentence struct{ Direction int }

	// Next selects the next candidate (1) or the one before (-1) or, during a
	// search, the next match.
	Next struct{ Direction int }

	// Confirm gives the pressed label to the selection.
	Confirm struct{}

	// Escape lets go: of the selection, else of the chosen annotation, else of
	// the pressed label.
	Escape struct{}
	// RecordOn goes on with a step of very many changes; the editor asks for it.
	RecordOn struct{}

	Undo struct{}
	Redo struct{}

	// Search looks for all occurrences of a text; the empty one ends it.
	Search struct{ Query Query }

	// SearchOn goes on with a search that has not come to the end of the text.
	SearchOn struct{}

	// FindSame searches for all that reads as what is chosen or selected.
	FindSame struct{}

	// StepMatch selects the next match (1) or the one before (-1).
	StepMatch struct{ Direction int }

	// LabelAll labels all matches but some, in one step.
	LabelAll struct {
		Label  annotations.LabelID
		Except []text.Span
	}

	// AddPart is a stretch that was selected beside what is chosen or selected:
	// a further part of it, or one less when it is one already.
	AddPart struct {
		Span  text.Span
		Exact bool
	}

	// AddSelection makes the selection a part of the annotation that was chosen
	// last.
	AddSelection struct{}

	// BeginLink makes the chosen annotation the start of a link; Confirm ends it
	// at the one that is chosen then.
	BeginLink struct{}

	// Link links two annotations, with the first label that is allowed when it
	// names none.
	Link struct {
		From, To annotations.AnnotationID
		Label    annotations.LabelID
	}

	// Relabel gives a link another label.
	Relabel struct {
		ID    annotations.AnnotationID
		Label annotations.LabelID
	}

	// Toggle gives the document a label of whole documents, or a reserved one,
	// or takes it back.
	Toggle struct{ Label annotations.LabelID }

	// MarkHere says something with a reserved label of what is selected or
	// chosen, else of the document, or takes it back.
	MarkHere struct{ Label annotations.LabelID }

	// SetStatus says how far the work on the document is.
	SetStatus struct{ Status annotations.Status }

	// PutOn puts the document on a shelf.
	PutOn struct{ Shelf annotations.Shelf }

	// SetNote keeps a note on an annotation, or without an ID on the document.
	SetNote struct {
		ID   annotations.AnnotationID
		Text string
	}

	// SetValues gives an annotation values of an attribute in place of those
	// that it has.
	SetValues struct {
		ID        annotations.AnnotationID
		Attribute annotations.AttributeID
		Texts     []string
	}

	// View shows the state after an earlier change; zero goes back to the
	// present. Restore makes what is viewed the present state.
	View    struct{ At annotations.Stamp }
	Restore struct{}

	// Arrived are changes from elsewhere: another tab, another device.
	Arrived struct{ Changes []annotations.Change }
)

func (AddPart) isMsg()        {}
func (AddSelection) isMsg()   {}
func (BeginLink) isMsg()      {}
func (Link) isMsg()           {}
func (Relabel) isMsg()        {}
func (Toggle) isMsg()         {}
func (MarkHere) isMsg()       {}
func (SetStatus) isMsg()      {}
func (PutOn) isMsg()          {}
func (SetNote) isMsg()        {}
func (SetValues) isMsg()      {}
func (View) isMsg()           {}
func (Restore) isMsg()        {}
func (SetLabels) isMsg()      {}
func (PressLabel) isMsg()     {}
func (Select) isMsg()         {}
func (Click) isMsg()          {}
func (Choose) isMsg()         {}
func (Step) isMsg()           {}
func (Delete) isMsg()         {}
func (Stretch) isMsg()        {}
func (Move) isMsg()           {}
func (MoveTo) isMsg()         {}
func (Confirm) isMsg()        {}
func (RecordOn) isMsg()       {}
func (Escape) isMsg()         {}
func (Undo) isMsg()           {}
func (Redo) isMsg()           {}
func (Arrived) isMsg()        {}
func (Search) isMsg()         {}
func (SearchOn) isMsg()       {}
func (FindSame) isMsg()       {}
func (StepMatch) isMsg()      {}
func (LabelAll) isMsg()       {}
func (SelectSentence) isMsg() {}
func (ExtendTo) isMsg()       {}
func (DragEnd) isMsg()        {}
func (Sentence) isMsg()       {}
func (Next) isMsg()           {}

// Unit is how far one step goes.
type Unit int

// Units of Move.
const (
	ByWord Unit = iota
	ByCharacter
	BySentence
	ByParagraph
	ByDocument
)

// Effect is something to be done in the world.
type Effect interface{ isEffect() }

type (
	// Save stores changes on the device. It comes before all other effects.
	Save struct{ Changes []annotations.Change }
	// Repaint draws stretches of the text again: their annotations, or how these
	// are shown, have changed.
	Repaint struct{ Spans []text.Span }
	// Say tells the user in words, for those who do not see it.
	Say struct{ Text string }
	// Reveal brings a stretch of the text into view.
	Reveal struct{ Span text.Span }
	// GoOn sends a message once the page has had time for what the user does.
	GoOn struct{ Msg Msg }
	// OpenFinder shows what is searched for and found.
	OpenFinder struct{}
	// Unselect takes the browser's own selection away.
	Unselect struct{}
)

func (Save) isEffect()       {}
func (Repaint) isEffect()    {}
func (Say) isEffect()        {}
func (Reveal) isEffect()     {}
func (GoOn) isEffect()       {}
func (OpenFinder) isEffect() {}
func (Unselect) isEffect()   {}
