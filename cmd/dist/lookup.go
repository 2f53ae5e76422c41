package main

import (
	"encoding/binary"
	"errors"
	"slices"
)

// lookup is the table by which Go's runtime finds the function that is at a place
// of the code (runtime/symtab.go, findfuncbucket): twenty bytes for each 4096 of the
// code, the number of the function that lies there first. As WASM each function
// counts as 65,536 bytes, and has sixteen entries that say the same: a quarter of a
// program. So a module comes without it, and writes it into its memory when it
// starts.
type lookup struct{ at, entries int }

const (
	lookupEntry = 20
	lookupSame  = 16 // entries of a function
)

// lookupIn finds the table in the memory of a program whose pclntab begins at
// header, if there is one that is as expected.
func lookupIn(im image, header int) (lookup, bool) {
	// The table's address and the ends of the code in runtime.moduledata.
	const table, first, last = 152, 160, 168
	self := binary.LittleEndian.AppendUint64(nil, uint64(im.start+header))
	for i := (8 - im.start%8) % 8; i+last+8 <= len(im.bytes); i += 8 {
		if !slices.Equal(im.bytes[i:i+8], self) {
			continue
		}
		word := func(at int) int { return int(binary.LittleEndian.Uint64(im.bytes[i+at:])) }
		// the last entry may be cut short, and stays
		l := lookup{word(table) - im.start, (word(last) - word(first)) / 4096}
		if l.at > 0 && l.entries > 0 && l.at < len(im.bytes) && l.entries <= (len(im.bytes)-l.at)/lookupEntry && l.regular(im.bytes) {
			return l, true
		}
	}
	return lookup{}, false
}

// regular reports whether the table is what fill makes.
func (l lookup) regular(memory []byte) bool {
	for i := range l.entries {
		e := memory[l.at+i*lookupEntry:][:lookupEntry]
		if int(binary.LittleEndian.Uint32(e)) != i/lookupSame || slices.Max(e[4:]) != 0 {
			return false
		}
	}
	return true
}

// fill is the body of a function that writes the table to an address.
func (l lookup) fill(address int) []byte {
	const (
		i32        = 0x7f
		loop       = 0x03
		brIf       = 0x0d
		end        = 0x0b
		get, tee   = 0x20, 0x22
		store      = 0x36
		constant   = 0x41
		lessThan   = 0x49
		add, mul   = 0x6a, 0x6c
		shiftRight = 0x76
		nothing    = 0x40
	)
	b := []byte{1, 1, i32, loop, nothing} // a local, the entry
	b = append(b, get, 0, constant, lookupEntry, mul)
	b = append(b, get, 0, constant, 4, shiftRight) // by lookupSame
	b = binary.AppendUvarint(append(b, store, 2), uint64(address))
	b = append(b, get, 0, constant, 1, add, tee, 0)
	b = append(appendSleb(append(b, constant), l.entries), lessThan, brIf, 0, end, end)
	return append(binary.AppendUvarint(nil, uint64(len(b))), b...)
}

// starter adds a function that runs when a module is instantiated to its sections:
// a type, a function and a body.
func starter(sections map[byte][]byte, body []byte) (map[byte][]byte, error) {
	const types, imports, functions, start, code = 1, 2, 3, 8, 10
	imported, err := wasmImports(sections[imports])
	if err != nil {
		return nil, err
	}
	number := map[byte]int{}
	more := func(id byte, item ...byte) []byte {
		n, rest, err2 := uleb(sections[id])
		if err2 != nil {
			err = errors.New("a section of the module cannot be read")
		}
		number[id] = n
		return slices.Concat(binary.AppendUvarint(nil, uint64(n+1)), rest, item)
	}
	out := map[byte][]byte{
		types: more(types, 0x60, 0, 0), // takes nothing and gives nothing
		code:  more(code, body...),
	}
	out[functions] = more(functions, binary.AppendUvarint(nil, uint64(number[types]))...)
	out[start] = binary.AppendUvarint(nil, uint64(imported+number[functions]))
	return out, err
}
