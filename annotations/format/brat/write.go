package brat

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// newWriter writes the pairs of files, and when it is closed annotation.conf and
// visual.conf for brat.
func newWriter(create func(path string) (io.Writer, error)) format.Writer {
	return &writer{create: create, used: folder.Names{}, conf: newConf()}
}

type writer struct {
	create func(path string) (io.Writer, error)
	used   folder.Names
	conf   *conf

	manifest folder.Listing
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	if it.Schema != nil {
		w.conf.adopt(*it.Schema)
	}
	name := w.used.Of(d)
	out := &page{writer: w, item: it, prover: place.NewProver(d.Text, format.CodePoint)}
	if err := out.lay(); err != nil {
		return nil, fmt.Errorf("document %v: %w", d.ID, err)
	}
	for ending, body := range out.files() {
		f, err := w.create(name + ending)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(f, body); err != nil {
			return nil, err
		}
	}
	m, err := folder.List(name+".txt", d, metaKey)
	if err != nil {
		return nil, fmt.Errorf("document %v: meta: %w", d.ID, err)
	}
	return out.losses, w.manifest.Add(m)
}

// page is one document on its way out.
type page struct {
	*writer
	item   format.Item
	prover *place.Prover
	losses []format.Loss

	names map[annotations.AnnotationID]string // of what is written
	last  map[byte]int                        // the highest number of a kind
	there map[string]bool                     // IDs that are written
	bare  map[string]bool                     // spans of no length among them
	on    map[string]string                   // the trigger of an event
	// written are the IDs of annotations among those that are there.
	written map[string]bool
	kept    lines
	ann     strings.Builder
}

func (p *page) files() func(yield func(ending, body string) bool) {
	return func(yield func(ending, body string) bool) {
		_ = yield(".txt", p.item.Document.Text) && yield(".ann", p.ann.String())
	}
}

func (p *page) lose(e annotations.Entry, kind format.Kind, reason string) {
	p.losses = append(p.losses, format.LossOf(p.item, e, kind, reason))
}

func (p *page) lay() error {
	p.kept = linesOf(p.item.Document)
	ids := namesOf(p.item.Document)
	p.names, p.last, p.there = map[annotations.AnnotationID]string{}, map[byte]int{}, map[string]bool{}
	p.bare, p.on, p.written = map[string]bool{}, map[string]string{}, map[string]bool{}
	before := map[annotations.AnnotationID]string{} // as they were read
	for name := range strings.FieldsSeq(p.kept.IDs) {
		before[ids.id(name)] = name
		p.reserve(name)
	}
	for _, line := range p.kept.Kept {
		name, _, _ := strings.Cut(line, "\t")
		p.reserve(name)
	}
	for _, e := range p.item.Entries {
		if len(e.Target.Parts) > 0 {
			if err := p.span(e, before[e.ID]); err != nil {
				return fmt.Errorf("span %v: %w", e.ID, err)
			}
		}
	}
	p.empty()
	covered := p.events(ids)
	for _, e := range p.item.Entries {
		switch {
		case len(e.Target.Parts) > 0 || covered[e.ID]:
		case e.Target.From.IsZero():
			p.lose(e, format.Dropped, format.NoWhole)
		default:
			p.link(e, before[e.ID])
		}
	}
	if err := p.extras(covered); err != nil {
		return err
	}
	p.others()
	return nil
}

// line returns the fields of a line that was kept.
func (p *page) line(id string) []string {
	for _, line := range p.kept.Kept {
		if rest, ok := strings.CutPrefix(line, id+"\t"); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

// empty writes the spans of no length that were read.
func (p *page) empty() {
	for _, line := range p.kept.Kept {
		if id, _, _ := strings.Cut(line, "\t"); line[0] == 'T' && !p.there[id] {
			p.there[id], p.bare[id] = true, true
			p.ann.WriteString(line + "\n")
		}
	}
}

// reserve takes note of an ID, so that no other gets its number.
func (p *page) reserve(name string) {
	if name == "" {
		return
	}
	if n, err := strconv.Atoi(name[1:]); err == nil {
		p.last[name[0]] = max(p.last[name[0]], n)
	}
}

func (p *page) name(e annotations.Entry, before string, kind byte) string {
	if before == "" || before[0] != kind {
		p.last[kind]++
		before = string(kind) + strconv.Itoa(p.last[kind])
	}
	p.names[e.ID], p.there[before], p.written[before] = before, true, true
	return before
}

// span writes a span, cut where brat allows none: at line ends.
func (p *page) span(e annotations.Entry, before string) error {
	body := p.item.Document.Text
	pieces := fragments(body, e.Target.Parts)
	at, quotes, err := p.offsets(pieces)
	if err != nil {
		return err
	}
	kind := p.conf.kind(string(e.Label))
	p.conf.spans.add(kind)
	name := p.name(e, before, 'T')
	fmt.Fprintf(&p.ann, "%s\t%s %s\t%s\n", name, kind, joinOffsets(at), strings.Join(quotes, " "))
	if slices.Equal(merge(body, pieces), e.Target.Parts) {
		return nil
	}
	if at, _, err = p.offsets(e.Target.Parts); err != nil {
		return err
	}
	p.last['#']++
	fmt.Fprintf(&p.ann, "#%d\t%s %s\t%s\n", p.last['#'], spanNote, name, joinOffsets(at))
	return nil
}

// offsets are those of stretches, and what stands there.
func (p *page) offsets(spans []text.Span) (at [][2]int, quotes []string, err error) {
	for _, sp := range spans {
		start, end, quote, err := p.prover.Span(sp)
		if err != nil {
			return nil, nil, err
		}
		at, quotes = append(at, [2]int{start, end}), append(quotes, quote)
	}
	return at, quotes, nil
}

func joinOffsets(at [][2]int) string {
	var all []string
	for _, a := range at {
		all = append(all, fmt.Sprintf("%d %d", a[0], a[1]))
	}
	return strings.Join(all, ";")
}

// fragments are the parts of a span without the line ends in them; of line ends
// alone an empty one.
func fragments(s string, parts []text.Span) (all []text.Span) {
	for _, part := range parts {
		all = append(all, cut(s, part)...)
	}
	if all == nil && len(parts) > 0 {
		all = []text.Span{{Start: parts[0].Start, End: parts[0].Start}}
	}
	return all
}

// merge joins fragments that have only line ends between them, as brat cut them.
func merge(s string, pieces []text.Span) (parts []text.Span) {
	for _, sp := range pieces {
		last := len(parts) - 1
		if last >= 0 && parts[last].End <= sp.Start && isLineEnds(s[parts[last].End:sp.Start]) {
			parts[last].End = sp.End
			continue
		}
		parts = append(parts, sp)
	}
	return parts
}

// cut returns the stretches of a span between line ends.
func cut(s string, sp text.Span) (pieces []text.Span) {
	start := sp.Start
	for i, r := range s[sp.Start:sp.End] {
		if !isLineEnd(r) {
			continue
		}
		at := sp.Start + text.Byte(i)
		if start < at {
			pieces = append(pieces, text.Span{Start: start, End: at})
		}
		start = at + text.Byte(utf8.RuneLen(r))
	}
	if start < sp.End {
		pieces = append(pieces, text.Span{Start: start, End: sp.End})
	}
	return pieces
}

func (p *page) link(e annotations.Entry, before string) {
	from, to := p.names[e.Target.From], p.names[e.Target.To]
	if from == "" || to == "" || from[0] != 'T' || to[0] != 'T' {
		p.lose(e, format.Dropped, format.NoEnd)
		return
	}
	kind := p.conf.kind(string(e.Label))
	p.conf.relations.add(kind)
	p.conf.plain[kind] = true
	ends := []string{"Arg1:" + from, "Arg2:" + to}
	if was := p.line(before); before != "" && len(was) == 3 {
		// With its own names of roles, and with an event rather than its trigger.
		for i, end := range []string{from, to} {
			if ref := after(was[i+1]); p.there[ref] && p.spanOf(ref) == end {
				ends[i] = was[i+1]
			}
		}
	}
	fmt.Fprintf(&p.ann, "%s\t%s %s\n", p.name(e, before, 'R'), kind, strings.Join(ends, " "))
}

// spanOf is the span that an ID stands for: of an event its trigger.
func (p *page) spanOf(ref string) string {
	if trigger, ok := p.on[ref]; ok {
		return trigger
	}
	return ref
}

// events writes the events that were read, with what has become of their
// triggers and roles since, and returns the links that are said by that.
func (p *page) events(ids names) (covered map[annotations.AnnotationID]bool) {
	covered = map[annotations.AnnotationID]bool{}
	links := map[annotations.AnnotationID]annotations.Entry{}
	kinds := map[string]string{} // of what is written, by its ID
	triggers := map[string]bool{}
	for _, e := range p.item.Entries {
		if len(e.Target.Parts) == 0 {
			links[e.ID] = e
		} else if name := p.names[e.ID]; name != "" {
			kinds[name] = p.conf.kind(string(e.Label))
		}
	}
	var all []event
	for _, line := range p.kept.Kept {
		if line[0] != 'E' {
			continue
		}
		if e, err := parseEvent(line); err == nil && p.there[e.trigger] {
			all = append(all, e)
			p.on[e.id], p.there[e.id] = e.trigger, true
		}
	}
	for _, e := range all {
		kind, ok := kinds[e.trigger]
		if !ok {
			kind = e.kind
		}
		out := event{id: e.id, kind: kind, trigger: e.trigger}
		for i, a := range e.args {
			if p.bare[e.trigger] || p.bare[p.spanOf(a.ref)] {
				if p.there[a.ref] {
					out.args = append(out.args, a) // no link stands for it
				}
				continue
			}
			id := ids.role(e.id, i)
			link, ok := links[id]
			to, from := p.names[link.Target.To], p.names[link.Target.From]
			if !ok || to == "" || from != e.trigger {
				continue // removed, or another relation by now
			}
			covered[id] = true
			role, ref := a.role, a.ref
			if string(link.Label) != e.label(a) {
				role = p.conf.kind(string(link.Label))
			}
			if to != p.spanOf(ref) {
				ref = to
			}
			out.args = append(out.args, arg{role, ref})
		}
		triggers[e.trigger] = true
		p.conf.event(out)
		p.ann.WriteString(out.String() + "\n")
	}
	for name, kind := range kinds {
		p.conf.plain[kind] = p.conf.plain[kind] || !triggers[name]
	}
	return covered
}

// others writes the other lines that were kept and are about something still.
func (p *page) others() {
	ids := strings.Fields(p.kept.IDs)
	for _, kinds := range []string{"R", "AMN", "#", "*"} {
		for _, line := range p.kept.Kept {
			if !strings.Contains(kinds, line[:1]) || p.isExtra(line) {
				continue
			}
			id, rest, _ := strings.Cut(line, "\t")
			fields := strings.Fields(rest)
			switch {
			case len(fields) < 2:
				continue
			case kinds == "*":
				members := slices.DeleteFunc(slices.Clone(fields[1:]), func(m string) bool { return !p.there[m] })
				if len(members) < 2 {
					continue
				}
				line = id + "\t" + fields[0] + " " + strings.Join(members, " ")
				p.conf.equivs.add(fields[0])
			case kinds == "R":
				// A link stands for it, unless it is about a span of no length.
				if slices.Contains(ids, id) || len(fields) != 3 || !p.there[after(fields[1])] || !p.there[after(fields[2])] {
					continue
				}
				p.conf.relations.add(fields[0])
			case !p.there[fields[1]]:
				continue
			case kinds == "AMN" && line[0] != 'N':
				p.conf.attribute(fields[0], strings.Join(fields[2:], " "))
			}
			p.there[id] = true
			p.ann.WriteString(line + "\n")
		}
	}
}

// after is what stands after the colon.
func after(field string) string { return field[strings.IndexByte(field, ':')+1:] }

func (w *writer) Close() error {
	for _, f := range w.conf.files() {
		out, err := w.create(f.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, f.body); err != nil {
			return err
		}
	}
	return w.manifest.Write(w.create)
}
