"""PubAnnotation's JSON as its documentation has it: python pubannotation_json.py GLOSS.jsonl FILE.json LOSSES.json

No reader of it is published for Python: each rule of the format is checked instead,
such as that IDs are unique in a track and that what they name is there.
"""
import json
import sys

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("pubannotation")
documents = {d["text"]: d for d in json.load(open(sys.argv[2], encoding="utf-8"))}
check.equal("documents", len(documents), len({d["text"] for d in gold.documents}))
for want in gold.documents:
    document = documents[want["text"]]
    seen, links, notes = [], [], []
    for track in document.get("tracks") or [document]:
        ids = {}
        for d in track["denotations"]:
            check.equal(f"{d['id']} is there once", d["id"] in ids, False)
            spans = d["span"] if isinstance(d["span"], list) else [d["span"]]
            for s in spans:
                check.equal(f"{s} is in the text", 0 <= s["begin"] < s["end"] <= len(want["text"]), True)
            ids[d["id"]] = (spans[0]["begin"], spans[-1]["end"], d["obj"])
            seen.append(ids[d["id"]])
        for r in track.get("relations") or []:
            check.equal(f"{r} links what is there", {r["subj"], r["obj"]} <= set(ids), True)
            links.append((ids[r["subj"]], ids[r["obj"]], r["pred"]))
        known = set(ids) | {r["id"] for r in track.get("relations") or []}
        for a in track.get("attributes") or []:
            check.equal(f"{a} is about something", a["subj"] in known, True)
            if a["pred"] == "note":
                notes.append(a["obj"])
    check.equal(want["id"] + " spans", sorted(seen), sorted((s["start"], s["end"], s["label"]) for s in gold.kept(want)))
    place = {s["id"]: (s["start"], s["end"], s["label"]) for s in want.get("spans") or []}
    check.equal(want["id"] + " links", sorted(links), sorted((place[s["from"]], place[s["to"]], s["label"]) for s in gold.kept(want, "links")))
    check.equal(want["id"] + " notes", sorted(notes), sorted(s["note"] for f in ("spans", "links") for s in gold.kept(want, f) if s.get("note")))
check.done()
