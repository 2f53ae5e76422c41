package format

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Likelihood tells how likely a file is of a format.
type Likelihood int

// Likelihoods. An ending makes a format possible; fields or columns that it has
// and others may have too make it likely; what it alone has, certain.
const (
	Never Likelihood = iota
	Possible
	Likely
	Certain
)

// HeadSize is how many bytes from the start of a file are looked at to tell its
// format.
const HeadSize = 4096

// Table is a list of formats, in the order in which they are offered.
type Table []Format

// Named returns the format of that name or alias.
func (t Table) Named(name string) (Format, error) {
	for _, f := range t {
		if f.Name == name || slices.Contains(f.Aliases, name) {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("no format is called %q; there are %s", name, strings.Join(t.Names(), ", "))
}

// Only is the table of the format of that name alone, in which every file is then
// read, with offsets in a unit where it leaves a choice; "" is the default.
func (t Table) Only(name, unit string) (Table, error) {
	f, err := t.Named(name)
	if err == nil && f.Read == nil {
		err = fmt.Errorf("%s is a format that is only written", f.Title)
	}
	if err != nil {
		return nil, err
	}
	if f, err = f.Counting(unit); err != nil {
		return nil, err
	}
	f.Detect = func(string, []byte) Likelihood { return Certain }
	return Table{f}, nil
}

// Names are the names and aliases of all formats.
func (t Table) Names() (all []string) {
	for _, f := range t {
		all = append(all, f.Name)
		all = append(all, f.Aliases...)
	}
	return all
}

// Written are the formats that datasets can be exported to.
func (t Table) Written() Table {
	return slices.DeleteFunc(slices.Clone(t), func(f Format) bool { return f.NewWriter == nil })
}

// Detect returns the format in which a file of that name, which begins with
// head, is read: the likeliest. Of two that are likely alike neither is taken;
// of two that are just possible the first in the table is.
func (t Table) Detect(name string, head []byte) (Format, error) {
	if len(head) > HeadSize {
		head = head[:HeadSize]
	}
	head = inUTF8(head)
	best, at := []Format(nil), Possible
	for _, f := range t {
		if f.Read == nil {
			continue
		}
		switch l := f.likelihood(name, head); {
		case l > at:
			best, at = []Format{f}, l
		case l == at:
			best = append(best, f)
		}
	}
	switch {
	case len(best) == 0:
		return Format{}, t.unknown(name)
	case len(best) > 1 && at > Possible:
		var names []string
		for _, f := range best {
			names = append(names, f.Name)
		}
		return Format{}, fmt.Errorf("it may be %s: the format must be named", strings.Join(names, " or "))
	}
	return best[0], nil
}

func (f Format) likelihood(name string, head []byte) Likelihood {
	if f.Detect != nil {
		return f.Detect(name, head)
	}
	if HasEnding(name, f.endings()...) {
		return Possible
	}
	return Never
}

func (f Format) endings() []string {
	if f.Endings != nil {
		return f.Endings
	}
	return []string{f.Extension}
}

// HasEnding reports whether the name of a file ends in one of the endings, with
// their dots, whatever the case.
func HasEnding(name string, endings ...string) bool {
	return slices.Contains(endings, strings.ToLower(path.Ext(name)))
}

func (t Table) unknown(name string) error {
	var known []string
	for _, f := range t {
		if f.Read == nil {
			continue
		}
		for _, e := range f.endings() {
			if !slices.Contains(known, e) {
				known = append(known, e)
			}
		}
	}
	if len(known) == 0 {
		return errors.New("no format can be read")
	}
	list := known[0]
	if n := len(known) - 1; n > 0 {
		list = strings.Join(known[:n], ", ") + " and " + known[n]
	}
	ext := strings.ToLower(path.Ext(name))
	if ext == "" {
		return fmt.Errorf("the name of the file has no ending; %s can be read", list)
	}
	if slices.Contains(known, ext) {
		return fmt.Errorf("it ends in %s, and what is in it is of no format that does", ext)
	}
	return fmt.Errorf("files that end in %s cannot be read; %s can", ext, list)
}

// DetectFiles returns the format of many files that a folder is of. What a
// folder of other files is, its files tell one by one.
func (t Table) DetectFiles(folder fs.FS) (Format, error) {
	var names []string
	best, at := Format{}, Never
	for _, f := range t {
		if f.Files == nil || f.Files.Read == nil || f.Files.Detect == nil {
			continue
		}
		switch l := f.Files.Detect(folder); {
		case l > at:
			best, at, names = f, l, []string{f.Name}
		case l == at && l > Never:
			names = append(names, f.Name)
		}
	}
	switch {
	case at == Never:
		return best, errors.New("no dataset of many files is in the folder")
	case len(names) > 1:
		return Format{}, fmt.Errorf("it may be %s: the format must be named", strings.Join(names, " or "))
	}
	return best, nil
}
