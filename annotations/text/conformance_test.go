package text

import (
	"bufio"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// breakCase is a line of a test file of the Unicode consortium: a text and its
// borders, the ends of the text among them.
type breakCase struct {
	line    string
	s       string
	borders []Byte
}

// readBreakCases reads a file that must hold so many cases.
func readBreakCases(t *testing.T, name string, count int) []breakCase {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "corpora", "unicode", name))
	if err != nil {
		t.Skip("the corpora are not beside the project: ", err)
	}
	defer f.Close()
	var all []breakCase
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		c := breakCase{line: line}
		for _, field := range strings.Fields(line) {
			switch field {
			case "÷":
				c.borders = append(c.borders, Byte(len(c.s)))
			case "×":
			default:
				r, err := strconv.ParseUint(field, 16, 32)
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				c.s += string(rune(r))
			}
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(all) != count {
		t.Errorf("%s: %d cases, want %d", name, len(all), count)
	}
	return all
}

// The files are of Unicode 15.0, the segmenter is of Unicode 17.0, to which
// U+2701 is no pictograph any more.
const newerUnicode = "Unicode 17"

func isNewer(c breakCase) bool { return strings.Contains(c.line, "200D × 2701") }

func TestGraphemeBreakTest(t *testing.T) {
	differ := differences{}
	for _, c := range readBreakCases(t, "GraphemeBreakTest.txt", 602) {
		got := []Byte{0}
		for at := Byte(0); int(at) < len(c.s); {
			at = NextGrapheme(c.s, at)
			got = append(got, at)
		}
		back := []Byte{Byte(len(c.s))}
		for at := Byte(len(c.s)); at > 0; {
			at = PrevGrapheme(c.s, at)
			back = append(back, at)
		}
		slices.Reverse(back)
		if !slices.Equal(got, back) {
			t.Errorf("%s: forwards %v, backwards %v", c.line, got, back)
		}
		switch {
		case slices.Equal(got, c.borders):
		case isNewer(c):
			differ[newerUnicode]++
		default:
			t.Errorf("%s: borders %v, want %v", c.line, got, c.borders)
		}
	}
	differ.check(t, differences{newerUnicode: 1})
}

// TestWordBreakTest wants a token for each official segment that is not white
// space. Where that is not so, a reason of ours must hold.
func TestWordBreakTest(t *testing.T) {
	differ := differences{}
	for _, c := range readBreakCases(t, "WordBreakTest.txt", 1823) {
		var got, want []Span
		for sp := range Tokens(c.s) {
			got = append(got, sp)
		}
		mixed, emoji := false, false
		for i, end := range c.borders[1:] {
			seg := Span{c.borders[i], end}
			body := c.s[seg.Start:seg.End]
			switch ink := strings.TrimFunc(body, slowIsBlank); ink {
			case "":
				continue
			case body:
			default:
				mixed = true
			}
			for _, cluster := range slowClusters(body) {
				emoji = emoji || slowEmoji.MatchString(body[cluster.Start:cluster.End]) && int(cluster.Len()) < len(body)
			}
			want = append(want, seg)
		}
		switch {
		case slices.Equal(got, want):
		case isNewer(c):
			differ[newerUnicode]++
		case mixed:
			differ["no white space in tokens"]++
		case emoji:
			differ["emoji stand alone"]++
		default:
			t.Errorf("%s: tokens %v, want %v", c.line, got, want)
		}
	}
	differ.check(t, differences{newerUnicode: 2, "no white space in tokens": 33, "emoji stand alone": 11})
}

// differences counts the cases in which we differ, by reason.
type differences map[string]int

// check reports the differences, and an error when there are others than known.
func (d differences) check(t *testing.T, known differences) {
	t.Helper()
	for reason, n := range d {
		t.Logf("%d cases differ: %s", n, reason)
	}
	if !maps.Equal(d, known) {
		t.Errorf("differences %v, want %v", d, known)
	}
}
