package split

import (
	"hash/fnv"
	"slices"
	"strings"

	"gloss/annotations/text"
)

// MinHash (Broder 1997): of the hashes of a text's shingles, the smallest under
// each of many permutations. Two texts agree in a place of their signatures as
// often as their sets of shingles are alike (Jaccard).

// hashes is the length of a signature; bands × rows of them find candidates.
// Texts that are alike by 0.8 meet in a band with a chance of 0.9998, those
// alike by 0.3 of 0.12: 1 - (1 - s^rows)^bands.
const (
	hashes = 64
	rows   = 4
	bands  = hashes / rows
)

// shingle is how many words in a row one has.
const shingle = 3

type signature [hashes]uint32

// permutations multiply and add modulo 2⁶⁴; the high bits are the hash. They
// are the same on every machine for ever: splits rest on them.
var permutations = func() (all [hashes][2]uint64) {
	state := uint64(0x676c6f7373) // "gloss"
	next := func() uint64 {       // splitmix64
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range all {
		all[i] = [2]uint64{next() | 1, next()}
	}
	return all
}()

// sign returns the signature of a text. Case and everything between words do
// not count; a text shorter than a shingle is one.
func sign(body string) signature {
	var sig signature
	for i := range sig {
		sig[i] = ^uint32(0)
	}
	var last []string
	add := func(words []string) {
		h := fnv.New64a()
		for _, w := range words {
			_, _ = h.Write([]byte(w))
			_, _ = h.Write([]byte{0})
		}
		x := h.Sum64()
		for i, p := range permutations {
			sig[i] = min(sig[i], uint32((x*p[0]+p[1])>>32))
		}
	}
	for w := range text.Words(body) {
		if len(last) == shingle {
			last = slices.Delete(last, 0, 1)
		}
		if last = append(last, strings.ToLower(body[w.Start:w.End])); len(last) == shingle {
			add(last)
		}
	}
	if len(last) < shingle {
		if len(last) == 0 {
			last = []string{body} // no words: alike when the same
		}
		add(last)
	}
	return sig
}

// alike is how far two texts are alike, 0 to 1, as their signatures tell.
func (s *signature) alike(other *signature) float64 {
	same := 0
	for i := range s {
		if s[i] == other[i] {
			same++
		}
	}
	return float64(same) / hashes
}

// groups numbers documents so that those that are alike, directly or through
// others, have the number of the first of them.
func groups(signatures []signature, near float64) []int {
	parent := make([]int, len(signatures))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	order := make([]int, len(signatures))
	for i := range order {
		order[i] = i
	}
	for b := range bands {
		band := func(i int) []uint32 { return signatures[i][b*rows : (b+1)*rows] }
		slices.SortFunc(order, func(i, j int) int {
			if c := slices.Compare(band(i), band(j)); c != 0 {
				return c
			}
			return i - j
		})
		for start := 0; start < len(order); {
			end := start + 1
			for end < len(order) && slices.Equal(band(order[start]), band(order[end])) {
				end++
			}
			// Each is held against the roots so far in its bucket: in a bucket of
			// many copies of one text that is one.
			var firsts []int
			for _, i := range order[start:end] {
				found := false
				for _, f := range firsts {
					if signatures[i].alike(&signatures[f]) >= near {
						a, c := root(f), root(i)
						parent[max(a, c)] = min(a, c)
						found = true
					}
				}
				if !found {
					firsts = append(firsts, i)
				}
			}
			start = end
		}
	}
	for i := range parent {
		parent[i] = root(i)
	}
	return parent
}
