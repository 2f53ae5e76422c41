//go:build js

package browser

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"syscall/js"
	"testing"
	"testing/iotest"
	"time"
)

func newFile(name string, data []byte) js.Value {
	return window.Get("File").New([]any{bytesToJS(data)}, name)
}

// pattern is n bytes that do not repeat from piece to piece.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

// A file is read whole, whatever its size is beside that of a piece.
func TestReadFile(t *testing.T) {
	for _, size := range []int{0, 1, filePiece - 1, filePiece, filePiece + 1, 2*filePiece + 7} {
		want := pattern(size)
		files := filesOf(window.Get("Array").New(newFile("a.txt", want)))
		if len(files) != 1 || files[0].Name != "a.txt" || files[0].Size != int64(size) {
			t.Fatalf("%d bytes: got %v", size, files)
		}
		got, err := io.ReadAll(files[0].Open(ctx))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
	}
	small := pattern(1000)
	file := filesOf(window.Get("Array").New(newFile("b", small)))[0]
	if err := iotest.TestReader(file.Open(ctx), small); err != nil {
		t.Error(err)
	}
}

// A file that has become shorter is not taken for a whole one, and a cancelled
// reading ends.
func TestReadFileFails(t *testing.T) {
	file := filesOf(window.Get("Array").New(newFile("a", pattern(10))))[0]
	file.Size = 11
	if _, err := io.ReadAll(file.Open(ctx)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file that was cut off: %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := io.ReadAll(file.Open(cancelled)); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading: %v", err)
	}
}

// Files come from the input, twice if they are chosen twice, and from a drop;
// other things that are dragged over the page are left to the browser.
func TestOnFiles(t *testing.T) {
	body(t, `<input type="file" multiple><input type="text">`)
	var got []string
	over := false
	OnFiles(func(File) {}, func(files []File) {
		for _, f := range files {
			got = append(got, f.Name)
		}
	}, func(is bool) { over = is })
	transfer := func(names ...string) js.Value {
		d := window.Get("DataTransfer").New()
		for _, n := range names {
			d.Get("items").Call("add", newFile(n, nil))
		}
		return d
	}
	fire := func(target js.Value, class, event string, data js.Value) (prevented bool) {
		e := window.Get(class).New(event, map[string]any{"bubbles": true, "cancelable": true, "dataTransfer": data})
		return !target.Call("dispatchEvent", e).Bool()
	}
	for range 2 {
		query("[type=file]").Set("files", transfer("a", "b").Get("files"))
		fire(query("[type=file]"), "Event", "change", js.Null())
	}
	fire(query("[type=text]"), "Event", "change", js.Null())
	page := document.Get("body")
	if !fire(page, "DragEvent", "dragover", transfer("c")) || !over {
		t.Error("a file over the page is not welcome")
	}
	if !fire(page, "DragEvent", "drop", transfer("c")) || over {
		t.Error("a dropped file is left to the browser")
	}
	words := window.Get("DataTransfer").New()
	words.Call("setData", "text/plain", "words")
	if fire(page, "DragEvent", "dragover", words) || fire(page, "DragEvent", "drop", words) {
		t.Error("dragged text is taken for a file")
	}
	if want := "a b a b c"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// A download is one click on a link to exactly what was written, however it was
// cut; one that is cancelled is none.
func TestDownload(t *testing.T) {
	clicks := 0
	var name, url string
	remove := listen(document, "click", func(e js.Value) {
		e.Call("preventDefault")
		clicks++
		name, url = e.Get("target").Get("download").String(), e.Get("target").Get("href").String()
	})
	defer remove()
	for i, size := range []int{0, 5000, filePiece, 2*filePiece + 7} {
		want := pattern(size)
		d := NewDownload("an article.jsonl", "application/jsonl")
		for rest, n := want, 1; len(rest) > 0; n = n*3 + 1 {
			n = min(n, len(rest))
			if wrote, err := d.Write(rest[:n]); wrote != n || err != nil {
				t.Fatalf("%d bytes written of %d, %v", wrote, n, err)
			}
			rest = rest[n:]
		}
		if clicks != i {
			t.Errorf("%d clicks before the end", clicks)
		}
		d.File().Save()
		if clicks != i+1 || name != "an article.jsonl" {
			t.Errorf("%d clicks, the file is called %q", clicks, name)
		}
		res, err := Fetch(ctx, "GET", url, nil, nil, time.Minute)
		if err != nil || !bytes.Equal(res.Body, want) {
			t.Errorf("%d bytes of %d, %v", len(res.Body), size, err)
		}
	}
	if links := document.Call("querySelectorAll", "a[download]").Length(); links != 0 {
		t.Errorf("%d links stay in the page", links)
	}
	d := NewDownload("none", "text/plain")
	if _, err := d.Write(pattern(2 * filePiece)); err != nil {
		t.Fatal(err)
	}
	if d.Cancel(); len(d.parts) != 0 || clicks != 4 {
		t.Errorf("%d parts are kept, %d clicks", len(d.parts), clicks)
	}
}
