"""WebAnno TSV as INCEpTION's user guide has it: python webanno_tsv.py GLOSS.jsonl FILE.zip LOSSES.json

Its reader is in Java and has no twin in Python: each rule of the guide's chapter is
checked instead, with offsets in UTF-16 code units.
"""
import re
import sys
import zipfile

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("webanno")
archive = zipfile.ZipFile(sys.argv[2])
ESCAPE = re.compile(r"\\(->|.)")
PLAIN = {"t": "\t", "n": "\n", "r": "\r"}


def unescape(s):
    return ESCAPE.sub(lambda m: PLAIN.get(m[1], m[1]), s)


def stacked(cell):
    """VALUE[N]|VALUE[N]: the values with their numbers, 0 where there is none."""
    if cell == "_":
        return []
    found = []
    for one in re.split(r"(?<!\\)\|", cell):
        m = re.fullmatch(r"(.*?)(?<!\\)\[(\d+)\]", one)
        found.append((m[1], int(m[2])) if m else (one, 0))
    return found


documents = {}
for name in archive.namelist():
    if not name.endswith(".tsv"):
        continue
    lines = archive.read(name).decode("utf-8").split("\n")
    check.equal(name + " head", lines[0], "#FORMAT=WebAnno TSV 3.3")
    head = [line for line in lines if line.startswith("#T_")]
    columns = [f for line in head for f in line.split("|")[1:]]
    value, base = columns.index("value"), next((i for i, c in enumerate(columns) if c.startswith("BT_")), None)
    rows = [line for line in lines if line and not line.startswith("#")]
    units, spans, links = {}, {}, []
    for row in rows:
        cells = row.split("\t")
        check.equal(f"columns of {row}", (len(cells), cells[-1]), (3 + len(columns) + 1, ""))
        start, end = map(int, cells[1].split("-"))
        word = unescape(cells[2])
        check.equal(f"{cells[0]} is as long as it says", len(word.encode("utf-16-le")) // 2, end - start)
        units[(start, end)] = word
        for label, number in stacked(cells[3 + value]):
            key = number or cells[0]
            before = spans.get(key, (start, end, unescape(label)))
            check.equal(f"{key} has one label", before[2], unescape(label))
            spans[key] = (min(before[0], start), max(before[1], end), before[2])
        if base is not None and cells[3 + base] != "_":
            for source in cells[3 + base].split("|"):
                address, _, ids = source.rstrip("]").partition("[")
                a, b = (int(i) for i in ids.split("_")) if ids else (0, 0)
                links.append((a or address, b or cells[0]))
    for source, target in links:
        check.equal(f"{source} to {target} are spans", source in spans and target in spans, True)
    documents[name.removesuffix(".tsv")] = (units, spans, links)
check.equal("documents", len(documents), len(gold.documents))
for want in gold.documents:
    units, spans, links = documents.get(want.get("source", ""), documents.get(want["id"], ({}, {}, [])))
    text = want["text"].encode("utf-16-le")
    at = lambda n: len(text[: 2 * n].decode("utf-16-le"))
    for (start, end), word in units.items():
        check.equal(f"{start} to {end} are the token", text[2 * start : 2 * end].decode("utf-16-le"), word)
    check.spans(gold, want, [(at(s), at(e), label) for s, e, label in spans.values()])
    check.equal(want["id"] + " links", len(links), len(gold.kept(want, "links")))
check.done()
