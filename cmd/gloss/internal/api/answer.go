package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"gloss/cmd/gloss/internal/auth"
)

func reply(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(b, '\n'))
	return ignoreGone(err)
}

// ignoreGone: a client that hangs up is no error of the server's.
func ignoreGone(error) error { return nil }

// list is what JSON has for it, an array in any case.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// matches reports why what is replaced is not what the request has read, which has
// this ETag now.
func matches(r *http.Request, tag string) error {
	switch match := r.Header.Get("If-Match"); match {
	case "":
		return errNeedsMatch
	case tag:
		return nil
	}
	return auth.ErrChanged
}

// tagOf names a state of what JSON has for it.
func tagOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it is sent as JSON too
	}
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// tagged answers with something that can be replaced.
func tagged(w http.ResponseWriter, v any) error {
	w.Header().Set("ETag", tagOf(v))
	return reply(w, v)
}

var errNeedsMatch = fail(http.StatusPreconditionRequired, "if_match_needed", "Send the ETag that you have read as If-Match.")

// next names the next page of a list in the header Link (RFC 8288).
func next(w http.ResponseWriter, r *http.Request, after string) {
	u := *r.URL
	q := u.Query()
	q.Set("after", after)
	u.RawQuery = q.Encode()
	w.Header().Set("Link", "<"+u.RequestURI()+`>; rel="next"`)
}

func pageOf(r *http.Request) (after int64, limit int, err error) {
	q := r.URL.Query()
	limit = MaxPage
	if s := q.Get("after"); s != "" {
		if after, err = strconv.ParseInt(s, 10, 64); err != nil || after < 0 {
			return 0, 0, fail(http.StatusBadRequest, "bad_parameter", "after=%q is not a place: a number from 0 on.", s)
		}
	}
	if s := q.Get("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 {
			return 0, 0, fail(http.StatusBadRequest, "bad_parameter", "limit=%q is not a number from 1 on.", s)
		}
	}
	return after, min(limit, MaxPage), nil
}

// archivedToo reports whether archived documents are asked for.
func archivedToo(r *http.Request) (bool, error) { return asked(r, "archived") }

// asked reads a parameter that is true or false.
func asked(r *http.Request, name string) (bool, error) {
	switch s := r.URL.Query().Get(name); s {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, fail(http.StatusBadRequest, "bad_parameter", "%s=%q is neither true nor false.", name, s)
	}
}

// maxForm is the longest request that is no batch and no document.
const maxForm = 64 << 10

// readJSON reads a request. A field that is not known is an error, as it would be
// a wish that is not heard.
func readJSON[T any](w http.ResponseWriter, r *http.Request) (v T, err error) {
	return readUpTo[T](w, r, maxForm)
}

// readUpTo is readJSON of a longer request.
func readUpTo[T any](w http.ResponseWriter, r *http.Request, most int64) (v T, err error) {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		if isTooLarge(err) {
			return v, fail(http.StatusRequestEntityTooLarge, "too_large", "This request has at most %d KiB.", most>>10)
		}
		return v, fail(http.StatusBadRequest, "bad_json", "The request cannot be read: %v.", err)
	}
	return v, nil
}

func done(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

func created(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, err = w.Write(append(b, '\n'))
	return ignoreGone(err)
}

// withoutAfter is a request whose cursor is not a number.
func withoutAfter(r *http.Request) *http.Request {
	r2 := r.Clone(r.Context())
	q := r2.URL.Query()
	q.Del("after")
	r2.URL.RawQuery = q.Encode()
	return r2
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
