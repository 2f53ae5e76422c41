package spacy

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
	"gloss/annotations/text"
)

type fatal interface{ Fatal(...any) }

func save(t fatal, items ...format.Item) ([]byte, []format.Loss) {
	var b bytes.Buffer
	w := Format.NewWriter(&b)
	var losses []format.Loss
	for _, it := range items {
		l, err := w.Write(it)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, l...)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), losses
}

func readAll(t fatal, b []byte) (items []format.Item) {
	for it, err := range Format.Read(bytes.NewReader(b), "a.spacy") {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, it)
	}
	return items
}

func say(it format.Item, label annotations.LabelID, parts []text.Span) string {
	words := []string{string(label)}
	for _, p := range parts {
		words = append(words, it.Document.Text[p.Start:p.End], fmt.Sprint(p.Start))
	}
	return strings.Join(words, " ")
}

// TestHash holds the numbers of strings against those that spaCy 3.8 gives.
func TestHash(t *testing.T) {
	for s, want := range map[string]uint64{
		"": 0, "PERSON": 380, "CARDINAL": 397, "root": 449, "_": 456, "IS_ALPHA": 1, "ORTH": 65,
		"I": 4690420944186131903, "coffee": 3197928453018144401, "apple": 8566208034543834098,
		"claim": 4563812988814619444, "actor": 6917656656232907963, "number": 432,
		"location": 4272944830542554761, "日本": 2324319125191504834, "ROOT": 8206900633647566924,
		"OBL": 5089098667817344418,
	} {
		if got := id(s); got != want {
			t.Errorf("the number of %q is %d, want %d", s, got, want)
		}
	}
}

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

// TestDemo reads a DocBin that spaCy wrote, and the same document as Prodigy
// has it.
func TestDemo(t *testing.T) {
	const demo = "../../../../shared/corpora/prodigy/tutorials/ner_tweets/assets/demo/demo."
	b, err := os.ReadFile(demo + "spacy")
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there", demo)
	} else if err != nil {
		t.Fatal(err)
	}
	it := readAll(t, b)[0]
	var want struct{ Text string }
	j, err := os.ReadFile(demo + "jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(j, &want); err != nil {
		t.Fatal(err)
	}
	if strings.TrimSuffix(it.Document.Text, " ") != want.Text {
		t.Errorf("the text is %q, not %q", it.Document.Text, want.Text)
	}
	if len(it.Entries) != 1 || say(it, it.Entries[0].Label, it.Entries[0].Target.Parts) != "PERSON Ed Sheeran 11" {
		t.Errorf("%+v", it.Entries)
	}
	again, losses := save(t, it)
	if back := readAll(t, again)[0]; len(losses) != 0 || back.Document.Text != it.Document.Text || len(back.Entries) != 1 {
		t.Errorf("written again: %+v, %v", back, losses)
	}
}

// TestGolden holds the unpacked bytes against a file that spaCy has read.
func TestGolden(t *testing.T) {
	d, err := annotations.NewDocument(formattest.Project, "1", "Ada", "Ada’s  team\n👍 won 10 prizes.\n", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	entry := func(label annotations.LabelID, start, end text.Byte) annotations.Entry {
		e := annotations.Entry{}
		e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, string(label), fmt.Sprint(start))
		if e.Label = label; start < end {
			e.Target = annotations.On(start, end)
		}
		return e
	}
	b, losses := save(t, format.Item{Document: d, Entries: []annotations.Entry{
		entry("topic", 0, 0), entry("claim", 0, text.Byte(len(d.Text)-1)), entry("PERSON", 0, 3), entry("number", 23, 32), entry("x", 27, 30),
	}})
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	laws.File(t, "golden.msgpack", got)
	if len(losses) != 1 || losses[0].Kind != format.Moved {
		t.Errorf("%+v", losses)
	}
}

func TestBad(t *testing.T) {
	pack := func(b []byte) string {
		var out bytes.Buffer
		z := zlib.NewWriter(&out)
		z.Write(b)
		z.Close()
		return out.String()
	}
	good, _ := save(t, format.Item{Document: annotations.Document{Text: "a b"}})
	z, _ := zlib.NewReader(bytes.NewReader(good))
	raw, _ := io.ReadAll(z)
	for file, want := range map[string]string{
		"":                   "a.spacy: not a DocBin: unexpected EOF",
		"text":               "a.spacy: not a DocBin: zlib: invalid header",
		pack([]byte{0xc1}):   "a.spacy: not a DocBin: byte 0: 0xc1 begins no value",
		pack([]byte{0x80}):   "a.spacy: not a DocBin: it lacks attrs, tokens, spaces, lengths or strings",
		pack(raw[:20]):       "a.spacy: not a DocBin: it ends too early",
		pack(append(raw, 1)): "a.spacy: not a DocBin: byte " + fmt.Sprint(len(raw)) + ": there is more after its end",
		pack(bytes.Replace(raw, []byte("\xa1b"), []byte("\xa1c"), 1)): "a.spacy:1: token 2: no string has the hash " + fmt.Sprint(id("b")),
	} {
		n := 0
		for _, err := range Format.Read(strings.NewReader(file), "a.spacy") {
			n++
			var about *format.Error
			if !errors.As(err, &about) || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if n != 1 {
			t.Errorf("%d errors, want %s", n, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	b, _ := save(f, format.Item{Document: annotations.Document{Text: "a  b"}})
	z, _ := zlib.NewReader(bytes.NewReader(b))
	raw, _ := io.ReadAll(z)
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var out bytes.Buffer
		z := zlib.NewWriter(&out)
		z.Write(raw)
		z.Close()
		for it, err := range Format.Read(&out, "a") {
			if err != nil {
				continue
			}
			for _, e := range it.Entries {
				e.ID = annotations.NewID[annotations.Annotation]()
				if err := e.Check(it.Document.Text); err != nil {
					t.Fatalf("%v: %v", e, err)
				}
			}
		}
	})
}
