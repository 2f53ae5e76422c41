package annotations

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// Stamp orders changes: a Lamport number, and the replica that counted it to
// break ties. No clock is involved, so a wrong clock cannot lose work.
type Stamp struct {
	N       uint64
	Replica ReplicaID
}

// IsZero reports whether the stamp is unset. The zero stamp is before all others.
func (s Stamp) IsZero() bool { return s == Stamp{} }

// Compare orders stamps by number, then by replica.
func (s Stamp) Compare(other Stamp) int {
	if c := cmp.Compare(s.N, other.N); c != 0 {
		return c
	}
	return bytes.Compare(s.Replica.UUID[:], other.Replica.UUID[:])
}

// Less reports whether s is before other.
func (s Stamp) Less(other Stamp) bool { return s.Compare(other) < 0 }

// String returns the number, an @ and the replica.
func (s Stamp) String() string {
	return strconv.FormatUint(s.N, 10) + "@" + s.Replica.String()
}

// MarshalText implements encoding.TextMarshaler in the form of String.
func (s Stamp) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the form of String.
func (s *Stamp) UnmarshalText(b []byte) error {
	num, replica, ok := strings.Cut(string(b), "@")
	n, err := strconv.ParseUint(num, 10, 64)
	if !ok || err != nil {
		return errors.New("stamp " + strconv.Quote(string(b)) + ": want a number, @ and a replica ID")
	}
	id, err := ParseID[Replica](replica)
	if err != nil {
		return errors.New("stamp " + strconv.Quote(string(b)) + ": " + err.Error())
	}
	*s = Stamp{N: n, Replica: id}
	return nil
}
