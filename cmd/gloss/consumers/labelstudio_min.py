"""Label Studio's SDK makes JSON-MIN of the tasks: python labelstudio_min.py GLOSS.jsonl FILE.json LOSSES.json

It is made of the same dataset in Label Studio's JSON, which was written before, and
held against what Gloss writes itself.
"""
import json
import pathlib
import sys
import tempfile

from label_studio_sdk.converter import Converter

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("label-studio-min")
file = pathlib.Path(sys.argv[2])
ours = json.loads(file.read_text(encoding="utf-8"))
tasks = json.loads((file.parent / file.name.replace(".labelstudio-min.", ".labelstudio.")).read_text(encoding="utf-8"))
for number, task in enumerate(tasks, 1):
    task["id"] = number
    for n, annotation in enumerate(task["annotations"], 1):
        annotation["id"] = number * 100 + n
        annotation["completed_by"] = {"email": str(annotation.get("completed_by", ""))}
config = """<View><Text name="text" value="$text"/><Labels name="label" toName="text"><Label value="x"/></Labels>
<Choices name="document" toName="text" choice="multiple"><Choice value="x"/></Choices></View>"""


def spans(record):
    return sorted((s["start"], s["end"], s["text"], *s["labels"]) for s in record.get("label") or [])


with tempfile.TemporaryDirectory() as folder:
    tasks_file = pathlib.Path(folder) / "tasks.json"
    tasks_file.write_text(json.dumps(tasks), encoding="utf-8")
    Converter(config=config, project_dir=None, download_resources=False).convert(str(tasks_file), folder, "JSON_MIN", is_dir=False)
    theirs = json.loads((pathlib.Path(folder) / "result.json").read_text(encoding="utf-8"))
by_text = {}
for record in theirs:
    by_text.setdefault(record["text"], []).append(spans(record))
for want in gold.documents:
    mine = [r for r in ours if r["text"] == want["text"]]
    people = [r for r in mine if not str(r.get("annotator", "")).startswith("model:")]
    check.equal(want["id"] + " as the SDK makes it", sorted(spans(r) for r in people if spans(r)), sorted(s for s in by_text.get(want["text"], []) if s))
    check.spans(gold, want, [(s[0], s[1], s[3]) for r in mine for s in spans(r)])
check.done()
