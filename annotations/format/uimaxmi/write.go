package uimaxmi

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/format/xmltext"
	"gloss/annotations/text"
)

const header = `<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:gloss="http:///gloss.ecore" xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
`

// sofaID is the xmi:id of the text.
const sofaID = 1

// encoder notes the attributes of all documents, which the type system names.
type encoder struct{ features map[string]bool }

func (c *encoder) Rest() []folder.File {
	return []folder.File{{Name: "TypeSystem.xml", Body: typeSystem(slices.Sorted(maps.Keys(c.features)))}}
}

type page struct {
	*encoder
	item    format.Item
	prover  *place.Prover
	b       strings.Builder
	members []string
}

func (c *encoder) Encode(it format.Item) (string, folder.Listed, []format.Loss, error) {
	body := it.Document.Text
	if !xmltext.Holds(body) {
		return "", folder.Listed{}, []format.Loss{xmltext.Lost(it.Document)}, nil
	}
	p := &page{encoder: c, item: it, prover: place.NewProver(body, format.UTF16)}
	p.b.WriteString(header)
	fmt.Fprintf(&p.b, `<cas:Sofa xmi:id="%d" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString="%s"/>`+"\n", sofaID, xmltext.Attribute(body))
	ids := map[annotations.AnnotationID]int{}
	for i, e := range it.Entries {
		ids[e.ID] = sofaID + 1 + i
	}
	var losses []format.Loss
	for _, e := range it.Entries {
		lost, err := p.entry(e, ids)
		if err != nil {
			return "", folder.Listed{}, nil, fmt.Errorf("annotation %v: %w", e.ID, err)
		}
		losses = append(losses, lost...)
	}
	if err := p.segments(sofaID + 1 + len(it.Entries)); err != nil {
		return "", folder.Listed{}, nil, err
	}
	fmt.Fprintf(&p.b, `<cas:View sofa="%d" members="%s"/>`+"\n</xmi:XMI>\n", sofaID, strings.Join(p.members, " "))
	return p.b.String(), folder.Listed{}, losses, nil
}

// element writes a feature structure; fields are names and values in turn.
func (p *page) element(name string, id int, fields ...string) {
	fmt.Fprintf(&p.b, `<%s xmi:id="%d" sofa="%d"`, name, id, sofaID)
	for i := 0; i < len(fields); i += 2 {
		fmt.Fprintf(&p.b, ` %s="%s"`, fields[i], xmltext.Attribute(fields[i+1]))
	}
	p.b.WriteString("/>\n")
	p.members = append(p.members, strconv.Itoa(id))
}

// place is a stretch in UTF-16, sliced again.
func (p *page) place(sp text.Span) (start, end int, err error) {
	start, end, _, err = p.prover.Span(sp)
	return start, end, err
}

func (p *page) entry(e annotations.Entry, ids map[annotations.AnnotationID]int) (losses []format.Loss, err error) {
	losses = xmltext.Changed(p.item, e)
	about := []string{"label", xmltext.Tame(string(e.Label)), "id", e.ID.String()}
	if e.By != "" {
		about = append(about, "author", xmltext.Tame(string(e.By)))
	}
	if !e.At.IsZero() {
		about = append(about, "time", e.At.Format(time.RFC3339Nano))
	}
	features, err := build.Features(e.Annotation, fixed...)
	if err != nil {
		return nil, err
	}
	for _, f := range features {
		p.features[f.Name] = true
		about = append(about, f.Name, xmltext.Tame(f.Value))
	}
	id := ids[e.ID]
	switch parts := e.Target.Parts; {
	case len(parts) > 0:
		var all []string
		for _, part := range parts {
			start, end, err := p.place(part)
			if err != nil {
				return nil, err
			}
			all = append(all, fmt.Sprintf("%d %d", start, end))
		}
		begin, _, _ := strings.Cut(all[0], " ")
		_, end, _ := strings.Cut(all[len(all)-1], " ")
		fields := append([]string{"begin", begin, "end", end}, about...)
		if len(parts) > 1 {
			fields = append(fields, "parts", strings.Join(all, ";"))
		}
		p.element(prefixed(spanType), id, fields...)
	case e.Target.From.IsZero():
		p.element(prefixed(documentType), id, about...)
	default:
		from, to := ids[e.Target.From], ids[e.Target.To]
		begin, end := 0, 0
		for _, other := range p.item.Entries {
			if other.ID == e.Target.To && len(other.Target.Parts) > 0 {
				extent, _ := other.Target.Extent()
				if begin, end, err = p.place(extent); err != nil {
					return nil, err
				}
			}
		}
		fields := append([]string{"begin", strconv.Itoa(begin), "end", strconv.Itoa(end)}, about...)
		p.element(prefixed(linkType), id, append(fields, "Governor", strconv.Itoa(from), "Dependent", strconv.Itoa(to))...)
	}
	return losses, nil
}

// prefixed is the name of an element for a type of ours: gloss:Span.
func prefixed(name string) string { return strings.Replace(name, ".", ":", 1) }

// segments writes tokens, and a sentence for each line that has some.
func (p *page) segments(id int) error {
	body := p.item.Document.Text
	tokens := format.Tokens(body)
	first := 0
	for i, t := range tokens {
		start, end, err := p.place(t)
		if err != nil {
			return err
		}
		p.element("type:Token", id, "begin", strconv.Itoa(start), "end", strconv.Itoa(end))
		id++
		if i+1 < len(tokens) && !strings.ContainsAny(body[t.End:tokens[i+1].Start], "\r\n") {
			continue
		}
		if start, end, err = p.place(text.Span{Start: tokens[first].Start, End: t.End}); err != nil {
			return err
		}
		p.element("type:Sentence", id, "begin", strconv.Itoa(start), "end", strconv.Itoa(end))
		id++
		first = i + 1
	}
	return nil
}

// typeSystem is that of the files, with features for notes and attributes.
func typeSystem(features []string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">
<types>
`)
	about := []string{"label", "uima.cas.String", "id", "uima.cas.String", "author", "uima.cas.String", "time", "uima.cas.String"}
	for _, name := range features {
		about = append(about, name, "uima.cas.String")
	}
	about = slices.Clip(about)
	for _, t := range []struct {
		name, super, about string
		features           []string
	}{
		{tokenType, "uima.tcas.Annotation", "", nil},
		{sentenceType, "uima.tcas.Annotation", "", nil},
		{spanType, "uima.tcas.Annotation", "A labelled span; parts are the stretches of a discontinuous one, START END;START END.", append(about, "parts", "uima.cas.String")},
		{linkType, "uima.tcas.Annotation", "A link from one annotation (Governor) to another (Dependent).", append(about, "Governor", "uima.cas.TOP", "Dependent", "uima.cas.TOP")},
		{documentType, "uima.cas.AnnotationBase", "A label of the document as a whole.", about},
	} {
		fmt.Fprintf(&b, "<typeDescription>\n<name>%s</name>\n<description>%s</description>\n<supertypeName>%s</supertypeName>\n", t.name, t.about, t.super)
		if len(t.features) > 0 {
			b.WriteString("<features>\n")
			for i := 0; i < len(t.features); i += 2 {
				fmt.Fprintf(&b, "<featureDescription><name>%s</name><description/><rangeTypeName>%s</rangeTypeName></featureDescription>\n", t.features[i], t.features[i+1])
			}
			b.WriteString("</features>\n")
		}
		b.WriteString("</typeDescription>\n")
	}
	b.WriteString("</types>\n</typeSystemDescription>\n")
	return b.String()
}
