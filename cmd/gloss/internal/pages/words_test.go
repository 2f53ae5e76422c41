package pages

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gloss/app/words"
)

var update = flag.Bool("update", false, "write what the catalogues lack into them, as empty strings, and take out what is left over")

// sentences are all that the pages say: those with words put in, and those about a
// number.
func sentences(t *testing.T) (plain, counts map[string]bool) {
	t.Helper()
	plain, counts = map[string]bool{}, map[string]bool{}
	quoted := `"((?:[^"\\]|\\.)*)"`
	said, counted := regexp.MustCompile(`\btr `+quoted), regexp.MustCompile(`\bcount [^"}]+ `+quoted+` `+quoted)
	unquote := func(b []byte) string {
		s, err := strconv.Unquote(`"` + string(b) + `"`)
		if err != nil {
			t.Errorf("%s: %v", b, err)
		}
		return s
	}
	for _, name := range glob(t, "*.html") {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(b, -1) {
			plain[unquote(m[1])] = true
		}
		for _, m := range counted.FindAllSubmatch(b, -1) {
			counts[unquote(m[2])] = true
		}
		if n := bytes.Count(b, []byte("{{count ")); n != len(counted.FindAll(b, -1)) {
			t.Errorf("%s: %d of %d counts were read", name, len(counted.FindAll(b, -1)), n)
		}
	}
	literals(t, ".", plain)
	for _, dir := range []string{"../auth", "../team", "../gate", "../oidc"} {
		literals(t, dir, plain)
	}
	for _, s := range said2() {
		plain[s] = true
	}
	delete(plain, "{0}")
	return plain, counts
}

func said2() []string { return slices.Collect(maps.Values(said)) }

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(names), err)
	}
	return names
}

// literals collects what Go code says: arguments of say and Tr, titles, errors as
// sentences, and what the audit log has.
func literals(t *testing.T, dir string, plain map[string]bool) {
	t.Helper()
	for _, name := range glob(t, filepath.Join(dir, "*.go")) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch callee := calleeOf(n.Fun); callee {
				case "say", "Tr":
					add(plain, n.Args, 0, asIs)
				case "New": // of package errors
					if dir != "." {
						add(plain, n.Args, 0, asSentence)
					}
				case "note":
					add(plain, n.Args, 2, asIs)
				}
			case *ast.CompositeLit:
				if calleeOf(n.Type) == "RuleError" {
					add(plain, n.Elts, 0, asSentence)
				}
			case *ast.KeyValueExpr:
				switch calleeOf(n.Key) {
				case "Title", "What":
					add(plain, []ast.Expr{n.Value}, 0, asIs)
				case "Rule":
					add(plain, []ast.Expr{n.Value}, 0, asSentence)
				}
			case *ast.AssignStmt:
				if calleeOf(n.Lhs[0]) == "what" && dir == "../team" {
					add(plain, n.Rhs, 0, asIs)
				}
			}
			return true
		})
	}
}

func calleeOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func asIs(s string) string { return s }

func asSentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// add adds a literal among expressions, if there is one.
func add(plain map[string]bool, all []ast.Expr, i int, as func(string) string) {
	if len(all) <= i {
		return
	}
	if lit, ok := all[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
			plain[as(s)] = true
		}
	}
}

var (
	place = regexp.MustCompile(`\{\d\}`)
	forms = map[string][]string{
		"de": {"one", "other"}, "es": {"one", "other"}, "fr": {"one", "other"}, "zh": {"other"},
		"ar": {"few", "many", "one", "other", "two", "zero"},
	}
)

func places(s string) []string {
	all := place.FindAllString(s, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// TestWords holds each catalogue to what the pages say: nothing is missing, nothing
// left over, and what is put into a sentence stands in it.
func TestWords(t *testing.T) {
	plain, counts := sentences(t)
	if len(plain) < 150 || len(counts) < 5 {
		t.Fatalf("only %d and %d sentences were found", len(plain), len(counts))
	}
	for code, wanted := range forms {
		name := filepath.Join("words", code+".json")
		var c words.Catalogue
		b, err := fs.ReadFile(os.DirFS("."), filepath.ToSlash(name))
		if err == nil {
			err = json.Unmarshal(b, &c)
		}
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			rewrite(t, name, c, plain, counts, wanted)
		}
		for s := range plain {
			if own := c.Words[s]; own == "" || strings.TrimSpace(own) != own || !slices.Equal(places(own), places(s)) {
				t.Errorf("%s says %q for %q", code, own, s)
			}
		}
		for s := range c.Words {
			if !plain[s] {
				t.Errorf("%s says what nobody says: %q", code, s)
			}
		}
		for s := range counts {
			if got := slices.Sorted(maps.Keys(c.Counts[s])); !slices.Equal(got, wanted) {
				t.Errorf("%s has the forms %q of %q", code, got, s)
			}
			for form, own := range c.Counts[s] {
				want := places(s)
				if form == "zero" || form == "one" || form == "two" { // these may say it in words
					want = slices.DeleteFunc(want, func(p string) bool { return p == "{0}" && !strings.Contains(own, p) })
				}
				if own == "" || !slices.Equal(places(own), want) {
					t.Errorf("%s says %q for %q", code, own, s)
				}
			}
		}
		for s := range c.Counts {
			if !counts[s] {
				t.Errorf("%s counts what nobody counts: %q", code, s)
			}
		}
	}
}

func rewrite(t *testing.T, name string, c words.Catalogue, plain, counts map[string]bool, forms []string) {
	t.Helper()
	out := words.Catalogue{Words: map[string]string{}, Counts: map[string]map[string]string{}}
	for s := range plain {
		out.Words[s] = c.Words[s]
	}
	for s := range counts {
		out.Counts[s] = map[string]string{}
		for _, form := range forms {
			out.Counts[s][form] = c.Counts[s][form]
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(out); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
