package annotations

import (
	"encoding/json"
	"time"

	"gloss/annotations/text"
)

// Document is one text to be labelled. Its text never changes: a corrected
// text is another document, so that an offset means the same for ever.
type Document struct {
	ID      DocumentID `json:"id"`
	Project ProjectID  `json:"project"`
	// Source is the ID that the document had where it came from, if any.
	Source string `json:"source,omitempty"`
	Title  string `json:"title"`
	// Text is valid UTF-8 and is kept byte for byte: line ends, byte order
	// marks and combining characters are never normalised.
	Text string `json:"text"`
	// Meta is a JSON object with the fields that an import brought along and
	// that Gloss has no use for itself. It comes out again on export.
	Meta  json.RawMessage `json:"meta,omitempty"`
	Added time.Time       `json:"added"`
}

// NewDocument returns the document of this text in a project. The ID follows
// from project, source and text alone, so that the same article imported on two
// devices is one document. The error is a *text.InvalidUTF8.
func NewDocument(project ProjectID, source, title, body string, added time.Time) (Document, error) {
	if err := text.Validate(body); err != nil {
		return Document{}, err
	}
	return Document{
		ID:      NameID[Document](project.UUID, source, body),
		Project: project,
		Source:  source,
		Title:   title,
		Text:    body,
		Added:   Moment(added),
	}, nil
}

// Moment is t as Gloss keeps times: in UTC, to the millisecond.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
