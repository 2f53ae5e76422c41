"""spaCy reads its JSON: python spacy_json.py GLOSS.jsonl FILE.json LOSSES.json"""
import json
import sys

import spacy
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("spacy-json")
nlp = spacy.blank("xx")
docs = [Doc(nlp.vocab).from_json(d, validate=True) for d in json.load(open(sys.argv[2], encoding="utf-8"))]
check.equal("documents", len(docs), len(gold.documents))
for want, doc in zip(gold.documents, docs):
    check.equal(want["id"] + " text", doc.text, want["text"])
    check.spans(gold, want, [(s.start_char, s.end_char, s.label_) for s in doc.spans.get("sc", [])])
    check.equal(want["id"] + " cats", set(doc.cats), {s["label"] for s in gold.kept(want, "labels")})
    # A training example aligns its tokens with those of a pipeline. "-" is an
    # entity that is not learnt, since a token of the pipeline holds half of it.
    entities = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    tags = offsets_to_biluo_tags(doc, entities)
    check.equal(f"{want['id']} tags that are missing", tags.count("-"), 0)
    example = Example(doc.copy(), doc)
    check.equal(want["id"] + " aligned", [t for t in example.get_aligned_ner()], tags)
check.done()
