//go:build js

package browser

import (
	"context"
	"syscall/js"
	"time"
)

// Response is the answer to Fetch.
type Response struct {
	Status int
	Body   []byte
}

// Fetch makes a request to this site and reads the whole answer. It gives up
// when the context ends or after the time-out.
func Fetch(ctx context.Context, method, url string, header map[string]string, body []byte, timeout time.Duration) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	abort := window.Get("AbortController").New()
	headers := map[string]any{}
	for k, v := range header {
		headers[k] = v
	}
	options := map[string]any{
		"method": method, "headers": headers, "signal": abort.Get("signal"),
		"cache": "no-store", "credentials": "same-origin", "redirect": "error",
	}
	if body != nil {
		options["body"] = bytesToJS(body)
	}
	res, err := Await(ctx, window.Call("fetch", url, options))
	if err != nil {
		abort.Call("abort")
		return Response{}, err
	}
	buffer, err := Await(ctx, res.Call("arrayBuffer"))
	if err != nil {
		abort.Call("abort")
		return Response{}, err
	}
	return Response{Status: res.Get("status").Int(), Body: bytesFromJS(buffer)}, nil
}

func bytesToJS(b []byte) js.Value {
	array := window.Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

func bytesFromJS(buffer js.Value) []byte {
	array := window.Get("Uint8Array").New(buffer)
	b := make([]byte, array.Length())
	js.CopyBytesToGo(b, array)
	return b
}
