"""spaCy reads a .spacy file: python spacy_docbin.py GLOSS.jsonl FILE.spacy LOSSES.json"""
import json
import sys

import spacy
from spacy.tokens import DocBin
from spacy.training import Example

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("spacy")
nlp = spacy.blank("xx")
docs = list(DocBin().from_disk(sys.argv[2]).get_docs(nlp.vocab))
check.equal("documents", len(docs), len(gold.documents))
for want, doc in zip(gold.documents, docs):
    check.equal(want["id"] + " text", doc.text, want["text"])
    check.spans(gold, want, [(s.start_char, s.end_char, s.label_) for s in doc.spans["sc"]] if "sc" in doc.spans else [])
    said = {(doc.spans["sc"][a["span"]].start_char, a["note"]) for a in json.loads(doc.user_data["gloss"]).get("said", []) if "note" in a and "span" in a}
    check.equal(want["id"] + " notes", said, {(s["start"], s["note"]) for s in gold.kept(want) if s.get("note")})
    check.equal(want["id"] + " cats", set(doc.cats), {s["label"] for s in gold.kept(want, "labels")})
    grouped = {(s.start, s.end, s.label_) for s in doc.spans.get("sc", [])}
    for e in doc.ents:
        check.equal(f"{want['id']} entity {e} is in the group", (e.start, e.end, e.label_) in grouped, True)
    if grouped:
        check.equal(want["id"] + " some entity is kept", len(doc.ents) > 0, True)
    # Training aligns the tokens of a pipeline with these: no entity may be lost on the way.
    if doc.ents:
        seen = Example(nlp.make_doc(doc.text), doc).get_aligned_ents_and_ner()
        check.equal(want["id"] + " alignment", seen is not None, True)
check.done()
