package format

import (
	"strings"
	"unicode/utf8"
)

// Printable is an error whose message is UTF-8, whatever a file holds that the
// message quotes.
func Printable(err error) error {
	if err == nil || utf8.ValidString(err.Error()) {
		return err
	}
	return printable{err}
}

type printable struct{ error }

func (p printable) Error() string { return strings.ToValidUTF8(p.error.Error(), "\ufffd") }
func (p printable) Unwrap() error { return p.error }
