package work

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"gloss/annotations"
)

// order is the documents of a project as they are handed out, kept so that a
// project of 100,000 is not listed again for each question.
type order struct {
	arrived []annotations.DocumentID
	place   int64 // of the last one
	mixed   []annotations.DocumentID
	seed    int64
	needs   map[annotations.DocumentID][]string // skills, by their metadata; never changed in place
}

// order lists the documents of a project in the order of its rules, those that
// have come in meanwhile too, and the skills that their metadata asks for.
func (w *Work) order(ctx context.Context, project annotations.ProjectID, rules Rules) (docs []annotations.DocumentID, needs map[annotations.DocumentID][]string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.orders[project]
	if o == nil {
		o = &order{}
		w.orders[project] = o
	}
	for {
		page, err := w.store.Metas(ctx, project, o.place, 2000)
		if err != nil {
			return nil, nil, err
		}
		if len(page) == 0 {
			break
		}
		needs := maps.Clone(o.needs)
		for _, m := range page {
			o.arrived = append(o.arrived, m.ID)
			o.place = m.Place
			if skills := needsIn(m.Meta); len(skills) > 0 {
				if needs == nil {
					needs = map[annotations.DocumentID][]string{}
				}
				needs[m.ID] = skills
			}
		}
		o.needs = needs
	}
	if !rules.Random {
		return o.arrived[:len(o.arrived):len(o.arrived)], o.needs, nil
	}
	if o.seed != rules.Seed || len(o.mixed) != len(o.arrived) {
		o.mixed, o.seed = mix(o.arrived, rules.Seed), rules.Seed
	}
	return o.mixed, o.needs, nil
}

// mix puts documents into the order of a hash with a seed: those that come in
// later find their places without moving the others.
func mix(docs []annotations.DocumentID, seed int64) []annotations.DocumentID {
	type keyed struct {
		doc annotations.DocumentID
		key [sha256.Size]byte
	}
	all := make([]keyed, len(docs))
	for i, doc := range docs {
		b := binary.BigEndian.AppendUint64(nil, uint64(seed))
		all[i] = keyed{doc, sha256.Sum256(append(b, doc.UUID[:]...))}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key[:], b.key[:]), bytes.Compare(a.doc.UUID[:], b.doc.UUID[:]))
	})
	mixed := make([]annotations.DocumentID, len(all))
	for i, k := range all {
		mixed[i] = k.doc
	}
	return mixed
}
