package text

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// articles of 1 MB, as one line each: the hardest case for what works locally.
var articles = map[string]string{
	"latin":  fill("Ali Larijani’s aides said “yes” 👍🏽 to 10 billion dollars. "),
	"arabic": fill("وقال لاريجاني إن إيران سترد على ذلك، بحسب الوكالة. "),
	"han":    fill("伊朗最高国家安全委员会秘书拉里贾尼表示，"),
	"ascii":  fill("Ali Larijani said yes to 10 billion dollars. "),
}

func fill(sentence string) string { return strings.Repeat(sentence, 1<<20/len(sentence)) }

func benchmark(b *testing.B, f func(s string)) {
	for name, s := range articles {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f(s)
			}
		})
	}
}

// middle is an offset between two characters about the middle of a text.
func middle(s string) Byte {
	at := Byte(len(s) / 2)
	for !isCharacter(s, at) {
		at++
	}
	return at
}

func BenchmarkNewIndex(b *testing.B) { benchmark(b, func(s string) { NewIndex(s) }) }

// BenchmarkConvert is an offset in the middle of 1 MB to UTF-16 and back, beside
// the floor of counting up to it.
func BenchmarkConvert(b *testing.B) {
	for _, name := range []string{"ascii", "latin", "arabic", "han"} {
		s := articles[name]
		x, at := NewIndex(s), middle(s)
		b.Run("of="+name+"/mode=index", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				u, err := x.UTF16At(at)
				if err != nil {
					b.Fatal(err)
				}
				if back, err := x.ByteAtUTF16(u); err != nil || back != at {
					b.Fatal(back, err)
				}
			}
		})
		b.Run("of="+name+"/mode=floor", func(b *testing.B) {
			for b.Loop() {
				units, back := 0, 0
				for _, r := range s[:at] {
					units += utf16.RuneLen(r)
				}
				for i, r := range s {
					if units == 0 {
						back = i
						break
					}
					units -= utf16.RuneLen(r)
				}
				if Byte(back) != at {
					b.Fatal(back)
				}
			}
		})
	}
}

func BenchmarkSnapWords(b *testing.B) {
	benchmark(b, func(s string) { SnapWords(s, Span{middle(s) - 15, middle(s) + 15}) })
}

func BenchmarkGrapheme(b *testing.B) { benchmark(b, func(s string) { Grapheme(s, middle(s)) }) }

func BenchmarkNextWord(b *testing.B) { benchmark(b, func(s string) { NextWord(s, middle(s)) }) }

func BenchmarkPrevWord(b *testing.B) { benchmark(b, func(s string) { PrevWord(s, middle(s)) }) }

func BenchmarkTokens(b *testing.B) {
	benchmark(b, func(s string) {
		for range Tokens(s) {
		}
	})
}

// BenchmarkFind is of frequent words, beside the floor of counting the same
// bytes; and of the hardest text, which is one word with the query all over it.
func BenchmarkFind(b *testing.B) {
	for _, c := range []struct{ name, body, query string }{
		{"ascii", articles["ascii"], "to"},
		{"latin", articles["latin"], "said"},
		{"arabic", articles["arabic"], "إن"},
		{"han", articles["han"], "里"},
		{"rare", articles["latin"], "billiards"},
		{"repeated", strings.Repeat("a", 1<<20), strings.Repeat("a", 1000)},
	} {
		b.Run("of="+c.name+"/mode=floor", func(b *testing.B) {
			b.SetBytes(int64(len(c.body)))
			for b.Loop() {
				strings.Count(c.body, c.query)
			}
		})
		for _, mode := range []struct {
			name string
			FindOptions
		}{
			{"exact", FindOptions{}},
			{"case", FindOptions{IgnoreCase: true}},
			{"words", FindOptions{WholeWords: true}},
			{"both", FindOptions{WholeWords: true, IgnoreCase: true}},
		} {
			b.Run("of="+c.name+"/mode="+mode.name, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(c.body)))
				found := 0
				for b.Loop() {
					found = 0
					for range Find(c.body, c.query, mode.FindOptions) {
						found++
					}
				}
				b.ReportMetric(float64(found), "found")
			})
		}
	}
}
