package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/simulate"
)

// simulateFiles replays labelled files as if an annotator worked through them
// with suggestions on.
func simulateFiles(_ context.Context, e env, args []string) error {
	var asJSON *bool
	var test *string
	var limit *int
	var seed *uint64
	files, err := flags("simulate", args, func(fs *flag.FlagSet) {
		asJSON = fs.Bool("json", false, "print JSON")
		test = fs.String("test", "", "a file to measure the tagger on in the end, without telling it what is right")
		limit = fs.Int("limit", 0, "stop after so many sentences")
		seed = fs.Uint64("seed", 0, "of the model's chance")
	})
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usageError{"no file is named"}
	}
	documents, err := readLabelled(e, files)
	if err != nil {
		return err
	}
	start := time.Now()
	o := simulate.Options{Limit: *limit, Now: func() time.Duration { return time.Since(start) }}
	o.Suggest.Seed = *seed
	if *test != "" {
		if o.Test, err = readLabelled(e, []string{*test}); err != nil {
			return err
		}
	}
	r, err := simulate.Run(documents, o)
	if err != nil {
		return err
	}
	if *asJSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	return r.Print(e.out)
}

// readLabelled reads the documents of files and folders with their labels. A
// record that cannot be read is named and left out.
func readLabelled(e env, files []string) (documents []simulate.Document, err error) {
	spans := 0
	for _, name := range files {
		src, err := openSource(name, "", "", e.in)
		if err != nil {
			return nil, err
		}
		found := &problems{e: e}
		for it, err := range found.of(src, nil) {
			if err != nil {
				return nil, err
			}
			d := simulate.Document{
				// The same text may be there twice, and is then read twice.
				ID: suggest.DocumentID(annotations.NameID[annotations.Document](annotations.ProjectID{}.UUID,
					name, fmt.Sprint(len(documents))).UUID),
				Text: it.Document.Text, Marks: simulate.MarksOf(it.Entries),
			}
			spans += len(d.Marks)
			documents = append(documents, d)
		}
	}
	if spans == 0 {
		return nil, errors.New("there is no labelled span in what was read")
	}
	return documents, nil
}
