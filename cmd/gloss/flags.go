package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/sqlite"
)

// flags parses the arguments of a command.
func flags(name string, args []string, define func(*flag.FlagSet)) ([]string, error) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	define(fs)
	// Flags may stand behind files too.
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, wantsHelp(err, fs)
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

func dataFlag(fs *flag.FlagSet) *string {
	return fs.String("data", "gloss-data", "the `folder` of the data")
}

// openData opens the data folder; an empty one gets the sample project.
func openData(ctx context.Context, dir string) (*sqlite.Store, error) {
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	projects, err := st.Projects(ctx)
	if err == nil && len(projects) == 0 {
		err = st.Add(ctx, sample.Batch())
	}
	if err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

// pickProject finds a project by name or ID; the first when there is no name.
func pickProject(ctx context.Context, st store.Store, name string) (annotations.Project, error) {
	projects, err := st.Projects(ctx)
	if err != nil {
		return annotations.Project{}, err
	}
	var names []string
	for _, p := range projects {
		if name == "" || p.Name == name || p.ID.String() == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return annotations.Project{}, fmt.Errorf("there is no project %q; there are: %s", name, strings.Join(names, ", "))
}
