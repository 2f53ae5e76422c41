package pile

import (
	"context"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/store"
)

const (
	// searchAtOnce is how many documents are read at once.
	searchAtOnce = 64
	// sayingMost is how long may be what the annotations of a document say, to be kept.
	sayingMost = 64 << 10
)

// Search finds the documents of which an annotation has a text: in its words, in the
// name of its label, in a note or a value, whatever the case. What annotations say is
// read from logs and texts once, and then kept on the device, a chunk of documents at a
// time, each with the number of changes that it is of: so no news need be told to it.
type Search struct {
	Store   store.Local
	Project annotations.Project
	Filter  Filter
	// Do is that of a Follower.
	Do func(func(*Pile)) bool
	// Found is told of the documents in a stretch, which may be none, and how many of
	// all were looked at. It returns whether to go on.
	Found func(found []int32, looked int) bool
}

// candidate is a document that may hold what is searched for.
type candidate struct {
	number  int32
	place   int64
	changes uint32
	named   bool // it has a label of that name
}

// Run searches through all documents, or until it is told to stop.
func (s Search) Run(ctx context.Context, text string) error {
	pattern := store.NewPattern(text)
	for n := 0; ; n++ {
		var all []candidate
		total := 0
		if !s.Do(func(p *Pile) { all, total = p.candidates(n, s.Filter, s.Project, pattern), len(p.entries) }) || n*chunk >= total {
			return nil
		}
		if on, err := s.chunk(ctx, n, pattern, all); err != nil || !on {
			return err
		}
		if !s.Found(nil, min((n+1)*chunk, total)) {
			return nil
		}
	}
}

// candidates are those of a chunk.
func (p *Pile) candidates(n int, f Filter, project annotations.Project, pattern *store.Pattern) (all []candidate) {
	named := make([]bool, len(p.labels))
	for i, l := range p.labels {
		named[i] = pattern.In(project.Schema.NameOf(l))
	}
	passes := p.test(f)
	for i := n * chunk; i < min((n+1)*chunk, len(p.entries)); i++ {
		e := &p.entries[i]
		if !e.said || !passes(e) {
			continue
		}
		c := candidate{number: int32(i), place: e.Place, changes: e.Changes}
		for r := (reader{rest: p.packs[e.labels]}); r.rest != ""; r.int() {
			c.named = named[r.int()] || c.named
		}
		all = append(all, c)
	}
	return all
}

// chunk searches a chunk, and keeps what it has read of it.
func (s Search) chunk(ctx context.Context, n int, pattern *store.Pattern, all []candidate) (on bool, err error) {
	if len(all) == 0 {
		return true, nil
	}
	name := "pile " + s.Project.ID.String() + " says " + strconv.Itoa(n)
	kept, err := s.Store.Kept(ctx, name)
	if err != nil {
		return false, err
	}
	known := readSayings(kept)
	var found []int32
	var unread []candidate
	for _, c := range all {
		says, ok := known[c.place]
		switch {
		case c.named || ok && says.changes == c.changes && pattern.In(says.text):
			found = append(found, c.number)
		case !ok || says.changes != c.changes:
			unread = append(unread, c)
		}
	}
	on = len(found) == 0 || s.Found(found, n*chunk)
	if len(unread) == 0 {
		return on, nil
	}
	fresh := false
	for on && len(unread) > 0 && err == nil {
		var some []store.Labelled
		to := 1
		for to < len(unread) && unread[to].number-unread[0].number < searchAtOnce {
			to++
		}
		some, err = s.Store.Read(ctx, s.Project.ID, unread[0].place-1, int(unread[to-1].number-unread[0].number)+1)
		if err != nil || len(some) == 0 {
			break
		}
		found = nil
		first := unread[0].number
		for _, l := range some {
			for len(unread) > 0 && unread[0].place < l.Place {
				unread = unread[1:] // it has left the device meanwhile
			}
			if len(unread) == 0 || unread[0].place != l.Place {
				continue
			}
			says := sayingOf(l)
			if pattern.In(says.text) {
				found = append(found, unread[0].number)
			}
			if len(says.text) <= sayingMost {
				known[l.Place], fresh = says, true
			}
			unread = unread[1:]
		}
		on = s.Found(found, int(first))
	}
	if fresh && err == nil {
		err = s.Store.Keep(ctx, map[string][]byte{name: appendSayings(nil, known)})
	}
	return on, err
}

// saying is what the annotations of a document say, after so many changes: each once,
// with a separator between that nobody can type.
type saying struct {
	changes uint32
	text    string
}

const separator = "\x00"

func sayingOf(l store.Labelled) saying {
	log, _ := annotations.NewLog(l.Changes) // what is damaged is told when the document is opened
	var all []string
	for e := range log.Replay().All() {
		if e.Label == annotations.LabelRefused || e.Label == annotations.LabelShelf {
			continue
		}
		all = append(all, e.Note)
		for _, v := range e.Values {
			if v.Attribute != annotations.ValueAttribute {
				all = append(all, v.Text)
			}
		}
		if e.Check(l.Document.Text) != nil {
			continue
		}
		for _, part := range e.Target.Parts {
			all = append(all, l.Document.Text[part.Start:part.End])
		}
	}
	slices.Sort(all)
	return saying{uint32(log.Len()), strings.Join(slices.Compact(all), separator)}
}

// appendSayings writes what the documents at these places say.
func appendSayings(b []byte, all map[int64]saying) []byte {
	for place, s := range all {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(place)), uint64(s.changes))
		b = appendString(b, s.text)
	}
	return b
}

// readSayings reads what appendSayings wrote, as much of it as is whole.
func readSayings(b []byte) map[int64]saying {
	all := map[int64]saying{}
	for r := (reader{rest: string(b)}); r.rest != ""; {
		place, s := int64(r.int()), saying{uint32(r.int()), r.string()}
		if r.bad {
			break
		}
		all[place] = s
	}
	return all
}
