// Package brat reads and writes the standoff of the brat annotation tool: a
// folder, or a zip of it, with a pair of x.txt and x.ann for each document,
// offsets in code points.
//
// Text-bound annotations (T) are spans, also discontinuous ones; relations (R)
// and the roles of events (E) are links. What annotations do not say (events as
// such, A, M, N, #, *) is kept in the meta of the document and comes out again
// beside what is left of what it is about.
//
// Sources: brat.nlplab.org/standoff.html, and server/src/annotation.py of brat.
package brat

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
)

// Format is brat standoff in a zip. ReadFS reads a folder, NewWriter writes one.
var Format = format.Format{
	Name: "brat", Title: "brat standoff", Extension: ".zip", Media: "application/zip",
	Can: format.Can{Text: true, Overlap: true, Parts: true, Links: true, SubToken: true},
	NewWriter: func(w io.Writer) format.Writer {
		return archive.NewWriter(w, NewWriter)
	},
	Read: func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			files, err := archive.Open(r)
			if err != nil {
				if strings.HasSuffix(name, ".ann") {
					err = fmt.Errorf("the text is missing: put the .ann and the .txt files into a zip (%w)", err)
				}
				yield(format.Item{}, &format.Error{File: name, Err: err})
				return
			}
			for it, err := range ReadFS(files) {
				if !yield(it, err) {
					return
				}
			}
		}
	},
}

// lines are what brat says and annotations do not, in the meta of a document
// under "brat".
type lines struct {
	IDs  string   `json:"ids,omitempty"`  // of T and R as they were read, joined by blanks
	Kept []string `json:"kept,omitempty"` // lines as they were read
	Unit string   `json:"unit,omitempty"` // of the offsets, where it was not code points
}

const metaKey = "brat"

func linesOf(d annotations.Document) (l lines) {
	var fields map[string]json.RawMessage
	if len(d.Meta) == 0 || json.Unmarshal(d.Meta, &fields) != nil || json.Unmarshal(fields[metaKey], &l) != nil {
		return lines{}
	}
	return l
}

// names gives the IDs of a document their annotation IDs: the same whenever the
// same files are read, so that lines that were kept find what they are about.
type names struct{ space annotations.DocumentID }

func namesOf(d annotations.Document) names {
	key := d.Source
	if key == "" {
		key = d.ID.String()
	}
	return names{annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, metaKey, key, d.Text)}
}

func (n names) id(name string) annotations.AnnotationID {
	return annotations.NameID[annotations.Annotation](n.space.UUID, name)
}

// role is the annotation ID of the argument of an event, counted from 0.
func (n names) role(event string, arg int) annotations.AnnotationID {
	return n.id(fmt.Sprint(event, " ", arg))
}

// event is the line E1<TAB>Type:T3 Role:T1 Role2:E2.
type event struct {
	id, kind, trigger string
	args              []arg
}

type arg struct{ role, ref string }

func parseEvent(line string) (e event, err error) {
	id, rest, _ := strings.Cut(line, "\t")
	e.id = id
	for i, field := range strings.Fields(rest) {
		name, ref, ok := strings.Cut(field, ":")
		if !ok || name == "" || ref == "" {
			return e, fmt.Errorf("%q is not ROLE:ID", field)
		}
		if i == 0 {
			e.kind, e.trigger = name, ref
			continue
		}
		e.args = append(e.args, arg{name, ref})
	}
	if e.trigger == "" {
		return e, fmt.Errorf("an event without a trigger")
	}
	return e, nil
}

// label is the role of an argument without the number that brat adds when a
// role is repeated: Theme for Theme2 where there is a Theme too.
func (e event) label(a arg) string {
	base := strings.TrimRightFunc(a.role, unicode.IsDigit)
	if base == a.role || base == "" {
		return a.role
	}
	for _, other := range e.args {
		if other.role == base {
			return base
		}
	}
	return a.role
}

// isLineEnd reports whether brat takes a character for the end of a line, which
// no span may hold: it reads lines as Python's str.splitlines does.
func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

func isLineEnds(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isLineEnd(r) }) < 0
}
