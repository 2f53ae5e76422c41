//go:build js

package app

import (
	"encoding/json"
	"strconv"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// lineRange is lines [from, to) of the document.
type lineRange struct{ from, to int }

func (r lineRange) has(i int) bool { return r.from <= i && i < r.to }

func (r lineRange) contains(other lineRange) bool {
	return r.from <= other.from && other.to <= r.to
}

// A document of so many lines and units is painted whole; of a longer one the
// lines near the view are. The page is painted by so many heights of the view
// ahead, and what is further away than it is kept is plain text again.
const (
	paintWhole      = 200
	paintWholeUnits = 60_000
	paintAhead      = 1.0
	paintKept       = 4.0
	paintLanded     = 80 // ms after the view has flown, it is painted
)

// showDocument draws the open document anew, with the labels of its first lines:
// where the view is, only the layout tells, which is not waited for.
func (p *Program) showDocument() {
	m := p.model
	edges := make([]uint32, 0, 2*len(m.Blocks))
	for _, b := range m.Blocks {
		edges = append(edges, uint32(b.Unit), uint32(b.Unit+text.UTF16Len(m.Document.Text[b.Start:b.End])))
	}
	browser.Booted()
	browser.ShowText(m.Document.Text, edges)
	p.whole = len(m.Blocks) <= paintWhole && int(m.Index.Units()) <= paintWholeUnits
	first := len(m.Blocks)
	if !p.whole {
		const screens = 9_000 // units of text: more than the first screen holds
		first = 0
		for first < min(len(m.Blocks), paintWhole) && m.Blocks[first].Unit < screens {
			first++
		}
	}
	p.painted = lineRange{0, first}
	p.paintLines(p.painted)
}

// keepEarly keeps what of the document the next start shows before the program
// runs: some screens of text with their labels, and nothing that is being done.
func (p *Program) keepEarly() {
	const most = 8_000 // units
	m := p.model
	if !m.IsOpen() || m.Viewing != (annotations.Stamp{}) {
		return
	}
	m.Chosen, m.Suggesting = annotations.AnnotationID{}, editor.Suggesting{}
	var lines []string
	var out painter
	for i, b := range m.Blocks {
		if b.Unit > most || len(lines) == 200 {
			break
		}
		line := m.Document.Text[b.Start:b.End]
		if len(line) > 2*most {
			line = line[:text.PrevGrapheme(line, 2*most)]
			out.plain(i)
		} else {
			out.line(m, i)
		}
		lines = append(lines, line)
	}
	browser.KeepEarly(m.Document.ID.String(), lines, out.all())
}

// follow paints what the view has come near to, and unpaints what it has left. While
// the view flies, it waits until it has landed.
func (p *Program) follow() {
	p.flights++
	if flight := p.flights; browser.Flying() {
		browser.After(paintLanded, func() {
			browser.AfterFrame(func() { // in which it may go on
				if flight == p.flights {
					p.paintNear()
				}
			})
		})
		return
	}
	p.paintNear()
}

func (p *Program) paintNear() {
	if p.whole || !p.model.IsOpen() {
		return
	}
	var near, kept lineRange
	near.from, near.to = browser.LinesNear(paintAhead)
	if p.painted.contains(near) {
		return
	}
	kept.from, kept.to = browser.LinesNear(paintKept)
	next := near
	if old := (lineRange{max(p.painted.from, kept.from), min(p.painted.to, kept.to)}); old.from <= near.to && near.from <= old.to {
		next = lineRange{min(old.from, near.from), max(old.to, near.to)}
	}
	was := p.painted
	p.painted = next
	var out painter
	for i := was.from; i < was.to; i++ {
		if !next.has(i) {
			out.plain(i)
		}
	}
	for i := next.from; i < next.to; i++ {
		if !was.has(i) {
			out.line(p.model, i)
		}
	}
	out.flush()
	p.paintFound()
	p.tellOpen()
}

// repaint draws stretches of the text again, as far as they are painted.
func (p *Program) repaint(spans []text.Span) {
	seen := make(map[int]bool, len(spans))
	var out painter
	for _, sp := range spans {
		from, to := p.model.BlocksOf(sp)
		for i := max(from, p.painted.from); i < min(to, p.painted.to); i++ {
			if !seen[i] {
				seen[i] = true
				out.line(p.model, i)
			}
		}
	}
	out.flush()
}

func (p *Program) paintLines(lines lineRange) {
	var out painter
	for i := lines.from; i < lines.to; i++ {
		out.line(p.model, i)
	}
	out.flush()
}

// painter collects the lines that are drawn together, as the JSON of draw.js.
type painter struct {
	json   []byte
	quoted map[string][]byte // names as JSON
}

func (o *painter) flush() {
	if len(o.json) > 0 {
		browser.PaintLines(o.all())
	}
}

func (o *painter) all() []byte { return append(o.json, ']') }

func (o *painter) begin(line int) {
	if len(o.json) == 0 {
		o.json = append(o.json, '[')
	} else {
		o.json = append(o.json, ',')
	}
	o.json = strconv.AppendInt(append(o.json, '['), int64(line), 10)
}

// plain draws a line without its annotations.
func (o *painter) plain(line int) {
	o.begin(line)
	o.json = append(o.json, ']')
}

// line draws a line with its annotations.
func (o *painter) line(m editor.Model, line int) {
	at := m.Blocks[line]
	o.begin(line)
	o.json = append(o.json, ",["...)
	span := text.Span{Start: at.Start, End: at.End}
	for i, seg := range pieces(m.Set.Segments(span), m.ProposalsIn(span)) {
		if i > 0 {
			o.json = append(o.json, ',')
		}
		o.json = strconv.AppendInt(append(o.json, '['), int64(text.UTF16Len(m.Text(seg.Span))), 10)
		if len(seg.Covers) > 0 {
			o.mark(m, seg.Segment)
		}
		if len(seg.proposed) > 0 {
			o.json = append(o.json, ',')
			o.proposed(m, seg)
		}
		o.json = append(o.json, ']')
	}
	o.json = append(o.json, "]]"...)
}

// levels is how many underlines the style can stack; deeper ones are not lost,
// but drawn only when they are chosen.
const levels = 4

// mark is how an annotated segment is shown: classes, label, IDs and the names
// that begin there, the outer one first, as one reads it.
func (o *painter) mark(m editor.Model, seg annotations.Segment) {
	labels := m.Labels
	hue := func(id annotations.LabelID) int {
		l, _ := labels.Find(id)
		return l.Shade(hues)
	}
	tint, first, last, mine := hue(seg.Covers[0].Label), false, false, false
	o.json = append(o.json, `,"`...)
	for _, c := range seg.Covers {
		if c.Level < levels {
			o.json = strconv.AppendInt(append(o.json, "line-"...), int64(c.Level), 10)
			o.json = strconv.AppendInt(append(o.json, '-'), int64(hue(c.Label)), 10)
			o.json = append(o.json, ' ')
		}
		if c.ID == m.Chosen { // all of it in its own colour
			o.json = append(o.json, "chosen "...)
			tint = hue(c.Label)
		}
		mine = mine || !m.Theirs(c.Entry)
		first = first || c.First
		last = last || c.Last && !c.First
	}
	if first {
		o.json = append(o.json, "first "...)
	}
	if !mine { // drawn without a ground
		o.json = append(o.json, "theirs "...)
	}
	o.json = strconv.AppendInt(append(o.json, "hue-"...), int64(tint), 10)
	o.json = append(o.json, `",`...)
	o.json = append(o.json, o.quote(labels.NameOf(seg.Covers[0].Label))...)
	o.json = append(o.json, `,"`...)
	for i, c := range seg.Covers {
		if i > 0 {
			o.json = append(o.json, ' ')
		}
		o.json = append(o.json, c.ID.String()...)
	}
	o.json = append(o.json, '"')
	if !first && !last {
		return
	}
	o.names(m, seg, func(c annotations.Cover) bool { return c.First })
	if last {
		o.names(m, seg, func(c annotations.Cover) bool { return c.Last && !c.First })
	}
}

// names are those of some of the annotations over a segment, the outer one first.
func (o *painter) names(m editor.Model, seg annotations.Segment, of func(annotations.Cover) bool) {
	names := ""
	for i := len(seg.Covers) - 1; i >= 0; i-- {
		if c := seg.Covers[i]; of(c) {
			if names != "" {
				names += " · "
			}
			names += m.Labels.NameOf(c.Label) + badge(m, c.Entry)
			if m.Theirs(c.Entry) {
				names += " (" + string(c.By) + ")"
			}
		}
	}
	o.json = append(append(o.json, ','), o.quote(names)...)
}

// badge tells in signs what else is said of an annotation: links that go out, the way
// that one reads, and come in, a note.
func badge(m editor.Model, e annotations.Entry) (s string) {
	ends := m.EndsOf(e.ID)
	out, in := " →", " ←"
	if ends != (editor.Ends{}) && m.WayAt(e.Target.Parts[0].Start) < 0 {
		out, in = in, out
	}
	if ends.Out > 0 {
		s += out
	}
	if ends.In > 0 {
		s += in
	}
	if e.Note != "" {
		s += " ✎"
	}
	return s
}

// quote is a string as JSON.
func (o *painter) quote(s string) []byte {
	if q, ok := o.quoted[s]; ok {
		return q
	}
	q, err := json.Marshal(s)
	if err != nil {
		q = []byte(`""`) // a string can always be written
	}
	if o.quoted == nil {
		o.quoted = map[string][]byte{}
	}
	o.quoted[s] = q
	return q
}
