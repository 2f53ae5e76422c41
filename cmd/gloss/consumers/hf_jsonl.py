"""datasets reads JSON Lines: python hf_jsonl.py GLOSS.jsonl FILE.jsonl LOSSES.json"""
import json
import sys
import tempfile

from datasets import load_dataset

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("datasets")
with tempfile.TemporaryDirectory() as cache:
    rows = load_dataset("json", data_files={"train": sys.argv[2]}, cache_dir=cache)["train"]
    check.equal("rows", len(rows), len(gold.documents))
    for want, row in zip(gold.documents, rows):
        check.equal(want["id"] + " id", row["id"], want["id"])
        check.equal(want["id"] + " text", row["text"], want["text"])
        check.spans(gold, want, [(s["start"], s["end"], s["label"]) for s in row["spans"]])
        for s in row["spans"]:
            parts = s["parts"] or [[s["start"], s["end"]]]
            check.equal(s["id"] + " quote", " ".join(row["text"][a:b] for a, b in parts), s["text"])
        check.equal(want["id"] + " labels", [s["label"] for s in row["labels"]], [s["label"] for s in gold.kept(want, "labels")])
        links = [(s["from"], s["to"], s["label"]) for s in row["links"]]
        check.equal(want["id"] + " links", links, [(s["from"], s["to"], s["label"]) for s in gold.kept(want, "links")])
        check.equal(want["id"] + " tags", len(row["ner_tags"]), len(row["tokens"]))
        check.equal(want["id"] + " meta", json.loads(row["meta"] or "{}"), want.get("meta", {}))
check.done()
