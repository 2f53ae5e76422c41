package annotations

import (
	"strings"
)

// Labels that begin so are no labels of a schema, but say how far the work on a
// document is. They live in the log beside the others, so that they are merged,
// undone and kept like these. Datasets in gloss JSON Lines hold them; any other
// format reports each as a loss, and what counts annotations leaves them out.
const reservedPrefix = "gloss:"

// The reserved labels.
const (
	// LabelStatus is how far an author is with a document as a whole: its value
	// is StatusReviewed, StatusSkipped or, to go back from these, StatusInWork.
	LabelStatus LabelID = reservedPrefix + "status"
	// LabelNote is a note on a document as a whole, in Annotation.Note.
	LabelNote LabelID = reservedPrefix + "note"
	// LabelFlag says "come back to this" of a passage or a document.
	LabelFlag LabelID = reservedPrefix + "flag"
	// LabelNothing says that there is nothing to label in a passage or in a
	// document, so that those who train on it can trust the negative.
	LabelNothing LabelID = reservedPrefix + "nothing"
	// LabelRefused says that a proposal for this span was refused: its value is
	// the label that was proposed. Suggestions learn from it; it is in no dataset.
	LabelRefused LabelID = reservedPrefix + "refused"
)

// ValueAttribute is the attribute of the value of a reserved label.
const ValueAttribute AttributeID = reservedPrefix + "value"

// OrderAttribute is the attribute of LabelStatus that says why its author came to the
// document, where an order of Gloss chose it: OrderChance or OrderModel. What chance
// chose, and nothing else, is a fair sample of the documents.
const OrderAttribute AttributeID = reservedPrefix + "order"

// The values of OrderAttribute.
const (
	OrderChance = "chance"
	OrderModel  = "model" // its labels would teach suggestions most
)

// Reserved reports whether the label is none of a schema.
func (l LabelID) Reserved() bool { return strings.HasPrefix(string(l), reservedPrefix) }

// Status is how far the work on a document is.
type Status string

// The statuses.
const (
	StatusNew      Status = "new"     // nothing was done
	StatusInWork   Status = "in work" // something was, and nothing else was said
	StatusReviewed Status = "reviewed"
	StatusFlagged  Status = "flagged" // there is something to come back to
	StatusSkipped  Status = "skipped"
)

// Statuses are all of them, in the order of the work.
var Statuses = [...]Status{StatusNew, StatusInWork, StatusReviewed, StatusFlagged, StatusSkipped}

// ReservedID is the ID of the annotation of a reserved label that an author makes
// of a document as a whole: every tab makes the same one, and the log settles
// which of them holds.
func ReservedID(doc DocumentID, label LabelID, by Author) AnnotationID {
	return NameID[Annotation](doc.UUID, string(label), string(by))
}

// Reviews reports whether a change says of its document that it is reviewed.
func (c Change) Reviews() bool {
	put, ok := c.Op.(Put)
	return ok && put.Annotation.Label == LabelStatus && put.Annotation.Value(ValueAttribute) == string(StatusReviewed)
}

// Reserve returns the annotation of a document as a whole with a reserved label
// and its value, which may be empty.
func Reserve(doc DocumentID, label LabelID, by Author, value string) Annotation {
	a := Annotation{ID: ReservedID(doc, label, by), Label: label}
	if value != "" {
		a.Values = []Value{{ValueAttribute, value}}
	}
	return a
}

// Refuse returns the annotation by which an author refuses a label for a span,
// the same one each time.
func Refuse(doc DocumentID, by Author, label LabelID, target Target) Annotation {
	var place []byte
	for _, p := range target.Parts {
		for _, at := range [...]int{int(p.Start), int(p.End)} {
			for ; at >= 0x80; at >>= 7 {
				place = append(place, byte(at)|0x80)
			}
			place = append(place, byte(at))
		}
	}
	return Annotation{
		ID:    NameID[Annotation](doc.UUID, string(LabelRefused), string(by), string(label), string(place)),
		Label: LabelRefused, Target: target, Values: []Value{{ValueAttribute, string(label)}},
	}
}

// Reserved returns what an author says of a document as a whole with a reserved
// label: the latest, if there are several. It looks at all that is not in the
// text.
func (s Set) Reserved(label LabelID, by Author) (found Entry, ok bool) {
	for e := range s.All() {
		if len(e.Target.Parts) > 0 {
			break
		}
		if e.Label == label && e.By == by && e.Target.Whole() && (!ok || found.Stamp.Less(e.Stamp)) {
			found, ok = e, true
		}
	}
	return found, ok
}

// StatusOf is how far an author is with a document. What there is to come back
// to makes it flagged, whatever else was said. On which shelf it is is no work. It
// takes linear time.
func StatusOf(s Set, by Author) Status {
	status, stamp := StatusNew, Stamp{}
	for e := range s.All() {
		if status == StatusNew && e.Label != LabelShelf {
			status = StatusInWork
		}
		switch {
		case e.By != by:
		case e.Label == LabelFlag:
			return StatusFlagged
		case e.Label == LabelStatus && stamp.Less(e.Stamp):
			status, stamp = Status(e.Value(ValueAttribute)), e.Stamp
		}
	}
	return status
}
