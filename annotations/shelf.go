package annotations

// Shelf is where a document is kept: in the list of its project, or out of it,
// and out of what is exported, counted and handed out. Nothing is lost with a
// document that is off the list: its text and its log stay, and are synced.
type Shelf string

// The shelves.
const (
	ShelfList     Shelf = ""
	ShelfArchived Shelf = "archived" // put away; exported where archived ones are asked for
	ShelfDeleted  Shelf = "deleted"  // a tombstone
)

// LabelShelf says of a document as a whole on which shelf it is: its value is the
// Shelf. Unlike all that is said of the work it is said for everybody: of what
// several authors say the latest holds.
const LabelShelf LabelID = reservedPrefix + "shelf"

// Shelve returns the annotation by which an author puts a document on a shelf.
func Shelve(doc DocumentID, by Author, on Shelf) Annotation {
	return Reserve(doc, LabelShelf, by, string(on))
}

// Shelves reports whether a change puts a document on a shelf, or takes back that
// its author did. Everybody in a project sees such changes, and who may add
// documents may make them.
func (c Change) Shelves() bool {
	switch op := c.Op.(type) {
	case Put:
		return op.Annotation.Label == LabelShelf
	case Drop:
		return op.ID == ReservedID(c.Doc, LabelShelf, c.By)
	}
	return false
}

// Shelf is where the document is.
func (s Set) Shelf() Shelf {
	shelf, stamp := ShelfList, Stamp{}
	for e := range s.All() {
		if len(e.Target.Parts) > 0 {
			break // all that is not in the text comes first
		}
		if e.Label == LabelShelf && e.Target.Whole() && stamp.Less(e.Stamp) {
			shelf, stamp = Shelf(e.Value(ValueAttribute)), e.Stamp
		}
	}
	return shelf
}

// ShelfOf is where the document of a log is, given in the order of stamps. It
// looks at the changes without making a set of them.
func ShelfOf(log []Change) Shelf {
	var said map[AnnotationID]Change // what holds of each author
	for _, c := range log {
		put, is := c.Op.(Put)
		switch {
		case is && put.Annotation.Label == LabelShelf && put.Annotation.Target.Whole():
			if said == nil {
				said = map[AnnotationID]Change{}
			}
			said[put.Annotation.ID] = c
		case said != nil:
			delete(said, c.Op.Of())
		}
	}
	shelf, stamp := ShelfList, Stamp{}
	for _, c := range said {
		if stamp.Less(c.Stamp) {
			shelf, stamp = Shelf(c.Op.(Put).Annotation.Value(ValueAttribute)), c.Stamp
		}
	}
	return shelf
}
