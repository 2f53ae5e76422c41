// Package uimaxmi reads and writes the CAS of UIMA as XMI: a file a document,
// and TypeSystem.xml for all of them. Offsets are UTF-16 code units, as in Java.
//
// What Gloss writes are annotations of the types gloss.Span, gloss.Link and
// gloss.Document, beside the tokens and sentences that DKPro and INCEpTION
// expect. Of files by others every annotation in the text is read but tokens,
// sentences and the like; the label is the feature "value" or "label", else the
// name of the type, other features are attributes, but for references.
//
// Sources: the UIMA references, chapter "XMI CAS Serialization", and
// dkpro-cassis (src/cassis/xmi.py).
package uimaxmi

import (
	"bytes"

	"gloss/annotations/format"
	"gloss/annotations/format/folder"
)

// Format is UIMA CAS XMI.
var Format = folder.Documents{
	Ending:  ".xmi",
	Encoder: func() folder.Encoder { return &encoder{features: map[string]bool{}} },
	Decode:  decode,
}.Format(format.Format{
	Name: "uima-xmi", Title: "UIMA CAS XMI", Unit: format.UTF16,
	Can: format.Can{
		Text: true, Empty: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Detect: func(name string, head []byte) format.Likelihood {
		switch {
		case bytes.Contains(head, []byte("http://www.omg.org/XMI")):
			return format.Certain
		case format.HasEnding(name, ".xmi"):
			return format.Possible
		}
		return format.Never
	},
	Heavy: "encoding/xml and archive/zip, 90 KiB in brotli",
})

const (
	tokenType    = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
	sentenceType = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
	spanType     = "gloss.Span"
	linkType     = "gloss.Link"
	documentType = "gloss.Document"
)

// fixed are the features of our types that are no attributes.
var fixed = []string{"sofa", "begin", "end", "label", "id", "author", "time", "parts", "Governor", "Dependent", "value", "PosValue", "DependencyType"}
