package dataset

import "gloss/annotations/format"

// Unread is a field of a file that was not understood: where it stands first,
// and how often.
type Unread struct {
	format.Unread
	Count int `json:"count"`
}

// UnreadFields gathers what was not understood, field by field, so that a
// million records with one strange field make one line. Zero is ready for use.
type UnreadFields struct {
	list []Unread
	at   map[format.Unread]int
}

// Add counts what was not understood of one item.
func (f *UnreadFields) Add(all ...format.Unread) {
	for _, u := range all {
		key := u
		key.Line = 0
		i, ok := f.at[key]
		if !ok {
			if f.at == nil {
				f.at = map[format.Unread]int{}
			}
			i = len(f.list)
			f.at[key] = i
			f.list = append(f.list, Unread{Unread: u})
		}
		f.list[i].Count++
	}
}

// All is what was gathered, in the order in which it came up.
func (f *UnreadFields) All() []Unread { return f.list }
