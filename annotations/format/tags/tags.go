// Package tags knows the ways of saying with one tag a token where spans begin
// and end: IOB1, IOB2, BIOES, BILOU, BMES and their kin.
package tags

import "strings"

// Scheme is one of these ways.
type Scheme string

// The schemes that are written. Reading takes IOE1, IOE2 and bare labels (IO)
// besides, as it needs to know no scheme.
const (
	IOB1  Scheme = "IOB1"  // I- inside; B- only at a span right behind one of its label
	IOB2  Scheme = "IOB2"  // B- begins, I- goes on
	BIOES Scheme = "BIOES" // and E- ends, S- is a span of one token
	BILOU Scheme = "BILOU" // L- ends, U- is a span of one token
	BMES  Scheme = "BMES"  // M- goes on, E- ends, S- is a span of one token

	IO  Scheme = "IO"  // a label or none
	IOE Scheme = "IOE" // E- ends, I- goes on; IOE1 and IOE2
)

// Schemes are those that are written.
var Schemes = []Scheme{IOB1, IOB2, BIOES, BILOU, BMES}

// Letter is the letter of the tag of the token at an index of a span over the
// tokens [from, to). joined says that a span of the same label ends right
// before it.
func (s Scheme) Letter(at, from, to int, joined bool) byte {
	first, last := at == from, at == to-1
	switch {
	case s == IOB1:
		if first && joined {
			return 'B'
		}
		return 'I'
	case first && last && (s == BIOES || s == BMES):
		return 'S'
	case first && last && s == BILOU:
		return 'U'
	case first:
		return 'B'
	case last && (s == BIOES || s == BMES):
		return 'E'
	case last && s == BILOU:
		return 'L'
	case s == BMES:
		return 'M'
	}
	return 'I'
}

// Outside is the letter of a token in no span.
const Outside = 'O'

// bare is the letter of a tag that is a label and nothing else.
const bare = 0

const letters = "BIOESMLU"

// Split divides a tag into its letter and its label: at the first hyphen
// (B-creative-work), or at the last where the letter stands behind it (PER-B).
// A letter alone has the label "span". Of a tag that is a label alone the
// letter is 0.
func Split(tag string) (letter byte, label string) {
	switch n := len(tag); {
	case tag == "O", tag == "-", tag == "_", tag == "":
		return Outside, ""
	case n == 1 && strings.IndexByte(letters, tag[0]) >= 0:
		return tag[0], "span"
	case n > 2 && tag[1] == '-' && strings.IndexByte(letters, tag[0]) >= 0:
		return tag[0], tag[2:]
	case n > 2 && tag[n-2] == '-' && strings.IndexByte(letters, tag[n-1]) >= 0:
		return tag[n-1], tag[:n-2]
	}
	return bare, tag
}

// Run is a span over the tokens [From, To) of a sequence.
type Run struct {
	From, To int
	Label    string
}

// Reader turns the tags of sequences into spans, as conlleval does: a tag that
// goes on with a span that is not there begins one. So it reads every scheme
// without knowing which it is.
type Reader struct {
	seen   [256]bool
	starts int // I- or M- that begin a span
	joined int // B- right behind a span of its label
	begins int // B- elsewhere

	n     int
	open  bool
	run   Run
	total []Run
}

// Tag adds the tag of the next token.
func (r *Reader) Tag(tag string) {
	letter, label := Split(tag)
	at := r.n
	r.n++
	if letter == Outside {
		r.close()
		return
	}
	r.seen[letter] = true
	goesOn := r.open && r.run.Label == label
	switch letter {
	case 'B', 'S', 'U':
		if letter == 'B' {
			if before := len(r.total) > 0 && r.total[len(r.total)-1].To == at && r.total[len(r.total)-1].Label == label; goesOn || before {
				r.joined++
			} else {
				r.begins++
			}
		}
		goesOn = false
	case 'I', 'M':
		if !goesOn {
			r.starts++
		}
	}
	if !goesOn {
		r.close()
		r.open, r.run = true, Run{From: at, Label: label}
	}
	r.run.To = at + 1
	if letter == 'E' || letter == 'L' || letter == 'S' || letter == 'U' {
		r.close()
	}
}

// Break ends a sequence: no span goes on behind it.
func (r *Reader) Break() { r.close() }

func (r *Reader) close() {
	if r.open {
		r.total = append(r.total, r.run)
		r.open = false
	}
}

// Runs are the spans of all tags so far, over tokens counted from the first.
func (r *Reader) Runs() []Run {
	r.close()
	return r.total
}

// Scheme is the one that the tags so far are in, and broken the number of spans
// that begin with a tag that should go on; "" when no tag says anything.
func (r *Reader) Scheme() (s Scheme, broken int) {
	saw := func(s string) bool {
		for i := range len(s) {
			if r.seen[s[i]] {
				return true
			}
		}
		return false
	}
	switch {
	case saw("UL"):
		return BILOU, r.starts
	case saw("M"):
		return BMES, r.starts
	case saw("S"):
		return BIOES, r.starts
	case saw("E") && saw("B"):
		return BIOES, r.starts
	case saw("E"):
		return IOE, 0
	case r.begins > 0:
		return IOB2, r.starts
	case r.starts > 0:
		return IOB1, 0
	case r.joined > 0:
		return IOB2, 0
	case r.seen[bare]:
		return IO, 0
	}
	return "", 0
}
