package conll

import (
	"encoding/json"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format/internal/jsonfile"
)

// plusColumns are those that Gloss writes: the ten of CoNLL-U, and one of its
// own under its own prefix, as CoNLL-U Plus asks for.
var plusColumns = [...]string{"ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC", "GLOSS:NE"}

const miscColumn = 9

// Comments that Gloss adds to those of CoNLL-U.
const (
	headComment  = "# gloss = " // a head in JSON
	blankComment = "# blank = " // the text of a document without tokens
	textComment  = "# text = "  // of a sentence
	docComment   = "# newdoc"   // a document begins
	idComment    = "# newdoc id = "
	globalHeader = "# global.columns = "
)

// head is what a document has besides its text, in a comment.
type head struct {
	Source string          `json:"source,omitempty"`
	Title  string          `json:"title,omitempty"`
	Meta   json.RawMessage `json:"meta,omitempty"`
}

func (w *writer) plusHead(d annotations.Document, blank bool) error {
	w.w.WriteString(docComment)
	if !d.ID.IsZero() {
		w.w.WriteString(" id = " + d.ID.String())
	}
	b, err := jsonfile.Marshal(head{d.Source, d.Title, d.Meta})
	if err != nil {
		return err
	}
	w.w.WriteString("\n" + headComment + string(b) + "\n")
	if blank {
		w.w.WriteString(blankComment + escapeSpaces(d.Text) + "\n")
	}
	return nil
}

// text writes the comment with the text of the sentence that begins.
func (r *row) text() {
	last := r.sentence
	for last+1 < len(r.tokens) && !r.begins[last+1] {
		last++
	}
	r.w.WriteString(textComment + oneLine.Replace(r.body[r.tokens[r.sentence].Start:r.tokens[last].End]) + "\n")
}

var oneLine = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

// misc says what stands before the first token of a document and behind each,
// unless it is what a reader takes it for: nothing at the end of a document, \n
// at that of a sentence, else a blank.
func (r *row) misc(i int) string {
	var fields []string
	if before := r.body[:r.tokens[0].Start]; i == 0 && before != "" {
		fields = append(fields, "SpacesBefore="+escapeSpaces(before))
	}
	end, usual := len(r.body), ""
	if i+1 < len(r.tokens) {
		end, usual = int(r.tokens[i+1].Start), " "
		if r.begins[i+1] {
			usual = "\n"
		}
	}
	switch gap := r.body[r.tokens[i].End:end]; gap {
	case usual:
	case "":
		fields = append(fields, "SpaceAfter=No")
	default:
		fields = append(fields, "SpacesAfter="+escapeSpaces(gap))
	}
	if rest := r.value(miscColumn, i, ""); rest != "" && rest != "_" {
		fields = append(fields, rest)
	}
	if fields == nil {
		return "_"
	}
	return strings.Join(fields, "|")
}

// The escapes of UDPipe; other white space stands as it is.
var (
	spaceEscapes = strings.NewReplacer(`\`, `\\`, " ", `\s`, "\t", `\t`, "\r", `\r`, "\n", `\n`, "|", `\p`)
	spaceMeaning = strings.NewReplacer(`\\`, `\`, `\s`, " ", `\t`, "\t", `\r`, "\r", `\n`, "\n", `\p`, "|")
)

func escapeSpaces(s string) string   { return spaceEscapes.Replace(s) }
func unescapeSpaces(s string) string { return spaceMeaning.Replace(s) }
