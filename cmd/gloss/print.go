package main

import (
	"encoding/json"
	"fmt"
	"io"

	"gloss/annotations/dataset"
)

// summary is what a dataset that was written came to, in a line.
func summary(sum dataset.Written) string {
	s := fmt.Sprintf("%d documents, %d annotations", sum.Documents, sum.Spans)
	if lost := sum.Lost.String(); lost != "" {
		s += ", " + lost
	}
	if missing := sum.Missing.String(); missing != "" {
		s += "; the format has no place for " + missing
	}
	return s
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printLine prints JSON on one line, as scripts like a list of unknown length.
func printLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// notNil is an empty list in JSON rather than null.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
