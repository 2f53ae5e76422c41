package archive

import (
	"bytes"
	"compress/flate"
	"io"
)

// Pile is bytes that are written one by one and wanted at the end, such as the
// lines of a list of all files. They are compressed meanwhile.
type Pile struct {
	packed bytes.Buffer
	z      *flate.Writer
	size   int64
}

// Write adds to the pile. It does not fail.
func (p *Pile) Write(b []byte) (int, error) {
	if p.z == nil {
		p.z, _ = flate.NewWriter(&p.packed, flate.BestSpeed) // the level is one
	}
	p.size += int64(len(b))
	return p.z.Write(b)
}

// Size is how much was written.
func (p *Pile) Size() int64 { return p.size }

// WriteTo writes all of it, once.
func (p *Pile) WriteTo(w io.Writer) (int64, error) {
	if p.z == nil {
		return 0, nil
	}
	if err := p.z.Close(); err != nil {
		return 0, err
	}
	return io.Copy(w, flate.NewReader(&p.packed))
}
