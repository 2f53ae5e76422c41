package words_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/suggest"
	"gloss/app/editor"
	"gloss/app/words/wordstest"
)

// said is all that the page says: sentences, and those about a number with their
// singular, each with where it is said.
type said struct {
	words, counts map[string]string
}

// readSource collects the literals of tr, count, words.Tr and words.Count in the
// Go source, of tr in the scripts, and what is marked with data-tr in the page.
func readSource(t *testing.T) said {
	t.Helper()
	s := said{words: map[string]string{}, counts: map[string]string{}}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Dir(path) == filepath.Join("..", "words") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		inside := "" // the wrappers themselves hand on what they are given
		ast.Inspect(file, func(n ast.Node) bool {
			if f, ok := n.(*ast.FuncDecl); ok {
				inside = f.Name.Name
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || inside == "tr" || inside == "count" {
				return true
			}
			literal := func(i int) string {
				if len(call.Args) > i {
					if lit, ok := call.Args[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						v, err := strconv.Unquote(lit.Value)
						if err == nil {
							return v
						}
					}
				}
				t.Errorf("%s: what is said is no literal", set.Position(call.Pos()))
				return ""
			}
			args := len(call.Args)
			switch name := callee(call.Fun); name {
			case "tr", "words.Tr":
				v := literal(0)
				s.words[v] = path
				checkPlaces(t, set.Position(call.Pos()).String(), v, args-1)
			case "count", "words.Count":
				v := literal(2)
				s.counts[v] = path
				checkPlaces(t, set.Position(call.Pos()).String(), v, args-2)
				checkPlaces(t, set.Position(call.Pos()).String(), literal(1), args-2)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const web = "../../web"
	call := regexp.MustCompile(`\b(?:tr|glossTr)\(\s*("(?:[^"\\]|\\.)*")`)
	scripts, err := filepath.Glob(filepath.Join(web, "js", "*.js"))
	if err != nil || len(scripts) < 4 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, path := range scripts {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllSubmatch(b, -1) {
			v, err := strconv.Unquote(string(m[1]))
			if err != nil {
				t.Errorf("%s: %s: %v", path, m[1], err)
			}
			s.words[v] = path
		}
	}
	shell, err := os.ReadFile(filepath.Join(web, "shell.html"))
	if err != nil {
		t.Fatal(err)
	}
	marked := regexp.MustCompile(`<[^>]*?(?:aria-label="([^"]*)")?\s+data-tr>([^<]*)`).FindAllSubmatch(shell, -1)
	if len(marked) != bytes.Count(shell, []byte("data-tr>")) {
		t.Errorf("shell.html: %d of %d texts with data-tr were read", len(marked), bytes.Count(shell, []byte("data-tr>")))
	}
	for _, m := range marked {
		v := string(m[1])
		if v == "" {
			v = string(m[2])
		}
		s.words[v] = "shell.html"
	}
	// Tables whose words are said by words.Known.
	for _, b := range editor.Keys {
		s.words[b.Does] = "keys.go"
	}
	s.words[editor.DigitsDo] = "keys.go"
	for _, name := range append(suggest.PatternNames(), suggest.KnownNames()...) {
		s.words[name] = "why.go"
	}
	for _, what := range (format.Can{}).Lacks() {
		s.words[what] = "lacks.go"
	}
	for _, k := range format.Kinds {
		s.words[string(k)] = "loss.go"
	}
	for _, why := range format.Reasons {
		s.words[why] = "loss.go"
	}
	return s
}

func callee(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// checkPlaces wants each of the arguments in a sentence, and no others.
func checkPlaces(t *testing.T, where, s string, args int) {
	t.Helper()
	for _, p := range wordstest.Places(s) {
		if n, _ := strconv.Atoi(p); n >= args {
			t.Errorf("%s: %q has {%s}, but there are %d arguments", where, s, p, args)
		}
	}
}

var update = flag.Bool("update", false, "write what the catalogues lack into them, as empty strings, and take out what is left over")

// TestCatalogues holds each language against what the page says.
func TestCatalogues(t *testing.T) {
	s := readSource(t)
	if len(s.words) < 100 || len(s.counts) < 5 {
		t.Fatalf("only %d and %d sentences were found", len(s.words), len(s.counts))
	}
	wordstest.Check(t, "../../web/words", s.words, s.counts, *update)
}
