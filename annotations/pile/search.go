package pile

import (
	"context"

	"gloss/annotations"
	"gloss/annotations/store"
)

// searchAtOnce is how many documents are read at once.
const searchAtOnce = 64

// Candidate is a document that may hold what is searched for.
type Candidate struct {
	Number int
	Place  int64
}

// Candidates are those of the documents, given by rising numbers, that have an
// annotation or a note.
func (p *Pile) Candidates(numbers []int32) (all []Candidate) {
	for _, i := range numbers {
		if e := p.entries[i]; e.said {
			all = append(all, Candidate{int(i), e.Place})
		}
	}
	return all
}

// Search finds the candidates of which an annotation has a text: in its words, in
// the name of its label, in a note or a value, whatever the case. found is told of
// those in a stretch, which may be none, and returns whether to go on.
func Search(ctx context.Context, st store.Store, project annotations.Project, text string, all []Candidate, found func([]annotations.DocumentID) bool) error {
	pattern := store.NewPattern(text)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Number-all[0].Number < searchAtOnce {
			n++
		}
		page, err := st.Read(ctx, project.ID, all[0].Place-1, all[n-1].Number-all[0].Number+1)
		if err != nil || len(page) == 0 {
			return err
		}
		var ids []annotations.DocumentID
		for _, l := range page {
			for len(all) > 0 && all[0].Place < l.Place {
				all = all[1:]
			}
			if len(all) > 0 && all[0].Place == l.Place {
				all = all[1:]
				if says(pattern, l, project) {
					ids = append(ids, l.Document.ID)
				}
			}
		}
		if !found(ids) {
			return nil
		}
	}
	return nil
}

// says reports whether an annotation of a document has the text.
func says(p *store.Pattern, l store.Labelled, project annotations.Project) bool {
	log, _ := annotations.NewLog(l.Changes) // what is damaged is told when the document is opened
	for e := range log.Replay().All() {
		if e.Label == annotations.LabelRefused || e.Label == annotations.LabelShelf {
			continue
		}
		if p.In(e.Note) || !e.Label.Reserved() && p.In(project.Schema.NameOf(e.Label)) {
			return true
		}
		for _, v := range e.Values {
			if v.Attribute != annotations.ValueAttribute && p.In(v.Text) {
				return true
			}
		}
		if e.Check(l.Document.Text) != nil {
			continue
		}
		for _, part := range e.Target.Parts {
			if p.In(l.Document.Text[part.Start:part.End]) {
				return true
			}
		}
	}
	return false
}
