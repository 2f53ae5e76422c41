package storetest

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// Corpus is a dataset in Gloss JSON Lines that is made while it is read, to try
// a store at size: texts of about 1 KB, a twentieth of them not ASCII, with
// labels on words. The same numbers give the same corpus.
type Corpus struct {
	// Documents is how many there are, Spans how many labels each has.
	Documents, Spans int

	made int
	line []byte
}

// Needle is a word that one document of the corpus has: the one with this number.
func Needle(i int) string { return fmt.Sprintf("needle%dx", i) }

var words = strings.Fields("the minister said that trade between both countries would reach billions of dollars a year while " +
	"growers in Nairobi and São Paulo feared drought prices rose again in März and critics called it naïve “a sign” of change")

// Read implements io.Reader.
func (c *Corpus) Read(p []byte) (int, error) {
	if len(c.line) == 0 {
		if c.made == c.Documents {
			return 0, io.EOF
		}
		c.line = c.next()
		c.made++
	}
	n := copy(p, c.line)
	c.line = c.line[n:]
	return n, nil
}

func (c *Corpus) next() []byte {
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	rec := struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Text  string `json:"text"`
		Spans []span `json:"spans"`
	}{ID: fmt.Sprint("corpus ", c.made), Title: fmt.Sprint("Article ", c.made)}
	random := rand.New(rand.NewPCG(uint64(c.made), 7))
	var b strings.Builder
	points := 0
	write := func(s string) (start int) {
		start = points
		b.WriteString(s)
		points += utf8.RuneCountInString(s)
		return start
	}
	labels := []string{"actor", "claim", "number", "location"}
	every := 170 / max(1, c.Spans)
	for i := range 170 {
		w := words[random.IntN(len(words))]
		start := write(w)
		if i%every == every/2 && len(rec.Spans) < c.Spans {
			rec.Spans = append(rec.Spans, span{start, points, labels[random.IntN(len(labels))]})
		}
		if i%40 == 39 {
			write(".\n")
		} else {
			write(" ")
		}
	}
	write(Needle(c.made))
	rec.Text = b.String()
	line, err := json.Marshal(rec)
	if err != nil {
		panic(err) // there is nothing in it that JSON does not take
	}
	return append(line, '\n')
}
