package api

import (
	_ "embed"
	"net/http"
)

// openAPI describes the API for programs. The tests hold every answer to it.
//
//go:embed openapi.json
var openAPI []byte

func (a *API) openAPI(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "*") // it is no secret, and tools read it
	_, err := w.Write(openAPI)
	return ignoreGone(err)
}
