"""pandas reads CSV: python tables.py GLOSS.jsonl FILE.csv LOSSES.json"""
import sys

import pandas

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("pandas")
sep = "\t" if sys.argv[2].endswith(".tsv") else ","
with open(sys.argv[2], encoding="utf-8", newline="") as f:
    rows = pandas.read_csv(f, sep=sep, dtype=str, keep_default_na=False, lineterminator=None)
for want in gold.documents:
    mine = rows[rows.doc_id == want["id"]]
    text = "".join(mine.text)
    check.equal(want["id"] + " text", text, want["text"])
    spans = mine[(mine.start_cp != "")]
    seen = {r.span_id: (int(r.start_cp), int(r.end_cp), r.label, r.annotator) for r in spans.itertuples()}
    check.equal(want["id"] + " spans", seen, {s["id"]: (s["start"], s["end"], s["label"], s.get("by", "")) for s in gold.kept(want)})
    for r in spans.itertuples():
        if not r.parts:
            check.equal(r.span_id + " quote", text[int(r.start_cp) : int(r.end_cp)], r.span_text)
check.done()
