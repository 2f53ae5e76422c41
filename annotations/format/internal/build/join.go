package build

import (
	"iter"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Join makes one item of those that follow each other about one document, of
// which each person made one; who tells who made the item at hand.
func Join(items iter.Seq2[format.Item, error], who func() string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		var task *format.Item // the one that may go on
		var people []string
		for it, err := range items {
			by := who()
			if task != nil && err == nil && by != "" && people[0] != "" && !slices.Contains(people, by) && same(task.Document, it.Document) {
				people = append(people, by)
				task.Entries = append(task.Entries, it.Entries...)
				task.Unread = append(task.Unread, it.Unread...)
				continue
			}
			if task != nil && !yield(*task, nil) {
				return
			}
			task, people = &it, []string{by}
			if err != nil {
				task = nil
				if !yield(it, err) {
					return
				}
			}
		}
		if task != nil {
			yield(*task, nil)
		}
	}
}

func same(a, b annotations.Document) bool {
	return (a.Source != "" || !a.ID.IsZero()) && a.Source == b.Source && a.ID == b.ID && a.Text == b.Text
}
