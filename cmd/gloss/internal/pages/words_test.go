package pages

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gloss/app/words/wordstest"
)

var update = flag.Bool("update", false, "write what the catalogues lack into them, as empty strings, and take out what is left over")

// sentences are all that the pages say: those with words put in, and those about a
// number.
func sentences(t *testing.T) (plain, counts map[string]string) {
	t.Helper()
	plain, counts = map[string]string{}, map[string]string{}
	quoted := `"((?:[^"\\]|\\.)*)"`
	spoken, counted := regexp.MustCompile(`\btr `+quoted), regexp.MustCompile(`\bcount [^"}]+ `+quoted+` `+quoted)
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
		for _, m := range spoken.FindAllSubmatch(b, -1) {
			plain[unquote(m[1])] = name
		}
		for _, m := range counted.FindAllSubmatch(b, -1) {
			counts[unquote(m[2])] = name
		}
		if n := bytes.Count(b, []byte("{{count ")); n != len(counted.FindAll(b, -1)) {
			t.Errorf("%s: %d of %d counts were read", name, len(counted.FindAll(b, -1)), n)
		}
	}
	literals(t, ".", plain)
	for _, dir := range []string{"../auth", "../team", "../gate", "../oidc"} {
		literals(t, dir, plain)
	}
	for _, s := range said {
		plain[s] = "pages.go"
	}
	delete(plain, "{0}")
	return plain, counts
}

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
func literals(t *testing.T, dir string, plain map[string]string) {
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
func add(plain map[string]string, all []ast.Expr, i int, as func(string) string) {
	if len(all) <= i {
		return
	}
	if lit, ok := all[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
			plain[as(s)] = "Go"
		}
	}
}

// TestWords holds each language against what the pages say.
func TestWords(t *testing.T) {
	plain, counts := sentences(t)
	if len(plain) < 150 || len(counts) < 5 {
		t.Fatalf("only %d and %d sentences were found", len(plain), len(counts))
	}
	wordstest.Check(t, "words", plain, counts, *update)
}
