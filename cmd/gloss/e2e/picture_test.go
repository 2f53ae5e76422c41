package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"gloss/annotations/sample"
)

// pictured are the labels of the sample in the README's picture, in the order of the
// text: each is looked for behind the beginning of the one before.
var pictured = [][2]string{
	{"actor", "Larijani"}, {"location", "Islamabad"}, {"number", "$10b"},
	{"actor", "Ali Larijani"}, {"actor", "Iran’s Supreme National Security Council"}, {"location", "Islamabad"}, {"number", "two days"},
	{"claim", "trade between the two neighbours, he said, should grow to as much as 10 billion dollars"}, {"number", "as much as 10 billion dollars"},
	{"actor", "Mohammad Ishaq Dar"}, {"actor", "Pakistan’s deputy prime minister and foreign minister"},
	{"claim", "both governments clear away whatever still slows down business between Tehran and Islamabad"}, {"location", "Tehran"}, {"location", "Islamabad"},
	{"claim", "Our two economies can do far more than they do today"}, {"actor", "SNSC secretary"}, {"claim", "the target of 10 billion dollars was within reach"}, {"number", "10 billion dollars"},
}

// TestPicture shows the sample with all its labels, as the README does: `make
// screenshot` writes that picture.
func TestPicture(t *testing.T) {
	d := sample.Batch().Documents[0]
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	var spans []span
	var want []string
	at := 0
	for _, p := range pictured {
		at += strings.Index(d.Text[at:], p[1])
		start := utf8.RuneCountInString(d.Text[:at])
		spans = append(spans, span{start, start + utf8.RuneCountInString(p[1]), p[0]})
		want = append(want, p[0]+": "+p[1])
	}
	line, err := json.Marshal(map[string]any{"source": d.Source, "title": d.Title, "text": d.Text, "spans": spans})
	if err != nil {
		t.Fatal(err)
	}
	p := withFile(t, "sample.jsonl", string(line)+"\n", d.Title)
	p.size(1280, 900)
	p.until("its labels", `document.querySelectorAll("[aria-label=Annotations] .rows > li").length === %d`, len(want))
	if got := strings.Join(p.listed(), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("listed are\n%s", got)
	}
	p.synced()
	p.until("suggestions", `document.querySelector(".proposal")`)
	p.shot("screenshot")
}
