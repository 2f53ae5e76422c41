package auth

import (
	"encoding/json"
	"fmt"
)

// Sight says when annotators see each other's labels.
type Sight int

// The sights.
const (
	// SightBlind: annotators see their own labels alone.
	SightBlind Sight = iota
	// SightReviewed: they see those of others on a document once they have said, on the
	// server, that they have reviewed it. They go on seeing them then, whatever they
	// say later: what was seen cannot be unseen.
	SightReviewed
	// SightOpen: they see all labels at once.
	SightOpen
)

// Sights are all of them.
var Sights = [...]Sight{SightBlind, SightReviewed, SightOpen}

// sights are what they are in JSON: the middle one came later than the others.
var sights = [...]any{SightBlind: false, SightReviewed: "reviewed", SightOpen: true}

// String is what the audit log and forms have for it.
func (s Sight) String() string { return [...]string{"blind", "reviewed", "open"}[s] }

// ParseSight reads what String has written.
func ParseSight(name string) (Sight, error) {
	for _, s := range Sights {
		if s.String() == name {
			return s, nil
		}
	}
	return SightBlind, &RuleError{"annotators see each other's labels never, after their own review, or always"}
}

// MarshalJSON implements json.Marshaler.
func (s Sight) MarshalJSON() ([]byte, error) { return json.Marshal(sights[s]) }

// UnmarshalJSON implements json.Unmarshaler.
func (s *Sight) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	for _, one := range Sights {
		if sights[one] == v {
			*s = one
			return nil
		}
	}
	return fmt.Errorf("open is true, false or \"reviewed\", and not %s", b)
}
