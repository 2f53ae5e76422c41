package annotations

import "github.com/google/uuid"

// ID is a UUID that knows what it names, so that the ID of a document cannot
// be passed where the ID of an annotation is meant. In text and JSON it is the
// usual 36 characters.
type ID[Of any] struct{ uuid.UUID }

// IDs of the things that are stored.
type (
	ProjectID    = ID[Project]
	DocumentID   = ID[Document]
	AnnotationID = ID[Annotation]
	ReplicaID    = ID[Replica]
)

// Replica names one writer of a log: one open tab, one import, one server job.
// It is never shared, since two writers that both count stamps under one ID
// would lose changes when their logs are merged.
type Replica struct{}

// IsZero reports whether the ID is unset.
func (id ID[Of]) IsZero() bool { return id.UUID == uuid.Nil }

// ParseID reads the usual text form of a UUID.
func ParseID[Of any](s string) (ID[Of], error) {
	u, err := uuid.Parse(s)
	return ID[Of]{u}, err
}

// NewID returns a random ID.
func NewID[Of any]() ID[Of] { return ID[Of]{uuid.New()} }

// NameID returns the ID that belongs to these names below space: the same
// names give the same ID on every device (a version 5 UUID). Each name is
// preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
func NameID[Of any](space uuid.UUID, names ...string) ID[Of] {
	var buf []byte
	for _, n := range names {
		for size := len(n); ; size >>= 7 {
			if size < 0x80 {
				buf = append(buf, byte(size))
				break
			}
			buf = append(buf, byte(size)|0x80)
		}
		buf = append(buf, n...)
	}
	return ID[Of]{uuid.NewSHA1(space, buf)}
}
