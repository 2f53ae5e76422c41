package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset/release"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/team"
	"gloss/cmd/gloss/internal/work"
)

// apiError is an error with the status and the code that a client sees.
type apiError struct {
	status  int
	code    string
	message string
}

// itemError is what was wrong with one of several things.
type itemError struct {
	item int // counted from 1
	error
}

func (e *itemError) Unwrap() error { return e.error }

func (e *apiError) Error() string { return e.message }

func fail(status int, code, format string, args ...any) error {
	return &apiError{status, code, fmt.Sprintf(format, args...)}
}

// problem is an error as clients see it (RFC 9457): detail is a sentence for
// people, code is for programs.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Item   int    `json:"item,omitempty"` // of a list, counted from 1
}

func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := explain(err)
	if who := a.by(r); errors.Is(err, team.ErrForbidden) && who.Token != "" && !who.Writes {
		e = &apiError{http.StatusForbidden, "token_only_reads", "This token only reads: make one that may write, on the page Account."}
	}
	if e.status >= 500 && gate.HungUp(r) {
		e = &apiError{gate.StatusHungUp, "hung_up", "Nobody waits for this answer."}
	}
	if e.status >= 500 {
		a.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	var limit *gate.LimitError
	if errors.As(err, &limit) {
		w.Header().Set("Retry-After", strconv.Itoa(int(limit.Wait/time.Second)))
	}
	item := 0
	if one := (*itemError)(nil); errors.As(err, &one) {
		item = one.item
	}
	writeProblem(w, e, item)
}

func writeProblem(w http.ResponseWriter, e *apiError, item int) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(problem{"about:blank", http.StatusText(e.status), e.status, e.code, e.message, item})
}

// explain finds out what a client is told about an error.
func explain(err error) *apiError {
	var e *apiError
	var conflict *annotations.ConflictError
	var tooLarge *http.MaxBytesError
	var rule *auth.RuleError
	var limit *gate.LimitError
	var training *work.TrainingError
	var skill *work.SkillError
	var missing *work.MissingError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &rule):
		return &apiError{http.StatusUnprocessableEntity, "against_a_rule", sentence(rule)}
	case errors.As(err, &skill):
		return &apiError{http.StatusUnprocessableEntity, "against_a_rule", sentence(skill)}
	case errors.As(err, &missing):
		return &apiError{http.StatusConflict, "skills_missing", sentence(missing)}
	case errors.Is(err, gate.ErrManyStreams):
		return &apiError{http.StatusTooManyRequests, "too_many", sentence(gate.ErrManyStreams)}
	case errors.As(err, &limit):
		return &apiError{http.StatusTooManyRequests, "too_many", sentence(limit)}
	case errors.Is(err, auth.ErrSignIn):
		return &apiError{http.StatusUnauthorized, "wrong_sign_in", sentence(auth.ErrSignIn)}
	case errors.Is(err, auth.ErrUnknown):
		return &apiError{http.StatusNotFound, "not_found", "There is no such thing, or it is not yours."}
	case errors.Is(err, releases.ErrUnknown):
		return &apiError{http.StatusNotFound, "not_found", sentence(releases.ErrUnknown)}
	case errors.Is(err, release.ErrName):
		return &apiError{http.StatusUnprocessableEntity, "against_a_rule", sentence(err)}
	case errors.Is(err, releases.ErrTaken), errors.Is(err, release.ErrMissing), errors.Is(err, release.ErrDigest):
		return &apiError{http.StatusConflict, "conflict", sentence(err)}
	case errors.Is(err, auth.ErrTaken), errors.Is(err, auth.ErrLast):
		return &apiError{http.StatusConflict, "conflict", sentence(err)}
	case errors.Is(err, auth.ErrChanged):
		return &apiError{http.StatusPreconditionFailed, "changed", sentence(auth.ErrChanged)}
	case errors.Is(err, auth.ErrOver):
		return &apiError{http.StatusGone, "over", sentence(auth.ErrOver)}
	case errors.Is(err, team.ErrParcel), errors.Is(err, team.ErrNewerParcel):
		return &apiError{http.StatusUnprocessableEntity, "no_backup", sentence(err)}
	case errors.Is(err, work.ErrNone):
		return &apiError{http.StatusNotFound, "nothing_left", sentence(work.ErrNone)}
	case errors.Is(err, work.ErrSkills):
		return &apiError{http.StatusNotFound, "other_skills", sentence(work.ErrSkills)}
	case errors.Is(err, work.ErrUnknown):
		return &apiError{http.StatusNotFound, "not_found", sentence(work.ErrUnknown)}
	case errors.As(err, &training):
		return &apiError{http.StatusConflict, "training_not_passed", sentence(training)}
	case errors.Is(err, team.ErrForbidden):
		return &apiError{http.StatusForbidden, "forbidden", sentence(team.ErrForbidden)}
	case errors.As(err, &conflict):
		return &apiError{http.StatusConflict, "conflict", sentence(err)}
	case errors.As(err, &tooLarge):
		return &apiError{http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("A request has at most %d MiB.", MaxBody>>20)}
	case errors.Is(err, store.ErrNotFound):
		return &apiError{http.StatusNotFound, "not_found", sentence(err)}
	case errors.Is(err, store.ErrUnknownDocument), errors.Is(err, store.ErrUnknownProject):
		return &apiError{http.StatusUnprocessableEntity, "unknown_reference", sentence(err)}
	}
	return &apiError{http.StatusInternalServerError, "internal", "Something went wrong on the server. It is in its log."}
}

// sentence makes one of an error's text.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
}
