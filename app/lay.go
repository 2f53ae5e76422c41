//go:build js

package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"
)

// lay makes elements from a template. Written out in Go, each attribute of an
// element is a call, and a dialog weighs 4 KB in brotli; a template is read when it
// is drawn.
//
// A template is elements, <tag name="value">…</>, or <tag name="value"/> for one
// without content, and the signs that they show, such as ×. $0 to $9 and $a to $z stand for the arguments: in a value
// for text, alone in it also for a bool; between elements for text, an element or
// several. What is put in is never read as a template.
//
//go:noinline
func lay(template string, args ...any) ui.UI {
	l := layout{rest: template, args: args}
	return l.body()[0]
}

// layAll is lay for several elements.
//
//go:noinline
func layAll(template string, args ...any) []ui.UI {
	l := layout{rest: template, args: args}
	return l.body()
}

type layout struct {
	rest string
	args []any
}

// body reads elements up to the end of the one around them.
func (l *layout) body() (all []ui.UI) {
	for l.rest != "" {
		switch {
		case strings.HasPrefix(l.rest, "</>"):
			l.rest = l.rest[3:]
			return all
		case l.rest[0] == '<':
			all = append(all, l.element())
		case l.rest[0] == '$':
			switch v := l.args[argument(l.rest[1])].(type) {
			case ui.UI:
				all = append(all, v)
			case []ui.UI:
				all = append(all, v...)
			case string:
				all = append(all, ui.Text(v))
			}
			l.rest = l.rest[2:]
		default: // text of the template, or white space
			end := strings.IndexAny(l.rest, "<$")
			if text := strings.TrimSpace(l.rest[:end]); text != "" {
				all = append(all, ui.Text(text))
			}
			l.rest = l.rest[end:]
		}
	}
	return all
}

func argument(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}

func (l *layout) element() ui.UI {
	end := strings.IndexAny(l.rest, " />")
	tag := l.rest[1:end]
	l.rest = l.rest[end:]
	type pair struct {
		name  string
		value any
	}
	var pairs []pair
	for l.rest[0] == ' ' {
		name, rest, _ := strings.Cut(l.rest[1:], `="`)
		value, rest, _ := strings.Cut(rest, `"`)
		l.rest = rest
		pairs = append(pairs, pair{name, l.value(value)})
	}
	if l.rest[0] == '/' {
		l.rest = l.rest[2:]
		e := void(tag)
		for _, p := range pairs {
			e = e.Attr(p.name, p.value)
		}
		return e
	}
	l.rest = l.rest[1:]
	e := el(tag)
	for _, p := range pairs {
		e = e.Attr(p.name, p.value)
	}
	return e.Body(l.body()...)
}

func (l *layout) value(s string) any {
	if len(s) == 2 && s[0] == '$' {
		return l.args[argument(s[1])]
	}
	for {
		before, after, ok := strings.Cut(s, "$")
		if !ok {
			return s
		}
		v, _ := l.args[argument(after[0])].(string)
		s = before + v + after[1:]
	}
}
