package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/backup"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
)

// prepareTables makes the tables of all parts of the program.
func prepareTables(ctx context.Context, st *sqlstore.Store) error {
	_, err := team.Open(ctx, st, slog.New(slog.DiscardHandler))
	return err
}

func writeBackup(ctx context.Context, e env, args []string) error {
	var data, database, project *string
	rest, err := flags("backup", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		database = databaseFlag(fs)
		project = fs.String("project", "", "write this `project` alone, by name or ID")
	})
	if err != nil {
		return err
	}
	file := "gloss-" + time.Now().UTC().Format("20060102T150405Z") + ".backup"
	if *project != "" {
		file = strings.TrimSuffix(file, ".backup") + parcelEnding
	}
	switch len(rest) {
	case 0:
	case 1:
		file = rest[0]
	default:
		return usageError{fmt.Sprintf("%q is too much", rest[1])}
	}
	if *database == "" {
		if _, err := os.Stat(*data); err != nil {
			return fmt.Errorf("the data folder: %w", err)
		}
	}
	st, err := openDatabase(ctx, *data, *database)
	if err != nil {
		return err
	}
	defer st.Close()
	if *project != "" {
		err = writeParcel(ctx, e, st, *project, file)
	} else {
		err = backup.Write(ctx, st, prepareTables, file)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: %d bytes, verified\n", file, info.Size())
	return nil
}

func restoreBackup(ctx context.Context, e env, args []string) error {
	var data, database, name *string
	rest, err := flags("restore", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		database = databaseFlag(fs)
		name = fs.String("name", "", "the `name` of the project that is made of the backup of one")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError{"name one file"}
	}
	if parcel, err := isParcel(rest[0]); err != nil || parcel {
		if err == nil {
			err = readParcel(ctx, e, *data, *database, rest[0], *name)
		}
		return err
	}
	if *name != "" {
		return usageError{"--name is for the backup of a project"}
	}
	if err := backup.Restore(ctx, rest[0], prepareTables, *data, *database); err != nil {
		return err
	}
	where := *data
	if *database != "" {
		where = "PostgreSQL"
	}
	fmt.Fprintf(e.out, "%s is restored into %s. Devices send what they have made since.\n", rest[0], where)
	return nil
}
