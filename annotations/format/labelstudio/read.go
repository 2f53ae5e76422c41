package labelstudio

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

// taskField is the field of Document.Meta with what was not understood of a
// task: its own fields, and annotations that were skipped.
const taskField = "labelstudio"

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Objects(r, name, build.Options{Prefer: format.CodePoint, Among: Units, Same: Alike}, item)
}

// Units are those that versions of Label Studio count.
var Units = []format.Unit{format.CodePoint, format.UTF16}

// Alike reports whether a stretch may be what Label Studio quotes: its quotes
// have white space collapsed, and line feeds written as a backslash and an n.
func Alike(quote, stretch string) bool {
	if stretch == quote {
		return true
	}
	bare := func(s string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(s, `\n`, "\n")), "")
	}
	return bare(stretch) == bare(quote)
}

func item(task jsonfile.Object) (*build.Document, error) {
	data, bare := task, true
	if task.Kind("data") == '{' {
		bare, data = false, nil
		if err := task.Take("data", &data); err != nil {
			return nil, err
		}
	}
	body, err := TextOf(data)
	if err != nil {
		return nil, err
	}
	var id, source, title jsonfile.Name
	if bare {
		err = task.Take("id", &source)
	} else {
		err = errors.Join(data.Take("id", &id), takeString(data, "source", &source))
	}
	if err := errors.Join(err, takeString(data, "title", &title)); err != nil {
		return nil, err
	}
	ours, notOurs := annotations.ParseID[annotations.Document](string(id))
	if source == "" && notOurs != nil {
		if source = id; id == "" { // the number of the task is all there is
			_ = jsonfile.Unmarshal(task["id"], &source)
		}
	}
	t := reader{Document: build.New("labelstudio", string(source), string(title), body)}
	if notOurs == nil {
		t.SetID(ours)
	}
	if err := t.annotations(task); err != nil {
		return nil, err
	}
	t.Keep(build.Unspread(data))
	if !bare {
		if err := t.keepTask(task); err != nil {
			return nil, err
		}
	}
	return t.Document, nil
}

// TextOf takes the text out of a task's data: the field "text", or the only one
// that is a string.
func TextOf(data jsonfile.Object) (string, error) {
	key := "text"
	if data.Kind(key) != '"' {
		var strs []string
		for k := range data {
			if data.Kind(k) == '"' {
				strs = append(strs, k)
			}
		}
		switch slices.Sort(strs); len(strs) {
		case 0:
			return "", errors.New("there is no text in the task")
		case 1:
			key = strs[0]
		default:
			return "", fmt.Errorf(`the task has no "text"; it may be one of %s`, strings.Join(strs, ", "))
		}
	}
	return data.Required(key)
}

// takeString takes a field that is a string and leaves any other.
func takeString(o jsonfile.Object, key string, into *jsonfile.Name) error {
	if o.Kind(key) != '"' {
		return nil
	}
	return o.Take(key, into)
}

// reader reads a task.
type reader struct {
	*build.Document
	kept []json.RawMessage // annotations that are none
}

func (t *reader) annotations(task jsonfile.Object) error {
	for _, key := range []string{"annotations", "completions", "predictions"} {
		var all []json.RawMessage
		if err := task.Take(key, &all); err != nil {
			return err
		}
		for i, raw := range all {
			a, err := jsonfile.Checked(raw)
			if err == nil {
				err = t.annotation(a, raw, key == "predictions")
			}
			if err != nil {
				return fmt.Errorf("%s, number %d: %w", key, i+1, err)
			}
		}
	}
	return nil
}

// annotation reads what one person or model found. A cancelled one is no
// annotation, and is kept as it is.
func (t *reader) annotation(a jsonfile.Object, raw json.RawMessage, predicted bool) error {
	var cancelled, skipped bool
	_, _ = jsonfile.Unmarshal(a["was_cancelled"], &cancelled), jsonfile.Unmarshal(a["skipped"], &skipped)
	if cancelled || skipped {
		t.kept = append(t.kept, slices.Clone(raw))
		t.Unread("annotations.was_cancelled", "a skipped annotation is none", true)
		return nil
	}
	by, err := author(a)
	if err != nil {
		return err
	}
	if predicted {
		var version jsonfile.Name
		if err := a.Take("model_version", &version); err != nil {
			return err
		}
		by = build.ByModel(string(version))
	}
	var at time.Time
	for _, key := range []string{"created_at", "updated_at"} {
		var s string
		_ = jsonfile.Unmarshal(a[key], &s)
		if u, err := time.Parse(time.RFC3339Nano, s); err == nil {
			at = u
		}
	}
	var results []jsonfile.Object
	if err := a.Take("result", &results); err != nil {
		return err
	}
	return t.results(results, by, at)
}

// author is who completed an annotation: a number, a name, or an object.
func author(a jsonfile.Object) (string, error) {
	if a.Kind("completed_by") != '{' {
		var n jsonfile.Name
		err := a.Take("completed_by", &n)
		return string(n), err
	}
	var who struct {
		ID              jsonfile.Name
		Email, Username string
	}
	err := a.Take("completed_by", &who)
	for _, n := range []string{who.Email, who.Username, string(who.ID)} {
		if n != "" {
			return n, err
		}
	}
	return "", err
}

func (t *reader) keepTask(task jsonfile.Object) error {
	if len(task) == 0 && len(t.kept) == 0 {
		return nil
	}
	b, err := jsonfile.Marshal(struct {
		Task        jsonfile.Object   `json:",omitempty"`
		Annotations []json.RawMessage `json:",omitempty"`
	}{task, t.kept})
	t.KeepField(taskField, b)
	return err
}
