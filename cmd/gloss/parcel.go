package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"gloss/annotations/dataset/stats"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
)

// parcelEnding is that of the backup of one project.
const parcelEnding = ".jsonl.gz"

// asRoot is who the command line is: somebody who may do anything.
func asRoot() (by team.By) {
	by.Identity = auth.Identity{User: auth.User{Admin: true}, Writes: true}
	return by
}

// writeParcel writes one project into a file that is there whole or not at all.
func writeParcel(ctx context.Context, e env, st *sqlstore.Store, project, file string) (err error) {
	t, err := team.Open(ctx, st, slog.New(slog.NewTextHandler(e.err, nil)))
	if err != nil {
		return err
	}
	p, err := pickProject(ctx, st, project)
	if err != nil {
		return err
	}
	parcel, err := t.Parcel(ctx, asRoot(), p.ID.String())
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".gloss-backup-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := errors.Join(parcel.Write(ctx, f, func() {}), f.Sync()); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := team.CheckParcel(f); err != nil {
		return err
	}
	return os.Link(f.Name(), file) // unlike Rename it replaces nothing
}

// isParcel tells the backup of a project from that of a server by its first bytes.
func isParcel(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start := make([]byte, 2)
	if _, err := io.ReadFull(f, start); err != nil {
		return false, nil // too short for either: the restoration says so
	}
	return start[0] == 0x1f && start[1] == 0x8b, nil
}

// readParcel adds the project of a backup to the data of a server.
func readParcel(ctx context.Context, e env, data, database, file, name string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := openDatabase(ctx, data, database)
	if err != nil {
		return err
	}
	defer st.Close()
	t, err := team.Open(ctx, st, slog.New(slog.NewTextHandler(e.err, nil)))
	if err != nil {
		return err
	}
	p, err := t.Unpack(ctx, asRoot(), f, name)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	n, err := st.Count(ctx, p.ID)
	if err == nil {
		fmt.Fprintf(e.out, "%s: %s, %s\n", p.ID, p.Name, stats.Many(n, "document"))
	}
	return err
}
