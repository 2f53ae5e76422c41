package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
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
	var data, database *string
	rest, err := flags("backup", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		database = databaseFlag(fs)
	})
	if err != nil {
		return err
	}
	file := "gloss-" + time.Now().UTC().Format("20060102T150405Z") + ".backup"
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
	if err := backup.Write(ctx, st, prepareTables, *data, file); err != nil {
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
	var data, database *string
	rest, err := flags("restore", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		database = databaseFlag(fs)
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError{"name one file"}
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
