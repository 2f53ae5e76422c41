"""doccano's own importer takes the file: python doccano_import.py GLOSS.jsonl FILE.jsonl LOSSES.json

It runs as doccano's server has it, over a database in memory. doccano counts UTF-16
units, as its page does.
"""
import importlib.util
import json
import pathlib
import sys
import types

import django
from django.conf import settings

# Its backend is a package folder of its own, with modules named as from there.
backend = next(p for p in map(pathlib.Path, importlib.util.find_spec("backend").submodule_search_locations))
sys.path.insert(0, str(backend))
# What keeps uploaded files is not asked for: the importer is given a file.
uploads = types.ModuleType("django_drf_filepond.models")
uploads.DrfFilePondStoredStorage = object
sys.modules["django_drf_filepond"] = types.ModuleType("django_drf_filepond")
sys.modules["django_drf_filepond.models"] = uploads
APPS = ["roles", "projects", "examples", "label_types", "labels", "data_import"]
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "polymorphic", *APPS],
    MIGRATION_MODULES={app: None for app in APPS},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", SECRET_KEY="x", USE_TZ=True, IMPORT_BATCH_SIZE=1000,
    ROLE_PROJECT_ADMIN="project_admin", ROLE_ANNOTATOR="annotator", ROLE_ANNOTATION_APPROVER="annotation_approver",
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

from gold import Check, Gold

call_command("migrate", run_syncdb=True, verbosity=0)

from data_import.datasets import load_dataset
from data_import.pipeline.catalog import JSONL, RELATION_EXTRACTION
from data_import.pipeline.readers import FileName
from examples.models import Example
from labels.models import Relation, Span
from projects.models import ProjectType, SequenceLabelingProject

gold, check = Gold(sys.argv[1], sys.argv[3]), Check("doccano")
user = User.objects.create(username="ada")
rows = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8", newline="\n")]


def load(task, name):
    project = SequenceLabelingProject.objects.create(
        name=name, project_type=ProjectType.SEQUENCE_LABELING, allow_overlapping=True, use_relation=True, created_by=user
    )
    file = FileName(full_path=sys.argv[2], generated_name=name, upload_name=name)
    dataset = load_dataset(task, JSONL, [file], project, encoding="utf-8")
    dataset.save(user)
    check.equal(name + " errors", [e.dict() for e in dataset.errors], [])
    return project


def codepoints(text, at):
    return len(text.encode("utf-16-le")[: 2 * at].decode("utf-16-le"))


def spans(example):
    return [
        (codepoints(example.text, s.start_offset), codepoints(example.text, s.end_offset), s.label.text)
        for s in Span.objects.filter(example=example)
    ]


project = load(ProjectType.SEQUENCE_LABELING.value, "spans")
by_text = {e.text: e for e in Example.objects.filter(project=project)}
check.equal("documents", len(by_text), len({d["text"] for d in gold.documents}))
for want in gold.documents:
    check.spans(gold, want, spans(by_text[want["text"]]))
if any("relations" in row for row in rows):
    project = load(RELATION_EXTRACTION, "relations")
    for want in gold.documents:
        kept = gold.kept(want, "links")
        if not kept:
            continue
        example = Example.objects.get(project=project, text=want["text"])
        place = {s["id"]: (s["start"], s["end"], s["label"]) for s in want["spans"]}
        seen = sorted(
            tuple((codepoints(example.text, e.start_offset), codepoints(example.text, e.end_offset), e.label.text) for e in (r.from_id, r.to_id)) + (r.type.text,)
            for r in Relation.objects.filter(example=example)
        )
        check.equal(want["id"] + " relations", seen, sorted((place[s["from"]], place[s["to"]], s["label"]) for s in kept))
check.done()
