package webanno

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

// heads are the layers of the files below, and their columns those of rows.
const (
	frames = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Lu|value\n#T_SP=x.Frame|sense|ROLE_x.Frame:args_x.FrameArgsLink|x.Lu\n\n\n#Text=Bob sold a clock to John .\n"
	open   = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Lu|\n#T_SP=x.Other|\n#T_SP=x.Frame|ROLE_x.Frame:args_x.FrameArgsLink|uima.tcas.Annotation\n\n\n#Text=Bob sold a clock .\n"
	coref  = "#FORMAT=WebAnno TSV 3.3\n#T_CH=x.Coref|referenceType|referenceRelation\n\n\n#Text=He told him of his dog .\n"
)

// files are written as INCEpTION writes them: slots typed and not, of hosts over two
// rows and on top of each other, and filled with nothing; chains that cross.
var files = map[string]string{
	"typed": frames + "1-1\t0-3\tBob\tbob\t_\t_\t_\t\n" +
		"1-2\t4-8\tsold\t_\tsell\tseller;goods;*\t1-1;1-3[1];1-6\t\n" +
		"1-3\t9-10\ta\tclock[1]\t_\t_\t_\t\n1-4\t11-16\tclock\tclock[1]\t_\t_\t_\t\n" +
		"1-5\t17-19\tto\t_\tto\t_\t*\t\n1-6\t20-24\tJohn\tjohn\t_\t_\t_\t\n1-7\t25-26\t.\t_\t_\t_\t_\t\n",
	"stacked": frames + "1-1\t0-3\tBob\tbob\t_\t_\t_\t\n" +
		"1-2\t4-8\tsold\t_\tlose[1]|sell[2]\tloser;*[1]|seller[2]\t1-1;1-6|1-1\t\n" +
		"1-3\t9-10\ta\t_\tlose[1]\tloser;*[1]\t1-1;1-6\t\n1-4\t11-16\tclock\t_\t_\t_\t_\t\n" +
		"1-5\t17-19\tto\t_\t_\t_\t_\t\n1-6\t20-24\tJohn\tjohn\t_\t_\t_\t\n1-7\t25-26\t.\t_\t_\t_\t_\t\n",
	"open": open + "1-1\t0-3\tBob\t*[1]\t_\t_\t_\t\n1-2\t4-8\tsold\t_\t_\tseller;what\t1-1[1];1-3[2]\t\n" +
		"1-3\t9-10\ta\t_\t*[2]\t_\t_\t\n1-4\t11-16\tclock\t_\t*[2]\t_\t_\t\n1-5\t17-18\t.\t_\t_\t_\t_\t\n",
	"chains": coref + "1-1\t0-2\tHe\tpr[1]\tcoref->1-1\t\n1-2\t3-7\ttold\t_\t_\t\n1-3\t8-11\thim\tpr[2]\t*->2-1\t\n1-4\t12-14\tof\t_\t_\t\n" +
		"1-5\t15-18\this\t*[3]|pr[1]\t*->3-1|*->1-2\t\n1-6\t19-22\tdog\t*[3]\t*->3-1\t\n1-7\t23-24\t.\tpr[2]\tend->2-2\t\n",
}

// telling are the annotations of an item, links with the words that they link.
func telling(it format.Item) (all []string) {
	quote := it.Quotes()
	for _, e := range it.Entries {
		all = append(all, fmt.Sprint(e.Label, "=", quote(e), e.Values))
	}
	return all
}

func TestSlotsAndChains(t *testing.T) {
	for name, want := range map[string][]string{
		"typed":   {"seller=sold → Bob[]", "goods=sold → a clock[]", "args=sold → John[]", "bob=Bob[]", "sell=sold[]", "clock=a clock[]", "to=to[]", "john=John[]"},
		"stacked": {"loser=sold a → Bob[]", "args=sold a → John[]", "seller=sold → Bob[]", "bob=Bob[]", "lose=sold a[]", "sell=sold[]", "john=John[]"},
		"open":    {"seller=sold → Bob[]", "what=sold → a clock[]", "Lu=Bob[]", "Frame=sold[]", "Other=a clock[]"},
		"chains":  {"coref=He → his[]", "next=him → .[]", "pr=He[]", "pr=him[]", "Coref=his dog[]", "pr=his[]", "pr=.[{referenceRelation end}]"},
	} {
		it, err := decode("a.tsv", files[name], nil)
		if err != nil || len(it.Unread) > 0 {
			t.Errorf("%s: %v, %v", name, err, it.Unread)
		}
		if got := telling(it); !slices.Equal(got, want) {
			t.Errorf("%s:\n%q, not\n%q", name, got, want)
		}
	}
}

// TestWrittenBack: what was read of WebAnno is written as it was, in its layers, but
// for the numbers of annotations, which mean nothing.
func TestWrittenBack(t *testing.T) {
	all := map[string]string{}
	for name, file := range files {
		all[name] = file
	}
	corpora, _ := filepath.Glob("../../../../shared/corpora/webanno-tsv/tsv3*/*.tsv")
	suite, _ := filepath.Glob("../../../../shared/corpora/webanno-tsv/tsv3*/*/*.tsv")
	for _, name := range append(corpora, suite...) {
		if strings.Contains(name, "ZeroLength") {
			continue // reported as not read
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(b)
	}
	for name, file := range all {
		it, err := decode("a.tsv", file, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, _, losses, err := encoder{}.Encode(it)
		if err != nil || len(losses) > 0 {
			t.Errorf("%s: %v, %v", name, losses, err)
		}
		if got, want := renumbered(got), renumbered(strings.TrimSuffix(file, "\n")+"\n"); got != want {
			t.Errorf("%s is written as\n%s\nnot\n%s", name, got, want)
		}
	}
}

var numbers = regexp.MustCompile(`[\[_]\d+`)

// renumbered gives numbers in the order in which they come up.
func renumbered(file string) string {
	seen := map[string]string{"0": "0"}
	return numbers.ReplaceAllStringFunc(file, func(s string) string {
		if seen[s[1:]] == "" {
			seen[s[1:]] = fmt.Sprint(len(seen))
		}
		return s[:1] + seen[s[1:]]
	})
}

// TestEdited: what came from WebAnno and is changed since has a place, or a loss.
func TestEdited(t *testing.T) {
	for _, c := range []struct {
		name, file string
		edit       func(*format.Item)
		want       string // a part of the file
		losses     []string
	}{
		{"a label that its layer has no place for", "open", func(it *format.Item) { it.Entries[4].Label = "thing" },
			"*[2]\tthing[2]\t", nil},
		{"a link between spans of a layer", "typed", func(it *format.Item) {
			it.Entries = append(it.Entries, linking("knows", it.Entries[3], it.Entries[7]))
		}, "#T_RL=webanno.custom.LuLink|label|BT_x.Lu\n", nil},
		{"a link between spans of two layers", "typed", func(it *format.Item) {
			it.Entries = append(it.Entries, linking("does", it.Entries[3], it.Entries[4]))
		}, "", []string{"dropped: it links spans of two layers, or of a chain"}},
		{"an element that follows two", "chains", func(it *format.Item) {
			l := linking("coref", it.Entries[2], it.Entries[4])
			it.Entries[1].Target = l.Target
		}, "pr[4]\tend->4-1", []string{"dropped: it links spans of two layers, or of a chain"}},
		{"a note on what fills a slot", "open", func(it *format.Item) { it.Entries[0].Note = "why?" },
			"seller;what", []string{"stripped: a slot has no notes and no attributes"}},
		{"a note on an element", "chains", func(it *format.Item) { it.Entries[2].Note = "why?" },
			"coref->1-1", []string{"stripped: a chain has no notes and no attributes"}},
	} {
		it, err := decode("a.tsv", files[c.file], nil)
		if err != nil {
			t.Fatal(err)
		}
		c.edit(&it)
		got, _, losses, err := encoder{}.Encode(it)
		var why []string
		for _, l := range losses {
			why = append(why, fmt.Sprint(l.Kind, ": ", l.Reason))
		}
		if err != nil || !strings.Contains(got, c.want) || !slices.Equal(why, c.losses) {
			t.Errorf("%s: %q, %v\n%s", c.name, why, err, got)
		}
		if _, err := decode("a.tsv", got, nil); err != nil {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
	}
}

func linking(label string, from, to annotations.Entry) annotations.Entry {
	e := annotations.Entry{}
	e.ID = annotations.NameID[annotations.Annotation](formattest.Project.UUID, label)
	e.Label, e.Target = annotations.LabelID(label), annotations.Target{From: from.ID, To: to.ID}
	return e
}

// TestThroughGloss: layers, slots and chains survive gloss JSON Lines.
func TestThroughGloss(t *testing.T) {
	for name, file := range files {
		items, errs := laws.Read(Format, []byte(file), "a.tsv")
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		laws.Name(&items[0], 0)
		zip, losses := formattest.Write(t, Format, items...)
		again, errs := laws.Read(Format, zip, "a.zip")
		if len(errs)+len(losses) > 0 {
			t.Fatalf("%s: %v, %v", name, errs, losses)
		}
		if diff := formattest.Diff(Format.Can, bare(items[0]), bare(again[0])); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// bare is an item without what names annotations by their IDs.
func bare(it format.Item) format.Item {
	it.Document.Meta = nil
	return it
}

func TestBadSlots(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"a target that is not there":  {frames + "1-1\t0-3\tBob\t_\tsell\tseller\t1-2\t\n", `a.tsv:7: x.Frame.ROLE_x.Frame:args_x.FrameArgsLink: "1-2" is no span of x.Lu`},
		"more roles than targets":     {frames + "1-1\t0-3\tBob\tbob\tsell\tseller;goods\t1-1\t\n", `a.tsv:7: x.Frame.ROLE_x.Frame:args_x.FrameArgsLink: 2 roles, but 1 targets`},
		"a target of two layers":      {open + "1-1\t0-3\tBob\t*\t*\tseller\t1-1\t\n", `a.tsv:8: x.Frame.ROLE_x.Frame:args_x.FrameArgsLink: "1-1" may be of x.Lu or x.Other`},
		"a chain without its place":   {coref + "1-1\t0-2\tHe\tpr[1]\tcoref\t\n", `a.tsv:6: x.Coref: "coref" is not RELATION->CHAIN-PLACE`},
		"a chain with half its cells": {coref + "1-1\t0-2\tHe\tpr[1]\tcoref->1-1|*->2-1\t\n", `a.tsv:6: x.Coref: 1 elements, but 2 relations`},
	} {
		if _, err := decode("a.tsv", c.file, nil); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
