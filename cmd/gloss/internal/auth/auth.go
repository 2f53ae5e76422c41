// Package auth knows the people of a server: their accounts, how they prove who
// they are, what they may do in which project, and what they did. It keeps all of
// that in tables of its own beside the labels, in SQL that SQLite and PostgreSQL
// both take.
//
// Secrets that are handed out (sessions, tokens, invitations) are random and are
// kept as SHA-256 only; passwords are kept as argon2id.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Errors that callers tell apart with errors.Is. Each is a sentence for people.
var (
	// ErrSignIn does not say whether the name or the password was wrong.
	ErrSignIn = errors.New("the name or the password is not right")
	// ErrUnknown says that there is no such account, session, token or member.
	ErrUnknown = errors.New("there is no such thing")
	// ErrTaken says that somebody else has the name.
	ErrTaken = errors.New("somebody has this name already")
	// ErrOver says that a link has expired, was used up or was revoked.
	ErrOver = errors.New("this link is no longer good; ask for a new one")
	// ErrLast keeps a server from being left without an administrator.
	ErrLast = errors.New("somebody must stay administrator")
)

// RuleError says which rule a name or a password breaks.
type RuleError struct{ Rule string }

func (e *RuleError) Error() string { return e.Rule }

// Role is what somebody is in a project.
type Role string

// The roles, from the one that may most.
const (
	Manager     Role = "manager"
	Adjudicator Role = "adjudicator"
	Annotator   Role = "annotator"
	Reader      Role = "reader"
)

// Roles are all roles, from the one that may most.
var Roles = []Role{Manager, Adjudicator, Annotator, Reader}

// Right is something that one may do in a project.
type Right int

// The rights.
const (
	Read   Right = iota // its documents, its schema and one's own labels
	Label               // add labels of one's own
	SeeAll              // the labels of everybody, whatever the project's setting
	Manage              // documents, schema, settings, members, invitations
)

var rights = map[Role][]Right{
	Manager:     {Read, Label, SeeAll, Manage},
	Adjudicator: {Read, Label, SeeAll},
	Annotator:   {Read, Label},
	Reader:      {Read, SeeAll},
}

// May reports whether the role has the right. The zero role has none.
func (r Role) May(right Right) bool {
	for _, has := range rights[r] {
		if has == right {
			return true
		}
	}
	return false
}

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles {
		if string(r) == s {
			return r, nil
		}
	}
	return "", &RuleError{"the role is one of manager, adjudicator, annotator and reader"}
}

// User is an account.
type User struct {
	ID string `json:"id"`
	// Name is what the person signs in with, and the author of the labels. It
	// does not change, as the labels carry it.
	Name     string    `json:"name"`
	Admin    bool      `json:"admin"`
	Disabled bool      `json:"disabled,omitempty"`
	Made     time.Time `json:"made"`
}

// Limits of names and passwords, in characters and in bytes.
const (
	maxName     = 40
	minPassword = 10
	maxPassword = 1024
)

// CheckName reports what a name breaks of the rules. A name stands in datasets,
// files and addresses, so it is letters, digits and a few signs in between.
func CheckName(name string) error {
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return &RuleError{"a name has 1 to 40 characters"}
	}
	for i, r := range name {
		inner := i > 0 && strings.ContainsRune("-_.@+'", r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !inner {
			return &RuleError{"a name consists of letters, digits and, in between, - _ . @ + '"}
		}
	}
	return nil
}

// CheckPassword reports what a password breaks of the rules: it is long enough,
// and is not the name.
func CheckPassword(name, password string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return &RuleError{"a password has at least 10 characters; a few words in a row are good"}
	case len(password) > maxPassword:
		return &RuleError{"a password has at most 1,024 bytes"}
	case strings.Contains(fold(password), fold(name)) && len(name)*2 > len(password):
		return &RuleError{"a password is not the name"}
	case strings.Count(password, password[:1]) == len(password):
		return &RuleError{"a password is more than one character again and again"}
	}
	return nil
}

// fold makes names that differ in upper and lower case alone, or in how a keyboard
// composes their letters, the same.
func fold(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// newSecret returns 256 random bits as text.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is how a secret is kept. A random secret needs no salt and no stretching.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func newID() string {
	var b [10]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
