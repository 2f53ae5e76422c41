// Package queue orders documents by how much a model would learn from their labels.
//
// First come those that it is most in doubt about for their length, among them
// those with the most words that are in no document before them, so that what is
// alike is not labelled again and again. A share of the places is given by chance
// among all: what is labelled there, and nothing else, is a fair sample of the
// documents, on which a model can be measured.
package queue

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"gloss/annotations/lot"
	"gloss/annotations/suggest"
)

// Options say how documents are ordered.
type Options struct {
	Most int    // so many places; 0 for all
	Seed uint64 // another number gives other chances
	// Every is at which places chance decides: every so many; 0 for every fifth.
	Every int
	// From is how many places were given before: who asks again for each document gets
	// those by chance in their turn all the same.
	From int
}

// Place is a place in the order.
type Place struct {
	Document suggest.DocumentID
	Chance   bool    // chance decided, not the model
	Doubt    float64 // of the model, for each token
}

// document is one that waits.
type document struct {
	id     suggest.DocumentID
	doubt  float64
	tokens int
	words  []string // each once
}

// Order orders documents that are open in a model; labelled are those that are
// labelled already. It learns nothing, and the same model gives the same order.
func Order(m *suggest.Model, waiting, labelled []suggest.DocumentID, o Options) ([]Place, error) {
	q, err := Begin(m, waiting, labelled, o)
	for more := true; err == nil && more; {
		more, err = q.Step()
	}
	if err != nil {
		return nil, err
	}
	return q.Places(), nil
}

// Ordering is an order that is made a document at a time.
type Ordering struct {
	m                 *suggest.Model
	o                 Options
	waiting, labelled []suggest.DocumentID // that are still to be read
	known             map[string]bool
	all               []document
}

// Begin begins to order documents, as Order does.
func Begin(m *suggest.Model, waiting, labelled []suggest.DocumentID, o Options) (*Ordering, error) {
	o.Every = cmp.Or(o.Every, 5)
	if o.Every < 2 {
		return nil, errors.New("queue: chance cannot decide every place, or more")
	}
	return &Ordering{m: m, o: o, waiting: waiting, labelled: labelled, known: map[string]bool{}}, nil
}

// Step reads a document, and reports whether there are more.
func (q *Ordering) Step() (more bool, err error) {
	switch {
	case len(q.labelled) > 0:
		for _, w := range read(q.m, q.labelled[0]).words {
			q.known[w] = true
		}
		q.labelled = q.labelled[1:]
	case len(q.waiting) > 0:
		d := read(q.m, q.waiting[0])
		for n := range q.m.Passages(d.id) {
			doubt, err := q.m.Doubt(d.id, n)
			if err != nil {
				return false, err
			}
			d.doubt += doubt
		}
		d.doubt /= float64(max(1, d.tokens))
		q.all, q.waiting = append(q.all, d), q.waiting[1:]
	}
	return len(q.labelled)+len(q.waiting) > 0, nil
}

// Places are the places, once all documents are read.
func (q *Ordering) Places() []Place {
	all, known, o := q.all, q.known, q.o
	slices.SortFunc(all, func(a, b document) int {
		return cmp.Or(-cmp.Compare(a.doubt, b.doubt), slices.Compare(a.id[:], b.id[:]))
	})
	if o.Most == 0 || o.Most > len(all) {
		o.Most = len(all)
	}
	places := make([]Place, 0, o.Most)
	for len(places) < o.Most {
		byChance := (o.From+len(places)+1)%o.Every == 0
		i := 0
		if byChance {
			i = luckiest(all, o.Seed)
		} else {
			i = newest(all, known)
		}
		d := all[i]
		all = slices.Delete(all, i, i+1)
		for _, w := range d.words {
			known[w] = true
		}
		places = append(places, Place{d.id, byChance, d.doubt})
	}
	return places
}

// luckiest is the document that chance has before the others. It looks at nothing else,
// their doubts least of all: those that chance chose are a sample of all.
func luckiest(all []document, seed uint64) (best int) {
	least := uint64(math.MaxUint64)
	for i, d := range all {
		if drawn := lot.Of(seed, d.id); drawn <= least {
			best, least = i, drawn
		}
	}
	return best
}

// beyond is how many of the most doubtful are looked at for new words, and a third of
// all that wait at most.
const beyond = 30

// newest is the document with the most new words for its length among the most
// doubtful, the most doubtful of those that have as many.
func newest(all []document, known map[string]bool) (best int) {
	most := -1.0
	for i, d := range all[:min(1+len(all)/3, len(all), beyond)] {
		fresh := 0
		for _, w := range d.words {
			if !known[w] {
				fresh++
			}
		}
		if share := float64(fresh) / float64(max(1, d.tokens)); share > most {
			best, most = i, share
		}
	}
	return best
}

// read finds the words of a document.
func read(m *suggest.Model, id suggest.DocumentID) document {
	d := document{id: id}
	body := m.Text(id)
	seen := map[string]bool{}
	for n := range m.Passages(id) {
		for _, t := range m.Tokens(id, n) {
			d.tokens++
			if w := strings.ToLower(body[t.Start:t.End]); !seen[w] {
				seen[w] = true
				d.words = append(d.words, w)
			}
		}
	}
	return d
}
