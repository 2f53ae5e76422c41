"""The bioc library reads BioC XML and JSON: python bioc_collection.py GLOSS.jsonl FILE LOSSES.json"""
import sys

from bioc import biocjson, biocxml

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("bioc")
format = biocxml if sys.argv[2].endswith(".xml") else biocjson
with open(sys.argv[2], encoding="utf-8") as f:
    documents = {d.id: d for d in format.load(f).documents}
for want in gold.documents:
    name = want["id"] if want["id"] in documents else want.get("source")
    if name not in documents:
        check.equal(want["id"] + " is reported as dropped", "dropped" in gold.lost.get((want["id"], None), []), True)
        continue
    document = documents[name]
    text = document.passages[0].text
    check.equal(want["id"] + " text", text, want["text"])
    seen = {}
    for a in document.passages[0].annotations:
        # The end of the whole is that of its last part.
        parts = [(loc.offset, loc.offset + loc.length) for loc in a.locations]
        check.equal(a.id + " quote", " ".join(text[s:e] for s, e in parts), a.text)
        seen[a.id] = (parts[0][0], parts[-1][1], a.infons["type"])
    check.equal(want["id"] + " spans", seen, {s["id"]: (s["start"], s["end"], s["label"]) for s in gold.kept(want)})
    notes = {a.id: a.infons["note"] for a in document.passages[0].annotations if "note" in a.infons}
    check.equal(want["id"] + " notes", notes, {s["id"]: s["note"] for s in gold.kept(want) if s.get("note")})
    sure = {a.id: a.infons["sure"] for a in document.passages[0].annotations if "sure" in a.infons}
    check.equal(want["id"] + " attributes", sure, {s["id"]: v["value"] for s in gold.kept(want) for v in s.get("attributes", []) if v["name"] == "sure"})
    links = {r.id: (r.nodes[0].refid, r.nodes[1].refid, r.infons["type"]) for r in document.relations}
    check.equal(want["id"] + " links", links, {s["id"]: (s["from"], s["to"], s["label"]) for s in gold.kept(want, "links")})
    labels = {a.id: a.infons["type"] for a in document.annotations}
    check.equal(want["id"] + " labels", labels, {s["id"]: s["label"] for s in gold.kept(want, "labels")})
check.done()
