package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// whole writes a file that is there whole or not at all.
func whole(name string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".gloss-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := errors.Join(tmp.Sync(), tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// wholeFolder makes a folder that is there whole or not at all. One with files
// in it is left alone.
func wholeFolder(name string, write func(create func(path string) (io.WriteCloser, error)) error) error {
	name = filepath.Clean(name)
	if old, err := os.ReadDir(name); err == nil && len(old) > 0 {
		return usageError{name + " is not empty"}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(name), ".gloss-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	err = write(func(path string) (io.WriteCloser, error) {
		if !filepath.IsLocal(path) {
			return nil, fmt.Errorf("%q is no name for a file", path)
		}
		full := filepath.Join(tmp, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return nil, err
		}
		return os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	})
	if err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(tmp, name)
}
