package annotations_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/text"
)

func baseChanges(n int) []annotations.Change {
	cs := make([]annotations.Change, n)
	labels := []annotations.LabelID{"actor", "claim", "number", "location"}
	for i := range cs {
		st := annotations.Stamp{N: uint64(i + 1), Replica: replicas[0]}
		cs[i] = annotations.Change{Stamp: st, Step: st, Doc: doc, By: "ada", At: noon, Op: annotations.Put{Annotation: annotations.Annotation{
			ID: annotations.NameID[annotations.Annotation](doc.UUID, fmt.Sprint(i)), Label: labels[i%4],
			Target: annotations.On(text.Byte(i*50), text.Byte(i*50+20))}}}
	}
	return cs
}

func TestBaseline(t *testing.T) {
	for _, n := range []int{20000} {
		cs := baseChanges(n)
		for range 5 {
			var m1, m2 runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m1)
			t0 := time.Now()
			var l annotations.Log
			for _, c := range cs {
				l.Add(c)
			}
			t1 := time.Now()
			s := l.Replay()
			t2 := time.Now()
			h := l.History("ada")
			t3 := time.Now()
			runtime.GC()
			runtime.ReadMemStats(&m2)
			t.Logf("%d: log %v replay %v history %v, %d bytes/change", n, t1.Sub(t0), t2.Sub(t1), t3.Sub(t2), (int(m2.HeapAlloc)-int(m1.HeapAlloc))/n)
			runtime.KeepAlive(&l)
			runtime.KeepAlive(&s)
			runtime.KeepAlive(&h)
		}
	}
}
