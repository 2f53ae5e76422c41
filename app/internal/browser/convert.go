//go:build js

package browser

import (
	"context"
	"errors"
	"syscall/js"
)

// ErrNoProgram says that the worker for formats cannot be started.
var ErrNoProgram = errors.New("the program for this format cannot be started; it must be fetched once, with a network")

// Conversion is what the worker for formats is asked: to read a file of any
// format, or to write one of a format of this name.
type Conversion struct {
	Write  bool
	Format string // "" if it is to be found out
	File   File
	Labels []string // of the schema, in its order
	Schema string   // JSON of an annotations.SchemaFile, to write
}

// Converted is what the worker made.
type Converted struct {
	Answer string // JSON
	File   File
	Report File // of losses
}

// Convert starts the worker for formats and has it convert a file. progress is
// told numbers of documents, in a listener. The worker ends with the conversion,
// and its memory with it. It must not be called from a listener.
func Convert(ctx context.Context, c Conversion, progress func(documents int)) (Converted, error) {
	start := window.Get("glossWorker")
	if start.Type() != js.TypeFunction {
		return Converted{}, ErrNoProgram
	}
	w, err := try(func() js.Value { return start.Invoke("formats") })
	if err != nil {
		return Converted{}, err
	}
	defer w.Call("terminate")
	last := make(chan js.Value, 1)
	end := func(v js.Value) {
		select {
		case last <- v:
		default: // it has ended already
		}
	}
	hear := js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := args[0].Get("data") // of an error there is none
		switch {
		case data.Type() == js.TypeNumber:
			progress(data.Int())
		case data.Type() == js.TypeString && data.String() == "ready":
			w.Call("postMessage", c.request())
		default:
			end(data)
		}
		return nil
	})
	defer hear.Release()
	w.Set("onmessage", hear)
	w.Set("onerror", hear)
	select {
	case <-ctx.Done():
		return Converted{}, ctx.Err()
	case v := <-last:
		switch {
		case v.Type() != js.TypeObject:
			return Converted{}, ErrNoProgram
		case v.Get("error").Truthy():
			return Converted{}, errors.New(v.Get("error").String())
		}
		return Converted{v.Get("answer").String(), fileOf(v.Get("file"), c.File.Name), fileOf(v.Get("report"), "losses.json")}, nil
	}
}

func (c Conversion) request() map[string]any {
	labels := make([]any, len(c.Labels))
	for i, l := range c.Labels {
		labels[i] = l
	}
	do := "read"
	if c.Write {
		do = "write"
	}
	return map[string]any{"do": do, "file": c.File.value, "name": c.File.Name, "format": c.Format, "labels": labels, "schema": c.Schema}
}
