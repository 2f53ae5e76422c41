package pages

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"gloss/app/words"
	"gloss/cmd/gloss/internal/auth"
)

// The pages say what they say in English in their templates and here, as tr "…";
// the other languages are catalogues as those of the program.
//
//go:embed words/*.json
var catalogues embed.FS

// tongue is a language of the pages.
type tongue struct {
	words.Catalogue
	code, direction string
	date            string // layout of a day
	sheet           map[string]*template.Template
}

// tongues are all languages, English first.
var tongues = []struct {
	code, date string
	form       func(n int) string
}{
	{"en", "2 January 2006", nil},
	{"de", "2.1.2006", oneOther},
	{"es", "2/1/2006", oneOther},
	{"fr", "02/01/2006", func(n int) string { return oneOther(max(n, 1)) }},
	{"ar", "2006/01/02", arabic},
	{"zh", "2006年1月2日", nil},
}

func oneOther(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

// arabic is the plural form of a whole number, as CLDR has it.
func arabic(n int) string {
	switch m := n % 100; {
	case n == 0:
		return "zero"
	case n == 1:
		return "one"
	case n == 2:
		return "two"
	case 3 <= m && m <= 10:
		return "few"
	case 11 <= m:
		return "many"
	}
	return "other"
}

// matcher finds the language for the wish of a browser.
var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, t := range tongues {
		tags = append(tags, language.Make(t.code))
	}
	return language.NewMatcher(tags)
}()

// speaking is the language that a browser asks for.
func (p *Pages) speaking(r *http.Request) *tongue {
	wishes, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")) // without one it is English
	_, i, _ := matcher.Match(wishes...)
	return p.tongues[i]
}

func newTongue(i int) (*tongue, error) {
	t := &tongue{code: tongues[i].code, direction: "ltr", date: tongues[i].date, sheet: map[string]*template.Template{}}
	if i == 0 {
		return t, nil
	}
	b, err := catalogues.ReadFile("words/" + t.code + ".json")
	if err == nil {
		err = json.Unmarshal(b, &t.Catalogue)
	}
	if err != nil {
		return nil, fmt.Errorf("the words of the pages in %q: %w", t.code, err)
	}
	t.Form = tongues[i].form
	if t.RightToLeft = t.code == "ar"; t.RightToLeft {
		t.direction = "rtl"
	}
	return t, nil
}

// say marks a sentence that is translated where it is shown.
func say(english string) string { return english }

// when says a time.
func (t *tongue) when(at time.Time) string {
	if at.IsZero() {
		return t.Tr("never")
	}
	return at.Format(t.date + ", 15:04 UTC")
}

// named is the name of a role.
func (t *tongue) named(r auth.Role) string {
	switch r {
	case auth.Manager:
		return t.Tr("manager")
	case auth.Adjudicator:
		return t.Tr("adjudicator")
	case auth.Annotator:
		return t.Tr("annotator")
	case auth.Reader:
		return t.Tr("reader")
	}
	return string(r)
}

// span says a time in the largest two units that it has.
func (t *tongue) span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60; {
	case h > 0:
		return t.Tr("{0} h {1} min", h, m)
	case m > 0:
		return t.Tr("{0} min {1} s", m, s)
	default:
		return t.Tr("{0} s", s)
	}
}

// agent says in a few words what a browser calls itself at length.
func (t *tongue) agent(s string) string {
	find := func(names ...string) string {
		for i := 0; i < len(names); i += 2 {
			if strings.Contains(s, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	browser := find("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := find("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS X", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	switch {
	case browser == "" && system == "":
		return t.Tr("a program")
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return t.Tr("{0} on {1}", browser, system)
}

func (t *tongue) functions() template.FuncMap {
	return template.FuncMap{
		"tr": t.Tr,
		"count": func(n int, one, other string, more ...any) string {
			return t.Count(n, one, other, more...)
		},
		"known": t.Known,
		"named": t.named,
		"date":  func(at time.Time) string { return at.Format(t.date) },
		"when":  t.when,
		"iso":   func(at time.Time) string { return at.Format(time.RFC3339) },
		"roles": func() []auth.Role { return auth.Roles },
		"agent": t.agent,
		"span":  t.span,
		"join":  joined,
	}
}
