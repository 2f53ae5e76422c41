package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSuggest: labels are learnt from the data folder; the documents without any are
// written with proposals, or told in the order in which they would teach most.
func TestSuggest(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "in.jsonl")
	text := strings.Repeat("Then Ada Lovelace went home.\n", 6)
	var spans []map[string]any
	for i := range 6 {
		at := i*29 + 5
		spans = append(spans, map[string]any{"start": at, "end": at + 12, "label": "actor"})
	}
	var lines bytes.Buffer
	for _, d := range []map[string]any{{"text": text, "spans": spans}, {"text": "So Ada Lovelace left."}, {"text": "It rained."}} {
		if err := json.NewEncoder(&lines).Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	call := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), env{strings.NewReader(""), &out, &errs}, args); code != want {
			t.Fatalf("gloss %q: exit %d, want %d\n%s", args, code, want, &errs)
		}
		return out.String()
	}
	call(exitOK, "import", "--data", data, file)
	tasks := call(exitOK, "suggest", "--data", data, "--format", "labelstudio")
	if !strings.Contains(tasks, `"model_version":"gloss"`) || !strings.Contains(tasks, `"text":"Ada Lovelace"`) || strings.Contains(tasks, "went home") {
		t.Errorf("the tasks are %s", tasks)
	}
	var order struct {
		Next []struct{ Title, By string }
	}
	if err := json.Unmarshal([]byte(call(exitOK, "suggest", "--data", data, "--next", "2")), &order); err != nil || len(order.Next) != 2 || order.Next[0].By != "doubt" {
		t.Errorf("the order is %+v, %v", order, err)
	}
	call(exitUsage, "suggest", "--data", data, "--least", "2")
	call(exitUsage, "suggest", "--data", data, "--format", "text")
	call(exitFailed, "suggest", "--data", filepath.Join(dir, "nothing"))
}
