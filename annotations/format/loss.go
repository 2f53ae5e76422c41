package format

import (
	"fmt"

	"gloss/annotations"
)

// Kind says what became of an annotation that a format could not carry as it is.
type Kind string

// Kinds of loss.
const (
	Dropped   Kind = "dropped"   // it is not in the dataset
	Moved     Kind = "moved"     // to the edges of words
	Split     Kind = "split"     // it is several annotations in the dataset
	Flattened Kind = "flattened" // its parts, or what stood one in another, became one
	Renamed   Kind = "renamed"   // its label is written differently
	Stripped  Kind = "stripped"  // of its note or of values of attributes
)

// Kinds are all kinds of loss, the worst first.
var Kinds = []Kind{Dropped, Flattened, Split, Moved, Renamed, Stripped}

// Reasons that several formats give for a loss. More may stand behind it and a colon:
// what it was moved to, say.
const (
	NoParts      = "the format has no discontinuous spans"
	NoLinks      = "the format has no links"
	NoWhole      = "the format has no labels of a document as a whole"
	NoNotes      = "the format has no notes"
	NoAttributes = "the format has no attributes"
	NoWork       = "the format has no place for what is said of the work"
	NoEnd        = "an end of it is not in the dataset"
	NotAcross    = "the format has no links between annotations of different people"
	NoText       = "there is no text in it"
	NoToken      = "there is no token in it"
	ToTokens     = "to the edges of tokens"
	OuterBlanks  = "it starts or ends with white space"
	OneLabel     = "a token has one label, and it overlaps another annotation"
	NoBlanks     = "a tag holds no blanks"
)

// Reasons are all of these, as the page says them in other languages.
var Reasons = []string{
	NoParts, NoLinks, NoWhole, NoNotes, NoAttributes, NoWork, NoEnd, NotAcross, NoText, NoToken, ToTokens, OuterBlanks, OneLabel, NoBlanks,
}

// Loss is an annotation that a dataset does not hold as it was made; without a
// Span it is about the document.
type Loss struct {
	Document string `json:"document"` // ID
	Span     string `json:"span,omitempty"`
	Label    string `json:"label,omitempty"`
	Text     string `json:"text,omitempty"` // that it is about, of a link those of its ends
	Kind     Kind   `json:"kind"`
	Reason   string `json:"reason"`
}

// LossOf describes the loss of an entry of an item.
func LossOf(it Item, e annotations.Entry, kind Kind, reason string) Loss {
	return Loss{
		Document: it.Document.ID.String(), Span: e.ID.String(), Label: string(e.Label),
		Text: Quote(it.Document, e), Kind: kind, Reason: reason,
	}
}

// LossOfDocument describes what a dataset does not hold of a document itself.
func LossOfDocument(d annotations.Document, kind Kind, reason string) Loss {
	return Loss{Document: d.ID.String(), Kind: kind, Reason: reason}
}

func (l Loss) String() string {
	if l.Span == "" {
		return fmt.Sprintf("%s: document %s: %s", l.Kind, l.Document, l.Reason)
	}
	return fmt.Sprintf("%s: %s %q (document %s): %s", l.Kind, l.Label, l.Text, l.Document, l.Reason)
}

// Quote is the text of an annotation, the parts joined by a blank.
func Quote(d annotations.Document, e annotations.Entry) string {
	q := ""
	for i, p := range e.Target.Parts {
		if i > 0 {
			q += " "
		}
		if p.Start >= 0 && p.Start <= p.End && int(p.End) <= len(d.Text) {
			q += d.Text[p.Start:p.End]
		}
	}
	return q
}

// Quotes is Quote for the annotations of an item; of a link it is the texts of its
// ends.
func (it Item) Quotes() func(annotations.Entry) string {
	var texts map[annotations.AnnotationID]string
	return func(e annotations.Entry) string {
		if e.Target.From.IsZero() {
			return Quote(it.Document, e)
		}
		if texts == nil {
			texts = map[annotations.AnnotationID]string{}
			for _, o := range it.Entries {
				texts[o.ID] = Quote(it.Document, o)
			}
		}
		return texts[e.Target.From] + " → " + texts[e.Target.To]
	}
}
