"""Label Studio's SDK checks tasks and converts them: python labelstudio_sdk.py GLOSS.jsonl FILE.json LOSSES.json"""
import json
import pathlib
import sys
import tempfile
from xml.sax.saxutils import quoteattr

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

from gold import Check, Gold

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("label-studio")
tasks = json.load(open(sys.argv[2], encoding="utf-8"))


def names(tag, field):
    found = sorted({s["label"] for d in gold.documents for s in d.get(field) or []}) or ["none"]
    return "".join(f"<{tag} value={quoteattr(n)}/>" for n in found)


attributes = sorted({a["name"] for d in gold.documents for f in ("spans", "links", "labels") for s in d.get(f) or [] for a in s.get("attributes", [])})
areas = "".join(f'<TextArea name={quoteattr(n)} toName="text" perRegion="true"/>' for n in attributes)
# The configuration that the package of the format says its files go with.
config = f"""<View><Text name="text" value="$text"/>
<Labels name="label" toName="text">{names("Label", "spans")}</Labels>
<Choices name="document" toName="text" choice="multiple">{names("Choice", "labels")}</Choices>{areas}</View>"""
interface = LabelInterface(config)
for number, task in enumerate(tasks, 1):
    task["id"] = number  # as the server numbers tasks and annotations when it imports them
    for n, annotation in enumerate(task["annotations"], 1):
        annotation["id"], annotation["completed_by"] = number * 100 + n, 1
        for r in annotation["result"]:
            if r["type"] == "relation":
                check.equal(f"{r} has ends", {r["from_id"], r["to_id"]} <= {o.get("id") for a in task["annotations"] for o in a["result"]}, True)
            else:
                check.equal(f"{r} is valid", interface.validate_region(r), True)
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "tasks.json"
    file.write_text(json.dumps(tasks), encoding="utf-8")
    converter = Converter(config=config, project_dir=None, download_resources=False)
    seen = {}
    for item in converter.iter_from_json_file(str(file)):
        number = item["id"]
        for s in item["output"].get("label", []):
            check.equal(f"{s} quotes", item["input"]["text"][s["start"] : s["end"]], s["text"])
            seen.setdefault(number, []).append((s["start"], s["end"], s["labels"][0]))
    for number, want in enumerate(gold.documents, 1):
        check.equal(want["id"] + " text", tasks[number - 1]["data"]["text"], want["text"])
        check.spans(gold, want, seen.get(number, []))
    # Its own CoNLL has all spans of a document that has them flat and on words.
    converter.convert(str(file), folder, "CONLL2003", is_dir=False)
    lines = (pathlib.Path(folder) / "result.conll").read_text(encoding="utf-8").splitlines()
    check.equal("it converts to CoNLL", any("\tB-" in line or " B-" in line for line in lines), True)
check.done()
