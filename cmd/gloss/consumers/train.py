"""Trains a small entity recogniser on an export, and shows that it learns:

    python train.py GLOSS FOLDER

The news go into the sample project of a new data folder, and out again as a
DocBin in two parts, split as for real training.
"""
import pathlib
import random
import subprocess
import sys

import spacy
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

gloss, folder = sys.argv[1], pathlib.Path(sys.argv[2])
data, out = folder / "train-data", folder / "train-set"


def run(*command):
    subprocess.run([gloss, *map(str, command)], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


run("import", "--data", data, folder / "news.jsonl")
run("export", "--data", data, "--format", "spacy", "--dir", out, "--split", "train=80,test=20", "--seed", "7")
fix_random_seed(0)
nlp = spacy.blank("en")
ner = nlp.add_pipe("ner")


def examples(part):
    docs = [d for d in DocBin().from_disk(out / f"{part}.spacy").get_docs(nlp.vocab) if len(d.ents)]
    return [Example(nlp.make_doc(d.text), d) for d in docs]


train, test = examples("train"), examples("test")
optimizer = nlp.initialize(lambda: train)
before = nlp.evaluate([Example(nlp.make_doc(e.text), e.reference) for e in test])["ents_f"] or 0
losses = []
for epoch in range(30):
    random.shuffle(train)
    sum_ = {}
    for batch in minibatch(train, size=8):
        nlp.update(batch, sgd=optimizer, drop=0.2, losses=sum_)
    losses.append(sum_["ner"])
score = nlp.evaluate([Example(nlp.make_doc(e.text), e.reference) for e in test])
seen = nlp.evaluate([Example(nlp.make_doc(e.text), e.reference) for e in train])["ents_f"]
after = score["ents_f"]
print({k: round(v["f"], 2) for k, v in score["ents_per_type"].items()})
print(f"{len(train)} documents to learn, {len(test)} new ones: loss {losses[0]:.0f} to {losses[-1]:.0f}; F1 {seen:.2f} on the former, {after:.2f} on the latter, {before:.2f} before")
if not (losses[-1] < losses[0] / 4 and seen > 0.9 and after > max(0.4, before + 0.3)):
    raise SystemExit("the model has not learnt")
