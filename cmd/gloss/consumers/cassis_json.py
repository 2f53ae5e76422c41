"""dkpro-cassis reads JSON CAS, one a line: python cassis_json.py GLOSS.jsonl FILE.json LOSSES.json"""
import json
import sys

from cassis import load_cas_from_json

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("cassis-json")
# A line of the file is one; a text may hold what splitlines() takes for their end.
cases = [load_cas_from_json(line) for line in open(sys.argv[2], encoding="utf-8", newline="\n")]
check.equal("documents", len(cases), len(gold.documents))
for want, cas in zip(gold.documents, cases):
    check.equal(want["id"] + " text", cas.sofa_string, want["text"])
    # cassis turns the UTF-16 of the file into the code points of Python.
    spans, links, labels, notes, sure = {}, {}, {}, {}, {}
    for s in cas.select_all_fs():
        if s.type.name == "gloss.Span":
            # The parts of a discontinuous span are structures with one id.
            before = spans.get(s.id, (s.begin, s.end))
            if getattr(s, "note", None):
                notes[s.id] = s.note
            if getattr(s, "sure", None):
                sure[s.id] = s.sure
            spans[s.id] = (min(before[0], s.begin), max(before[1], s.end), s.label)
        elif s.type.name == "gloss.Link":
            links[s.id] = (s.Governor.id, s.Dependent.id, s.label)
        elif s.type.name == "gloss.Label":
            labels[s.id] = s.label
    check.equal(want["id"] + " spans", spans, {s["id"]: (s["start"], s["end"], s["label"]) for s in gold.kept(want)})
    check.equal(want["id"] + " links", links, {s["id"]: (s["from"], s["to"], s["label"]) for s in gold.kept(want, "links")})
    check.equal(want["id"] + " labels", labels, {s["id"]: s["label"] for s in gold.kept(want, "labels")})
    check.equal(want["id"] + " notes", notes, {s["id"]: s["note"] for s in gold.kept(want) if s.get("note")})
    check.equal(want["id"] + " attributes", sure, {s["id"]: v["value"] for s in gold.kept(want) for v in s.get("attributes", []) if v["name"] == "sure"})
check.done()
