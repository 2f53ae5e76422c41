package brat

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gloss/annotations/format/archive"
)

// Names of the files in which brat keeps a schema.
const (
	schemaFile = "annotation.conf"
	visualFile = "visual.conf"
)

// written is the first line of our visual.conf, in which a label stands for the
// type that is written in its place.
const written = "# Written by Gloss. Of each type the label that it was written for."

// Schema is the types of annotation.conf.
type Schema struct {
	Entities, Relations, Events []string
	Attributes                  map[string][]string // their values; none of a flag
}

// ReadSchema reads the annotation.conf of a folder, an empty schema where there
// is none.
func ReadSchema(fsys fs.FS) (Schema, error) {
	if _, err := fs.Stat(fsys, schemaFile); err != nil {
		return Schema{}, nil
	}
	body, err := archive.ReadFile(fsys, schemaFile)
	return ParseSchema(body), err
}

// ParseSchema reads the text of an annotation.conf: sections, a type a line, a
// ! before types that only group others, macros <X>=A|B passed over.
func ParseSchema(body string) Schema {
	s := Schema{Attributes: map[string][]string{}}
	section := ""
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == '!' || strings.HasPrefix(line, "<"):
			continue
		case line[0] == '[' && strings.HasSuffix(line, "]"):
			section = line[1 : len(line)-1]
			continue
		}
		name, rest := line, ""
		if i := strings.IndexAny(line, " \t"); i >= 0 {
			name, rest = line[:i], line[i:]
		}
		add := func(to *[]string) {
			if !slices.Contains(*to, name) {
				*to = append(*to, name)
			}
		}
		switch section {
		case "entities", "spans":
			add(&s.Entities)
		case "relations":
			add(&s.Relations)
		case "events":
			add(&s.Events)
		case "attributes":
			if _, values, ok := strings.Cut(rest, "Value:"); ok {
				values, _, _ = strings.Cut(values, ",")
				s.Attributes[name] = append(s.Attributes[name], strings.Split(strings.TrimSpace(values), "|")...)
			} else if s.Attributes[name] == nil {
				s.Attributes[name] = []string{}
			}
		}
	}
	return s
}

// labelsOf returns the labels that types stand for, if Gloss wrote the files.
func labelsOf(fsys fs.FS) map[string]string {
	labels := map[string]string{}
	body, err := archive.ReadFile(fsys, visualFile)
	if err != nil || !strings.HasPrefix(body, written) {
		return labels
	}
	for line := range strings.Lines(body) {
		if kind, label, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " | "); ok {
			labels[kind] = unescape.Replace(label)
		}
	}
	return labels
}

// A label is set in a line of a file, between bars.
var (
	escape   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "|", `\p`, "#", `\h`)
	unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\p`, "|", `\h`, "#")
)

// list is names in the order in which they came.
type list []string

func (l *list) add(name string) {
	if !slices.Contains(*l, name) {
		*l = append(*l, name)
	}
}

// conf collects the schema of what is written.
type conf struct {
	spans, relations, equivs, events, attributes list

	roles, values map[string]*list
	kinds         map[string]string // the type of a label
	labels        map[string]string // the label of a type
	order         list              // of types that are not their label
}

func newConf() *conf {
	return &conf{roles: map[string]*list{}, values: map[string]*list{}, kinds: map[string]string{}, labels: map[string]string{}}
}

// kind returns the type that stands for a label. Types are ASCII letters,
// digits, _ and -, as brat's own visual.conf says.
func (c *conf) kind(label string) string {
	if kind, ok := c.kinds[label]; ok {
		return kind
	}
	base := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, label)
	kind := base
	for n := 2; ; n++ {
		if _, taken := c.labels[kind]; !taken && kind != "" {
			break
		}
		kind = fmt.Sprint(base, "_", n)
	}
	c.kinds[label], c.labels[kind] = kind, label
	if kind != label {
		c.order.add(kind)
	}
	return kind
}

func (c *conf) event(kind string, args []string) {
	c.events.add(kind)
	if c.roles[kind] == nil {
		c.roles[kind] = new(list)
	}
	for _, a := range args {
		role, _, _ := strings.Cut(a, ":")
		c.roles[kind].add(role)
	}
}

func (c *conf) attribute(name, value string) {
	c.attributes.add(name)
	if c.values[name] == nil {
		c.values[name] = new(list)
	}
	if value != "" {
		c.values[name].add(value)
	}
}

type file struct{ name, body string }

func (c *conf) files() []file {
	var b strings.Builder
	b.WriteString("[entities]\n")
	for _, kind := range c.spans {
		b.WriteString(kind + "\n")
	}
	b.WriteString("\n[relations]\n")
	for _, kind := range c.relations {
		b.WriteString(kind + "\tArg1:<ANY>, Arg2:<ANY>\n")
	}
	for _, kind := range c.equivs {
		b.WriteString(kind + "\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive\n")
	}
	b.WriteString("\n[events]\n")
	for _, kind := range c.events {
		var args []string
		for _, role := range *c.roles[kind] {
			args = append(args, role+"*:<ANY>")
		}
		b.WriteString(kind + "\t" + strings.Join(args, ", ") + "\n")
	}
	b.WriteString("\n[attributes]\n")
	for _, name := range c.attributes {
		b.WriteString(name + "\tArg:<ANY>")
		if values := *c.values[name]; len(values) > 0 {
			b.WriteString(", Value:" + strings.Join(values, "|"))
		}
		b.WriteString("\n")
	}
	files := []file{{schemaFile, b.String()}}
	if len(c.order) > 0 {
		b.Reset()
		b.WriteString(written + "\n\n[labels]\n\n")
		for _, kind := range c.order {
			b.WriteString(kind + " | " + escape.Replace(c.labels[kind]) + "\n")
		}
		files = append(files, file{visualFile, b.String()})
	}
	return files
}
