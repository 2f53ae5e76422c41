package conll

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

type writer struct {
	w      *bufio.Writer
	layout layout
	scheme tags.Scheme
	begun  bool
	tokens []text.Span // of the present document
}

func (w *writer) Close() error {
	w.begin()
	return w.w.Flush()
}

// begin writes the head of a file.
func (w *writer) begin() {
	if w.layout == plus && !w.begun {
		w.w.WriteString("# global.columns = " + strings.Join(plusColumns[:], " ") + "\n")
	}
	w.begun = true
}

// The errors of a bufio.Writer stay until the last call, which Write looks at.

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	w.begin()
	body := it.Document.Text
	extra := layerOf(it.Document)
	w.tokens = extra.tokens(body, w.tokens[:0])
	tokens := w.tokens
	spans, losses := format.OnTokens(it, tokens)
	kept, lost := spans, []format.Clash(nil)
	if overlap(spans) {
		kept, lost = format.Flat(spans)
	}
	for _, c := range lost {
		losses = append(losses, format.LossOf(it, c.Lost, format.Dropped,
			fmt.Sprintf("%s: %s %q", format.OneLabel, c.Kept.Label, format.Quote(it.Document, c.Kept))))
	}
	names := make([]string, len(kept))
	for i, s := range kept {
		names[i] = Tag(string(s.Label))
		if names[i] != string(s.Label) {
			losses = append(losses, format.LossOf(it, s.Entry, format.Renamed, format.NoBlanks+": "+names[i]))
		}
	}
	for i, t := range tokens {
		if err := prove(body, t); err != nil {
			return nil, fmt.Errorf("document %v, token %d: %w", it.Document.ID, i+1, err)
		}
	}
	if w.layout == plus {
		if err := w.plusHead(it.Document, len(tokens) == 0); err != nil {
			return nil, err
		}
	} else {
		w.w.WriteString([...]string{columns2: "-DOCSTART- O\n\n", columns4: "-DOCSTART- -X- -X- O\n\n"}[w.layout])
	}
	w.sequences(body, tokens, kept, names, extra)
	return losses, w.w.WriteByte('\n')
}

// overlap reports whether any of the spans, which are in text order, overlap.
func overlap(spans []format.TokenSpan) bool {
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			return true
		}
	}
	return false
}

// sequences writes the tokens with their tags.
func (w *writer) sequences(body string, tokens []text.Span, kept []format.TokenSpan, names []string, extra layer) {
	r := row{writer: w, body: body, tokens: tokens, begins: breaks(body, tokens, kept)}
	r.columns(extra)
	next := 0 // the first span that has not ended
	for i := range tokens {
		for next < len(kept) && kept[next].To <= i {
			next++
		}
		if r.begins[i] {
			r.sentence = i
			if i > 0 {
				w.w.WriteByte('\n')
			}
			if w.layout == plus {
				r.text()
			}
		}
		if next == len(kept) || kept[next].From > i {
			r.write(i, tags.Outside, "")
			continue
		}
		joined := next > 0 && kept[next-1].To == kept[next].From && !r.begins[kept[next].From] && names[next-1] == names[next]
		r.write(i, w.scheme.Letter(i, kept[next].From, kept[next].To, joined), names[next])
	}
}

// breaks tells which tokens begin a sequence. One ends with its line, but not
// within a span: a tag that goes on must follow on the one that it continues.
func breaks(body string, tokens []text.Span, kept []format.TokenSpan) []bool {
	begins := make([]bool, len(tokens))
	next := 0
	for i := range tokens {
		for next < len(kept) && kept[next].To <= i {
			next++
		}
		inside := next < len(kept) && kept[next].From < i
		begins[i] = i == 0 || !inside && strings.ContainsAny(body[tokens[i-1].End:tokens[i].Start], "\r\n")
	}
	return begins
}

// row writes the line of one token.
type row struct {
	*writer
	body     string
	tokens   []text.Span
	begins   []bool                     // which tokens begin a sequence
	sentence int                        // the first token of the present one
	values   [len(plusColumns)][]string // of other columns, by the index of the column
}

// columns takes the values of other columns as they were read.
func (r *row) columns(extra layer) {
	if extra.Columns == nil {
		return
	}
	for i := range plusColumns {
		if r.layout == plus {
			r.values[i] = extra.column(plusColumns[i], "\t", len(r.tokens))
		} else {
			r.values[i] = extra.column(strconv.Itoa(i+1), " ", len(r.tokens))
		}
	}
}

func (r *row) write(i int, letter byte, name string) {
	t := r.tokens[i]
	// One call of the writer a line: several a token are half of all time.
	line := r.w.AvailableBuffer()
	switch r.layout {
	case plus:
		line = strconv.AppendInt(line, int64(i-r.sentence+1), 10)
		line = append(line, '\t')
		line = append(line, r.body[t.Start:t.End]...)
		for column := 2; column < miscColumn; column++ {
			line = append(line, '\t')
			line = append(line, r.value(column, i, "_")...)
		}
		line = append(line, '\t')
		line = append(line, r.misc(i)...)
		line = append(line, '\t')
	case columns4:
		line = append(line, r.body[t.Start:t.End]...)
		line = append(line, ' ')
		line = append(line, r.value(1, i, "-X-")...)
		line = append(line, ' ')
		line = append(line, r.value(2, i, "-X-")...)
		line = append(line, ' ')
	default:
		line = append(line, r.body[t.Start:t.End]...)
		line = append(line, ' ')
	}
	line = append(line, letter)
	if letter != tags.Outside {
		line = append(line, '-')
		line = append(line, name...)
	}
	r.w.Write(append(line, '\n'))
}

func (r *row) value(column, token int, none string) string {
	if values := r.values[column]; values != nil && values[token] != "" {
		return values[token]
	}
	return none
}

// prove refuses a token that readers would take for two columns.
func prove(body string, t text.Span) error {
	if s := body[t.Start:t.End]; s == "" || strings.ContainsFunc(s, text.IsBlank) {
		return fmt.Errorf("%q is no token", s)
	}
	return nil
}

// Tag is the name of a label as a tag can hold it.
func Tag(label string) string {
	if !strings.ContainsFunc(label, text.IsBlank) {
		return label
	}
	return strings.Map(func(r rune) rune {
		if text.IsBlank(r) {
			return '_'
		}
		return r
	}, label)
}
