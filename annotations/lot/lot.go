// Package lot draws lots: wherever chance orders documents, in a list or among what a
// model is in doubt about, a document has the same one for the same seed. It is a
// package of its own since the worker that learns does not link the documents.
package lot

import "encoding/binary"

// Of is the lot of a document: it follows from nothing but the seed and the ID.
func Of(seed uint64, document [16]byte) uint64 {
	z := seed*0x9e3779b97f4a7c15 ^ binary.LittleEndian.Uint64(document[:8]) ^ binary.LittleEndian.Uint64(document[8:])*0xd6e8feb86659fd93
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
