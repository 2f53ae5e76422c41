"""GLiNER's training data as its documentation has it: python gliner_tokens.py GLOSS.jsonl FILE.json LOSSES.json

Its own data collator needs PyTorch, which weighs more than all else here; what it
takes is a list of tokens, and [first, last, label] with the last token included.
"""
import json
import sys

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("gliner")
examples = json.load(open(sys.argv[2], encoding="utf-8"))
check.equal("examples", len(examples), len(gold.documents))
for want, example in zip(gold.documents, examples):
    check.equal(want["id"] + " fields", sorted(example), ["ner", "tokenized_text"])
    tokens, places, at = example["tokenized_text"], [], 0
    for token in tokens:
        at = want["text"].index(token, at)
        places.append((at, at + len(token)))
        at += len(token)
    seen = []
    for first, last, label in example["ner"]:
        check.equal(f"{first} to {last} are tokens", 0 <= first <= last < len(tokens), True)
        seen.append((places[first][0], places[last][1], label))
    check.spans(gold, want, seen)
check.done()
