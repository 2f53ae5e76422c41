package biocxml

import "encoding/xml"

type infon struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

type annotation struct {
	ID       string  `xml:"id,attr"`
	Infons   []infon `xml:"infon"`
	Location []struct {
		Offset int `xml:"offset,attr"`
		Length int `xml:"length,attr"`
	} `xml:"location"`
	Text *string `xml:"text"`
	line int
}

type relation struct {
	ID     string  `xml:"id,attr"`
	Infons []infon `xml:"infon"`
	Nodes  []struct {
		Ref  string `xml:"refid,attr"`
		Role string `xml:"role,attr"`
	} `xml:"node"`
	line int
}

// stretch is a passage or a sentence.
type stretch struct {
	Infons      []infon      `xml:"infon"`
	Offset      int          `xml:"offset"`
	Text        *string      `xml:"text"`
	Sentences   []stretch    `xml:"sentence"`
	Annotations []annotation `xml:"annotation"`
	Relations   []relation   `xml:"relation"`
	line        int
}

type document struct {
	ID          string       `xml:"id"`
	Infons      []infon      `xml:"infon"`
	Passages    []stretch    `xml:"passage"`
	Annotations []annotation `xml:"annotation"`
	Relations   []relation   `xml:"relation"`
}

// The lines of what errors may be about are noted while it is read.

func (a *annotation) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	type plain annotation
	return decode(d, start, (*plain)(a), &a.line)
}

func (r *relation) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	type plain relation
	return decode(d, start, (*plain)(r), &r.line)
}

func (s *stretch) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	type plain stretch
	return decode(d, start, (*plain)(s), &s.line)
}

// decode reads an element, and notes in which line it begins.
func decode(d *xml.Decoder, start xml.StartElement, into any, line *int) error {
	*line, _ = d.InputPos()
	return d.DecodeElement(into, &start)
}
