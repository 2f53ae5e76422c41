package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
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

// databaseURL names the database of all commands, without showing it in the list
// of processes.
const databaseURL = "GLOSS_DATABASE_URL"

const databaseAbout = "keep projects and labels in the PostgreSQL database at this `URL`, postgres://user:password@host/name, in place of the folder; " + databaseURL + " says the same for all commands"

func databaseFlag(fs *flag.FlagSet) *string {
	return fs.String("database-url", os.Getenv(databaseURL), databaseAbout)
}

// openData opens the database that GLOSS_DATABASE_URL names or, when it is
// empty, that of the data folder; an empty one gets the sample project.
func openData(ctx context.Context, dir string) (*sqlstore.Store, error) {
	return openDatabase(ctx, dir, os.Getenv(databaseURL))
}

// openDatabase opens the database at a URL or, without one, that of the folder.
func openDatabase(ctx context.Context, dir, url string) (*sqlstore.Store, error) {
	var st *sqlstore.Store
	var err error
	if url == "" {
		st, err = sqlite.Open(ctx, dir)
	} else {
		st, err = postgres.Open(ctx, url)
	}
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

// mustHaveData refuses a folder that is not there, where a command is about what is
// in it and not in another database.
func mustHaveData(dir string) error {
	if os.Getenv(databaseURL) != "" {
		return nil
	}
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("the data folder: %w", err)
	}
	return nil
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
