package guide

import (
	"strings"
	"testing"

	"gloss/annotations/sample"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"# Rules\n\n- **one**\n- two", "<h1 id=\"guide-rules\">Rules</h1>\n<ul>\n<li><strong>one</strong></li>\n<li>two</li>\n</ul>\n"},
		{"the ⟦actor government⟧ said", "<p>the <mark class=\"example\" data-label=\"actor\">government</mark> said</p>\n"},
		{"⟦actor ⟦number two⟧ countries⟧", "<p><mark class=\"example\" data-label=\"actor\"><mark class=\"example\" data-label=\"number\">two</mark> countries</mark></p>\n"},
		{"an open ⟦actor one", "<p>an open ⟦actor one</p>\n"},
		{"⟦actor a *b⟧ c*", "<p>⟦actor a <em>b⟧ c</em></p>\n"},
		{"## Made by", "<h2 id=\"guide-made-by\">Made by</h2>\n"},
		{"| a |\n|---|\n| b |", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"},
	} {
		got, err := HTML(c.in)
		if err != nil || got != c.want {
			t.Errorf("%q is\n%s%v, want\n%s", c.in, got, err, c.want)
		}
	}
}

// TestSafe: nothing that runs comes through.
func TestSafe(t *testing.T) {
	for _, in := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](javascript:alert(1))",
		"[x](data:text/html,<script>alert(1)</script>)", "<a href='javascript:alert(1)'>x</a>", "x <b onclick=alert(1)>y</b>",
		"⟦actor\" onclick=\"alert(1) x⟧", "# <img src=x onerror=alert(1)>", "<javascript:alert(1)>", "[x]: javascript:alert(1)\n\n[x]",
	} {
		got, err := HTML(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "<img src=\"x\" onerror", "<img src=x", "href=\"javascript", "src=\"javascript", "href=\"data:text", "<b ", "<a href='", "\" onclick=\""} {
			if strings.Contains(got, bad) {
				t.Errorf("%q becomes %s", in, got)
			}
		}
	}
}

// TestSample: the sample's guidelines have a heading for each label of spans, and
// all their examples are of labels that there are.
func TestSample(t *testing.T) {
	p := sample.Project()
	html, err := HTML(p.Guidelines.Text)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(html, "⟦⟧") {
		t.Error("an example is not closed, or holds other elements")
	}
	for _, l := range p.Schema.Of("") {
		if !strings.Contains(html, `id="`+Anchor(l.Name)+`"`) {
			t.Errorf("no heading for %s", l.Name)
		}
	}
	for _, rest := range strings.Split(html, `data-label="`)[1:] {
		name, _, _ := strings.Cut(rest, `"`)
		if _, ok := p.Schema.Named(name); !ok {
			t.Errorf("an example of the label %q", name)
		}
	}
}
