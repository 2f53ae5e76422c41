// Package release keeps named points in the logs of a project, so that a
// dataset that was trained on can be exported again, to the byte, after the
// labelling went on.
//
// A log only grows, so a point in it is enough: for each document and each
// replica the highest stamp that was there. A release holds these, the project
// as it was, since labels are renamed, and a digest of what the labels came to,
// which tells whether a store has what the release had. It holds no text: it is
// of use beside a store that has the logs, on any machine.
package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/store"
)

// Release is a named point in the logs of a project.
type Release struct {
	Version  int                     `json:"gloss-release"` // of this file's layout: 1
	Name     string                  `json:"name"`
	Project  annotations.Project     `json:"project"`  // as it was
	Digest   string                  `json:"digest"`   // SHA-256 of what the labels came to, in hex
	Replicas []annotations.ReplicaID `json:"replicas"` // numbered by their place
	// Documents are in the order of their IDs, which is the order of an export:
	// the order in which they came differs from store to store.
	Documents []Document `json:"documents"`
}

// Document is the point in the log of one document.
type Document struct {
	ID annotations.DocumentID `json:"id"`
	// Seen are pairs: the number of a replica, and the highest N of its stamps.
	Seen [][2]uint64 `json:"seen,omitempty"`
}

// Reasons why a release cannot be made or exported.
var (
	ErrName    = errors.New("a release is named with letters, digits, dots, dashes and underscores, and does not begin with a dot")
	ErrMissing = errors.New("the store lacks changes that the release has")
	ErrDigest  = errors.New("the store has not what the release had")
	ErrVersion = errors.New("the release is of a newer version of Gloss, or no release")
)

// CheckName returns ErrName for a name that cannot be that of a release, nor of
// its file.
func CheckName(name string) error {
	ok := name != "" && len(name) <= 100 && name[0] != '.'
	for _, r := range name {
		ok = ok && (r == '.' || r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z')
	}
	if !ok {
		return fmt.Errorf("%q: %w", name, ErrName)
	}
	return nil
}

// Make returns the release of what a project is now: of the documents in its list.
func Make(ctx context.Context, st store.Store, project annotations.Project, name string) (Release, error) {
	r := Release{Version: 1, Name: name, Project: project}
	if err := CheckName(name); err != nil {
		return r, err
	}
	number := map[annotations.ReplicaID]uint64{}
	for place := int64(0); ; {
		page, err := st.Documents(ctx, project.ID, place, 100)
		if err != nil {
			return r, err
		}
		if len(page) == 0 {
			break
		}
		for _, h := range page {
			place = h.Place
			changes, err := st.Log(ctx, h.ID)
			if err != nil {
				return r, err
			}
			if annotations.ShelfOf(changes) != annotations.ShelfList {
				continue
			}
			top := map[annotations.ReplicaID]uint64{}
			for _, c := range changes {
				top[c.Stamp.Replica] = max(top[c.Stamp.Replica], c.Stamp.N)
			}
			d := Document{ID: h.ID}
			for replica, n := range top {
				i, ok := number[replica]
				if !ok {
					i = uint64(len(number))
					number[replica] = i
				}
				d.Seen = append(d.Seen, [2]uint64{i, n})
			}
			r.Documents = append(r.Documents, d)
		}
	}
	r.renumber(number)
	var err error
	r.Digest, err = r.digest(ctx, st)
	return r, err
}

// renumber orders everything, so that the same logs make the same release
// wherever they are.
func (r *Release) renumber(number map[annotations.ReplicaID]uint64) {
	old := make([]annotations.ReplicaID, len(number))
	for replica, i := range number {
		old[i] = replica
	}
	r.Replicas = slices.SortedFunc(slices.Values(old), func(a, b annotations.ReplicaID) int {
		return slices.Compare(a.UUID[:], b.UUID[:])
	})
	place := map[annotations.ReplicaID]uint64{}
	for i, replica := range r.Replicas {
		place[replica] = uint64(i)
	}
	for _, d := range r.Documents {
		for i := range d.Seen {
			d.Seen[i][0] = place[old[d.Seen[i][0]]]
		}
		slices.SortFunc(d.Seen, func(a, b [2]uint64) int { return slices.Compare(a[:], b[:]) })
	}
	r.order()
}

func (r *Release) order() {
	slices.SortFunc(r.Documents, func(a, b Document) int { return slices.Compare(a.ID.UUID[:], b.ID.UUID[:]) })
}

// Items yields the documents of the release with the annotations that they had.
// An error ends it: that of the store, or ErrMissing.
func (r Release) Items(ctx context.Context, st store.Store) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for _, d := range r.Documents {
			it, err := r.item(ctx, st, d)
			if !yield(it, err) || err != nil {
				return
			}
		}
	}
}

func (r Release) item(ctx context.Context, st store.Store, d Document) (format.Item, error) {
	doc, err := st.Document(ctx, d.ID)
	if errors.Is(err, store.ErrNotFound) {
		return format.Item{}, fmt.Errorf("release %s, document %v: %w", r.Name, d.ID, ErrMissing)
	}
	if err != nil {
		return format.Item{}, err
	}
	changes, err := st.Log(ctx, d.ID)
	if err != nil {
		return format.Item{}, err
	}
	seen, top := map[annotations.ReplicaID]uint64{}, map[annotations.ReplicaID]uint64{}
	for _, s := range d.Seen {
		seen[r.Replicas[s[0]]] = s[1]
	}
	var log annotations.Log
	for _, c := range changes {
		if c.Stamp.N > seen[c.Stamp.Replica] {
			continue
		}
		top[c.Stamp.Replica] = max(top[c.Stamp.Replica], c.Stamp.N)
		if _, err := log.Add(c); err != nil {
			return format.Item{}, err
		}
	}
	for replica, n := range seen {
		if top[replica] != n {
			return format.Item{}, fmt.Errorf("release %s, document %v, replica %v up to %d: %w", r.Name, d.ID, replica, n, ErrMissing)
		}
	}
	it := format.Item{Document: doc}
	for e := range log.Replay().All() {
		if e.Label == annotations.LabelShelf {
			continue // it was in the list
		}
		e.Annotation = r.Project.ForDataset(e.Annotation)
		it.Entries = append(it.Entries, e)
	}
	return it, nil
}

// Verify reports whether a store has what the release had: nil, or an error
// that is ErrMissing or ErrDigest.
func (r Release) Verify(ctx context.Context, st store.Store) error {
	got, err := r.digest(ctx, st)
	if err != nil {
		return err
	}
	if got != r.Digest {
		return fmt.Errorf("release %s: %w (digest %.8s, not %.8s)", r.Name, ErrDigest, got, r.Digest)
	}
	return nil
}

// digest sums up what the labels came to, apart from any format, which may
// change. The ID of a document stands for its text.
func (r Release) digest(ctx context.Context, st store.Store) (string, error) {
	h := sha256.New()
	for it, err := range r.Items(ctx, st) {
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%v %q\n", it.Document.ID, it.Document.Title)
		for _, e := range it.Entries {
			fmt.Fprintf(h, " %v %q %v %v %v %q %d\n", e.ID, e.Label, e.Target.Parts, e.Target.From, e.Target.To, e.By, e.At.UnixMilli())
			if e.Note != "" || len(e.Values) > 0 { // releases from before there were any keep their digest
				fmt.Fprintf(h, "  %q %q\n", e.Note, e.Values)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Write writes the release as JSON, a document a line.
func (r Release) Write(w io.Writer) error {
	head, err := json.MarshalIndent(struct {
		Release
		Documents []Document `json:"documents,omitempty"`
	}{Release: r}, "", " ")
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(string(head), "\n}"))
	b.WriteString(",\n \"documents\": [")
	for i, d := range r.Documents {
		line, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "\n  %s", line)
	}
	b.WriteString("\n ]\n}\n")
	_, err = io.WriteString(w, b.String())
	return err
}

// Read reads a release. ErrVersion says that the file is none.
func Read(from io.Reader) (Release, error) {
	var r Release
	if err := json.NewDecoder(from).Decode(&r); err != nil {
		return r, err
	}
	return r, r.Check()
}

// Check reports what is wrong with a release that was read.
func (r Release) Check() error {
	if r.Version != 1 {
		return ErrVersion
	}
	for _, d := range r.Documents {
		for _, s := range d.Seen {
			if s[0] >= uint64(len(r.Replicas)) {
				return fmt.Errorf("document %v names replica %d of %d", d.ID, s[0], len(r.Replicas))
			}
		}
	}
	return CheckName(r.Name)
}

// Moved is the release as that of another project, into which its documents were
// copied with their logs, under other IDs. The store has the copies.
func (r Release) Moved(ctx context.Context, st store.Store, to annotations.ProjectID, copies map[annotations.DocumentID]annotations.DocumentID) (Release, error) {
	r.Project.ID = to
	r.Documents = slices.Clone(r.Documents)
	for i, d := range r.Documents {
		r.Documents[i].ID = copies[d.ID]
	}
	r.order()
	var err error
	r.Digest, err = r.digest(ctx, st)
	return r, err
}
