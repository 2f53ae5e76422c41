//go:build js

package browser

import (
	"context"
	"io"
	"syscall/js"
)

// File is a file that the user chose or dropped.
type File struct {
	Name  string
	Size  int64
	value js.Value
}

// Open returns a reader of the file that holds one piece of it at a time.
func (f File) Open(ctx context.Context) io.Reader { return &fileReader{ctx: ctx, file: f} }

type fileReader struct {
	ctx  context.Context
	file File
	at   int64
	rest []byte
}

const filePiece = 1 << 20

func (r *fileReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.at >= r.file.Size {
			return 0, io.EOF
		}
		end := min(r.at+filePiece, r.file.Size)
		buffer, err := Await(r.ctx, r.file.value.Call("slice", r.at, end).Call("arrayBuffer"))
		if err != nil {
			return 0, err
		}
		r.rest = bytesFromJS(buffer)
		if len(r.rest) == 0 {
			return 0, io.ErrUnexpectedEOF // the file was cut off meanwhile
		}
		r.at += int64(len(r.rest))
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// OnFiles calls f with the files that are chosen in any file input of the page
// or dropped anywhere on it; over tells when files hang over the page. The file of
// an input with data-schema goes to schema.
func OnFiles(schema func(File), f func([]File), over func(bool)) {
	listen(document, "change", func(e js.Value) {
		input := e.Get("target")
		if input.Get("type").String() != "file" {
			return
		}
		files := filesOf(input.Get("files"))
		input.Set("value", "") // so that the same file can be chosen again
		if input.Get("dataset").Get("schema").Type() == js.TypeString && len(files) > 0 {
			schema(files[0])
			return
		}
		f(files)
	})
	hasFiles := func(e js.Value) bool {
		t := e.Get("dataTransfer")
		return t.Truthy() && t.Get("types").Call("includes", "Files").Bool()
	}
	listen(document, "dragover", func(e js.Value) {
		if hasFiles(e) {
			e.Call("preventDefault")
			over(true)
		}
	})
	listen(document, "dragleave", func(e js.Value) {
		if !e.Get("relatedTarget").Truthy() {
			over(false)
		}
	})
	listen(document, "drop", func(e js.Value) {
		if hasFiles(e) {
			e.Call("preventDefault")
			over(false)
			f(filesOf(e.Get("dataTransfer").Get("files")))
		}
	})
}

func filesOf(list js.Value) []File {
	var files []File
	for i := range list.Length() {
		v := list.Index(i)
		files = append(files, File{Name: v.Get("name").String(), Size: int64(v.Get("size").Float()), value: v})
	}
	return files
}

// OnPaste calls f with text that is pasted while no field has the focus.
func OnPaste(f func(text string)) {
	listen(document, "paste", func(e js.Value) {
		if inField(e.Get("target")) {
			return
		}
		if text := e.Get("clipboardData").Call("getData", "text/plain").String(); text != "" {
			e.Call("preventDefault")
			f(text)
		}
	})
}

// OnCopy lets f decide what is copied from the document.
func OnCopy(f func() (text string, ok bool)) {
	listen(document, "copy", func(e js.Value) {
		if inField(e.Get("target")) {
			return
		}
		if text, ok := f(); ok {
			e.Get("clipboardData").Call("setData", "text/plain", text)
			e.Call("preventDefault")
		}
	})
}

// Download is a file on its way to the user. What is written goes to the browser
// in parts, which keeps them outside of this program's memory, on the disk when
// they are many. It ends with File or Cancel.
type Download struct {
	name, mime string
	part       []byte
	parts      []any // Blobs
}

// NewDownload begins a file.
func NewDownload(name, mime string) *Download { return &Download{name: name, mime: mime} }

// Write implements io.Writer. It never fails.
func (d *Download) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if d.part == nil {
			d.part = make([]byte, 0, filePiece)
		}
		room := min(len(p), filePiece-len(d.part))
		d.part = append(d.part, p[:room]...)
		if p = p[room:]; len(d.part) == filePiece {
			d.flush()
		}
	}
	return n, nil
}

func (d *Download) flush() {
	d.parts = append(d.parts, window.Get("Blob").New([]any{bytesToJS(d.part)}))
	d.part = d.part[:0]
}

// Cancel lets go of what was written.
func (d *Download) Cancel() { d.part, d.parts = nil, nil }

// File is what was written, which is complete then.
func (d *Download) File() File {
	d.flush()
	blob := window.Get("Blob").New(d.parts, map[string]any{"type": d.mime})
	d.Cancel()
	return fileOf(blob, d.name)
}

func fileOf(blob js.Value, name string) File {
	return File{Name: name, Size: int64(blob.Get("size").Float()), value: blob}
}

// As is the file under another name and media type.
func (f File) As(name, mime string) File {
	return fileOf(f.value.Call("slice", 0, float64(f.Size), mime), name)
}

// Save hands the file to the user.
func (f File) Save() {
	name := f.Name
	url := window.Get("URL").Call("createObjectURL", f.value)
	a := document.Call("createElement", "a")
	a.Set("href", url)
	a.Set("download", name)
	document.Get("body").Call("append", a)
	a.Call("click")
	a.Call("remove")
	// The browser reads the blob after the click: give it a minute.
	After(60_000, func() { window.Get("URL").Call("revokeObjectURL", url) })
}
