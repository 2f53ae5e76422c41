"""datasets reads JSON Lines and Parquet: python hf_rows.py GLOSS.jsonl FILE.jsonl|FILE.parquet LOSSES.json"""
import json
import sys
import tempfile

from datasets import load_dataset

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("datasets")
parquet = sys.argv[2].endswith(".parquet")


def said(s, **more):
    """What an annotation says, in Gloss JSON Lines and in a row."""
    return dict(more, label=s["label"], note=s.get("note") or "", by=s.get("by") or s.get("annotator") or "",
                attributes=sorted((v["name"], v["value"]) for v in s.get("attributes") or []))


with tempfile.TemporaryDirectory() as cache:
    rows = load_dataset("parquet" if parquet else "json", data_files={"train": sys.argv[2]}, cache_dir=cache)["train"]
    name = str
    if parquet:  # tags are numbers, with their names in the features
        tag = rows.features["ner_tags"].feature
        check.equal("the class of O", tag.int2str(0), "O")
        name = tag.int2str
    check.equal("rows", len(rows), len(gold.documents))
    for want, row in zip(gold.documents, rows):
        check.equal(want["id"] + " id", row["id"], want["id"])
        check.equal(want["id"] + " text", row["text"], want["text"])
        spans = [(s["start"], s["end"], s["label"]) for s in row["spans"]]
        check.spans(gold, want, spans)
        for s in row["spans"]:
            parts = s["parts"] or [[s["start"], s["end"]]]
            check.equal(s["id"] + " quote", " ".join(row["text"][a:b] for a, b in parts), s["text"])
        for field in "spans", "labels", "links":
            ends = lambda s: {"from": s["from"], "to": s["to"]} if field == "links" else {}
            kept = [said(s, **ends(s)) for s in gold.kept(want, field)]
            check.equal(f"{want['id']} {field}", [said(s, **ends(s)) for s in row[field]], kept)
        check.equal(want["id"] + " meta", json.loads(row["meta"] or "{}"), want.get("meta", {}))
        check.equal(want["id"] + " tags", len(row["ner_tags"]), len(row["tokens"]))
        # Each span of the tags is one that was labelled, widened to tokens.
        at, places = 0, []
        for token in row["tokens"]:
            start = row["text"].index(token, at)
            at = start + len(token)
            places.append((start, at))
        run = None
        for i, tag in enumerate([name(t) for t in row["ner_tags"]] + ["O"]):
            if run and not tag.startswith("I-"):
                start, end, label = places[run[0]][0], places[i - 1][1], run[1]
                fits = any(s[2] == label and s[0] < end and start < s[1] for s in spans)
                check.equal(f"{want['id']} tagged {start} to {end} {label}", fits, True)
                run = None
            if tag.startswith("B-"):
                run = (i, tag[2:])
check.done()
