package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/release"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/sqlstore"
)

// itemsOf are those of a project now, archived ones too if asked for, or those of
// a release, with the project as it was then.
func itemsOf(ctx context.Context, st *sqlstore.Store, project, name string, archived bool) (annotations.Project, func() iter.Seq2[format.Item, error], error) {
	if name == "" {
		p, err := pickProject(ctx, st, project)
		return p, func() iter.Seq2[format.Item, error] { return dataset.Items(ctx, st, p, archived) }, err
	}
	r, err := readRelease(ctx, st, project, name)
	if err == nil {
		err = r.Verify(ctx, st)
	}
	return r.Project, func() iter.Seq2[format.Item, error] { return r.Items(ctx, st) }, err
}

// readRelease finds a release by its name, or reads one from a file *.json.
func readRelease(ctx context.Context, st *sqlstore.Store, project, name string) (one release.Release, err error) {
	if strings.HasSuffix(name, ".json") {
		f, err := os.Open(name)
		if err != nil {
			return one, err
		}
		defer f.Close()
		if one, err = release.Read(f); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return one, err
	}
	all, err := releases.Open(ctx, st)
	if err != nil {
		return one, err
	}
	of := ""
	if project != "" {
		p, err := pickProject(ctx, st, project)
		if err != nil {
			return one, err
		}
		of = p.ID.String()
	}
	list, err := all.Of(ctx, of)
	if err != nil {
		return one, err
	}
	var names, homes []string
	for _, m := range list {
		names = append(names, m.Name)
		if m.Name == name {
			homes = append(homes, m.Project)
		}
	}
	switch len(homes) {
	case 0:
		return one, usageError{fmt.Sprintf("there is no release %q; there are: %s", name, strings.Join(names, ", "))}
	case 1:
		return all.Get(ctx, homes[0], name)
	}
	return one, usageError{fmt.Sprintf("%d projects have a release %s: name one with --project", len(homes), name)}
}

// namedReleases is the command release.
func namedReleases(ctx context.Context, e env, args []string) error {
	var data, project *string
	var verify, print, asJSON *bool
	rest, err := flags("release", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		verify = fs.Bool("verify", false, "tell whether the data still has what the release had")
		print = fs.Bool("print", false, "print the release itself, as a file for another machine that has the same labels")
		asJSON = fs.Bool("json", false, "print the list as JSON")
	})
	if err != nil {
		return err
	}
	if err := mustHaveData(*data); err != nil {
		return err
	}
	if len(rest) > 1 {
		return usageError{fmt.Sprintf("%q is too much", rest[1])}
	}
	t, by, close, err := openTeam(ctx, e, *data)
	if err != nil {
		return err
	}
	defer close()
	switch {
	case len(rest) == 0:
		return listReleases(ctx, e.out, t.Store, t.Releases, *asJSON)
	case *verify || *print:
		r, err := readRelease(ctx, t.Store, *project, rest[0])
		if err != nil {
			return err
		}
		if *print {
			return r.Write(e.out)
		}
		err = r.Verify(ctx, t.Store)
		if errors.Is(err, release.ErrMissing) || errors.Is(err, release.ErrDigest) {
			return unfitError{err.Error()}
		}
		if err == nil {
			fmt.Fprintf(e.out, "%s: %s, all there\n", r.Name, stats.Many(len(r.Documents), "document"))
		}
		return err
	}
	p, err := pickProject(ctx, t.Store, *project)
	if err != nil {
		return err
	}
	m, err := t.MakeRelease(ctx, by, p.ID.String(), rest[0])
	if errors.Is(err, release.ErrName) || errors.Is(err, releases.ErrTaken) {
		return usageError{err.Error()}
	}
	if err == nil {
		printRelease(e.out, m, p.Name)
	}
	return err
}

func printRelease(w io.Writer, m releases.Made, project string) {
	fmt.Fprintf(w, "%s: %s of %q, digest %.12s\n", m.Name, stats.Many(m.Documents, "document"), project, m.Digest)
}

func listReleases(ctx context.Context, w io.Writer, st *sqlstore.Store, all *releases.Releases, asJSON bool) error {
	list, err := all.Of(ctx, "")
	if err != nil {
		return err
	}
	projects, err := st.Projects(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, p := range projects {
		names[p.ID.String()] = p.Name
	}
	type row struct {
		Name      string    `json:"name"`
		Project   string    `json:"project"`
		Made      time.Time `json:"made"`
		Documents int       `json:"documents"`
		Digest    string    `json:"digest"`
	}
	rows := []row{}
	for _, m := range list {
		rows = append(rows, row{m.Name, names[m.Project], m.Made, m.Documents, m.Digest})
		if !asJSON {
			printRelease(w, m, names[m.Project])
		}
	}
	if asJSON {
		return printJSON(w, rows)
	}
	return nil
}
