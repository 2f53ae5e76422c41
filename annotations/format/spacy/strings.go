package spacy

import (
	_ "embed"
	"encoding/binary"
	"strings"
)

// symbolNames are the strings that spaCy has numbers for (spacy/symbols.pyx), in
// the order of their numbers; the one with number 0 is empty.
//
//go:embed symbols.txt
var symbolNames string

var symbols = strings.Fields(symbolNames)

var symbolIDs = func() map[string]uint64 {
	ids := map[string]uint64{}
	for i, name := range symbols[1:] {
		ids[name] = uint64(i + 1)
	}
	return ids
}()

// id is the number that stands for a string: 0 for an empty one, a symbol's own,
// else its hash (spacy/strings.pyx).
func id(s string) uint64 {
	if s == "" {
		return 0
	}
	if n, ok := symbolIDs[s]; ok {
		return n
	}
	return murmur64A(s, 1)
}

// murmur64A is the 64-bit MurmurHash2 of Austin Appleby, variant A.
func murmur64A(s string, seed uint64) uint64 {
	const m, r = 0xc6a4a7935bd1e995, 47
	h := seed ^ uint64(len(s))*m
	b := []byte(s)
	for ; len(b) >= 8; b = b[8:] {
		k := binary.LittleEndian.Uint64(b) * m
		k ^= k >> r
		h = (h ^ k*m) * m
	}
	if len(b) > 0 {
		var last [8]byte
		copy(last[:], b)
		h = (h ^ binary.LittleEndian.Uint64(last[:])) * m
	}
	h ^= h >> r
	h *= m
	return h ^ h>>r
}
