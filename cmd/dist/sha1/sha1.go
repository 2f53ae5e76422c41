//go:build go1.21

// Package sha1 stands in for crypto/sha1 in the browser, where names are made of
// SHA-1 (RFC 9562, version 5) and nothing is kept secret with it: that package
// links a generator of random numbers made of AES, SHA-2 and SHA-3 along.
package sha1

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

const block = 64

type digest struct {
	h    [5]uint32
	rest []byte // of the last block
	n    uint64 // bytes so far
}

// New returns a hash of FIPS 180-4's SHA-1.
func New() hash.Hash {
	d := &digest{}
	d.Reset()
	return d
}

func (d *digest) Reset() {
	*d = digest{h: [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, rest: d.rest[:0]}
}

func (d *digest) Size() int      { return 20 }
func (d *digest) BlockSize() int { return block }

func (d *digest) Write(b []byte) (int, error) {
	d.n += uint64(len(b))
	d.rest = append(d.rest, b...)
	for len(d.rest) >= block {
		d.mix(d.rest[:block])
		d.rest = append(d.rest[:0], d.rest[block:]...)
	}
	return len(b), nil
}

func (d *digest) Sum(to []byte) []byte {
	end := digest{h: d.h, rest: append([]byte(nil), d.rest...)}
	pad := make([]byte, 1, 2*block)
	pad[0] = 0x80
	for (len(d.rest)+len(pad))%block != block-8 {
		pad = append(pad, 0)
	}
	pad = append(pad, 0, 0, 0, 0, 0, 0, 0, 0)
	binary.BigEndian.PutUint64(pad[len(pad)-8:], d.n*8)
	_, _ = end.Write(pad)
	var sum [20]byte
	for i, h := range end.h {
		binary.BigEndian.PutUint32(sum[4*i:], h)
	}
	return append(to, sum[:]...)
}

func (d *digest) mix(b []byte) {
	var w [80]uint32
	for i := range w {
		if i < 16 {
			w[i] = binary.BigEndian.Uint32(b[4*i:])
			continue
		}
		w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
	}
	v := d.h
	for i, word := range w {
		var f, k uint32
		switch i / 20 {
		case 0:
			f, k = v[1]&v[2]|^v[1]&v[3], 0x5a827999
		case 1:
			f, k = v[1]^v[2]^v[3], 0x6ed9eba1
		case 2:
			f, k = v[1]&v[2]|v[1]&v[3]|v[2]&v[3], 0x8f1bbcdc
		default:
			f, k = v[1]^v[2]^v[3], 0xca62c1d6
		}
		next := bits.RotateLeft32(v[0], 5) + f + v[4] + k + word
		v = [5]uint32{next, v[0], bits.RotateLeft32(v[1], 30), v[2], v[3]}
	}
	for i := range v {
		d.h[i] += v[i]
	}
}
