// Package split divides a dataset into parts, such as train, dev and test. The
// same documents with the same seed are divided in the same way on any machine,
// in whatever order they come, and documents that are nearly the same are never
// divided: a copy of a training article in the test set makes a model look
// better than it is.
package split

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Part is a part of a dataset.
type Part struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"` // of the documents, relative to the other shares
}

// ParseParts reads parts as the command line has them: "80/10/10" for train,
// dev and test, "80/20" for train and test, or names, "train=7,held-out=3".
func ParseParts(s string) ([]Part, error) {
	var parts []Part
	fields := strings.Split(s, ",")
	if !strings.Contains(s, "=") {
		fields = strings.Split(s, "/")
		names := map[int][]string{2: {"train", "test"}, 3: {"train", "dev", "test"}}[len(fields)]
		if names == nil {
			return nil, fmt.Errorf("%q are %d shares; two are train and test, three train, dev and test", s, len(fields))
		}
		for i := range fields {
			fields[i] = names[i] + "=" + fields[i]
		}
	}
	for _, f := range fields {
		name, share, ok := strings.Cut(f, "=")
		x, err := strconv.ParseFloat(share, 64)
		if !ok || err != nil || !(x > 0 && x <= 1e6) {
			return nil, fmt.Errorf("%q is no share: a name and a number above 0, such as train=80", f)
		}
		if name == "" || strings.ContainsAny(name, `/\. `) || slices.ContainsFunc(parts, func(p Part) bool { return p.Name == name }) {
			return nil, fmt.Errorf("%q cannot be the name of a part, or is one already", name)
		}
		parts = append(parts, Part{name, x})
	}
	return parts, nil
}

// Options say how to divide.
type Options struct {
	Parts []Part `json:"parts"`
	Seed  uint64 `json:"seed"`
	// Near is how far two documents must be alike not to be divided, as the
	// share of the rows of three words that they have in common: 0.8 if zero;
	// above 1 even copies are divided.
	Near float64 `json:"near"`
	// Stratify gives each part its share of each label too. Without it a
	// document stays where it is when others are added, near copies aside;
	// with it, it may move.
	Stratify bool `json:"stratify"`
}

// Splitter gathers documents to divide: 350 bytes of each.
type Splitter struct {
	o    Options
	docs []document
	sigs []signature
}

type document struct {
	id     annotations.DocumentID
	hash   [sha256.Size]byte // of the seed and the ID: its luck
	labels map[string]int
}

// ErrParts says that there is nothing to divide into.
var ErrParts = errors.New("a dataset is divided into two parts at least")

// New starts to gather.
func New(o Options) (*Splitter, error) {
	if len(o.Parts) < 2 {
		return nil, ErrParts
	}
	if o.Near == 0 {
		o.Near = 0.8
	}
	return &Splitter{o: o}, nil
}

// Options are those of the Splitter, with what was left out filled in.
func (s *Splitter) Options() Options { return s.o }

// Add takes a document in. Its ID tells it from others.
func (s *Splitter) Add(it format.Item) {
	d := document{id: it.Document.ID, hash: luck(s.o.Seed, it.Document.ID)}
	if s.o.Stratify {
		d.labels = map[string]int{}
		for _, e := range it.Entries {
			if !e.Label.Reserved() {
				d.labels[string(e.Label)]++
			}
		}
	}
	s.docs = append(s.docs, d)
	s.sigs = append(s.sigs, sign(it.Document.Text))
}

// luck decides where a document goes: its hash, and the seed's.
func luck(seed uint64, id annotations.DocumentID) [sha256.Size]byte {
	return sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("gloss split "), seed), id.UUID[:]...))
}

// Sides says where each document goes.
type Sides struct {
	of map[annotations.DocumentID]int
	// Near is the number of documents that are nearly the same as another.
	Near int
	// Documents are counted by part.
	Documents []int
}

// Of is the index of a document's part; false for one that was not added.
func (s Sides) Of(id annotations.DocumentID) (int, bool) {
	i, ok := s.of[id]
	return i, ok
}

// group is documents that stay together.
type group struct {
	hash   [sha256.Size]byte // the smallest of its documents: the luck of them all
	docs   []int
	labels map[string]int
}

// Divide says where each document goes.
func (s *Splitter) Divide() Sides {
	// The order in which documents came must not matter.
	order := make([]int, len(s.docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return slices.Compare(s.docs[i].hash[:], s.docs[j].hash[:]) })
	sigs := make([]signature, len(order))
	for i, d := range order {
		sigs[i] = s.sigs[d]
	}
	sides := Sides{of: make(map[annotations.DocumentID]int, len(order)), Documents: make([]int, len(s.o.Parts))}
	var all []*group
	byFirst := map[int]*group{}
	for i, first := range groups(sigs, s.o.Near) {
		d := s.docs[order[i]]
		g := byFirst[first]
		if g == nil {
			g = &group{hash: d.hash, labels: map[string]int{}}
			byFirst[first] = g
			all = append(all, g)
		}
		g.docs = append(g.docs, order[i])
		for l, n := range d.labels {
			g.labels[l] += n
		}
	}
	for _, g := range all {
		if len(g.docs) > 1 {
			sides.Near += len(g.docs)
		}
	}
	place := s.byLuck
	if s.o.Stratify {
		place = newStrata(s.o.Parts, all).place
	}
	for _, g := range all {
		part := place(g)
		for _, d := range g.docs {
			sides.of[s.docs[d].id] = part
			sides.Documents[part]++
		}
	}
	return sides
}

// byLuck takes the hash as a number from 0 to 1.
func (s *Splitter) byLuck(g *group) int {
	at := float64(binary.BigEndian.Uint64(g.hash[:])>>11) / (1 << 53)
	total := 0.0
	for _, p := range s.o.Parts {
		total += p.Share
	}
	for i, p := range s.o.Parts {
		if at -= p.Share / total; at < 0 {
			return i
		}
	}
	return len(s.o.Parts) - 1
}

// strata fill the parts so that each gets its share of every label (iterative
// stratification, Sechidis et al. 2011): groups with the rarest label first,
// each to the part that lacks most of it.
type strata struct {
	to map[*group]int
}

func newStrata(parts []Part, all []*group) *strata {
	total := 0.0
	for _, p := range parts {
		total += p.Share
	}
	counts, documents := map[string]int{}, 0
	for _, g := range all {
		documents += len(g.docs)
		for l, n := range g.labels {
			counts[l] += n
		}
	}
	var labels []string
	for l := range counts {
		labels = append(labels, l)
	}
	slices.SortFunc(labels, func(a, b string) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
	labels = append(labels, "") // of groups that are left: those without labels
	lackDocs := make([]float64, len(parts))
	lack := make([]map[string]float64, len(parts))
	for i, p := range parts {
		share := p.Share / total
		lackDocs[i], lack[i] = share*float64(documents), map[string]float64{}
		for l, n := range counts {
			lack[i][l] = share * float64(n)
		}
	}
	s := &strata{to: make(map[*group]int, len(all))}
	for _, l := range labels {
		for _, g := range all { // in the order of their luck
			if _, done := s.to[g]; done || l != "" && g.labels[l] == 0 {
				continue
			}
			best := 0
			for i := 1; i < len(parts); i++ {
				if c := cmp.Or(cmp.Compare(lack[i][l], lack[best][l]), cmp.Compare(lackDocs[i], lackDocs[best])); c > 0 {
					best = i
				}
			}
			s.to[g] = best
			lackDocs[best] -= float64(len(g.docs))
			for l, n := range g.labels {
				lack[best][l] -= float64(n)
			}
		}
	}
	return s
}

func (s *strata) place(g *group) int { return s.to[g] }
