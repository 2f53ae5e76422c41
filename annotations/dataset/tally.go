package dataset

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"gloss/annotations/format"
)

// Tally counts losses by kind and by label; those of documents as a whole are
// under "". Zero is ready for use.
type Tally map[format.Kind]map[string]int

// Add counts losses.
func (t *Tally) Add(losses ...format.Loss) {
	for _, l := range losses {
		if *t == nil {
			*t = Tally{}
		}
		if (*t)[l.Kind] == nil {
			(*t)[l.Kind] = map[string]int{}
		}
		(*t)[l.Kind][l.Label]++
	}
}

// Of is the number of losses of a kind.
func (t Tally) Of(k format.Kind) (n int) {
	for _, count := range t[k] {
		n += count
	}
	return n
}

// Len is the number of losses.
func (t Tally) Len() (n int) {
	for k := range t {
		n += t.Of(k)
	}
	return n
}

// String lists the kinds with their numbers, such as "3 dropped, 1 moved".
func (t Tally) String() string {
	var all []string
	for _, k := range format.Kinds {
		if n := t.Of(k); n > 0 {
			all = append(all, fmt.Sprintf("%d %s", n, k))
		}
	}
	return strings.Join(all, ", ")
}

// LossReport writes losses as one JSON object, one after another as they come,
// so that a million of them need no memory: {"losses": […], …}.
type LossReport struct {
	w io.Writer
	n int
}

// NewLossReport starts a report.
func NewLossReport(w io.Writer) *LossReport { return &LossReport{w: w} }

// Add writes a loss.
func (r *LossReport) Add(l format.Loss) error {
	lead := ",\n    "
	if r.n == 0 {
		lead = "{\n  \"losses\": [\n    "
	}
	r.n++
	b, err := marshal(l)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.w, "%s%s", lead, b)
	return err
}

// Close ends the report with what the dataset came to.
func (r *LossReport) Close(f format.Format, sum Written) error {
	lead := "\n  ],\n"
	if r.n == 0 {
		lead = "{\n  \"losses\": [],\n"
	}
	b, err := json.MarshalIndent(struct {
		Format string `json:"format"`
		Written
	}{f.Name, sum}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.w, "%s%s\n", lead, strings.TrimPrefix(string(b), "{\n"))
	return err
}

// marshal is JSON as people read it: < and & as they are.
func marshal(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return []byte(strings.TrimSuffix(b.String(), "\n")), err
}
