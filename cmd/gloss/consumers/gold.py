"""What was labelled: Gloss JSON Lines, and what a format reports as lost.

A consumer is asked what it sees, and that is held against this. A span that was
moved to the edges of tokens is expected where it was moved to: around what was
labelled, by less than a token on each side.
"""
import json


class Gold:
    def __init__(self, gloss, losses):
        self.documents = [json.loads(line) for line in open(gloss, encoding="utf-8")]
        self.lost = {}
        for loss in json.load(open(losses, encoding="utf-8"))["losses"]:
            self.lost.setdefault((loss["document"], loss.get("span")), []).append(loss["kind"])

    def kinds(self, document, span):
        return self.lost.get((document["id"], span["id"]), [])

    def kept(self, document, field="spans"):
        """The annotations of a document that are in the dataset."""
        return [s for s in document.get(field) or [] if "dropped" not in self.kinds(document, s)]

    def moved(self, document, span):
        return any(k in ("moved", "split", "flattened") for k in self.kinds(document, span))


class Check:
    """Counts what was compared; fails with all that differs."""

    def __init__(self, name):
        self.name, self.compared, self.wrong = name, 0, []

    def equal(self, what, got, want):
        self.compared += 1
        if got != want:
            self.wrong.append(f"{what}: {got!r}, labelled was {want!r}")

    def spans(self, gold, document, got, label=lambda s: s["label"]):
        """got: (start, end, label) in code points, in any order."""
        exact, loose = [], []
        for s in gold.kept(document):
            target = loose if gold.moved(document, s) else exact
            target.append((s["start"], s["end"], label(s)))
        rest = list(got)
        for s in exact:
            self.compared += 1
            if s in rest:
                rest.remove(s)
            else:
                self.wrong.append(f"{document['id']}: {s} is not seen in {got}")
        for s in loose:
            self.compared += 1
            near = [g for g in rest if g[2] == s[2] and g[0] < s[1] and s[0] < g[1]]
            if near:
                rest.remove(near[0])
            else:
                self.wrong.append(f"{document['id']}: {s} was moved and is not seen in {got}")
        if rest:
            self.wrong.append(f"{document['id']}: seen, but not labelled: {rest}")

    def done(self):
        for w in self.wrong[:20]:
            print(f"{self.name}: {w}")
        print(f"{self.name}: {self.compared} compared, {len(self.wrong)} wrong")
        raise SystemExit(1 if self.wrong or not self.compared else 0)
