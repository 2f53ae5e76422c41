//go:build js

package app

import "gloss/annotations"

// define shows what counts as a label.
func (p *Program) define(id annotations.LabelID) {
	if l, ok := p.project.Schema.Find(id); ok {
		p.say = l.Name + ": " + l.About
	}
}
