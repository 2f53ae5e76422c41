package annotations

// Moved says how the changes of a document become those of another document, or
// of another author. What is named after its document and author gets the name that
// it has there, and all else stays together: steps, undone steps, ends of links.
type Moved struct {
	From, To DocumentID
	// By, Replica and Annotation, where they are not nil, give new authors, replicas
	// and IDs.
	By         func(Author) Author
	Replica    func(ReplicaID) ReplicaID
	Annotation func(AnnotationID) AnnotationID
}

// Changes are the moved changes.
func (m Moved) Changes(changes []Change) []Change {
	ids := map[AnnotationID]AnnotationID{}
	for _, c := range changes {
		if put, ok := c.Op.(Put); ok && put.Annotation.Label.Reserved() {
			if id, ok := m.named(put.Annotation, c.By); ok {
				ids[put.Annotation.ID] = id
			}
		}
	}
	id := func(was AnnotationID) AnnotationID {
		is, ok := ids[was]
		switch {
		case ok:
			return is
		case m.Annotation == nil || was.IsZero():
			return was
		}
		return m.Annotation(was)
	}
	stamp := func(s Stamp) Stamp {
		if m.Replica != nil && !s.IsZero() {
			s.Replica = m.Replica(s.Replica)
		}
		return s
	}
	moved := make([]Change, len(changes))
	for i, c := range changes {
		c.Doc, c.By = m.To, m.by(c.By)
		c.Stamp, c.Step, c.Undoes = stamp(c.Stamp), stamp(c.Step), stamp(c.Undoes)
		switch op := c.Op.(type) {
		case Put:
			a := op.Annotation
			a.ID, a.Target.From, a.Target.To = id(a.ID), id(a.Target.From), id(a.Target.To)
			c.Op = Put{a}
		case Drop:
			c.Op = Drop{id(op.ID)}
		}
		moved[i] = c
	}
	return moved
}

func (m Moved) by(a Author) Author {
	if m.By == nil {
		return a
	}
	return m.By(a)
}

// named is the new ID of an annotation that is named after its document and author.
func (m Moved) named(a Annotation, by Author) (AnnotationID, bool) {
	refused := LabelID(a.Value(ValueAttribute))
	switch a.ID {
	case ReservedID(m.From, a.Label, by):
		return ReservedID(m.To, a.Label, m.by(by)), true
	case Refuse(m.From, by, refused, a.Target).ID:
		return Refuse(m.To, m.by(by), refused, a.Target).ID, true
	}
	return AnnotationID{}, false
}
