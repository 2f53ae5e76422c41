package annotations_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gloss/annotations"
	"gloss/annotations/text"
)

// Sizes of a long article, of a book, and of what a set must bear.
var sizes = []int{1_000, 20_000, 1_000_000}

// manyChanges are changes such as people make: one span of four labels in each,
// one in ten about a place near another's, each a step of its own.
func manyChanges(n int) []annotations.Change {
	r := rand.New(rand.NewPCG(uint64(n), 3))
	labels := []annotations.LabelID{"actor", "claim", "number", "location"}
	all := make([]annotations.Change, n)
	for i := range all {
		start := r.IntN(50 * n)
		length := 3 + r.IntN(20)
		if i%10 == 0 {
			length += 60
		}
		var a annotations.Annotation
		binary.BigEndian.PutUint64(a.ID.UUID[:], r.Uint64())
		binary.BigEndian.PutUint64(a.ID.UUID[8:], r.Uint64())
		a.Label = labels[r.IntN(len(labels))]
		a.Target = annotations.On(text.Byte(start), text.Byte(start+length))
		s := annotations.Stamp{N: uint64(i + 1), Replica: replicas[0]}
		all[i] = annotations.Change{Stamp: s, Step: s, Doc: doc, By: "ada", At: noon, Op: annotations.Put{Annotation: a}}
	}
	return all
}

func benchmarkSizes(b *testing.B, f func(b *testing.B, n int, changes []annotations.Change)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			if n > 20_000 && runtime.GOOS == "js" && testing.Short() {
				b.Skip("a million changes take a heap of a gigabyte")
			}
			b.ReportAllocs()
			f(b, n, manyChanges(n))
		})
	}
}

func logAll(b *testing.B, changes []annotations.Change) *annotations.Log {
	l, err := annotations.NewLog(changes)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// BenchmarkOpen is what stands between decoded changes and a document on the
// screen, and what it leaves on the heap.
func BenchmarkOpen(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, n int, changes []annotations.Change) {
		b.Run("part=log", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				logAll(b, changes)
			}
		})
		l := logAll(b, changes)
		b.Run("part=set", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Replay()
			}
		})
		b.Run("part=history", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.History("ada")
			}
		})
		b.Run("part=all", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l := logAll(b, changes)
				l.Replay()
				l.History("ada")
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			l := logAll(b, changes)
			set, history := l.Replay(), l.History("ada")
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(n), "heap-B/change")
			runtime.KeepAlive(l)
			runtime.KeepAlive(&set)
			runtime.KeepAlive(&history)
		})
		b.Run("part=floor", func(b *testing.B) { // a map by ID, and a slice in order
			for b.Loop() {
				last := make(map[annotations.AnnotationID]*annotations.Change, n)
				for i := range changes {
					last[changes[i].Op.Of()] = &changes[i]
				}
				all := make([]*annotations.Change, 0, n)
				for _, c := range last {
					all = append(all, c)
				}
				slices.SortFunc(all, func(a, b *annotations.Change) int { return placeOf(a).Compare(placeOf(b)) })
			}
		})
	})
}

func placeOf(c *annotations.Change) text.Span {
	return c.Op.(annotations.Put).Annotation.Target.Parts[0]
}

// BenchmarkEdit is one annotation put and dropped again, and the floor of doing
// that to a sorted slice.
func BenchmarkEdit(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, n int, changes []annotations.Change) {
		set := logAll(b, changes).Replay()
		extra := manyChanges(n + 1)[n:]
		e := annotations.Entry{Annotation: extra[0].Op.(annotations.Put).Annotation, By: "ada", At: noon, Stamp: extra[0].Stamp}
		b.Run("part=put", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				set.Put(e)
			}
		})
		with := set.Put(e)
		b.Run("part=drop", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				with.Drop(e.ID)
			}
		})
		b.Run("part=floor", func(b *testing.B) {
			all := make([]text.Span, n, n+1)
			for i := range changes {
				all[i] = placeOf(&changes[i])
			}
			slices.SortFunc(all, text.Span.Compare)
			for b.Loop() {
				at, _ := slices.BinarySearchFunc(all, e.Target.Parts[0], text.Span.Compare)
				all = slices.Insert(all, at, e.Target.Parts[0])
				all = slices.Delete(all, at, at+1)
			}
		})
	})
}

// BenchmarkUndo is a step taken back in log, set and history, and done again.
func BenchmarkUndo(b *testing.B) {
	for _, size := range []int{1, 5_000} {
		b.Run(fmt.Sprintf("step=%d", size), func(b *testing.B) {
			benchmarkSizes(b, func(b *testing.B, n int, changes []annotations.Change) {
				if size > n {
					b.Skip("the step is more than all")
				}
				for i := n - size; i < n; i++ {
					changes[i].Step = changes[n-size].Stamp
				}
				l := logAll(b, changes)
				set, history := l.Replay(), l.History("ada")
				undone := false
				for b.Loop() {
					step, ok := history.Undo()
					if undone {
						step, ok = history.Redo()
					}
					if !ok || len(step.Changes) != size {
						b.Fatalf("a step of %d changes", len(step.Changes))
					}
					first := annotations.Stamp{N: l.Top().N + 1, Replica: replicas[0]}
					for i, op := range l.Inverse(step) {
						c := annotations.Change{
							Stamp: annotations.Stamp{N: first.N + uint64(i), Replica: replicas[0]}, Step: first, Undoes: step.Stamp,
							Doc: doc, By: "ada", At: noon, Op: op,
						}
						if _, err := l.Add(c); err != nil {
							b.Fatal(err)
						}
						set = set.Follow(c)
						history.Follow(c)
					}
					undone = !undone
				}
			})
		})
	}
}

// BenchmarkAsk is what the screen asks of a set: the segments of a paragraph of
// 400 bytes, and where annotations stand.
func BenchmarkAsk(b *testing.B) {
	benchmarkSizes(b, func(b *testing.B, n int, changes []annotations.Change) {
		set := logAll(b, changes).Replay()
		middle := text.Byte(25 * n)
		nth, _ := set.Nth(n / 2)
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"segments", func() { set.Segments(text.Span{Start: middle, End: middle + 400}) }},
			{"at", func() { set.At(middle) }},
			{"get", func() { set.Get(nth.ID) }},
			{"rank", func() { set.Rank(nth.ID) }},
			{"nth", func() { set.Nth(n / 2) }},
			{"after", func() { set.After(middle) }},
			{"before", func() { set.Before(middle) }},
		} {
			b.Run("part="+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
		b.Run("part=floor", func(b *testing.B) { // a binary search in a sorted slice
			all := make([]text.Span, n)
			for i := range changes {
				all[i] = placeOf(&changes[i])
			}
			slices.SortFunc(all, text.Span.Compare)
			for b.Loop() {
				if at, _ := slices.BinarySearchFunc(all, text.Span{Start: middle}, text.Span.Compare); at == 0 {
					b.Fatal("nothing before the middle")
				}
			}
		})
	})
}
