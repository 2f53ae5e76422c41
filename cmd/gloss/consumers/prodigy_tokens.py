"""spaCy makes Docs of Prodigy's tokens: python prodigy_tokens.py GLOSS.jsonl FILE.jsonl LOSSES.json

Prodigy itself is sold, and so not installed here; its tokens and spans are made
for spaCy, by which each is looked up again.
"""
import json
import sys

import spacy
from spacy.tokens import Doc

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("prodigy")
vocab = spacy.blank("xx").vocab
seen, texts = {}, {}
for line in open(sys.argv[2], encoding="utf-8"):
    task = json.loads(line)
    doc = Doc(vocab, words=[t["text"] for t in task["tokens"]], spaces=[t["ws"] for t in task["tokens"]])
    check.equal("the text of the tokens", doc.text, task["text"])
    for s in task["spans"]:
        span = doc[s["token_start"] : s["token_end"] + 1]  # the last token is included
        check.equal(f"tokens of {s}", (span.start_char, span.end_char), (s["start"], s["end"]))
        seen.setdefault(task["text"], []).append((s["start"], s["end"], s["label"]))
for want in gold.documents:
    check.spans(gold, want, seen.get(want["text"], []))
check.done()
