//go:build js

// Command formatworker is the program of the worker in which the page reads and
// writes the formats that it does not link itself. It is fetched when one of them
// is first asked for.
//
// A request is {do: "read" or "write", file: Blob, name, format, labels,
// schema}; while it
// is carried out numbers of documents are posted, in the end {answer, file,
// report} or {error}. What passes between the two is gloss JSON Lines.
package main

import (
	"encoding/json"
	"fmt"
	"syscall/js"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset/convert"
	"gloss/annotations/format/most"
)

var self = js.Global()

func main() {
	self.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		// The worker has nothing else to do: it may be deaf while it converts.
		post(carryOut(args[0].Get("data")))
		return nil
	}))
	post("ready")
	select {}
}

func post(v any) { self.Call("postMessage", v) }

func carryOut(request js.Value) (reply map[string]any) {
	defer func() {
		if r := recover(); r != nil {
			reply = map[string]any{"error": fmt.Sprint("the converter broke down: ", r)}
		}
	}()
	text := func(key string) string {
		if v := request.Get(key); v.Type() == js.TypeString {
			return v.String()
		}
		return ""
	}
	in, out, report := newBlob(request.Get("file")), &sink{}, &sink{}
	last := time.Now()
	progress := func(documents int) {
		if time.Since(last) > 100*time.Millisecond {
			last = time.Now()
			post(documents)
		}
	}
	var a convert.Answer
	var err error
	if text("do") == "read" {
		a, err = convert.Read(most.Formats, in, text("name"), text("format"), out, progress)
	} else {
		var labels []string
		for i, list := 0, request.Get("labels"); i < list.Length(); i++ {
			labels = append(labels, list.Index(i).String())
		}
		var schema annotations.SchemaFile
		if err = json.Unmarshal([]byte(text("schema")), &schema); err == nil {
			a, err = convert.Write(most.Formats, in, text("format"), labels, schema, out, report, progress)
		}
	}
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	b, err := json.Marshal(a)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"answer": string(b), "file": out.blob(), "report": report.blob()}
}
