// Package brat reads and writes the standoff of the brat annotation tool: a
// folder, or a zip of it, with a pair of x.txt and x.ann for each document,
// offsets in code points.
//
// Text-bound annotations (T) are spans, also discontinuous ones; relations (R)
// and the roles of events (E) are links. Attributes (A, M) and the notes of
// annotators (#) are values and notes of these; those of an event are its
// trigger's. What annotations do not say (events as such, N, *, other #) is kept
// in the meta of the document and comes out again beside what is left of what it
// is about. annotation.conf is the schema.
//
// Sources: brat.nlplab.org/standoff.html, and server/src/annotation.py and
// projectconfig.py of brat.
package brat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"unicode"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/jsonfile"
)

// Format is brat standoff.
var Format = zipped()

func zipped() format.Format {
	f := archive.Zipped(standoff)
	f.Detect = func(name string, head []byte) format.Likelihood {
		if format.HasEnding(name, ".ann") {
			return format.Certain
		}
		return folder.InZip(name, head, ".ann", ".txt")
	}
	inZip := f.Read
	f.Read = func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		if !format.HasEnding(name, ".ann") {
			return inZip(r, name)
		}
		return func(yield func(format.Item, error) bool) {
			yield(format.Item{}, &format.Error{File: name, Err: errors.New("it is read with the text that it is about: take the folder, or a zip of it")})
		}
	}
	return f
}

var standoff = format.Format{
	Name: "brat", Title: "brat standoff", Unit: format.CodePoint,
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Overlap: true, Parts: true, Links: true, Across: true, SubToken: true, AnyLabel: true,
		Notes: true, Attributes: true,
	},
	Files: &format.Files{NewWriter: newWriter, Read: readFS, Detect: detect},
	Heavy: "a folder, or archive/zip with 59 KiB in brotli",
}

// detect tells brat by a text with annotations beside it.
func detect(fsys fs.FS) format.Likelihood {
	found := format.Never
	stop := errors.New("stop")
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasSuffix(name, ".ann"):
			if _, err := fs.Stat(fsys, strings.TrimSuffix(name, ".ann")+".txt"); err == nil {
				found = format.Certain
				return stop
			}
		}
		return nil
	})
	return found
}

// lines are what brat says and annotations do not, in the meta of a document
// under "brat".
type lines struct {
	IDs  string   `json:"ids,omitempty"`  // of T and R as they were read, joined by blanks
	Kept []string `json:"kept,omitempty"` // lines as they were read
	Unit string   `json:"unit,omitempty"` // of the offsets, where it was not code points
}

const metaKey = "brat"

// spanNote is the type of a note (#) that tells the offsets of a span which
// brat's own line cannot: no span of brat holds a line end, and Gloss takes
// parts with only that between them for one.
const spanNote = "GlossSpan"

func linesOf(d annotations.Document) (l lines) {
	if !jsonfile.Kept(d.Meta, metaKey, &l) {
		return lines{}
	}
	return l
}

// put returns meta with the lines in it.
func (l lines) put(meta json.RawMessage) (json.RawMessage, error) {
	if l.IDs == "" && l.Unit == "" && len(l.Kept) == 0 {
		return meta, nil
	}
	return jsonfile.Keep(meta, metaKey, l)
}

// names gives the IDs of a document their annotation IDs: the same whenever the
// same files are read, so that lines that were kept find what they are about.
type names struct{ space annotations.DocumentID }

func namesOf(d annotations.Document) names {
	return names{annotations.NameID[annotations.Document](annotations.DocumentID{}.UUID, metaKey, d.Source, d.Text)}
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

func (e event) String() string {
	s := e.id + "\t" + e.kind + ":" + e.trigger
	for _, a := range e.args {
		s += " " + a.role + ":" + a.ref
	}
	return s
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
