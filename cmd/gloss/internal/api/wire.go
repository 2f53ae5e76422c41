package api

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"gloss/annotations"
	"gloss/annotations/store"
)

// What travels between a device and the server: batches and pages, as JSON or
// packed, and compressed where that is asked for.

// maxStamp is the highest stamp that is taken. A device counts from the highest
// that it knows: one that is out of its mind must not bring all others to the
// end of the numbers.
const maxStamp = 1 << 48

// unpacked is the body of a request, compressed or not: MaxBody at most of it.
func unpacked(w http.ResponseWriter, r *http.Request) (io.Reader, error) {
	body := http.MaxBytesReader(w, r.Body, MaxBody)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
		return body, nil
	case "gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, unreadable("bad_gzip", err)
		}
		return http.MaxBytesReader(w, z, MaxBody), nil
	default:
		return nil, fail(http.StatusUnsupportedMediaType, "other_encoding", "A body is plain or compressed with gzip, not with %s.", encoding)
	}
}

// readBatch reads a batch from a request.
func readBatch(w http.ResponseWriter, r *http.Request) (store.Batch, error) {
	body, err := unpacked(w, r)
	if err != nil {
		return store.Batch{}, err
	}
	var batch store.Batch
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media == store.PackMedia {
		b, err := io.ReadAll(body)
		if err != nil {
			return batch, unreadable("bad_pack", err)
		}
		page, err := store.ReadPage(b)
		if errors.Is(err, annotations.ErrNewPack) {
			return batch, fail(http.StatusUpgradeRequired, "newer_pack", "%v. Please update the server.", err)
		}
		if err != nil {
			return batch, unreadable("bad_pack", err)
		}
		batch = page.Batch
	} else if err := json.NewDecoder(body).Decode(&batch); err != nil {
		return batch, unreadable("bad_json", err)
	}
	for _, c := range batch.Changes {
		if c.Stamp.N > maxStamp {
			return batch, fail(http.StatusUnprocessableEntity, "wrong_stamp", "Change %v has a stamp that no device comes to by counting.", c.Stamp)
		}
	}
	return batch, nil
}

func unreadable(code string, err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return fail(http.StatusBadRequest, code, "The body cannot be read: %v.", err)
}

// send sends a body, compressed if the client takes that and it is worth it.
func send(w http.ResponseWriter, r *http.Request, media string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Add("Vary", "Accept-Encoding")
	if len(body) < 1400 || !acceptsGzip(r) { // it fits into one packet anyway
		_, err := w.Write(body)
		return ignoreGone(err)
	}
	h.Set("Content-Encoding", "gzip")
	z := writers.Get().(*gzip.Writer)
	defer writers.Put(z)
	z.Reset(w)
	_, err := z.Write(body)
	return ignoreGone(errors.Join(err, z.Close()))
}

// writers are kept, as each has a megabyte of tables.
var writers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a good one
	return z
}}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
