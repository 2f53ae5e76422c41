package gloss

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/jsonfile"
)

// twins holds the fast way to read a record against the JSON package: what the
// one takes the other takes too, as the same.
func twins(t interface{ Fatalf(string, ...any) }, line []byte) (taken bool) {
	var got, want parsed
	if !fast(line, &got) {
		return false
	}
	var rec record
	err := jsonfile.Value{Bytes: line}.Check()
	if err == nil {
		rec, err = decode(line)
	}
	if err != nil {
		if badTime(got) {
			return true // said later, and of the annotation
		}
		t.Fatalf("taken, but the JSON package says %v:\n%q", err, line)
	}
	rec.into(&want)
	same := got.id == want.id && got.source == want.source && got.title == want.title && got.text == want.text && bytes.Equal(got.meta, want.meta)
	for _, lists := range [][2][]parsedSpan{{got.spans, want.spans}, {got.labels, want.labels}, {got.links, want.links}} {
		same = same && slices.EqualFunc(lists[0], lists[1], sameSpan)
	}
	if !same {
		t.Fatalf("read as\n%+v\nbut the JSON package reads\n%+v\n%q", got, want, line)
	}
	return true
}

func badTime(p parsed) bool {
	return slices.ContainsFunc(slices.Concat(p.spans, p.labels, p.links), func(s parsedSpan) bool {
		return len(s.at) > 0 && new(time.Time).UnmarshalText(s.at) != nil
	})
}

func sameSpan(a, b parsedSpan) bool {
	var x, y time.Time
	if len(a.at)+len(b.at) > 0 && (x.UnmarshalText(a.at) != nil || y.UnmarshalText(b.at) != nil || !x.Equal(y)) {
		return false
	}
	return bytes.Equal(a.id, b.id) && bytes.Equal(a.from, b.from) && bytes.Equal(a.to, b.to) && bytes.Equal(a.label, b.label) && bytes.Equal(a.by, b.by) &&
		a.start == b.start && a.end == b.end && a.hasStart == b.hasStart && a.hasEnd == b.hasEnd &&
		slices.Equal(a.parts, b.parts) && bytes.Equal(a.text, b.text) && a.hasText == b.hasText &&
		a.note == b.note && slices.Equal(a.values, b.values)
}

// TestTwins: what the writer writes is read the fast way, damaged or not as the
// JSON package reads it.
func TestTwins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := bytes.TrimSpace(write(t, formattest.Item().Draw(t, "item")))
		if !twins(t, line) {
			t.Fatalf("the slow way for %s", line)
		}
		at := rapid.IntRange(0, len(line)).Draw(t, "at")
		twins(t, line[:at])
		twins(t, slices.Insert(bytes.Clone(line), at, rapid.SampledFrom([]byte(`"\{}[],:0-9eE.unull`+"\x00\t\xff")).Draw(t, "noise")))
		if at < len(line) {
			twins(t, slices.Delete(bytes.Clone(line), at, at+1))
		}
		twins(t, []byte(strings.Replace(string(line), "label", rapid.SampledFrom([]string{"Label", "start", "x", "text", "spans"}).Draw(t, "key"), 1)))
	})
}

func FuzzTwins(f *testing.F) {
	f.Add([]byte(`{"id":"1","text":"Ada \ud83d\udc4d \u00e9\/","spans":[{"start":0,"end":3,"parts":[[0,1],[2,3]],"label":"a","at":"2026-11-23T12:00:00Z","note":"x","attributes":[{"name":"a","value":"b"}]}],"labels":[{"label":"x"}],"meta":{"a":[1,{}]}}`))
	f.Add([]byte(`{"text":"","text":"x"}`))
	f.Add([]byte(` { "text" : "\ud83d" , "meta" : null } `))
	f.Fuzz(func(t *testing.T, b []byte) { twins(t, b) })
}

// TestAppendString holds strings against those of the JSON package.
func TestAppendString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\"\\/<>&\u2028\u2029\u2027\u202a\x00\x1f\b\f\n\r\té👍")))).Draw(t, "s")
		var want strings.Builder
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(appendString(nil, s)); got+"\n" != want.String() {
			t.Fatalf("%q is written %s, not %s", s, got, want.String())
		}
	})
}

// TestAsJSON holds a line against what the JSON package makes of the record.
func TestAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := write(t, formattest.Item().Draw(t, "item"))
		rec, err := decode(line)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(rec); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(line, want.Bytes()) {
			t.Fatalf("written\n%s\nthe JSON package writes\n%s", line, want.Bytes())
		}
	})
}
