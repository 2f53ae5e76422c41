package html

import (
	"strings"
	"testing"

	"gloss/annotations/format/formattest"
)

// news is a page as newspapers make them: menus, an article, more to read.
const news = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trade to reach $10b | The Paper</title>
<meta property="og:site_name" content="The Paper"><meta name="author" content="A. Writer">
<meta property="article:published_time" content="2026-11-23T12:00:00Z">
<script>var tracking = "secret";</script><style>p { color: red }</style></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>Trade to reach $10b</h1>
<p>Ali Larijani, who heads Iran’s Supreme National Security Council, arrived in Islamabad on Tuesday morning for two days of talks, and opened them with a figure.</p>
<p>Trade between the two neighbours, he said, should grow to as much as 10&nbsp;billion dollars; “far more” than the 3 &lt; 4 billion of <b>to</b>day, and both governments agreed to clear away whatever still slows down business.</p>
<p>Border management, counter-terrorism and trade are on the agenda of all the meetings that he is due to hold, among them one with the Speaker of Parliament, 👍.</p></article>
<aside><a href="/a">Most read: ten cats</a> <a href="/b">Subscribe now</a></aside>
<footer>Copyright The Paper</footer></body></html>`

func TestArticle(t *testing.T) {
	items, errs := formattest.Read(Format, []byte(news))
	if len(errs) > 0 || len(items) != 1 {
		t.Fatal(items, errs)
	}
	d := items[0].Document
	for _, part := range []string{"10\u00a0billion dollars; “far more” than the 3 < 4 billion of today", "Speaker of Parliament, 👍."} {
		if !strings.Contains(d.Text, part) {
			t.Errorf("%q lacks %q", d.Text, part)
		}
	}
	for _, part := range []string{"Sport", "tracking", "color", "ten cats", "Subscribe", "Copyright"} {
		if strings.Contains(d.Text, part) {
			t.Errorf("%q is in the text", part)
		}
	}
	if lines := strings.Split(d.Text, "\n"); len(lines) < 3 {
		t.Errorf("paragraphs are not lines: %q", lines)
	}
	if !strings.Contains(d.Title, "Trade to reach $10b") || d.Source != "f.html" {
		t.Errorf("%q of %q", d.Title, d.Source)
	}
	for _, part := range []string{`"byline":"A. Writer"`, `"lang":"en"`, `"site":"The Paper"`, `"published":"2026-11-23T12:00:00Z"`} {
		if !strings.Contains(string(d.Meta), part) {
			t.Errorf("%s lacks %s", d.Meta, part)
		}
	}
	if len(items[0].Unread) > 0 {
		t.Error(items[0].Unread)
	}
}

// TestShort: a page on which nothing stands out is read whole, and says so; one
// in another character set too.
func TestShort(t *testing.T) {
	items, errs := formattest.Read(Format, []byte("<meta charset=windows-1252><p>caf\xe9 <i>au</i> lait</p>"))
	if len(errs) > 0 || items[0].Document.Text != "café au lait" {
		t.Fatal(items, errs)
	}
	var told []string
	for _, u := range items[0].Unread {
		told = append(told, u.Field+": "+u.Reason)
	}
	if got := strings.Join(told, "|"); !strings.HasPrefix(got, "charset: the page is not UTF-8; it is read as windows-1252") {
		t.Error(got)
	}
}

func TestNothing(t *testing.T) {
	for _, file := range []string{"", "<p> </p>", "<script>x</script>"} {
		items, errs := formattest.Read(Format, []byte(file))
		if len(items) > 0 || len(errs) != 1 || errs[0].Error() != "f.html: there is no text in it" {
			t.Errorf("%q: %v, %v", file, items, errs)
		}
	}
}

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, news, "<table><td>a<td>b</table>")
}
