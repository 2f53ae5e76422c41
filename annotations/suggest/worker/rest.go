package worker

import (
	"encoding/binary"
	"hash/crc32"
	"io"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/internal/archive"
)

// What a worker knows can be kept: one that has nothing left to do is ended, and another
// goes on where it was, without learning anything again. Its bytes are the messages that
// lead to the model, what the model has learnt, and a checksum, by which page and worker
// know them again.

// AtRest reports whether the worker has learnt all that it was told; it was then told
// all texts, and Work has nothing to do.
func (w *Worker) AtRest() bool {
	return w.model != nil && w.ready && !w.stale && w.pool != nil && len(w.fresh) == 0
}

// changesKept is how many changes are in a message of an archive.
const changesKept = 200

// heard yields messages that lead to what the worker knows.
func (w *Worker) heard(yield func(Message) bool) {
	if !yield(Labels{w.labels}) || !yield(UpTo{w.upTo}) {
		return
	}
	for _, id := range w.ids() {
		if !yield(Text{follow.Document{ID: id, Text: w.texts[id]}}) {
			return
		}
	}
	some := make([]follow.Change, 0, changesKept)
	for i := range w.order.Len() {
		if some = append(some, *w.order.Nth(i)); len(some) == changesKept || i == w.order.Len()-1 {
			if !yield(Changes{some}) {
				return
			}
			some = some[:0]
		}
	}
	for _, id := range sortedIDs(w.aside) {
		if !yield(Changes{w.aside[id]}) {
			return
		}
	}
}

// Archive returns what a worker at rest knows, and its checksum. When it has learnt
// nothing since it was asked last, that one serves: there is no news, and no bytes.
func (w *Worker) Archive() (b []byte, sum uint32, news bool) {
	if w.kept != 0 {
		return nil, w.kept, false
	}
	a := archive.Write(w.room)
	var bytes []byte
	for m := range w.heard {
		bytes = Append(bytes[:0], m)
		n := len(bytes)
		archive.Int(a, &n)
		a.Raw(bytes)
	}
	end := 0
	archive.Int(a, &end)
	w.archive(a)
	b = a.Bytes()
	w.kept = max(crc32.ChecksumIEEE(b), 1)
	w.room = len(b) + len(b)/8
	return binary.LittleEndian.AppendUint32(b, w.kept), w.kept, true
}

// archive is the model and what it was built on.
func (w *Worker) archive(a *archive.Archive) {
	if a.Reading() {
		w.pool = &suggest.Pool{}
	}
	suggest.ArchivePool(a, w.pool)
	if w.words = w.pool; a.Reading() {
		model := suggest.New(w.pool, suggest.Options{Labels: w.labels})
		model.Archive(a, w.text)
		w.model = follow.Resume(model, w.ids(), w.text, &w.order)
		return
	}
	w.model.Model.Archive(a, w.text)
}

func (w *Worker) text(id suggest.DocumentID) string { return w.texts[id] }

const checksumSize = 4

// Restore has a new worker know what is in an archive of so many bytes, of one of the same
// program. The error is archive.ErrDamaged; the worker is of no use then.
func (w *Worker) Restore(r io.ReaderAt, size int64) error {
	var sum [checksumSize]byte
	if size -= checksumSize; size < 0 {
		return archive.ErrDamaged
	}
	if _, err := r.ReadAt(sum[:], size); err != nil && err != io.EOF {
		return archive.ErrDamaged
	}
	was := binary.LittleEndian.Uint32(sum[:])
	is := crc32.NewIEEE()
	if _, err := io.Copy(is, io.NewSectionReader(r, 0, size)); err != nil || max(is.Sum32(), 1) != was {
		return archive.ErrDamaged
	}
	a := archive.Read(r, size)
	for {
		n := 0
		if archive.Int(a, &n); n == 0 {
			break
		}
		m, err := Decode(a.Take(n))
		if err != nil {
			return archive.ErrDamaged
		}
		w.Hear(m)
	}
	w.archive(a)
	if a.Err() != nil || a.Left() > 0 {
		return archive.ErrDamaged
	}
	w.ready, w.stale = true, false
	w.kept, w.room = was, int(size+size/8)
	return nil
}

// Woken says what the worker knows.
func (w *Worker) Woken() Woken {
	m := Woken{Sum: w.kept, Place: w.upTo}
	for _, id := range w.ids() {
		m.All = append(m.All, Held{id, len(w.texts[id]), w.known[id]})
	}
	return m
}
