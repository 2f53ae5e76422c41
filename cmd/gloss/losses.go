package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gloss/annotations/dataset"
	"gloss/annotations/format"
)

// losses are printed, some of them, and all written to a report.
type losses struct {
	e      env
	n      int
	name   string
	file   *os.File
	report *dataset.LossReport
}

func newLosses(e env, name string) (*losses, error) {
	l := &losses{e: e, name: name}
	if name == "" {
		return l, nil
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".gloss-*")
	if err != nil {
		return nil, err
	}
	l.file, l.report = file, dataset.NewLossReport(file)
	return l, nil
}

func (l *losses) add(loss format.Loss) error {
	if l.n++; l.n <= most {
		l.e.clear()
		fmt.Fprintln(l.e.err, loss)
	}
	if l.report == nil {
		return nil
	}
	return l.report.Add(loss)
}

// tell says that there were more losses than were printed.
func (l *losses) tell() {
	if l.n > most {
		l.e.clear()
		fmt.Fprintf(l.e.err, "and %d more losses; --report FILE lists them all\n", l.n-most)
	}
}

// close puts the report in its place.
func (l *losses) close(f format.Format, sum dataset.Written) error {
	if l.report == nil {
		return nil
	}
	err := errors.Join(l.report.Close(f, sum), l.file.Sync(), l.file.Chmod(0o644), l.file.Close())
	if err == nil {
		err = os.Rename(l.file.Name(), l.name)
	}
	return err
}

// abandon removes a report that did not get to its place.
func (l *losses) abandon() {
	if l.file != nil {
		_ = l.file.Close()
		_ = os.Remove(l.file.Name())
	}
}
