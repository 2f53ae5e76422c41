package annotations_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

var update = flag.Bool("update", false, "write the kept files of the newest version")

// genAnyChange draws whatever a change can hold, with values that come again.
func genAnyChange(t *rapid.T) annotations.Change {
	stamp := func(name string) annotations.Stamp {
		return annotations.Stamp{
			N:       rapid.OneOf(rapid.Uint64Range(1, 5), rapid.Uint64Min(1)).Draw(t, name),
			Replica: rapid.SampledFrom(replicas).Draw(t, name+" replica"),
		}
	}
	some := func(name string) bool { return rapid.IntRange(0, 2).Draw(t, name) == 0 }
	c := annotations.Change{
		Stamp: stamp("stamp"),
		Doc:   rapid.SampledFrom([]annotations.DocumentID{doc, annotations.NameID[annotations.Document](doc.UUID, "other")}).Draw(t, "doc"),
		By:    annotations.Author(rapid.StringN(1, -1, 20).Draw(t, "by")),
		At:    annotations.Moment(time.UnixMilli(rapid.Int64Range(-1<<45, 1<<45).Draw(t, "at"))),
	}
	c.Step = c.Stamp
	if some("step") {
		if s := stamp("step"); s.Less(c.Stamp) {
			c.Step = s
		}
	}
	if some("undo") {
		c.Undoes = stamp("undoes")
	}
	id := annotationID(rapid.IntRange(0, 5).Draw(t, "annotation"))
	if some("drop") {
		c.Op = annotations.Drop{ID: id}
		return c
	}
	a := annotations.Annotation{ID: id, Label: annotations.LabelID(rapid.StringN(1, -1, 20).Draw(t, "label"))}
	for range rapid.SampledFrom([]int{1, 1, 1, 0, 3}).Draw(t, "parts") {
		at := func(name string) text.Byte { return text.Byte(rapid.Int().Draw(t, name)) }
		a.Target.Parts = append(a.Target.Parts, text.Span{Start: at("start"), End: at("end")})
	}
	if some("link") {
		a.Target.From, a.Target.To = annotationID(1), annotationID(rapid.IntRange(0, 5).Draw(t, "to"))
	}
	genExtras(t, &a)
	c.Op = annotations.Put{Annotation: a}
	return c
}

// TestPackRoundTrip: what is packed comes out exactly, after whatever the slice
// held before, and is the same when packed again.
func TestPackRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Custom(genAnyChange)).Draw(t, "changes")
		before := []byte("before")
		packed, err := annotations.AppendPack(before, want)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(packed, before) {
			t.Fatal("what was there before is gone")
		}
		packed = packed[len(before):]
		got, err := annotations.ReadPack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 && len(got) == 0 {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		if again, err := annotations.AppendPack(nil, got); err != nil || !bytes.Equal(again, packed) {
			t.Fatalf("packed again it differs, %v", err)
		}
		for cut := range packed { // no part of it passes for the whole
			if _, err := annotations.ReadPack(packed[:cut]); err == nil {
				t.Fatalf("%d bytes of %d are read without an error", cut, len(packed))
			}
		}
	})
}

// TestPackAgreesWithJSON: both keep the same, in the same precision.
func TestPackAgreesWithJSON(t *testing.T) {
	c := imported(1)[0]
	c.At = time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.FixedZone("here", 3600))
	c.Op = annotations.Put{Annotation: annotations.Annotation{ID: annotationID(1), Label: "x", Target: annotations.On(3, math.MaxInt64)}}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var want annotations.Change
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	packed, err := annotations.AppendPack(nil, []annotations.Change{c})
	if err != nil {
		t.Fatal(err)
	}
	got, err := annotations.ReadPack(packed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]annotations.Change{want}, got); diff != "" {
		t.Errorf("-JSON +pack:\n%s", diff)
	}
}

// TestPackRefuses: what no log takes is not packed, and of what is no pack the
// error says where.
func TestPackRefuses(t *testing.T) {
	good := imported(2)
	for name, spoil := range map[string]func(*annotations.Change){
		"has no op":       func(c *annotations.Change) { c.Op = nil },
		"without a stamp": func(c *annotations.Change) { c.Stamp.N = 0 },
		"author is not":   func(c *annotations.Change) { c.By = "\xff" },
		"label is not": func(c *annotations.Change) {
			c.Op = annotations.Put{Annotation: annotations.Annotation{ID: annotationID(1), Label: "\xff"}}
		},
		"not in order": func(c *annotations.Change) {
			a := annotations.Value{Attribute: "a", Text: "x"}
			c.Op = annotations.Put{Annotation: annotations.Annotation{ID: annotationID(1), Label: "x", Values: []annotations.Value{a, a}}}
		},
		"belongs to no st": func(c *annotations.Change) { c.Step = annotations.Stamp{} },
	} {
		bad := []annotations.Change{good[0], good[1]}
		spoil(&bad[1])
		if b, err := annotations.AppendPack([]byte("x"), bad); err == nil || !strings.Contains(err.Error(), name) || string(b) != "x" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	packed, err := annotations.AppendPack(nil, good)
	if err != nil {
		t.Fatal(err)
	}
	for want, b := range map[string][]byte{
		"byte 0 of 0: cut off":            nil,
		"byte 1 of 1: not a pack":         {0},
		"more is announced":               {1, 0xff, 0xff, 0xff, 0xff, 0x0f},
		"more than what was":              append(bytes.Clone(packed), 0),
		"is not listed":                   bytes.Replace(packed, []byte{2, 0, 0, 0}, []byte{2, 9, 0, 0}, 1),
		fmt.Sprint(" of ", len(packed)-1): packed[:len(packed)-1],
	} {
		if _, err := annotations.ReadPack(b); err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, annotations.ErrNewPack) {
			t.Errorf("%q: got %v, want %q", b, err, want)
		}
	}
	packed[0] = 3
	if _, err := annotations.ReadPack(packed); !errors.Is(err, annotations.ErrNewPack) || !strings.Contains(err.Error(), "version 3") {
		t.Errorf("a pack of a newer program: %v", err)
	}
}

// TestReadKept reads packs that earlier versions wrote: version1.pack before there
// were notes and values. What has none is written as it was then.
func TestReadKept(t *testing.T) {
	old := imported(3)
	old[1].Op = annotations.Put{Annotation: annotations.Annotation{ID: annotationID(1), Label: "said by", Target: annotations.Target{From: annotationID(2), To: annotationID(3)}}}
	s := annotations.Stamp{N: 9, Replica: replicas[1]}
	old = append(old, annotations.Change{Stamp: s, Step: s, Undoes: old[0].Stamp, Doc: doc, By: "bob", At: noon, Op: annotations.Drop{ID: annotationID(1)}})
	s.N++
	old = append(old, annotations.Change{Stamp: s, Step: old[3].Stamp, Doc: doc, By: "bob", At: noon, Op: annotations.Put{Annotation: annotations.Annotation{
		ID: annotationID(4), Label: "actor", Target: annotations.Target{Parts: []text.Span{{Start: 3, End: 9}, {Start: 12, End: 20}}},
	}}})
	with := slices.Clone(old)
	with[1].Op = annotations.Put{Annotation: annotations.Annotation{
		ID: annotationID(1), Label: "said by", Target: annotations.Target{From: annotationID(2), To: annotationID(3)},
		Note: "who “they” are", Values: []annotations.Value{{Attribute: "amount", Text: "<=10 USD"}, {Attribute: "stance", Text: "denied"}},
	}}
	with[2].Op = annotations.Put{Annotation: annotations.Reserve(doc, annotations.LabelStatus, "bob", string(annotations.StatusReviewed))}
	for name, want := range map[string][]annotations.Change{"version1.pack": old, "version2.pack": with} {
		packed, err := annotations.AppendPack(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name)
		if *update && name != "version1.pack" {
			if err := os.WriteFile(file, packed, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := annotations.ReadPack(kept)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
		if !bytes.Equal(packed, kept) {
			t.Errorf("%s is written otherwise now", name)
		}
	}
}

// FuzzReadPack: no bytes are too strange, and what is read can be packed.
func FuzzReadPack(f *testing.F) {
	for _, n := range []int{0, 1, 3} {
		packed, err := annotations.AppendPack(nil, imported(n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		changes, err := annotations.ReadPack(b)
		if err != nil {
			return
		}
		packed, err := annotations.AppendPack(nil, changes)
		if err != nil {
			t.Fatalf("read but not packed again: %v", err)
		}
		again, err := annotations.ReadPack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(changes, again); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	})
}

// imported is a run of n changes as an import makes them.
func imported(n int) []annotations.Change {
	var all []annotations.Change
	step := annotations.Stamp{N: 1, Replica: replicas[0]}
	labels := []annotations.LabelID{"actor", "claim", "number", "location"}
	for i := range n {
		s := annotations.Stamp{N: uint64(i + 1), Replica: replicas[0]}
		start := text.Byte(i * 50)
		all = append(all, annotations.Change{Stamp: s, Step: step, Doc: doc, By: "import", At: noon, Op: annotations.Put{Annotation: annotations.Annotation{
			ID:     annotations.NameID[annotations.Annotation](doc.UUID, fmt.Sprint(i)),
			Label:  labels[i%len(labels)],
			Target: annotations.On(start, start+text.Byte(5+i%20)),
		}}})
	}
	return all
}

// BenchmarkRead is the log of a document with 20,000 spans, in both its forms.
func BenchmarkRead(b *testing.B) {
	changes := imported(20_000)
	packed, err := annotations.AppendPack(nil, changes)
	if err != nil {
		b.Fatal(err)
	}
	plain, err := json.Marshal(changes)
	if err != nil {
		b.Fatal(err)
	}
	bench := func(name string, size int, read func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size)/float64(len(changes)), "B/change")
		})
	}
	bench("pack", len(packed), func() error {
		_, err := annotations.ReadPack(packed)
		return err
	})
	bench("json", len(plain), func() error {
		var read []annotations.Change
		return json.Unmarshal(plain, &read)
	})
}

// BenchmarkAppendPack is the other way.
func BenchmarkAppendPack(b *testing.B) {
	changes := imported(20_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := annotations.AppendPack(nil, changes); err != nil {
			b.Fatal(err)
		}
	}
}
