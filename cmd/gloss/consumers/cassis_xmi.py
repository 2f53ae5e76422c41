"""dkpro-cassis reads a zip of XMI: python cassis_xmi.py GLOSS.jsonl FILE.zip LOSSES.json"""
import io
import json
import sys
import zipfile

from cassis import load_cas_from_xmi, load_typesystem

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("cassis")
archive = zipfile.ZipFile(sys.argv[2])
types = load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
files = {}
for line in archive.read("documents.jsonl").decode("utf-8").splitlines():
    entry = json.loads(line)
    files[entry["id"]] = entry["file"]
for want in gold.documents:
    if want["id"] not in files:
        check.equal(want["id"] + " is reported as dropped", ("dropped" in gold.lost.get((want["id"], None), [])), True)
        continue
    cas = load_cas_from_xmi(io.BytesIO(archive.read(files[want["id"]])), typesystem=types)
    check.equal(want["id"] + " text", cas.sofa_string, want["text"])
    seen = {}
    # cassis turns the UTF-16 of the file into the code points of Python.
    for s in cas.select("gloss.Span"):
        seen[s.id] = (s.begin, s.end, s.label)
    check.equal(want["id"] + " spans", seen, {s["id"]: (s["start"], s["end"], s["label"]) for s in gold.kept(want)})
    notes = {s.id: s.note for s in cas.select("gloss.Span") if getattr(s, "note", None)}
    check.equal(want["id"] + " notes", notes, {s["id"]: s["note"] for s in gold.kept(want) if s.get("note")})
    sure = {s.id: s.sure for s in cas.select("gloss.Span") if getattr(s, "sure", None)}
    check.equal(want["id"] + " attributes", sure, {s["id"]: v["value"] for s in gold.kept(want) for v in s.get("attributes", []) if v["name"] == "sure"})
    links = {s.id: (s.Governor.id, s.Dependent.id, s.label) for s in cas.select("gloss.Link")}
    check.equal(want["id"] + " links", links, {s["id"]: (s["from"], s["to"], s["label"]) for s in gold.kept(want, "links")})
    labels = {s.id: s.label for s in cas.select("gloss.Document")}
    check.equal(want["id"] + " labels", labels, {s["id"]: s["label"] for s in gold.kept(want, "labels")})
    for token in cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"):
        check.equal("a token", token.get_covered_text().split(), [token.get_covered_text()])
check.done()
