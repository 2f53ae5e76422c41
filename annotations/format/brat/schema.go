package brat

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format/folder"
)

// Names of the files in which brat keeps a schema.
const (
	schemaFile = "annotation.conf"
	visualFile = "visual.conf"
)

// kindNote begins the comment in our annotation.conf that tells the kind of an
// attribute of which brat knows none: KIND NAME.
const kindNote = "# Gloss: "

// schemaOf reads the annotation.conf of a folder with the names that its
// visual.conf gives; nil where there is none. named are the labels that types
// stand for in files that Gloss wrote.
func schemaOf(fsys fs.FS, dir string, named map[string]string) (*annotations.SchemaFile, error) {
	file := path.Join(dir, schemaFile)
	if _, err := fs.Stat(fsys, file); err != nil {
		return nil, nil
	}
	conf, err := folder.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	visual := ""
	if len(named) == 0 { // ours says nothing but those
		visual, _ = folder.ReadFile(fsys, path.Join(dir, visualFile))
	}
	s := ParseSchema(conf, visual, named)
	return &s, nil
}

// ParseSchema reads the text of an annotation.conf: entities and events as labels
// of spans, relations and the roles of events as labels of links, attributes. The
// full names in a visual.conf, which may be empty, say what labels are about.
// Relations of equivalence are no links.
func ParseSchema(conf, visual string, named map[string]string) annotations.SchemaFile {
	lines, kinds := confLines(conf)
	b := schemaBuilder{named: named, about: fullNames(visual), open: map[string]bool{}}
	for _, l := range lines {
		switch l.section {
		case "entities", "spans":
			b.entities = append(b.entities, b.name(l.name))
			b.label(l.name, annotations.SpanLabel)
		case "events":
			b.events = append(b.events, b.name(l.name))
			b.label(l.name, annotations.SpanLabel)
		}
	}
	for _, l := range lines {
		switch {
		case l.section == "relations" && len(l.args) >= 2 && !l.equivalence && l.name != "ENTITY-NESTING":
			b.link(l.name, b.types(l.args[0].types), b.types(l.args[1].types))
		case l.section == "events":
			for _, a := range l.args {
				b.link(a.key, []annotations.LabelID{annotations.LabelID(b.name(l.name))}, b.types(a.types))
			}
		}
	}
	for _, l := range lines {
		if l.section == "attributes" {
			b.attribute(l, kinds)
		}
	}
	return b.file
}

// confLine is a type of a section with its arguments.
type confLine struct {
	section, name string
	args          []confArg
	equivalence   bool
}

type confArg struct {
	key   string
	types []string
}

var (
	macro    = regexp.MustCompile(`^<([a-zA-Z_-]+)>=\s*(.*?)\s*$`)
	quantity = regexp.MustCompile(`[?*+]$|\{[0-9-]*\}$`)
)

// confLines takes a file apart: sections, macros <X>=A|B, a type a line. A !
// stands before types that only group others. kinds are those of attributes that
// our comments tell.
func confLines(conf string) (lines []confLine, kinds map[string]annotations.AttributeKind) {
	kinds = map[string]annotations.AttributeKind{}
	section := ""
	var macros [][2]string
	for line := range strings.Lines(conf) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, kindNote); ok {
			kind, name, _ := strings.Cut(rest, " ")
			kinds[name] = annotations.AttributeKind(kind)
		}
		if line == "" || line[0] == '#' || strings.Trim(line, "-") == "" {
			continue
		}
		if line[0] == '[' && strings.HasSuffix(line, "]") {
			section = line[1 : len(line)-1]
			continue
		}
		if m := macro.FindStringSubmatch(line); m != nil {
			macros = append(macros, [2]string{"<" + m[1] + ">", m[2]})
			continue
		}
		for _, m := range macros {
			line = strings.ReplaceAll(line, m[0], m[1])
		}
		l := confLine{section: section, name: line}
		rest := ""
		if i := strings.IndexAny(line, " \t"); i >= 0 {
			l.name, rest = line[:i], line[i:]
		}
		if l.name, _, _ = strings.Cut(l.name, "|"); l.name == "" || strings.ContainsAny(l.name[:1], "!<") {
			continue
		}
		for arg := range strings.SplitSeq(rest, ",") {
			key, types, ok := strings.Cut(strings.TrimSpace(arg), ":")
			switch {
			case !ok || types == "":
			case key == "<REL-TYPE>":
				l.equivalence = l.equivalence || strings.Contains(types, "transitive")
			case !strings.HasPrefix(key, "<"):
				l.args = append(l.args, confArg{quantity.ReplaceAllString(key, ""), strings.Split(types, "|")})
			}
		}
		lines = append(lines, l)
	}
	return lines, kinds
}

// fullNames are the second of the names that a visual.conf gives to types, where
// they say more than the type.
func fullNames(visual string) map[string]string {
	names := map[string]string{}
	section := ""
	for line := range strings.Lines(visual) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = line
		}
		kind, rest, ok := strings.Cut(line, "|")
		full, _, _ := strings.Cut(rest, "|")
		kind, full = strings.TrimSpace(kind), strings.TrimSpace(full)
		if ok && section == "[labels]" && full != "" && full != kind {
			names[kind] = full
		}
	}
	return names
}

type schemaBuilder struct {
	named, about     map[string]string
	file             annotations.SchemaFile
	entities, events []string
	open             map[string]bool // an end of a link that may be anything
}

// name is the label or attribute that a type stands for.
func (b *schemaBuilder) name(kind string) string {
	if name, ok := b.named[kind]; ok {
		return name
	}
	return kind
}

// label returns the label of a type, made when there is none; nil when it is one of
// another kind.
func (b *schemaBuilder) label(kind string, of annotations.LabelKind) *annotations.Label {
	name := b.name(kind)
	i := slices.IndexFunc(b.file.Labels, func(l annotations.Label) bool { return l.Name == name })
	if i < 0 {
		i = len(b.file.Labels)
		b.file.Labels = append(b.file.Labels, annotations.Label{
			ID: annotations.LabelID(name), Kind: of, Name: name, About: b.about[kind], Hue: i,
		})
	}
	if l := &b.file.Labels[i]; l.Kind == of {
		return l
	}
	return nil
}

// types are the labels that an argument allows; nil for all.
func (b *schemaBuilder) types(names []string) (all []annotations.LabelID) {
	add := func(name string) {
		if id := annotations.LabelID(name); !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	for _, n := range names {
		switch n {
		case "<ANY>":
			return nil
		case "<ENTITY>":
			for _, e := range b.entities {
				add(e)
			}
		case "<EVENT>":
			for _, e := range b.events {
				add(e)
			}
		case "<RELATION>":
			for _, l := range b.file.Labels {
				if l.Kind == annotations.LinkLabel {
					add(l.Name)
				}
			}
		default:
			add(b.name(n))
		}
	}
	return all
}

// link adds a label of links, or what more it may link.
func (b *schemaBuilder) link(kind string, from, to []annotations.LabelID) {
	l := b.label(kind, annotations.LinkLabel)
	if l == nil {
		return
	}
	for i, end := range []*[]annotations.LabelID{&l.From, &l.To} {
		more := [][]annotations.LabelID{from, to}[i]
		key := l.Name + "\n" + string('0'+rune(i))
		if b.open[key] = b.open[key] || len(more) == 0; b.open[key] {
			*end = nil
			continue
		}
		for _, id := range more {
			if !slices.Contains(*end, id) {
				*end = append(*end, id)
			}
		}
	}
}

// attribute adds an attribute: a choice if it has values, else a flag, unless a
// comment of ours tells another kind.
func (b *schemaBuilder) attribute(l confLine, kinds map[string]annotations.AttributeKind) {
	name := b.name(l.name)
	if _, twice := b.file.Attributes.Named(name); twice {
		return
	}
	a := annotations.Attribute{ID: annotations.AttributeID(name), Name: name, Kind: annotations.FlagAttribute, Place: len(b.file.Attributes)}
	for _, arg := range l.args {
		switch arg.key {
		case "Arg":
			a.On = b.types(arg.types)
		case "Value":
			a.Kind = annotations.ChoiceAttribute
			for _, v := range arg.types {
				if v != "" {
					a.Options = append(a.Options, annotations.Option{ID: v, Name: v})
				}
			}
		}
	}
	if kind, ok := kinds[l.name]; ok && slices.Contains(annotations.AttributeKinds, kind) {
		if a.Kind = kind; kind != annotations.ChoicesAttribute {
			a.Options = nil
		}
	}
	b.file.Attributes = append(b.file.Attributes, a)
}
