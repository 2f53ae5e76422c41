//go:build js

package app

import (
	"strconv"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/editor"
)

// piece is a segment of a line, or a part of one that the same proposals cover.
type piece struct {
	annotations.Segment
	proposed []editor.Proposal
}

// pieces cuts segments at the borders of proposals.
func pieces(segments []annotations.Segment, proposals []editor.Proposal) []piece {
	all := make([]piece, 0, len(segments)+2*len(proposals))
	for _, seg := range segments {
		for first := true; ; first = false {
			cut := seg
			for _, o := range proposals {
				for _, border := range [...]text.Byte{o.Start, o.End} {
					if cut.Start < border && border < cut.End {
						cut.End = border
					}
				}
			}
			if !first && len(cut.Covers) > 0 {
				cut.Covers = continued(cut.Covers)
			}
			next := piece{Segment: cut}
			for _, o := range proposals {
				if o.Overlaps(cut.Span) {
					next.proposed = append(next.proposed, o)
				}
			}
			all = append(all, next)
			if seg.Start = cut.End; seg.Start >= seg.End {
				break
			}
		}
	}
	return all
}

// continued are covers of which none begins here.
func continued(covers []annotations.Cover) []annotations.Cover {
	all := make([]annotations.Cover, len(covers))
	for i, c := range covers {
		c.First = false
		all[i] = c
	}
	return all
}

// proposed writes the proposals over a piece, the innermost first: the classes of
// each, and with the first the names of those that begin here, the outer one first.
func (o *painter) proposed(m editor.Model, at piece) {
	current, _ := m.Proposed()
	names := ""
	for _, c := range at.proposed {
		if c.Start == at.Start {
			if names != "" {
				names += " · "
			}
			names += m.Labels.NameOf(c.Label)
		}
	}
	o.json = append(o.json, '[')
	for i := len(at.proposed) - 1; i >= 0; i-- {
		c := at.proposed[i]
		label, _ := m.Labels.Find(c.Label)
		if i < len(at.proposed)-1 {
			o.json = append(o.json, ',')
		}
		o.json = strconv.AppendInt(append(o.json, `["proposal hue-`...), int64(label.Hue%hues), 10)
		if deep := len(at.proposed) - 1 - i; deep > 0 {
			o.json = append(o.json, " around"...)
		}
		if c == current {
			o.json = append(o.json, " current"...)
		}
		if c.Percent < faint {
			o.json = append(o.json, " faint"...)
		}
		o.json = append(o.json, '"')
		if i == len(at.proposed)-1 && names != "" {
			o.json = append(append(o.json, ','), o.quote(names)...)
		}
		o.json = append(o.json, ']')
	}
	o.json = append(o.json, ']')
}

// faint is the probability, in percent, below which a proposal is drawn fainter, so
// that it does not tire the reader.
const faint = 40
