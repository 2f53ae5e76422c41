package storetest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/light"
	"gloss/annotations/store"
)

// Size is what people do with a project of very many documents: they are imported,
// counted, listed, searched, opened and exported, all of it once.
type Size struct {
	Store     store.Store
	Project   annotations.Project // which is not in the store yet
	Documents int
	// Timed runs one of the things by its name, and deals with its error.
	Timed func(name string, do func() error)
	// Out is where the export goes.
	Out io.Writer
	// Between is called often by what takes long, nil for nothing to do.
	Between func()
}

// SpansEach is how many labels each document has.
const SpansEach = 10

// Run does all of it.
func (z Size) Run(ctx context.Context) {
	between := z.Between
	if between == nil {
		between = func() {}
	}
	n, s, project := z.Documents, z.Store, z.Project.ID
	z.Timed("import", func() error {
		if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{z.Project}}); err != nil {
			return err
		}
		im := dataset.Importer{
			Store: s, Formats: light.Formats, Project: z.Project, Author: "ada", Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
			Progress: func(dataset.Imported) { between() },
		}
		sum, err := im.Import(ctx, []dataset.File{{Name: "corpus.jsonl", Open: func() (io.Reader, error) {
			return &Corpus{Documents: n, Spans: SpansEach}, nil
		}}})
		if err != nil {
			return err
		}
		return Are("spans", sum.Spans, SpansEach*n)
	})
	z.Timed("count", func() error {
		got, err := s.Count(ctx, project)
		if err != nil {
			return err
		}
		return Are("documents", got, n)
	})
	var middle annotations.DocumentID
	z.Timed("window", func() error {
		got, err := s.Window(ctx, project, n/2, 100)
		if err != nil {
			return err
		}
		if len(got) > 0 {
			middle = got[0].ID
		}
		return Are("headings", len(got), min(100, n-n/2))
	})
	search := func(text string, all bool) func() error {
		return func() error {
			found, hits := store.Found{}, 0
			for !found.Done && (all || hits == 0) {
				var err error
				if found, err = s.Search(ctx, project, text, found.Next, 100); err != nil {
					return err
				}
				hits += len(found.Headings)
			}
			if hits == 0 {
				return fmt.Errorf("%s is not found", text)
			}
			return nil
		}
	}
	z.Timed("search-first", search("NAIROBI", false))
	z.Timed("search-all", search(strings.ToUpper(Needle(n-1)), true))
	z.Timed("open", func() error {
		if _, err := s.Document(ctx, middle); err != nil {
			return err
		}
		log, err := s.Log(ctx, middle)
		if err != nil {
			return err
		}
		return Are("changes", len(log), SpansEach)
	})
	z.Timed("export", func() error {
		ex := dataset.Exporter{Store: s, MaxLosses: 50, Progress: func(int) { between() }}
		sum, err := ex.Export(ctx, z.Project, gloss.Format, z.Out)
		if err != nil {
			return err
		}
		return Are("spans", sum.Spans, SpansEach*n)
	})
}

// Are returns an error unless there are as many things as there should be.
func Are(what string, got, want int) error {
	if got != want {
		return fmt.Errorf("%d %s, want %d", got, what, want)
	}
	return nil
}
