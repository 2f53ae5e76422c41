"""NLTK reads CoNLL-2002: python conll2002.py GLOSS.jsonl FILE.bio LOSSES.json"""
import os
import pathlib
import sys

os.environ["NLTK_DATA"] = str(pathlib.Path(sys.argv[2]).parent)  # it opens files in its own folders alone
from nltk.corpus.reader import ConllCorpusReader

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("nltk")
file = pathlib.Path(sys.argv[2])
reader = ConllCorpusReader(str(file.parent), [file.name], ("words", "ne"), separator=" ")
# NLTK knows no column of entities alone: its own rows of it are held together.
rows = [row for grid in reader._grids() for row in grid]
seen, current = [], None
for row in rows:
    check.equal(f"columns of {row}", len(row), 2)
    word, tag = row
    prefix, _, label = tag.partition("-")
    if prefix == "I":
        check.equal(f"{tag} goes on with {current}", current is not None and current[0] == label, True)
        current[1].append(word)
        continue
    if prefix == "B":
        current = (label, [word])
        seen.append(current)
    else:
        check.equal(f"the tag {tag}", tag, "O")
        current = None
want = [("_".join(s["label"].split()), s["text"]) for d in gold.documents for s in gold.kept(d)]
check.equal("labels", sorted(label for label, _ in seen), sorted(label for label, _ in want))
exact = [(s, d) for d in gold.documents for s in gold.kept(d) if not gold.moved(d, s)]
ink = sorted(("_".join(s["label"].split()), "".join(s["text"].split())) for s, _ in exact)
got = [(label, "".join("".join(words).split())) for label, words in seen]
for one in ink:
    check.equal(f"{one} is seen", one in got, True)
check.done()
