package biocxml

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/offsets"
	"gloss/annotations/format/xmltext"
)

type writer struct {
	w     *bufio.Writer
	unit  format.Unit
	begun bool
}

func newWriter(w io.Writer, u format.Unit) *writer {
	return &writer{w: bufio.NewWriterSize(w, 64<<10), unit: u}
}

func (w *writer) begin() {
	if !w.begun {
		w.w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE collection SYSTEM \"BioC.dtd\">\n<collection>\n<source>Gloss</source>\n<date></date>\n<key></key>\n")
		fmt.Fprintf(w.w, "<infon key=\"%s\">%s</infon>\n", offsetsKey, w.unit)
	}
	w.begun = true
}

func (w *writer) Close() error {
	w.begin()
	w.w.WriteString("</collection>\n")
	return w.w.Flush()
}

func (w *writer) infon(key, value string) {
	if value != "" {
		fmt.Fprintf(w.w, "<infon key=\"%s\">%s</infon>\n", xmltext.Attribute(xmltext.Tame(key)), xmltext.Element(xmltext.Tame(value)))
	}
}

// Write adds a document of one passage.
func (w *writer) Write(it format.Item) (losses []format.Loss, err error) {
	w.begin()
	d := it.Document
	if !xmltext.Holds(d.Text) {
		return []format.Loss{xmltext.Lost(d)}, nil
	}
	ruler := offsets.NewRuler(d.Text)
	fmt.Fprintf(w.w, "<document>\n<id>%s</id>\n", d.ID)
	w.infon(titleKey, d.Title)
	w.infon(sourceKey, d.Source)
	w.infon(metaKey, string(d.Meta))
	fmt.Fprintf(w.w, "<passage>\n<offset>0</offset>\n<text>%s</text>\n", xmltext.Element(d.Text))
	for _, inText := range []bool{true, false} {
		for _, e := range it.Entries {
			if len(e.Target.Parts) > 0 != inText || !e.Target.From.IsZero() {
				continue
			}
			if err := w.annotation(it, e, ruler); err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			losses = append(losses, xmltext.Changed(it, e)...)
		}
		if inText {
			w.w.WriteString("</passage>\n")
		}
	}
	for _, e := range it.Entries {
		if e.Target.From.IsZero() {
			continue
		}
		fmt.Fprintf(w.w, "<relation id=\"%s\">\n", e.ID)
		w.about(e)
		fmt.Fprintf(w.w, "<node refid=\"%s\" role=\"from\"/>\n<node refid=\"%s\" role=\"to\"/>\n</relation>\n", e.Target.From, e.Target.To)
		losses = append(losses, xmltext.Changed(it, e)...)
	}
	_, err = w.w.WriteString("</document>\n")
	return losses, err
}

func (w *writer) about(e annotations.Entry) {
	w.infon(typeKey, string(e.Label))
	w.infon(authorKey, string(e.By))
	if !e.At.IsZero() {
		w.infon(timeKey, e.At.Format(time.RFC3339Nano))
	}
	w.infon(noteKey, e.Note)
	for _, v := range e.Values {
		key := string(v.Attribute)
		if slices.Contains([]string{typeKey, authorKey, timeKey, noteKey}, key) || strings.HasPrefix(key, escaped) {
			key = escaped + key
		}
		w.infon(key, v.Text)
	}
}

func (w *writer) annotation(it format.Item, e annotations.Entry, ruler *offsets.Ruler) error {
	fmt.Fprintf(w.w, "<annotation id=\"%s\">\n", e.ID)
	w.about(e)
	claim := offsets.Claim{Quote: format.Quote(it.Document, e), Quoted: true}
	for _, p := range e.Target.Parts {
		start, err := ruler.Of(w.unit, p.Start)
		if err != nil {
			return err
		}
		end, err := ruler.Of(w.unit, p.End)
		if err != nil {
			return err
		}
		claim.Parts = append(claim.Parts, [2]int{start, end})
		fmt.Fprintf(w.w, "<location offset=\"%d\" length=\"%d\"/>\n", start, end-start)
	}
	if len(claim.Parts) > 0 {
		if err := w.prove(ruler, claim); err != nil {
			return err
		}
		fmt.Fprintf(w.w, "<text>%s</text>\n", xmltext.Element(claim.Quote))
	}
	w.w.WriteString("</annotation>\n")
	return nil
}

// prove slices again what is written.
func (w *writer) prove(ruler *offsets.Ruler, claim offsets.Claim) error {
	spans, err := (offsets.Counting{Unit: w.unit}).Spans(ruler, claim)
	if err != nil {
		return err
	}
	var all []string
	for _, s := range spans {
		all = append(all, ruler.Text()[s.Start:s.End])
	}
	if got := strings.Join(all, " "); got != claim.Quote {
		return fmt.Errorf("%ss %v are %q, not %q", w.unit, claim.Parts, got, claim.Quote)
	}
	return nil
}
