package stats

import (
	"fmt"
	"io"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Card is what a dataset card tells besides the figures.
type Card struct {
	Title      string
	Schema     annotations.Schema // whose About are the guidelines
	Guidelines string             // Markdown, as it is
	Licence    string             // an SPDX identifier or a sentence
	Agreement  string             // Markdown; "" when it is not known
	Format     format.Format
	Parts      []PartStats
	// How tells how the parts were made; "" for a dataset of one part.
	How string
	// Lost says what the format could not carry; "" when nothing was lost.
	Lost string
}

// PartStats are the figures of a part of a dataset.
type PartStats struct {
	Name string
	*Stats
}

// Write writes the card as Markdown. The same dataset gives the same bytes.
func (c Card) Write(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", line(c.Title))
	total := [3]int{}
	for _, p := range c.Parts {
		total[0] += p.Documents
		total[1] += p.Annotations()
		total[2] += p.Tokens
	}
	fmt.Fprintf(&b, "%s, %s, %s, labelled with Gloss. ", Many(total[0], "document"), Many(total[2], "token"), Many(total[1], "annotation"))
	fmt.Fprintf(&b, "Format: %s (`%s`)", c.Format.Title, c.Format.Name)
	if c.Format.Unit != "" {
		fmt.Fprintf(&b, "; offsets count %ss", c.Format.Unit)
	}
	b.WriteString(".\n")
	if c.How != "" {
		fmt.Fprintf(&b, "\n%s\n", c.How)
	}
	if c.Lost != "" {
		fmt.Fprintf(&b, "\nWhat the format could not carry: %s.\n", c.Lost)
	}
	c.labels(&b)
	c.lengths(&b)
	c.people(&b)
	section(&b, "Agreement", c.Agreement, "Not known: nobody measured it, or each document was labelled once.")
	section(&b, "Guidelines", c.Guidelines, "")
	section(&b, "Licence", c.Licence, "Not stated. Ask whoever made the dataset before you pass it on.")
	_, err := io.WriteString(out, b.String())
	return err
}

func section(b *strings.Builder, title, body, otherwise string) {
	if body == "" {
		body = otherwise
	}
	if body != "" {
		fmt.Fprintf(b, "\n## %s\n\n%s\n", title, strings.TrimSpace(body))
	}
}

// labels is a table with a row a label, in the order of the schema.
func (c Card) labels(b *strings.Builder) {
	b.WriteString("\n## Labels\n\n| Label | What counts |")
	for _, p := range c.Parts {
		fmt.Fprintf(b, " %s |", cell(p.Name))
	}
	b.WriteString("\n|---|---|" + strings.Repeat("--:|", len(c.Parts)) + "\n")
	row := func(name, about string) {
		fmt.Fprintf(b, "| %s | %s |", cell(name), cell(about))
		for _, p := range c.Parts {
			n := 0
			if l := p.byName[name]; l != nil {
				n = l.Count
			}
			fmt.Fprintf(b, " %d |", n)
		}
		b.WriteString("\n")
	}
	seen := map[string]bool{}
	for _, l := range c.Schema {
		if used := c.used(l.Name); !seen[l.Name] && (used || !l.Gone) {
			seen[l.Name] = true
			row(l.Name, l.About)
		}
	}
	for _, p := range c.Parts {
		for _, l := range p.Labels {
			if !seen[l.Name] {
				seen[l.Name] = true
				row(l.Name, "")
			}
		}
	}
}

func (c Card) used(label string) bool {
	for _, p := range c.Parts {
		if p.byName[label] != nil {
			return true
		}
	}
	return false
}

func (c Card) lengths(b *strings.Builder) {
	b.WriteString("\n## Lengths\n\nIn code points.\n\n| | n | shortest | median | mean | 95 of 100 | longest |\n|---|--:|--:|--:|--:|--:|--:|\n")
	row := func(name string, l Lengths) {
		q := l.Quantiles(0, 0.5, 0.95, 1)
		fmt.Fprintf(b, "| %s | %d | %d | %d | %.1f | %d | %d |\n", cell(name), l.N(), q[0], q[1], l.Mean(), q[2], q[3])
	}
	for _, p := range c.Parts {
		row("Documents, "+p.Name, p.Text)
	}
	for _, p := range c.Parts {
		for _, l := range p.Labels {
			if l.Length.N() > 0 {
				row(l.Name+", "+p.Name, l.Length)
			}
		}
	}
	b.WriteString("\n| | documents | without annotations | tokens | spans | overlapping | discontinuous | of a whole document | links |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, p := range c.Parts {
		fmt.Fprintf(b, "| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n",
			cell(p.Name), p.Documents, p.Empty, p.Tokens, p.Spans, p.Overlap, p.Parts, p.Whole, p.Links)
	}
}

func (c Card) people(b *strings.Builder) {
	counts, names := map[string]int{}, []string(nil)
	for _, p := range c.Parts {
		for _, a := range p.Authors {
			if _, ok := counts[a.Name]; !ok {
				names = append(names, a.Name)
			}
			counts[a.Name] += a.Count
		}
	}
	if len(names) == 0 {
		return
	}
	b.WriteString("\n## Annotators\n\n| | annotations |\n|---|--:|\n")
	for _, n := range names {
		name := n
		if name == "" {
			name = "not named"
		}
		fmt.Fprintf(b, "| %s | %d |\n", cell(name), counts[n])
	}
}

// line is a text on one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// cell is a text as a cell of a table holds it.
func cell(s string) string { return strings.ReplaceAll(line(s), "|", `\|`) }
