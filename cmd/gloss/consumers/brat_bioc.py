"""The bioc library reads brat standoff: python brat_bioc.py GLOSS.jsonl FILE.zip LOSSES.json"""
import io
import json
import sys
import zipfile

from bioc import brat

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("brat")
archive = zipfile.ZipFile(sys.argv[2])
names = sorted(n for n in archive.namelist() if n.endswith(".ann"))
check.equal("documents", len(names), len(gold.documents))
texts = {d["text"]: d for d in gold.documents}
for name in names:
    text = archive.read(name[:-4] + ".txt").decode("utf-8")
    document = brat.load(io.StringIO(text, newline=""), io.StringIO(archive.read(name).decode("utf-8")))
    want = texts[document.text]
    seen = []
    for t in document.entities:
        parts = sorted((i.begin, i.end) for i in t.locations)
        # brat's own line has no line end: what lies between parts is white space.
        check.equal(name + " quote", " ".join(text[a:b] for a, b in parts), t.text)
        seen.append((parts[0][0], parts[-1][1], t.type))
    kept = [s for s in gold.kept(want)]
    check.equal(name + " places", sorted(s[:2] for s in seen), sorted((s["start"], s["end"]) for s in kept))
    plain = {(s["start"], s["end"], s["label"]) for s in kept if s["label"].isascii() and " " not in s["label"]}
    check.equal(name + " labels", plain - set(seen), set())
    check.equal(name + " links", len(document.relations), len(gold.kept(want, "links")))
check.done()
