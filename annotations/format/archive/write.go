package archive

import (
	"compress/flate"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"math"
)

// zipWriter writes a zip as zip.Writer of archive/zip does. That one holds half a
// kilobyte for each file until the end: of a dataset of a gigabyte, 100 MB. Source:
// APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
type zipWriter struct {
	w         io.Writer
	at        int64
	directory Pile
	files     int

	z     *flate.Writer
	name  string // of the file at hand, "" before the first
	start int64  // of it
	body  int64  // where what is in it starts
	crc   hash.Hash32
	size  int64
}

func newZipWriter(w io.Writer) *zipWriter { return &zipWriter{w: w, crc: crc32.NewIEEE()} }

// Numbers of the format.
const (
	fileSign, descriptorSign, entrySign = 0x04034b50, 0x08074b50, 0x02014b50
	endSign, end64Sign, locatorSign     = 0x06054b50, 0x06064b50, 0x07064b50
	version, version64                  = 20, 45
	flags                               = 1<<3 | 1<<11 // a descriptor follows; names are UTF-8
	deflated                            = 8
	extra64                             = 1
	end64Size                           = 44
)

// record is a record of a zip, its numbers in little-endian order.
type record []byte

func (r *record) u16(all ...int) {
	for _, n := range all {
		*r = binary.LittleEndian.AppendUint16(*r, uint16(n))
	}
}

func (r *record) u32(all ...int64) {
	for _, n := range all {
		*r = binary.LittleEndian.AppendUint32(*r, uint32(n))
	}
}

func (r *record) u64(all ...int64) {
	for _, n := range all {
		*r = binary.LittleEndian.AppendUint64(*r, uint64(n))
	}
}

func (z *zipWriter) put(b []byte) error {
	n, err := z.w.Write(b)
	z.at += int64(n)
	return err
}

// toOut is the zip as what the compressor writes to.
type toOut struct{ z *zipWriter }

func (o toOut) Write(b []byte) (int, error) { return len(b), o.z.put(b) }

// toFile is the file at hand.
type toFile struct{ z *zipWriter }

func (f toFile) Write(b []byte) (int, error) {
	f.z.crc.Write(b)
	f.z.size += int64(len(b))
	return f.z.z.Write(b)
}

// Create begins the next file.
func (z *zipWriter) Create(name string) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	z.name, z.start, z.size = name, z.at, 0
	z.crc.Reset()
	var r record
	r.u32(fileSign)
	r.u16(version, flags, deflated, 0, 0) // no time, no date
	r.u32(0, 0, 0)
	r.u16(len(name), 0)
	if err := z.put(append(r, name...)); err != nil {
		return nil, err
	}
	z.body = z.at
	var err error
	if z.z == nil {
		z.z, err = flate.NewWriter(toOut{z}, 5) // as archive/zip has it
	} else {
		z.z.Reset(toOut{z})
	}
	return toFile{z}, err
}

// end completes the file at hand.
func (z *zipWriter) end() error {
	if z.name == "" {
		return nil
	}
	if err := z.z.Close(); err != nil {
		return err
	}
	packed, crc := z.at-z.body, int64(z.crc.Sum32())
	var r record
	r.u32(descriptorSign, crc)
	if max(packed, z.size) >= math.MaxUint32 {
		r.u64(packed, z.size)
	} else {
		r.u32(packed, z.size)
	}
	if err := z.put(r); err != nil {
		return err
	}
	r = r[:0]
	r.u32(entrySign)
	if large := max(packed, z.size, z.start) >= math.MaxUint32; large {
		r.u16(version64, version64, flags, deflated, 0, 0)
		r.u32(crc, math.MaxUint32, math.MaxUint32)
		r.u16(len(z.name), 28, 0, 0, 0)
		r.u32(0, math.MaxUint32)
		r = append(r, z.name...)
		r.u16(extra64, 24)
		r.u64(z.size, packed, z.start)
	} else {
		r.u16(version, version, flags, deflated, 0, 0)
		r.u32(crc, packed, z.size)
		r.u16(len(z.name), 0, 0, 0, 0)
		r.u32(0, z.start)
		r = append(r, z.name...)
	}
	z.name = ""
	z.files++
	_, err := z.directory.Write(r)
	return err
}

// Close completes the zip.
func (z *zipWriter) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	start, size := z.at, z.directory.Size()
	if _, err := z.directory.WriteTo(toOut{z}); err != nil {
		return err
	}
	var r record
	files := int64(z.files)
	if files >= math.MaxUint16 || max(start, size) >= math.MaxUint32 {
		at := z.at
		r.u32(end64Sign)
		r.u64(end64Size)
		r.u16(version64, version64)
		r.u32(0, 0)
		r.u64(files, files, size, start)
		r.u32(locatorSign, 0)
		r.u64(at)
		r.u32(1)
		files, size, start = math.MaxUint16, math.MaxUint32, math.MaxUint32
	}
	r.u32(endSign)
	r.u16(0, 0, int(files), int(files))
	r.u32(size, start)
	r.u16(0)
	return z.put(r)
}
