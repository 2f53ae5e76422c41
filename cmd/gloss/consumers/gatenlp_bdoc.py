"""gatenlp reads BDOC: python gatenlp_bdoc.py GLOSS.jsonl FILE.bdocjs LOSSES.json"""
import sys

from gatenlp import Document

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("gatenlp")
documents = [Document.load_mem(line, fmt="json") for line in open(sys.argv[2], encoding="utf-8")]
check.equal("documents", len(documents), len(gold.documents))
for want, document in zip(gold.documents, documents):
    check.equal(want["id"] + " text", document.text, want["text"])
    spans, links, labels = {}, {}, {}
    for name in document.annset_names():
        for a in document.annset(name):
            ours = a.features["gloss"]
            if "from" in ours:
                links[ours["id"]] = (ours["from"], ours["to"], a.type)
            elif ours.get("whole"):
                labels[ours["id"]] = a.type
                check.equal(ours["id"] + " is of the whole text", document[a], want["text"])
            else:
                spans[ours["id"]] = (a.start, a.end, a.type, name)
                check.equal(ours["id"] + " covers", document[a], want["text"][a.start : a.end])
    check.equal(want["id"] + " spans", spans, {s["id"]: (s["start"], s["end"], s["label"], s.get("by", "")) for s in gold.kept(want)})
    check.equal(want["id"] + " links", links, {s["id"]: (s["from"], s["to"], s["label"]) for s in gold.kept(want, "links")})
    check.equal(want["id"] + " labels", labels, {s["id"]: s["label"] for s in gold.kept(want, "labels")})
check.done()
