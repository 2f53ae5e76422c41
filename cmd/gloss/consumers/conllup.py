"""conllu reads CoNLL-U Plus: python conllup.py GLOSS.jsonl FILE.conllup LOSSES.json"""
import sys

import conllu
from seqeval.metrics.sequence_labeling import get_entities

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("conllu")
ESCAPES = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\p": "|", "\\\\": "\\"}


def blanks(s):
    """SpacesAfter and SpacesBefore as UDPipe writes them."""
    out, at = "", 0
    while at < len(s):
        pair = s[at : at + 2]
        out += ESCAPES.get(pair, s[at])
        at += 2 if pair in ESCAPES else 1
    return out


texts, spans, documents = [], [], 0
for sentence in conllu.parse_incr(open(sys.argv[2], encoding="utf-8", newline="")):
    if "newdoc id" in sentence.metadata or "newdoc" in sentence.metadata:
        texts.append("")
    for token in sentence:
        misc = token["misc"] or {}
        texts[-1] += blanks(misc.get("SpacesBefore", "")) + token["form"]
        texts[-1] += blanks(misc["SpacesAfter"]) if "SpacesAfter" in misc else "" if misc.get("SpaceAfter") == "No" else " "
    spans.append([token["gloss:ne"] for token in sentence])
check.equal("documents", len(texts), len(gold.documents))
for want, text in zip(gold.documents, texts):
    check.equal(want["id"] + " text", text.rstrip(" "), want["text"])
check.equal("spans", len(get_entities(spans)), sum(len(gold.kept(d)) for d in gold.documents))
check.done()
