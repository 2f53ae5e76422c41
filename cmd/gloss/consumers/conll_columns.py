"""spaCy and seqeval read CoNLL columns: python conll_columns.py GLOSS.jsonl FILE.conll LOSSES.json

A tag that does not follow on the one before it is no span to seqeval in strict
mode: as many spans as are expected proves that each sequence is valid IOB2.
"""
import sys

from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import Entities, IOB2
from spacy.training.converters import conll_ner_to_docs

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("conll")
content = open(sys.argv[2], encoding="utf-8", newline="").read()
tags, documents = [], 0
for block in content.split("\n\n"):
    rows = [line.split() for line in block.split("\n") if line]
    if rows and rows[0][0] == "-DOCSTART-":
        documents += 1
        continue
    for row in rows:
        check.equal(f"columns of {row}", len(row), len(row) and 4)
    if rows:
        tags.append([row[-1] for row in rows])
check.equal("documents", documents, len(gold.documents))
want = sum(len(gold.kept(d)) for d in gold.documents)
strict = sum(len(s) for s in Entities(tags, IOB2).entities)
check.equal("spans of seqeval, strict", strict, want)
check.equal("spans of seqeval, lenient", len(get_entities(tags)), want)
docs = list(conll_ner_to_docs(content, n_sents=1, no_print=True))
check.equal("spans of spaCy", sum(len(d.ents) for d in docs), want)
labels = sorted("_".join(s["label"].split()) for d in gold.documents for s in gold.kept(d))
check.equal("labels of spaCy", sorted(e.label_ for d in docs for e in d.ents), labels)
check.done()
