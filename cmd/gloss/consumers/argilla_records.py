"""Argilla's SDK makes records of them: python argilla_records.py GLOSS.jsonl FILE.json LOSSES.json"""
import json
import sys

import argilla as rg

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("argilla")
labels = sorted({s["label"] for d in gold.documents for s in d.get("spans") or []})
names = sorted({s["label"] for d in gold.documents for s in d.get("labels") or []}) or ["none"]
records = json.load(open(sys.argv[2], encoding="utf-8"))
check.equal("records", len(records), len(gold.documents))
by_text = {r["fields"]["text"]: r for r in records}
for want in gold.documents:
    raw = by_text[want["text"]]
    record = rg.Record.from_dict(raw)
    text = record.fields["text"]
    check.equal(want["id"] + " text", text, want["text"])
    seen, whole, said = [], [], json.loads(record.metadata.get("gloss.said", "[]"))
    answers = [(r.question_name, r.value) for r in record.responses] + [(s.question_name, s.value) for s in record.suggestions]
    for question, value in answers:
        if question == "labels":
            check.equal(f"{value} are labels of the question", set(value) <= set(names), True)
            whole += value
            continue
        for s in value:
            check.equal(f"{s} is in the text", 0 <= s["start"] < s["end"] <= len(text), True)
            check.equal(f"{s} has a label of the question", s["label"] in labels, True)
            seen.append((s["start"], s["end"], s["label"]))
    check.spans(gold, want, seen)
    check.equal(want["id"] + " labels", sorted(whole), sorted(s["label"] for s in gold.kept(want, "labels")))
    notes = [s["note"] for f in ("spans", "labels") for s in gold.kept(want, f) if s.get("note")]
    check.equal(want["id"] + " notes", sorted(s["note"] for s in said if s.get("note")), sorted(notes))
check.done()
