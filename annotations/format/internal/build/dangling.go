package build

import (
	"gloss/annotations"
	"gloss/annotations/format"
)

// Dangling parts the entries of an item into those that can be written and links
// to annotations that are not in it, as those of another author may be, which are
// losses.
func Dangling(it format.Item) (kept []annotations.Entry, losses []format.Loss) {
	there := map[annotations.AnnotationID]bool{}
	for _, e := range it.Entries {
		there[e.ID] = true
	}
	gone := map[annotations.AnnotationID]bool{}
	for changed := true; changed; { // a link to a link that goes goes too
		changed = false
		for _, e := range it.Entries {
			if !e.Target.From.IsZero() && !gone[e.ID] && (!there[e.Target.From] || !there[e.Target.To]) {
				gone[e.ID], there[e.ID], changed = true, false, true
			}
		}
	}
	if len(gone) == 0 {
		return it.Entries, nil
	}
	for _, e := range it.Entries {
		if gone[e.ID] {
			losses = append(losses, format.LossOf(it, e, format.Dropped, "an end of it is not in the dataset"))
			continue
		}
		kept = append(kept, e)
	}
	return kept, losses
}
