package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/text"
)

// articles are documents of 3 KB with 50 spans on words, as labelling leaves them.
func articles(n int) (items []format.Item) {
	const sentence = "Ali Larijani said on Tuesday that Iran’s banks hold “$10,000.5” in Tehran. "
	body := strings.TrimSpace(strings.Repeat(sentence, 42))
	for i := range n {
		d := annotations.Document{Title: "An article", Source: strconv.Itoa(i), Text: body}
		d.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, d.Source)
		it := format.Item{Document: d}
		for j := range 50 {
			at, label := j%42*len(sentence), "actor"
			size := len("Ali Larijani")
			if j >= 42 {
				at, label, size = at+strings.Index(sentence, "Tehran"), "location", len("Tehran")
			}
			e := annotations.Entry{By: "ada"}
			e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, strconv.Itoa(j))
			e.Label, e.Target = annotations.LabelID(label), annotations.On(text.Byte(at), text.Byte(at+size))
			it.Entries = append(it.Entries, e)
		}
		items = append(items, it)
	}
	return items
}

// BenchmarkFormats writes and reads a dataset of 200 articles with 10,000 spans in
// each format, and has Python's json read the same bytes where they are JSON, and the
// software that a format is for where make consumers has installed some.
func BenchmarkFormats(b *testing.B) {
	items := articles(200)
	spans := float64(len(items) * len(items[0].Entries))
	for _, f := range all.Formats {
		if f.NewWriter == nil {
			continue
		}
		file, _ := formattest.Write(b, f, items...)
		measure := func(what string, run func() error) {
			b.Run(f.Name+"/"+what, func(b *testing.B) {
				b.SetBytes(int64(len(file)))
				for b.Loop() {
					if err := run(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(spans*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
			})
		}
		measure("write", func() error {
			formattest.Write(b, f, items...)
			return nil
		})
		if f.Read != nil {
			measure("read", func() error {
				got, errs := formattest.Read(f, file)
				if len(got) != len(items) || len(errs) > 0 {
					return fmt.Errorf("%d items, %v", len(got), errs)
				}
				return nil
			})
		}
		if json := bytes.HasPrefix(file, []byte("{")) || bytes.HasPrefix(file, []byte("[")); json {
			b.Run(f.Name+"/python", func(b *testing.B) { python(b, "python3", pythonJSON, file, spans) })
		}
		if read := peers[f.Name]; read != "" {
			b.Run(f.Name+"/peer", func(b *testing.B) { python(b, "../../build/consumers/bin/python", read, file, spans) })
		}
	}
}

// pythonJSON is how Python's json reads a file, by lines if it has many values.
const pythonJSON = `
import json
def read(path):
    data = open(path, encoding="utf-8").read()
    lines = [data] if data[0] == "[" or "\n{" not in data or data.startswith('{"source"') else data.splitlines()
    return [json.loads(line) for line in lines]
`

// peers are how the software that a format is for reads a file.
var peers = map[string]string{
	"spacy": `
import spacy
from spacy.tokens import DocBin
vocab = spacy.blank("xx").vocab
def read(path): return list(DocBin().from_disk(path).get_docs(vocab))
`,
	"hf-jsonl": `
import pandas
def read(path): return pandas.read_json(path, lines=True)
`,
	"hf-parquet": `
import pandas
def read(path): return pandas.read_parquet(path)
`,
	"conll2002": `
from pathlib import Path
from nltk.corpus.reader import ConllCorpusReader
def read(path):
    path = Path(path)
    return list(ConllCorpusReader(str(path.parent), [path.name], ("words", "ne"), separator=" ")._grids())
`,
	"conll2003": `
from spacy.training.converters import conll_ner_to_docs
def read(path): return list(conll_ner_to_docs(open(path, encoding="utf-8").read()))
`,
	"conllup": `
import conllu
def read(path): return list(conllu.parse_incr(open(path, encoding="utf-8")))
`,
	"bioc-xml": `
from bioc import biocxml
def read(path): return biocxml.load(open(path, encoding="utf-8"))
`,
	"bioc-json": `
from bioc import biocjson
def read(path): return biocjson.load(open(path, encoding="utf-8"))
`,
	"csv": `
import pandas
def read(path): return pandas.read_csv(path)
`,
}

// python has a program of Python read a file as often as the benchmark asks, and
// reports the time that it took without that of starting it.
func python(b *testing.B, interpreter, read string, file []byte, spans float64) {
	const loop = `
import sys, time
path, n = sys.argv[1], int(sys.argv[2])
start = time.perf_counter()
for _ in range(n):
    got = read(path)
    assert len(getattr(got, "documents", got)) > 0
print(time.perf_counter() - start)
`
	name := filepath.Join(b.TempDir(), "data")
	if err := os.WriteFile(name, file, 0o644); err != nil {
		b.Fatal(err)
	}
	out, err := exec.Command(interpreter, "-c", read+loop, name, strconv.Itoa(b.N)).Output()
	if err != nil {
		b.Skip("Python does not run: ", err)
	}
	said := strings.TrimSpace(string(out))
	said = said[strings.LastIndexByte(said, '\n')+1:] // some readers print what they do
	seconds, err := strconv.ParseFloat(said, 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op") // that of the process says nothing
	b.ReportMetric(float64(len(file))*float64(b.N)/1e6/seconds, "MB/s")
	b.ReportMetric(spans*float64(b.N)/seconds, "spans/s")
}

// BenchmarkFormatsMemory converts 10 and 1,000 MB of gloss JSON Lines with the
// program itself, and reports how much memory it held at its peak.
func BenchmarkFormatsMemory(b *testing.B) {
	const program = "../../bin/gloss"
	if _, err := os.Stat(program); err != nil {
		b.Skip("bin/gloss is not built")
	}
	lines, _ := formattest.Write(b, gloss.Format, articles(200)...)
	for _, to := range []string{"conll2003", "gloss", "labelstudio", "brat", "csv"} {
		for _, size := range []int{10, 1000} {
			b.Run(fmt.Sprintf("%s/%dMB", to, size), func(b *testing.B) {
				in := filepath.Join(b.TempDir(), "in.jsonl")
				f, err := os.Create(in)
				for n := 0; n < size*1_000_000 && err == nil; n += len(lines) {
					_, err = f.Write(lines)
				}
				if err != nil {
					b.Fatal(err)
				}
				f.Close()
				for b.Loop() {
					cmd := exec.Command(program, "convert", "--from", "gloss", "--to", to, in, filepath.Join(b.TempDir(), "out"))
					if out, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
					b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, "peak-MiB")
				}
			})
		}
	}
}
