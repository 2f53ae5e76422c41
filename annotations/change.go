package annotations

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gloss/annotations/text"
)

// Op is what a change does. There are two, Put and Drop, and there will never
// be others, so that an old log can always be replayed.
type Op interface {
	// Of is the annotation that the op is about.
	Of() AnnotationID
	equal(Op) bool
}

// Put says that the annotation is now this.
type Put struct{ Annotation Annotation }

// Drop says that the annotation is no more. It stays as a tombstone, and a
// later Put brings the annotation back.
type Drop struct{ ID AnnotationID }

func (p Put) Of() AnnotationID  { return p.Annotation.ID }
func (d Drop) Of() AnnotationID { return d.ID }

func (p Put) equal(op Op) bool {
	other, ok := op.(Put)
	return ok && p.Annotation.Equal(other.Annotation)
}

func (d Drop) equal(op Op) bool { return op == Op(d) }

// Change is one op in the log of a document. Stamp decides the order; At is for
// people to read.
type Change struct {
	Stamp Stamp
	Doc   DocumentID
	By    Author
	At    time.Time
	Op    Op
	// Step is the stamp of the first change of the gesture that this one is
	// part of: one step is undone as a whole.
	Step Stamp
	// Undoes names the step that this step takes back, if it is an undo. A
	// redo is the undo of an undo.
	Undoes Stamp
}

// Same reports whether both changes do the same to the same document. Two
// changes with one stamp must be the same.
func (c Change) Same(other Change) bool {
	return c.Doc == other.Doc && c.Op.equal(other.Op)
}

// Check reports what makes the change unfit for any log.
func (c Change) Check() error {
	switch {
	case c.Stamp.N == 0 || c.Stamp.Replica.IsZero():
		return errors.New("change without a stamp")
	case c.Doc.IsZero():
		return fmt.Errorf("change %v names no document", c.Stamp)
	case c.Op == nil:
		return fmt.Errorf("change %v has no op", c.Stamp)
	case c.Op.Of().IsZero():
		return fmt.Errorf("change %v: %w", c.Stamp, ErrNoID)
	case c.By == "":
		return fmt.Errorf("change %v has no author", c.Stamp)
	case c.Step.IsZero() || c.Stamp.Less(c.Step):
		return fmt.Errorf("change %v belongs to no step", c.Stamp)
	}
	if put, ok := c.Op.(Put); ok {
		err := put.Annotation.checkExtras()
		if put.Annotation.Label == "" {
			err = ErrNoLabel
		}
		if err != nil {
			return fmt.Errorf("change %v: %w", c.Stamp, err)
		}
	}
	return nil
}

// The JSON of a change, at rest and on the wire. Spans are in bytes there, as
// in memory, and the field says so: a log is only of use beside the text whose
// ID it carries. Datasets for others are written by annotations/format.
type changeJSON struct {
	Stamp  Stamp         `json:"stamp"`
	Step   Stamp         `json:"step,omitzero"` // when it is not the stamp itself
	Undoes Stamp         `json:"undoes,omitzero"`
	Doc    DocumentID    `json:"doc"`
	By     Author        `json:"by"`
	At     time.Time     `json:"at"`
	Put    *putJSON      `json:"put,omitempty"`
	Drop   *AnnotationID `json:"drop,omitempty"`
}

type putJSON struct {
	ID    AnnotationID   `json:"id"`
	Label LabelID        `json:"label"`
	Bytes [][2]text.Byte `json:"bytes,omitempty"`
	From  AnnotationID   `json:"from,omitzero"`
	To    AnnotationID   `json:"to,omitzero"`
	Note  string         `json:"note,omitempty"`
	// Values are pairs of attribute and text.
	Values [][2]string `json:"values,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (c Change) MarshalJSON() ([]byte, error) {
	out := changeJSON{Stamp: c.Stamp, Undoes: c.Undoes, Doc: c.Doc, By: c.By, At: c.At}
	if c.Step != c.Stamp {
		out.Step = c.Step
	}
	switch op := c.Op.(type) {
	case Put:
		a := op.Annotation
		out.Put = &putJSON{ID: a.ID, Label: a.Label, From: a.Target.From, To: a.Target.To, Note: a.Note}
		for _, p := range a.Target.Parts {
			out.Put.Bytes = append(out.Put.Bytes, [2]text.Byte{p.Start, p.End})
		}
		for _, v := range a.Values {
			out.Put.Values = append(out.Put.Values, [2]string{string(v.Attribute), v.Text})
		}
	case Drop:
		out.Drop = &op.ID
	default:
		return nil, fmt.Errorf("change %v has no op", c.Stamp)
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler. A change that Check refuses is an
// error.
func (c *Change) UnmarshalJSON(b []byte) error {
	var in changeJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	if in.Step.IsZero() {
		in.Step = in.Stamp
	}
	read := Change{
		Stamp: in.Stamp, Step: in.Step, Undoes: in.Undoes,
		Doc: in.Doc, By: in.By, At: Moment(in.At),
	}
	switch {
	case in.Put != nil && in.Drop != nil:
		return fmt.Errorf("change %v both puts and drops", in.Stamp)
	case in.Put != nil:
		a := Annotation{ID: in.Put.ID, Label: in.Put.Label, Note: in.Put.Note, Target: Target{From: in.Put.From, To: in.Put.To}}
		for _, p := range in.Put.Bytes {
			a.Target.Parts = append(a.Target.Parts, text.Span{Start: p[0], End: p[1]})
		}
		for _, v := range in.Put.Values {
			a.Values = append(a.Values, Value{AttributeID(v[0]), v[1]})
		}
		read.Op = Put{a}
	case in.Drop != nil:
		read.Op = Drop{*in.Drop}
	}
	if err := read.Check(); err != nil {
		return err
	}
	*c = read
	return nil
}
