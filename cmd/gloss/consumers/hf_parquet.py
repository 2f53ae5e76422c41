"""datasets reads Parquet: python hf_parquet.py GLOSS.jsonl FILE.parquet LOSSES.json"""
import sys
import tempfile

from datasets import load_dataset

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("datasets")
with tempfile.TemporaryDirectory() as cache:
    rows = load_dataset("parquet", data_files={"train": sys.argv[2]}, cache_dir=cache)["train"]
    tag = rows.features["ner_tags"].feature
    check.equal("the class of O", tag.int2str(0), "O")
    check.equal("rows", len(rows), len(gold.documents))
    for want, row in zip(gold.documents, rows):
        check.equal(want["id"] + " id", row["id"], want["id"])
        check.equal(want["id"] + " text", row["text"], want["text"])
        spans = [(s["start"], s["end"], s["label"]) for s in row["spans"]]
        check.spans(gold, want, spans)
        check.equal(want["id"] + " labels", sorted(row["labels"]), sorted(s["label"] for s in gold.kept(want, "labels")))
        check.equal(want["id"] + " tags", len(row["ner_tags"]), len(row["tokens"]))
        # Each span of the tags is one that was labelled, widened to tokens.
        at, places = 0, []
        for token in row["tokens"]:
            start = row["text"].index(token, at)
            at = start + len(token)
            places.append((start, at))
        run = None
        for i, name in enumerate([tag.int2str(t) for t in row["ner_tags"]] + ["O"]):
            if run and not name.startswith("I-"):
                start, end, label = places[run[0]][0], places[i - 1][1], run[1]
                fits = any(s[2] == label and s[0] < end and start < s[1] for s in spans)
                check.equal(f"{want['id']} tagged {start} to {end} {label}", fits, True)
                run = None
            if name.startswith("B-"):
                run = (i, name[2:])
check.done()
