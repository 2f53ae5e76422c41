"""datasets reads conversations, and what they quote is in the text: python chat.py GLOSS.jsonl FILE.jsonl LOSSES.json"""
import json
import sys
import tempfile

from datasets import load_dataset

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("chat")


def place(text, quote, nth):
    at = -1
    for _ in range(nth):
        at = text.index(quote, at + 1)
    return at, at + len(quote)


with tempfile.TemporaryDirectory() as cache:
    rows = load_dataset("json", data_files={"train": sys.argv[2]}, cache_dir=cache)["train"]
    check.equal("rows", len(rows), len(gold.documents))
    for want, row in zip(gold.documents, rows):
        roles = [m["role"] for m in row["messages"]]
        check.equal(want["id"] + " roles", roles, ["system", "user", "assistant"])
        text = row["messages"][1]["content"]
        check.equal(want["id"] + " text", text, want["text"])
        seen = []
        for s in json.loads(row["messages"][2]["content"])["spans"]:
            parts = s.get("parts") or [s]
            places = [place(text, p["text"], p["occurrence"]) for p in parts]
            seen.append((places[0][0], places[-1][1], s["label"]))
        check.spans(gold, want, seen)
check.done()
