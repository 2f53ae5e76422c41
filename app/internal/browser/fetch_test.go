//go:build js

package browser

import (
	"bytes"
	"context"
	"errors"
	"syscall/js"
	"testing"
	"time"
)

// Every byte value comes in as it is, and the status is told.
func TestFetch(t *testing.T) {
	want := pattern(70_000)
	blob := window.Get("Blob").New([]any{bytesToJS(want)})
	url := window.Get("URL").Call("createObjectURL", blob).String()
	res, err := Fetch(ctx, "GET", url, nil, nil, time.Minute)
	if err != nil || res.Status != 200 || !bytes.Equal(res.Body, want) {
		t.Errorf("status %d, %d bytes, %v", res.Status, len(res.Body), err)
	}
	if res, err = Fetch(ctx, "GET", "/not-here", nil, nil, time.Minute); err != nil || res.Status != 404 {
		t.Errorf("a page that is not there: %d, %v", res.Status, err)
	}
	var e *Error
	if _, err = Fetch(ctx, "GET", "http://127.0.0.1:1/", nil, nil, time.Minute); !errors.As(err, &e) || e.Name != "TypeError" {
		t.Errorf("a server that is not there: %v", err)
	}
	if _, err = Fetch(ctx, "GET", "/", map[string]string{"no header": "x"}, nil, time.Minute); !errors.As(err, &e) {
		t.Errorf("a bad header: %v", err)
	}
}

// silence replaces the network: it keeps what is asked for and never answers.
func silence(t *testing.T) (asked func() js.Value) {
	t.Helper()
	network := eval(`(() => {
		const real = fetch, network = { restore() { globalThis.fetch = real } };
		globalThis.fetch = (url, options) => {
			network.asked = options;
			return new Promise((_, reject) => { options.signal.onabort = () => reject(options.signal.reason) });
		};
		return network;
	})()`)
	t.Cleanup(func() { network.Call("restore") })
	return func() js.Value { return network.Get("asked") }
}

// What is asked for goes out whole, and to this site alone.
func TestFetchSends(t *testing.T) {
	asked := silence(t)
	body := []byte("{\"text\":\"e\u0301\\u0000\"}")
	if _, err := Fetch(ctx, "POST", "/api", map[string]string{"Content-Type": "application/json"}, body, time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a time-out", err)
	}
	a := asked()
	if got := bytesFromJS(a.Get("body")); !bytes.Equal(got, body) {
		t.Errorf("the body is %q", got)
	}
	for key, want := range map[string]string{"method": "POST", "credentials": "same-origin", "redirect": "error", "cache": "no-store"} {
		if got := a.Get(key).String(); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if got := a.Get("headers").Get("Content-Type").String(); got != "application/json" {
		t.Errorf("content type %q", got)
	}
}

// A request is ended in the browser too when nobody waits for it any more.
func TestFetchIsAborted(t *testing.T) {
	asked := silence(t)
	cancelled, cancel := context.WithCancel(ctx)
	After(1, cancel)
	if _, err := Fetch(cancelled, "GET", "/", nil, nil, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !asked().Get("signal").Get("aborted").Bool() {
		t.Error("the request goes on")
	}
}
