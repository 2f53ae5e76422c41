package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// shrink makes a module that Go has linked smaller, without changing what it does.
// The linker leaves out each short run of zeros from the data, as a hundred thousand
// segments with an address each, which compress badly; zeros compress well. The
// tables that tell the lines of a stack trace and the arguments in it are left out:
// traces have the names of functions and the offsets in them. And a large table that repeats itself is written
// when the program starts (see lookup). What was shrunk stays as it is.
func shrink(module []byte) ([]byte, error) {
	const start, elements, data = 8, 9, 11
	sections, err := wasmSections(module)
	if err != nil {
		return nil, err
	}
	if _, shrunk := sections[start]; shrunk {
		return module, nil
	}
	if _, counted := sections[12]; counted {
		return nil, errors.New("the module counts its data segments, as Go's have not done so far")
	}
	changed := map[byte][]byte{}
	if content, ok := sections[data]; ok {
		im, err := wasmImage(content)
		if err != nil {
			return nil, fmt.Errorf("data section: %w", err)
		}
		header, ok := dropTraces(im.bytes)
		images := []image{im}
		if l, found := lookupIn(im, header); ok && found {
			if changed, err = starter(sections, l.fill(im.start+l.at)); err != nil {
				return nil, err
			}
			after := l.at + l.entries*lookupEntry
			images = []image{{im.start, im.bytes[:l.at]}, {im.start + after, im.bytes[after:]}}
		}
		changed[data] = dataSection(images)
	}
	out := bytes.Clone(module[:8])
	write := func(id byte, content []byte) {
		out = binary.AppendUvarint(append(out, id), uint64(len(content)))
		out = append(out, content...)
	}
	for b := module[8:]; len(b) > 0; {
		id := b[0]
		size, rest, err := uleb(b[1:])
		if err != nil {
			return nil, err
		}
		if content, ok := changed[start]; ok && id == elements {
			write(start, content)
			delete(changed, start)
		}
		content := rest[:size]
		if other, ok := changed[id]; ok {
			content = other
		}
		write(id, content)
		b = rest[size:]
	}
	if _, left := changed[start]; left {
		return nil, errors.New("the module has no elements, before which its start would be named")
	}
	return out, nil
}

// image is what the memory of a module holds at its start, from an address on.
type image struct {
	start int
	bytes []byte
}

// wasmImage lays the segments of a data section out as memory will be.
func wasmImage(section []byte) (image, error) {
	type segment struct {
		at    int
		bytes []byte
	}
	n, b, err := uleb(section)
	if err != nil {
		return image{}, err
	}
	all := make([]segment, n)
	for i := range all {
		// Active, in memory 0, at a constant: i32.const AT, end.
		if len(b) < 2 || b[0] != 0 || b[1] != 0x41 {
			return image{}, fmt.Errorf("segment %d is not of the kind that Go writes", i)
		}
		at, after, err := sleb(b[2:])
		if err != nil || len(after) == 0 || after[0] != 0x0b {
			return image{}, fmt.Errorf("the address of segment %d: %w", i, cmp.Or(err, io.ErrUnexpectedEOF))
		}
		size, after, err := uleb(after[1:])
		if err != nil || size > len(after) {
			return image{}, fmt.Errorf("segment %d: %w", i, io.ErrUnexpectedEOF)
		}
		all[i], b = segment{at, after[:size]}, after[size:]
	}
	if n == 0 {
		return image{}, nil
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	im := image{start: all[0].at}
	for _, s := range all {
		gap := s.at - im.start - len(im.bytes)
		if gap < 0 {
			return image{}, fmt.Errorf("the segment at %d overlaps with the one before", s.at)
		}
		im.bytes = append(append(im.bytes, make([]byte, gap)...), s.bytes...)
	}
	return im, nil
}

// dataSection is a section with a segment for each image.
func dataSection(images []image) []byte {
	b := binary.AppendUvarint(nil, uint64(len(images)))
	for _, im := range images {
		b = appendSleb(append(b, 0, 0x41), im.start)
		b = binary.AppendUvarint(append(b, 0x0b), uint64(len(im.bytes)))
		b = append(b, im.bytes...)
	}
	return b
}

func sleb(b []byte) (int, []byte, error) {
	v, shift := 0, 0
	for i, c := range b {
		if shift > 56 {
			break
		}
		v |= int(c&0x7f) << shift
		shift += 7
		if c < 0x80 {
			if c&0x40 != 0 {
				v -= 1 << shift
			}
			return v, b[i+1:], nil
		}
	}
	return 0, nil, io.ErrUnexpectedEOF
}

func appendSleb(b []byte, v int) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// A _func of Go's pclntab (runtime/symtab.go and runtime/runtime2.go, of Go 1.20 to
// 1.26) is forty-four bytes and two lists: where its tables of a value for each place
// of the code are, and where its other data is.
const (
	funcPCSP      = 16 // the place of the table of stack pointers
	funcFile      = 20 // of files, and then of lines
	funcTables    = 28 // how many there are in the first list
	funcUnit      = 32 // which list of files holds, and then the first line
	funcKind      = 40
	funcOtherData = 43 // how many there are in the second list
	funcSize      = 44

	// Of the first list, for signals, which WASM has none of, and for arguments.
	tableUnsafePoint, tableArgLive = 0, 3
	// Of the second, for arguments.
	dataArgInfo, dataArgLiveInfo = 5, 6
)

// dropTraces empties what in Go's pclntab tells files, lines and arguments of a stack
// trace, if it finds one, and says where its header is. The runtime takes an empty
// table for a place that it knows nothing of; those that the garbage collector needs
// to walk a stack stay.
func dropTraces(memory []byte) (header int, found bool) {
	// The header: magic, two zeros, the size of an instruction and of a pointer;
	// then eight words.
	head := []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}
	word := func(at int) int { return int(binary.LittleEndian.Uint32(memory[at:])) }
	for from := 0; ; {
		i := bytes.Index(memory[from:], head)
		if i < 0 || from+i+72 > len(memory) {
			return 0, false
		}
		base := from + i
		from = base + 8
		functions, files, pctab, list := word(base+8), base+word(base+40), base+word(base+56), base+word(base+64)
		if functions > 0 && base < files && files <= pctab && pctab < list && list+8*functions < len(memory) && dropTables(memory, functions, pctab, list) {
			clear(memory[files:pctab])
			return base, true
		}
	}
}

// dropTables empties the tables of a pclntab with so many functions, if it is one.
func dropTables(memory []byte, functions, pctab, list int) bool {
	word := func(at int) int { return int(binary.LittleEndian.Uint32(memory[at:])) }
	keep := make([]bool, list-pctab)
	// A table is pairs of two numbers, up to a zero that is not the first.
	mark := func(at int) bool {
		for first := true; ; first = false {
			for i := range 2 {
				_, n := binary.Uvarint(memory[min(pctab+at, list):list])
				if n <= 0 {
					return false
				}
				last := !first && i == 0 && memory[pctab+at] == 0
				for range n {
					keep[at] = true
					at++
				}
				if last {
					return true
				}
			}
		}
	}
	var places []int
	for i := range functions {
		f := list + word(list+8*i+4)
		if f+funcSize > len(memory) || word(f+funcTables) > 16 {
			return false
		}
		tables := word(f + funcTables)
		if f+funcSize+4*(tables+int(memory[f+funcOtherData])) > len(memory) {
			return false
		}
		places = append(places, f)
		used := []int{word(f + funcPCSP)}
		for j := range tables {
			if j != tableUnsafePoint && j != tableArgLive {
				used = append(used, word(f+funcSize+4*j))
			}
		}
		for _, offset := range used {
			if offset != 0 && !keep[min(offset, len(keep)-1)] && !mark(offset) {
				return false
			}
		}
	}
	for _, f := range places {
		clear(memory[f+funcFile : f+funcTables])
		clear(memory[f+funcUnit : f+funcKind])
		tables := f + funcSize
		others := tables + 4*word(f+funcTables)
		for j := range word(f + funcTables) {
			if j == tableUnsafePoint || j == tableArgLive {
				clear(memory[tables+4*j:][:4])
			}
		}
		for j := range int(memory[f+funcOtherData]) {
			if j == dataArgInfo || j == dataArgLiveInfo { // none
				binary.LittleEndian.PutUint32(memory[others+4*j:], math.MaxUint32)
			}
		}
	}
	for i, kept := range keep {
		if !kept {
			memory[pctab+i] = 0
		}
	}
	return true
}
