package suggest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// language makes sentences of names and words, for benchmarks and tests that
// need a corpus of any size: the labels follow from the words and from what
// stands before them.
type language struct{ state uint64 }

func (l *language) below(n int) int {
	l.state = l.state*6364136223846793005 + 1442695040888963407
	return int(l.state >> 33 % uint64(n))
}

func (l *language) word(syllables int) string {
	var b strings.Builder
	for range syllables {
		b.WriteByte("bdfgklmnprstvz"[l.below(14)])
		b.WriteByte("aeiou"[l.below(5)])
	}
	return b.String()
}

// corpus returns sentences of about so many tokens with labels of so many kinds.
func corpus(sentences, tokens, labels int) (bodies []string, marks [][]suggest.Mark) {
	l := &language{42}
	common, names := make([]string, 400), make([][]string, labels)
	for i := range common {
		common[i] = l.word(1 + i%3)
	}
	for k := range names {
		names[k] = make([]string, 300)
		for i := range names[k] {
			w := l.word(2 + i%2)
			names[k][i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	for range sentences {
		var b strings.Builder
		var in []suggest.Mark
		for n := tokens/2 + l.below(tokens); n > 0; n-- {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			if l.below(8) > 0 {
				b.WriteString(common[l.below(1+l.below(len(common)))])
				continue
			}
			k := l.below(labels)
			b.WriteString(common[k] + " ")
			start := b.Len()
			b.WriteString(names[k][l.below(1+l.below(300))])
			if l.below(2) == 0 {
				b.WriteString(" " + names[k][l.below(300)])
			}
			in = append(in, suggest.Mark{
				Span:  text.Span{Start: text.Byte(start), End: text.Byte(b.Len())},
				Label: suggest.Label(fmt.Sprint("label ", k)),
			})
		}
		b.WriteString(" .")
		bodies, marks = append(bodies, b.String()), append(marks, in)
	}
	return bodies, marks
}

func docID(n int) suggest.DocumentID {
	return suggest.DocumentID{byte(n), byte(n >> 8), byte(n >> 16)}
}

// BenchmarkSentence measures what a worker does for a sentence: propose, learn,
// and learn five earlier ones again. It reports the mean and the 99th
// percentile. Run it as WASM, too.
func BenchmarkSentence(b *testing.B) {
	for _, size := range []struct{ labels, tokens int }{{4, 12}, {10, 30}} {
		b.Run(fmt.Sprintf("labels=%d/tokens=%d", size.labels, size.tokens), func(b *testing.B) {
			bodies, marks := corpus(3000, size.tokens, size.labels)
			pool := suggest.NewPool(slices.Values(bodies))
			var took []time.Duration
			tokens, sentences := 0, 0
			for range b.N {
				m := suggest.New(pool, suggest.Options{})
				for i, body := range bodies {
					start := time.Now()
					m.Open(docID(i), body)
					for n := range m.Passages(docID(i)) {
						if _, err := m.Propose(docID(i), n); err != nil {
							b.Fatal(err)
						}
						if err := m.Learn(docID(i), n, suggest.Evidence{Marks: marks[i]}); err != nil {
							b.Fatal(err)
						}
					}
					took = append(took, time.Since(start))
					tokens += strings.Count(body, " ") + 1
					sentences++
				}
			}
			slices.Sort(took)
			sum := time.Duration(0)
			for _, d := range took {
				sum += d
			}
			b.ReportMetric(float64(tokens)/float64(sentences), "tokens/sentence")
			b.ReportMetric(float64(sum.Microseconds())/float64(len(took)), "µs/sentence")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
			b.ReportMetric(0, "ns/op")
		})
	}
}
