package main

import (
	"encoding/json"
	"fmt"
	"io"

	"gloss/annotations/dataset"
	"gloss/annotations/dataset/stats"
)

// summary is what a dataset that was written came to, in a line.
func summary(sum dataset.Written) string {
	s := stats.Many(sum.Documents, "document") + ", " + stats.Many(sum.Spans, "annotation")
	if lost := sum.Lost.String(); lost != "" {
		s += ", " + lost
	}
	if missing := sum.Missing.String(); missing != "" {
		s += "; the format has no place for " + missing
	}
	return s
}

// isOrAre, wasOrWere and leftOutOf say what is the matter with a number of things.
func isOrAre(n int, thing string) string   { return stats.Many(n, thing) + verb(n, " is", " are") }
func wasOrWere(n int, thing string) string { return stats.Many(n, thing) + verb(n, " was", " were") }
func leftOutOf(n int, thing string) string { return wasOrWere(n, thing) + " left out" }

// asTheyAre is a number of annotations that a format cannot carry.
func asTheyAre(n int) string {
	return stats.Many(n, "annotation") + verb(n, " as it is", " as they are")
}

// times says how often, where that is more than once.
func times(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" (%d times)", n)
}

func verb(n int, one, other string) string {
	if n == 1 {
		return one
	}
	return other
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
