package build

import (
	"iter"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Join makes one item of those that follow each other about one document and
// are by different people.
func Join(items iter.Seq2[format.Item, error]) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		var task *format.Item // the one that may go on
		for it, err := range items {
			if task != nil && err == nil && same(task.Document, it.Document) && apart(authors(*task), authors(it)) {
				task.Entries = append(task.Entries, it.Entries...)
				task.Unread = append(task.Unread, it.Unread...)
				continue
			}
			if task != nil && !yield(*task, nil) {
				return
			}
			task = &it
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

func authors(it format.Item) map[annotations.Author]bool {
	all := map[annotations.Author]bool{}
	for _, e := range it.Entries {
		all[e.By] = true
	}
	return all
}

// apart reports whether both sides have authors, by name, and no one in common.
func apart(a, b map[annotations.Author]bool) bool {
	for by := range b {
		if a[by] {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0 && !a[""] && !b[""]
}

func same(a, b annotations.Document) bool {
	return (a.Source != "" || !a.ID.IsZero()) && a.Source == b.Source && a.ID == b.ID && a.Text == b.Text
}
