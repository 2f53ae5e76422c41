package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"gloss/annotations/dataset/release"
	"gloss/cmd/gloss/internal/hooks"
)

// Releases are files in the data folder, beside the logs that they are points
// in: whoever copies the folder has both.
func releaseFile(data, name string) string { return filepath.Join(data, "releases", name+".json") }

func readRelease(data, name string) (release.Release, error) {
	if err := release.CheckName(name); err != nil {
		return release.Release{}, usageError{err.Error()}
	}
	f, err := os.Open(releaseFile(data, name))
	if errors.Is(err, os.ErrNotExist) {
		names, _ := releaseNames(data)
		return release.Release{}, usageError{fmt.Sprintf("there is no release %q; there are: %s", name, strings.Join(names, ", "))}
	}
	if err != nil {
		return release.Release{}, err
	}
	defer f.Close()
	r, err := release.Read(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", f.Name(), err)
	}
	return r, err
}

func releaseNames(data string) (names []string, err error) {
	found, err := filepath.Glob(releaseFile(data, "*"))
	for _, f := range found {
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".json"))
	}
	return names, err
}

func releases(ctx context.Context, e env, args []string) error {
	var data, project *string
	var verify, asJSON *bool
	rest, err := flags("release", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
		verify = fs.Bool("verify", false, "tell whether the data still has what the release had")
		asJSON = fs.Bool("json", false, "print the list as JSON")
	})
	if err != nil {
		return err
	}
	if _, err := os.Stat(*data); err != nil {
		return fmt.Errorf("the data folder: %w", err)
	}
	if len(rest) > 1 {
		return usageError{fmt.Sprintf("%q is too much", rest[1])}
	}
	if len(rest) == 0 {
		return listReleases(e, *data, *asJSON)
	}
	st, err := openData(ctx, *data)
	if err != nil {
		return err
	}
	defer st.Close()
	if *verify {
		r, err := readRelease(*data, rest[0])
		if err != nil {
			return err
		}
		err = r.Verify(ctx, st)
		if errors.Is(err, release.ErrMissing) || errors.Is(err, release.ErrDigest) {
			return unfitError{err.Error()}
		}
		if err == nil {
			fmt.Fprintf(e.out, "%s: %d documents, all there\n", r.Name, len(r.Documents))
		}
		return err
	}
	p, err := pickProject(ctx, st, *project)
	if err != nil {
		return err
	}
	if err := release.CheckName(rest[0]); err != nil {
		return usageError{err.Error()}
	}
	file := releaseFile(*data, rest[0])
	if _, err := os.Stat(file); err == nil {
		return usageError{fmt.Sprintf("there is a release %s already, and a release does not change", rest[0])}
	}
	r, err := release.Make(ctx, st, p, rest[0])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := whole(file, func(w io.Writer) error { return r.Write(w) }); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: %d documents of %q, digest %.12s\n", r.Name, len(r.Documents), p.Name, r.Digest)
	// A server on this data tells those who want to know of releases.
	told, err := hooks.Open(ctx, st, slog.New(slog.NewTextHandler(e.err, nil)))
	if err != nil {
		return err
	}
	return told.Tell(ctx, p.ID.String(), hooks.ReleaseMade, map[string]any{"name": r.Name, "documents": len(r.Documents), "digest": r.Digest})
}

func listReleases(e env, data string, asJSON bool) error {
	names, err := releaseNames(data)
	if err != nil {
		return err
	}
	type row struct {
		Name      string `json:"name"`
		Project   string `json:"project"`
		Documents int    `json:"documents"`
		Digest    string `json:"digest"`
	}
	rows := []row{}
	for _, name := range names {
		r, err := readRelease(data, name)
		if err != nil {
			return err
		}
		rows = append(rows, row{r.Name, r.Project.Name, len(r.Documents), r.Digest})
	}
	if asJSON {
		return printJSON(e.out, rows)
	}
	for _, r := range rows {
		fmt.Fprintf(e.out, "%s: %d documents of %q, digest %.12s\n", r.Name, r.Documents, r.Project, r.Digest)
	}
	return nil
}
