package annotations

import "iter"

// Dropping are the ops that remove an annotation, with those of the links that would
// lose an end by it, links to these among them. What has no ends may be among the links.
func Dropping(id AnnotationID, links iter.Seq[Entry]) []Op {
	ops := []Op{Drop{ID: id}}
	gone := map[AnnotationID]bool{id: true}
	for n := 0; n < len(ops); {
		n = len(ops)
		for e := range links {
			if !gone[e.ID] && (gone[e.Target.From] || gone[e.Target.To]) {
				gone[e.ID] = true
				ops = append(ops, Drop{ID: e.ID})
			}
		}
	}
	return ops
}
