package conll

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

// longest is how much text a file without a line that begins a document may
// put into one: at the end of a sequence beyond it another document begins.
const longest = 1 << 20

// builder puts a document together from its tokens.
type builder struct {
	file  string
	count int // documents of this file

	line    int // where the document begins
	err     error
	body    strings.Builder
	tokens  []text.Span
	tags    tags.Reader
	columns []*column
	gap     string // behind the last token
	said    bool   // the file says that it is the gap
	head    head
	id      string
	isBlank bool   // the file says that there are no tokens
	blank   string // the text then
	ours    bool   // written by Gloss
	begun   bool   // by a line that says so
}

// column is the values of one more column.
type column struct {
	key, sep string
	values   strings.Builder
	says     bool // some value is not a placeholder
}

func (b *builder) reset(line int) {
	*b = builder{file: b.file, count: b.count, line: line}
}

// fail marks the document as spoiled; its other lines are passed over.
func (b *builder) fail(line, column int, err error) {
	if b.err == nil {
		b.err = &format.Error{File: b.file, Line: line, Column: column, Err: err}
	}
}

// surface adds text after the gap that stands before it.
func (b *builder) surface(form string) text.Span {
	b.body.WriteString(b.gap)
	start := text.Byte(b.body.Len())
	b.body.WriteString(form)
	return text.Span{Start: start, End: text.Byte(b.body.Len())}
}

// token adds a token of the text.
func (b *builder) token(at text.Span, tag string) {
	b.tokens = append(b.tokens, at)
	b.tags.Tag(tag)
}

func (b *builder) value(i int, key, sep, value string) {
	for len(b.columns) <= i {
		b.columns = append(b.columns, new(column))
	}
	c := b.columns[i]
	c.key, c.sep = key, sep
	if len(b.tokens) > 1 {
		c.values.WriteString(sep)
	}
	c.values.WriteString(value)
	c.says = c.says || value != "_" && value != "-" && value != "-X-"
}

// item is the document, if there is one.
func (b *builder) item() (it format.Item, ok bool, err error) {
	switch {
	case b.err != nil:
		return it, true, b.err
	case len(b.tokens) == 0 && !b.isBlank:
		return it, false, nil
	}
	if b.said {
		b.body.WriteString(b.gap)
	}
	b.count++
	body := b.body.String() + b.blank
	base := path.Base(strings.ReplaceAll(b.file, `\`, "/"))
	if b.count > 1 {
		base += "#" + strconv.Itoa(b.count)
	}
	it.Document = annotations.Document{Text: body, Source: base}
	if b.id != "" {
		it.Document.Source = b.id
	}
	if b.ours {
		it.Document.ID, _ = annotations.ParseID[annotations.Document](b.id)
		it.Document.Source, it.Document.Title = b.head.Source, b.head.Title
	}
	var l layer
	for _, run := range b.tags.Runs() {
		e := annotations.Entry{}
		e.Label = annotations.LabelID(run.Label)
		e.Target = annotations.On(b.tokens[run.From].Start, b.tokens[run.To-1].End)
		it.Entries = append(it.Entries, e)
	}
	if !b.ours {
		scheme, broken := b.tags.Scheme()
		l.Scheme, l.Broken = string(scheme), broken
	}
	l.keepTokens(body, b.tokens)
	for _, c := range b.columns {
		if c.says {
			if l.Columns == nil {
				l.Columns = map[string]string{}
			}
			l.Columns[c.key] = c.values.String()
		}
	}
	it.Document.Meta, err = l.put(b.head.Meta)
	if err != nil {
		err = &format.Error{File: b.file, Line: b.line, Err: err}
	}
	return it, true, err
}

// documents yields what a reader of lines builds: line is given each line, and
// yields whenever a document is complete.
func documents(r io.Reader, name string, line func(b *builder, number int, line string, flush func() bool) bool) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		b := &builder{file: name, line: 1}
		last := 0
		flush := func() bool {
			it, ok, err := b.item()
			b.reset(last)
			if !ok {
				return true
			}
			if err != nil {
				it = format.Item{}
			}
			return yield(it, err)
		}
		for l, err := range format.Lines(r) {
			last = l.Number
			if err != nil {
				yield(format.Item{}, &format.Error{File: name, Line: last, Err: err})
				return
			}
			s := string(l.Bytes)
			if last == 1 {
				s = strings.TrimPrefix(s, "\ufeff")
			}
			if !utf8.ValidString(s) {
				var bad *text.InvalidUTF8
				errors.As(text.Validate(s), &bad)
				b.fail(last, int(bad.Offset)+1, errors.New("not UTF-8"))
				s = ""
			}
			if b.body.Len()+len(s) > format.MaxRecord {
				yield(format.Item{}, &format.Error{File: name, Line: last, Err: format.ErrTooLong})
				return
			}
			if !line(b, last, s, flush) {
				return
			}
		}
		if line(b, last+1, "", flush) {
			flush()
		}
	}
}

// readColumns reads CoNLL-2002, CoNLL-2003 and their kin: the token in the first
// column and the tag in the last, between them what there is. The text is the
// tokens, a blank between them, and a line a sequence. Columns are set off by
// one tab each if there is a tab in the line, else by blanks.
func readColumns(r io.Reader, name string) iter.Seq2[format.Item, error] {
	width := 0
	begin := true // a sequence
	return documents(r, name, func(b *builder, number int, line string, flush func() bool) bool {
		cols := split(line)
		switch {
		case len(cols) == 0:
			if !begin {
				b.tags.Break()
				begin = true
			}
			if !b.begun && b.body.Len() >= longest {
				return flush()
			}
			return true
		case cols[0] == docstart:
			ok := flush()
			b.begun, begin = true, true
			return ok
		case strings.HasPrefix(line, "# ") && !isTag(cols[len(cols)-1]):
			return true // a comment
		case len(cols) == 1:
			b.fail(number, 0, fmt.Errorf("a token without a tag: %q", cols[0]))
			return true
		}
		if len(b.tokens) == 0 {
			width = len(cols)
			b.line = number
		}
		if len(cols) != width {
			b.fail(number, 0, fmt.Errorf("%d columns, but %d before", len(cols), width))
			return true
		}
		if b.err != nil {
			return true
		}
		switch {
		case len(b.tokens) == 0:
			b.gap = ""
		case begin:
			b.gap = "\n"
		default:
			b.gap = " "
		}
		begin = false
		if cols[0] == "" {
			b.fail(number, 1, errors.New("an empty token"))
			return true
		}
		b.token(b.surface(cols[0]), cols[width-1])
		for i, v := range cols[1 : width-1] {
			b.value(i, strconv.Itoa(i+2), " ", v)
		}
		return true
	})
}

// split returns the columns of a line, none when it is blank.
func split(line string) []string {
	if strings.Trim(line, " \t\r") == "" {
		return nil
	}
	if strings.Contains(line, "\t") {
		cols := strings.Split(strings.TrimRight(line, "\t\r "), "\t")
		for i := range cols {
			cols[i] = strings.Trim(cols[i], " ")
		}
		return cols
	}
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\r' })
}

// isTag reports whether a column cannot but be a tag.
func isTag(s string) bool {
	letter, label := tags.Split(s)
	return letter == tags.Outside || letter != 0 && label != ""
}
