package format

// Lacks lists what a format never carries, of any document: the declaration tells
// it for all, and no Writer reports it.
func (c Can) Lacks() (all []string) {
	for _, of := range []struct {
		what string
		can  bool
	}{
		{"the text as it is", c.Text}, {"titles", c.Titles}, {"other fields", c.Meta},
		{"who labelled", c.Authors}, {"when", c.Times},
	} {
		if !of.can {
			all = append(all, of.what)
		}
	}
	return all
}
