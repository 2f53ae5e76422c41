package webanno

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/text"
)

// reader reads one file.
type reader struct {
	file   string
	listed *folder.Listed
	layers []layer
	gaps   []string

	body  strings.Builder
	units int             // of the body
	text  strings.Builder // of the present sentence
	lines int             // of it
	head  bool            // its first row is awaited
	rows  []line
	item  format.Item
}

type line struct {
	number   int
	address  string
	from, to int // in UTF-16
	word     string
	columns  []string
}

func decode(file, body string, listed *folder.Listed) (format.Item, error) {
	r := &reader{file: file, listed: listed}
	if listed != nil {
		r.gaps = listed.Gaps
	}
	listed.Apply(&r.item.Document)
	if isOld([]byte(body[:min(len(body), format.HeadSize)])) {
		return format.Item{}, &format.Error{File: file, Line: 1, Err: errOld}
	}
	number := 0
	for l := range strings.Lines(strings.TrimPrefix(body, "\ufeff")) {
		number++
		l = strings.TrimSuffix(l, "\n")
		if !strings.HasPrefix(l, "#Text=") || strings.HasSuffix(l, "\r") {
			l = strings.TrimSuffix(l, "\r")
		}
		if err := r.line(number, l); err != nil {
			return format.Item{}, &format.Error{File: file, Line: number, Err: err}
		}
	}
	if number == 0 {
		return format.Item{}, &format.Error{File: file, Line: 1, Err: errNoHeader}
	}
	r.end()
	if len(r.gaps) == 1 {
		r.body.WriteString(r.gaps[0])
	}
	r.item.Document.Text = r.body.String()
	if err := r.annotate(); err != nil {
		return format.Item{}, err
	}
	return r.item, nil
}

var errOld = errors.New("WebAnno TSV 1 or 2, which says nothing of where its tokens stand: open it in WebAnno or INCEpTION and export it as WebAnno TSV 3")

var errNoHeader = errors.New("it does not begin with " + formatHeader)

func (r *reader) line(number int, l string) error {
	switch {
	case number == 1:
		if !strings.HasPrefix(l, formatHeader) {
			return errNoHeader
		}
	case l == "":
		r.end()
	case strings.HasPrefix(l, "#T_"):
		return r.layer(l)
	case strings.HasPrefix(l, "#Text="):
		if !r.head {
			r.end()
			r.head = true
		}
		if r.lines > 0 {
			r.text.WriteByte('\n')
		}
		r.lines++
		r.text.WriteString(unescape(strings.TrimPrefix(l, "#Text=")))
	case strings.HasPrefix(l, "#"):
		r.item.Unread = append(r.item.Unread, format.Unread{File: r.file, Line: number, Field: strings.TrimPrefix(strings.SplitN(l, "=", 2)[0], "#"), Reason: "Gloss has no place for it"})
	default:
		return r.row(number, l)
	}
	return nil
}

func (r *reader) layer(l string) error {
	next, ok := parseLayer(strings.TrimPrefix(l, "#T_"))
	if !ok {
		return fmt.Errorf("%q is no layer", l)
	}
	for _, before := range r.layers {
		next.first += len(before.features)
	}
	r.layers = append(r.layers, next)
	return nil
}

func (r *reader) columns() (n int) {
	for _, l := range r.layers {
		n += len(l.features)
	}
	return n
}

func (r *reader) row(number int, l string) error {
	fields := strings.Split(strings.TrimSuffix(l, "\t"), "\t")
	if len(fields) != 3+r.columns() {
		return fmt.Errorf("%d columns, but the layers have %d", len(fields), 3+r.columns())
	}
	from, to, ok := strings.Cut(fields[1], "-")
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || start > end {
		return fmt.Errorf("%q is not START-END", fields[1])
	}
	if r.head {
		if err := r.sentence(start); err != nil {
			return err
		}
	}
	r.rows = append(r.rows, line{number, fields[0], start, end, unescape(fields[2]), fields[3:]})
	return nil
}

// sentence adds the text of a sentence whose first token starts at an offset,
// behind what stands between it and the one before: blanks, if nothing else is
// known.
func (r *reader) sentence(first int) error {
	body := r.text.String()
	lead := len(body) - len(strings.TrimLeftFunc(body, text.IsBlank))
	start := first - int(text.NewIndex(body[:lead]).Units())
	gap := ""
	if len(r.gaps) > 0 {
		gap, r.gaps = r.gaps[0], r.gaps[1:]
	} else {
		if start < r.units || start-r.units > 1<<20 {
			return fmt.Errorf("the sentence starts at %d, where the text is at %d", start, r.units)
		}
		if gap = strings.Repeat(" ", start-r.units); r.units > 0 && gap != "" {
			gap = "\n" + gap[1:]
		}
	}
	r.body.WriteString(gap + body)
	r.units += int(text.NewIndex(gap + body).Units())
	r.head = false
	return nil
}

func (r *reader) end() {
	if r.head && r.text.Len() > 0 { // a sentence without tokens
		if r.units > 0 {
			r.body.WriteByte(' ')
			r.units++
		}
		r.body.WriteString(r.text.String())
		r.units += int(text.NewIndex(r.text.String()).Units())
	}
	r.text.Reset()
	r.lines, r.head = 0, false
}
