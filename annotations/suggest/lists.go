package suggest

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
)

// Words that everybody knows, in several languages: countries and their people,
// cities, names, titles, months. They label nothing by themselves, and any label may
// be learnt without them; but after the first country that is labelled location, or
// actor, the model has seen something of all of them. _ stands for a blank.
var (
	//go:embed lists/country.txt
	countryList string
	//go:embed lists/nation.txt
	nationList string
	//go:embed lists/city.txt
	cityList string
	//go:embed lists/place.txt
	placeList string
	//go:embed lists/given.txt
	givenList string
	//go:embed lists/surname.txt
	surnameList string
	//go:embed lists/title.txt
	titleList string
	//go:embed lists/body.txt
	bodyList string
	//go:embed lists/known.txt
	knownList string
	//go:embed lists/ground.txt
	groundList string
	//go:embed lists/said.txt
	saidList string
	//go:embed lists/when.txt
	whenList string
	//go:embed lists/amount.txt
	amountList string
)

type list struct {
	name  string
	says  string // what is in it, for people
	words *string
}

// lists are these, in the order of the bits of a listing.
var lists = [...]list{
	{"country", "a known country", &countryList},
	{"nation", "a known nationality", &nationList},
	{"city", "a known city", &cityList},
	{"place", "a known place", &placeList},
	{"given", "a known name", &givenList},
	{"surname", "a known name", &surnameList},
	{"title", "a known title", &titleList},
	{"body", "a word for an organisation", &bodyList},
	{"known", "a known organisation", &knownList},
	{"ground", "a word for a place", &groundList},
	{"said", "a word for saying", &saidList},
	{"when", "a word for a time", &whenList},
	{"amount", "a word for a number", &amountList},
}

// Places of lists that are asked for by name.
const (
	givenNames = 4
	surnames   = 5
)

// listing says in which lists a token stands, as part of what is written there; in
// which it begins what is written, and in which it ends it.
type listing struct{ in, begins, ends uint16 }

// phrases are what the lists hold.
type phrases struct {
	of      map[uint32]uint16 // the lists of a phrase, by the hash of its words
	longest map[uint32]int    // in words, of those that begin with a word
}

var (
	known     phrases
	readKnown sync.Once // not at the start: the page links this package and lists nothing
)

func readLists() phrases {
	readKnown.Do(func() { known = phrasesOf(lists[:]) })
	return known
}

func phrasesOf(lists []list) phrases {
	all := phrases{map[uint32]uint16{}, map[uint32]int{}}
	for i, list := range lists {
		for word := range strings.FieldsSeq(*list.words) {
			phrase := strings.ReplaceAll(word, "_", " ")
			h, n, first := uint32(0), 0, uint32(0)
			for passage := range passages(phrase) {
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
}

// list finds what of a passage stands in the lists. Of phrases of the same list
// that overlap the longer one counts, and of two of the same length the first.
func (p *passage) list() {
	known := readLists()
	for i := range p.tokens {
		h := uint32(0)
		var hashes [8]uint32
		longest := min(known.longest[p.tokens[i].word], len(p.tokens)-i, len(hashes))
		for k := range longest {
			h = mix(h, p.tokens[i+k].word)
			hashes[k] = h
		}
		var taken uint16
		for n := longest; n > 0; n-- {
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

// knownAs says what the tokens [from, to) are in the lists as a whole, "" if they are
// nothing there: what one list has as one phrase, or a name of which every word is.
func (p *passage) knownAs(from, to int) string {
	of := p.tokens[from].listed.begins & p.tokens[to-1].listed.ends
	names := true
	for i := from; i < to; i++ {
		l := p.tokens[i].listed
		of &= l.in
		if i > from {
			of &^= l.begins
		}
		names = names && l.in&(1<<givenNames|1<<surnames) != 0
	}
	switch {
	case of != 0:
		return lists[bits.TrailingZeros16(of)].says
	case names:
		return lists[givenNames].says
	}
	return ""
}
