package suggest

import (
	"embed"
	"math/bits"
	"strings"
	"sync"
)

// Words that everybody knows, in several languages: countries and their people,
// cities, given names, titles, months. They label nothing by themselves, and any
// label may be learnt without them; but after the first country that is labelled
// location, or actor, the model has seen something of all of them. _ stands for a
// blank.
//
//go:embed lists/*.txt
var listFiles embed.FS

// lists are the files, in the order of the bits of a listing.
var lists = [...]string{"country", "nation", "city", "place", "given", "surname", "title", "body", "known", "ground", "said", "when", "amount"}

// listing says in which lists a token stands, as part of what is written there; in
// which it begins what is written, and in which it ends it.
type listing struct{ in, begins, ends uint16 }

// phrases are what the lists hold.
type phrases struct {
	of      map[uint32]uint16 // the lists of a phrase, by the hash of its words
	longest map[uint32]int    // in words, of those that begin with a word
}

var readLists = sync.OnceValue(func() phrases {
	all := phrases{map[uint32]uint16{}, map[uint32]int{}}
	for i, name := range lists {
		b, err := listFiles.ReadFile("lists/" + name + ".txt")
		if err != nil {
			panic(err) // it was there when this was compiled
		}
		for word := range strings.FieldsSeq(string(b)) {
			phrase := strings.ReplaceAll(word, "_", " ")
			h, n, first := uint32(0), 0, uint32(0)
			for _, passage := range passages(phrase) {
				for _, sp := range passage {
					w := hashString(phrase[sp.Start:sp.End])
					if h, n = mix(h, w), n+1; n == 1 {
						first = w
					}
				}
			}
			all.of[h] |= 1 << i
			all.longest[first] = max(all.longest[first], n)
		}
	}
	return all
})

// list finds what of a passage stands in the lists. Of phrases of the same list
// that overlap the longer one counts, and of two of the same length the first.
func (p *passage) list() {
	known := readLists()
	for i := range p.tokens {
		h := uint32(0)
		longest := min(known.longest[p.tokens[i].word], len(p.tokens)-i)
		var hashes [8]uint32
		for k := range min(longest, len(hashes)) {
			h = mix(h, p.tokens[i+k].word)
			hashes[k] = h
		}
		var taken uint16
		for n := min(longest, len(hashes)); n > 0; n-- {
			for in := known.of[hashes[n-1]] &^ taken; in != 0; in &= in - 1 {
				bit := uint16(1) << bits.TrailingZeros16(in)
				if p.tokens[i].listed.in&bit != 0 {
					continue
				}
				taken |= bit
				p.tokens[i].listed.begins |= bit
				p.tokens[i+n-1].listed.ends |= bit
				for k := range n {
					p.tokens[i+k].listed.in |= bit
				}
			}
		}
	}
}

// place is the letter of a token in what it is part of in a list, of BIES.
func (l listing) place(bit uint16) int {
	switch begins, ends := l.begins&bit != 0, l.ends&bit != 0; {
	case begins && ends:
		return 3
	case begins:
		return 0
	case ends:
		return 2
	}
	return 1
}
