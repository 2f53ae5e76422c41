package brat

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format/folder"
)

// written is the first line of our visual.conf, in which a label stands for the
// type that is written in its place.
const written = "# Written by Gloss. Of each type the label that it was written for."

// labelsOf returns the labels that types stand for, if Gloss wrote the files.
func labelsOf(fsys fs.FS) map[string]string {
	labels := map[string]string{}
	body, err := folder.ReadFile(fsys, visualFile)
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

	// plain are types of spans that are no trigger, and of links that are no role.
	plain map[string]bool

	roles, values map[string]*list
	ends          map[string][2]list // of relations that the schema has: the types
	on            map[string]list    // the types that have an attribute
	kindOf        map[string]annotations.AttributeKind
	kinds         map[string]string // the type of a label
	labels        map[string]string // the label of a type
	order         list              // of types that are not their label
}

func newConf() *conf {
	return &conf{
		plain: map[string]bool{}, roles: map[string]*list{}, values: map[string]*list{}, ends: map[string][2]list{}, on: map[string]list{},
		kindOf: map[string]annotations.AttributeKind{}, kinds: map[string]string{}, labels: map[string]string{},
	}
}

// adopt adds what a schema has. Labels of documents have no place in brat.
func (c *conf) adopt(s annotations.SchemaFile) {
	names := func(ids []annotations.LabelID) (all list) {
		for _, id := range ids {
			all.add(c.kind(s.Labels.NameOf(id)))
		}
		return all
	}
	for _, l := range s.Labels.Of(annotations.SpanLabel) {
		c.spans.add(c.kind(l.Name))
	}
	for _, l := range s.Labels.Of(annotations.LinkLabel) {
		kind := c.kind(l.Name)
		c.relations.add(kind)
		c.ends[kind] = [2]list{names(l.From), names(l.To)}
	}
	for _, a := range s.Attributes.Live() {
		kind := c.kind(a.Name)
		c.attributes.add(kind)
		c.on[kind], c.kindOf[kind] = names(a.On), a.Kind
		for _, o := range a.Options {
			c.attribute(kind, o.Name)
		}
	}
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

func (c *conf) event(e event) {
	c.events.add(e.kind)
	if c.roles[e.kind] == nil {
		c.roles[e.kind] = new(list)
	}
	for _, a := range e.args {
		c.roles[e.kind].add(e.label(a))
	}
}

// isRole reports whether links of a type are said by events alone.
func (c *conf) isRole(kind string) bool {
	for _, roles := range c.roles {
		if slices.Contains(*roles, kind) {
			return !c.plain[kind]
		}
	}
	return false
}

// most is how many values of an attribute are listed: one with more has no list.
const most = 100

// attribute notes a value of an attribute, "" of a flag. Values that the file has
// no way to write are in the lines of annotations alone.
func (c *conf) attribute(kind, value string) {
	c.attributes.add(kind)
	if c.values[kind] == nil {
		c.values[kind] = new(list)
	}
	if value != "" && !strings.ContainsAny(value, " ,|") && !hard(value) && len(*c.values[kind]) < most {
		c.values[kind].add(value)
	}
}

// isFlag reports whether an attribute is one that is set or not, for all that the
// schema says.
func (c *conf) isFlag(kind string) bool {
	of, known := c.kindOf[kind]
	return !known || of == annotations.FlagAttribute
}

type file struct{ name, body string }

func (c *conf) files() []file {
	var b strings.Builder
	b.WriteString("[entities]\n")
	for _, kind := range c.spans {
		if c.roles[kind] == nil || c.plain[kind] {
			b.WriteString(kind + "\n")
		}
	}
	b.WriteString("\n[relations]\n")
	for _, kind := range c.relations {
		if c.isRole(kind) {
			continue
		}
		ends := c.ends[kind]
		b.WriteString(kind + "\tArg1:" + anyOf(ends[0]) + ", Arg2:" + anyOf(ends[1]) + "\n")
	}
	for _, kind := range c.equivs {
		b.WriteString(kind + "\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive\n")
	}
	b.WriteString("\n[events]\n")
	for _, kind := range c.events {
		var args []string
		for _, role := range *c.roles[kind] {
			args = append(args, role+"*:"+anyOf(c.ends[role][1]))
		}
		b.WriteString(kind + "\t" + strings.Join(args, ", ") + "\n")
	}
	b.WriteString("\n[attributes]\n")
	for _, kind := range c.attributes {
		if of := c.kindOf[kind]; of != "" && of != annotations.FlagAttribute && of != annotations.ChoiceAttribute {
			b.WriteString(kindNote + string(of) + " " + kind + "\n")
		}
		b.WriteString(kind + "\tArg:" + anyOf(c.on[kind]))
		if values := c.values[kind]; values != nil && len(*values) > 0 {
			b.WriteString(", Value:" + strings.Join(*values, "|"))
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

func anyOf(types list) string {
	if len(types) == 0 {
		return "<ANY>"
	}
	return strings.Join(types, "|")
}
