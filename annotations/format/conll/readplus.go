package conll

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// plusReader reads CoNLL-U Plus, and CoNLL-U as a case of it without spans.
type plusReader struct {
	names          []string
	id, form, misc int // indices of columns, -1 for none
	tag            int
	rows           []plusRow
	text           string // of the sentence, as a comment says
	hasText        bool
}

type plusRow struct {
	line int
	cols []string
}

var errNoForm = errors.New("no column is called FORM")

// tagColumns are names of columns that hold tags, without their prefix.
var tagColumns = []string{"NE", "NER", "ENTITY", "ENTITIES", "BIO", "IOB", "LABEL", "SPAN", "TAG"}

func (p *plusReader) header(names []string) {
	p.names = names
	p.id, p.form, p.misc, p.tag = slices.Index(names, "ID"), slices.Index(names, "FORM"), slices.Index(names, "MISC"), -1
	for i, name := range names {
		_, local, prefixed := strings.Cut(name, ":")
		if !prefixed {
			local = name
		}
		if !slices.Contains(plusColumns[:miscColumn+1], name) && slices.Contains(tagColumns, strings.ToUpper(local)) {
			p.tag = i
			return
		}
	}
}

func readPlus(r io.Reader, name string) iter.Seq2[format.Item, error] {
	p := &plusReader{}
	p.header(plusColumns[:miscColumn+1])
	return documents(r, name, p.line)
}

func (p *plusReader) line(b *builder, number int, line string, flush func() bool) bool {
	switch {
	case strings.Trim(line, " \t\r") == "":
		p.sentence(b)
		if !b.begun && b.body.Len() >= longest {
			return flush()
		}
	case strings.HasPrefix(line, "#"):
		return p.comment(b, number, line, flush)
	default:
		p.rows = append(p.rows, plusRow{number, strings.Split(line, "\t")})
	}
	return true
}

func (p *plusReader) comment(b *builder, number int, line string, flush func() bool) bool {
	if names, ok := strings.CutPrefix(line, globalHeader); ok {
		p.header(strings.Fields(names))
		return true
	}
	if line == docComment || strings.HasPrefix(line, docComment+" ") {
		p.sentence(b)
		ok := flush()
		b.begun, b.line = true, number
		b.id = strings.TrimPrefix(line, idComment)
		if b.id == line {
			b.id = ""
		}
		return ok
	}
	if head, ok := strings.CutPrefix(line, headComment); ok {
		b.ours = true
		if err := json.Unmarshal([]byte(head), &b.head); err != nil {
			b.fail(number, len(headComment)+1, err)
		}
	}
	if blank, ok := strings.CutPrefix(line, blankComment); ok {
		b.isBlank, b.blank = true, unescapeSpaces(blank)
	}
	if body, ok := strings.CutPrefix(line, textComment); ok {
		p.text, p.hasText = body, true
	}
	return true
}

// sentence adds the rows of a sentence to the document. What stands between
// its tokens is what SpacesAfter and its like say, else what the comment with
// its text does, else a blank; between sentences it is a line end.
func (p *plusReader) sentence(b *builder) {
	rows, rest := p.rows, p.text
	inText := p.hasText
	p.rows, p.text, p.hasText = nil, "", false
	if len(rows) == 0 || b.err != nil {
		return
	}
	if p.form < 0 {
		b.fail(rows[0].line, 0, errNoForm)
		return
	}
	for _, r := range rows {
		if len(r.cols) != len(p.names) {
			b.fail(r.line, 0, fmt.Errorf("%d columns, but %d are declared", len(r.cols), len(p.names)))
			return
		}
		if r.cols[p.form] == "" {
			b.fail(r.line, 0, errors.New("an empty token"))
			return
		}
		inText = inText && !strings.Contains(r.at(p.misc), "SpacesAfter=")
	}
	if len(b.tokens) > 0 && !b.said {
		b.gap = "\n"
	}
	words := "" // the range of words that the last surface token stands for: "1-2"
	var whole text.Span
	for i, r := range rows {
		id, form := r.at(p.id), r.cols[p.form]
		if strings.Contains(id, ".") {
			continue // of an ellipsis: it is not in the text
		}
		isRange := strings.Contains(id, "-")
		if !isRange && words != "" && within(id, words) {
			b.token(whole, r.at(p.tag))
			p.values(b, r)
			continue
		}
		spaces := parseSpaces(r.at(p.misc))
		if len(b.tokens) == 0 && spaces.before != "" {
			b.gap = spaces.before
		}
		if inText {
			after := strings.TrimLeftFunc(rest, text.IsBlank)
			if i > 0 {
				b.gap = rest[:len(rest)-len(after)]
			}
			var ok bool
			if rest, ok = strings.CutPrefix(after, form); !ok {
				b.fail(r.line, 0, fmt.Errorf("the token %q does not come next in the text of the sentence", form))
				return
			}
		}
		if whole = b.surface(form); isRange {
			words = id
		} else {
			b.token(whole, r.at(p.tag))
			p.values(b, r)
		}
		if b.gap, b.said = " ", spaces.said; spaces.said {
			b.gap = spaces.after
		}
	}
	b.tags.Break()
}

// at is the value in a column, "" when there is no such column.
func (r plusRow) at(column int) string {
	if column < 0 {
		return ""
	}
	return r.cols[column]
}

// values keeps the other columns of CoNLL-U.
func (p *plusReader) values(b *builder, r plusRow) {
	n := 0
	for i, v := range r.cols {
		switch {
		case i == p.id, i == p.form, i == p.tag:
			continue
		case i == p.misc:
			v = withoutSpaces(v)
		}
		b.value(n, p.names[i], "\t", v)
		n++
	}
}

// within reports whether the ID of a word is in a range of them.
func within(id, words string) bool {
	from, to, _ := strings.Cut(words, "-")
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	n, err3 := strconv.Atoi(id)
	return errors.Join(err1, err2, err3) == nil && first <= n && n <= last
}

// spaces is what MISC says of the white space about a token.
type spaces struct {
	before, after string
	said          bool // what is after
}

func parseSpaces(misc string) (s spaces) {
	for field := range strings.SplitSeq(misc, "|") {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "SpaceAfter":
			s.said = s.said || value == "No"
		case "SpacesAfter":
			s.after, s.said = unescapeSpaces(value), true
		case "SpacesBefore":
			s.before = unescapeSpaces(value)
		}
	}
	return s
}

func withoutSpaces(misc string) string {
	fields := slices.DeleteFunc(strings.Split(misc, "|"), func(f string) bool {
		return strings.HasPrefix(f, "SpaceAfter=") || strings.HasPrefix(f, "SpacesAfter=") || strings.HasPrefix(f, "SpacesBefore=")
	})
	if len(fields) == 0 {
		return "_"
	}
	return strings.Join(fields, "|")
}
