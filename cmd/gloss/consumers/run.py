"""Has every export read by the software that it is for, and a model trained on one.

    python run.py GLOSS FOLDER

GLOSS is the program, FOLDER is for what it writes. Two datasets go through each
format: hard.jsonl, with all that formats stumble over, and news.txt, short news
that are labelled inline. What a consumer sees is held against what was labelled.
"""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
CONSUMERS = [  # format, ending, script
    ("spacy", "spacy", "spacy_docbin.py"),
    ("spacy-json", "json", "spacy_json.py"),
    ("prodigy", "jsonl", "prodigy_tokens.py"),
    ("hf-jsonl", "jsonl", "hf_rows.py"),
    ("hf-parquet", "parquet", "hf_rows.py"),
    ("conll2002", "bio", "conll2002.py"),
    ("conll2003", "conll", "conll_columns.py"),
    ("conllup", "conllup", "conllup.py"),
    ("gliner", "json", "gliner_tokens.py"),
    ("doccano", "jsonl", "doccano_import.py"),
    ("argilla", "json", "argilla_records.py"),
    ("webanno", "zip", "webanno_tsv.py"),
    ("uima-xmi", "zip", "cassis_xmi.py"),
    ("uima-json", "json", "cassis_json.py"),
    ("gate", "bdocjs", "gatenlp_bdoc.py"),
    ("bioc-xml", "xml", "bioc_collection.py"),
    ("bioc-json", "json", "bioc_collection.py"),
    ("brat", "zip", "brat_bioc.py"),
    ("pubannotation", "json", "pubannotation_json.py"),
    ("w3c", "jsonld", "w3c_jsonld.py"),
    ("labelstudio", "json", "labelstudio_sdk.py"),
    ("labelstudio-min", "json", "labelstudio_min.py"),
    ("csv", "csv", "tables.py"),
    ("tsv", "tsv", "tables.py"),
    ("chat", "jsonl", "chat.py"),
]
env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1", TOKENIZERS_PARALLELISM="false")
passed, failed = 0, []


def run(name, *command):
    global passed
    done = subprocess.run(command, env=env, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = done.stdout.strip().splitlines()
    if done.returncode == 0:
        passed += 1
        print(f"{name}: {lines[-1] if lines else 'done'}", flush=True)
        return True
    failed.append(name)
    print(f"{name}: FAILED\n  " + "\n  ".join(lines[-25:]), flush=True)
    return False


def main(gloss, folder):
    folder.mkdir(parents=True, exist_ok=True)
    data = {"hard": HERE / "hard.jsonl", "news": folder / "news.jsonl"}
    run("news.txt is read", gloss, "convert", "--from", "inline", str(HERE / "news.txt"), str(data["news"]))
    for kind, ending, script in CONSUMERS:
        for name, gold in data.items():
            out, losses = folder / f"{name}.{kind}.{ending}", folder / f"{name}.{kind}.losses.json"
            if run(f"{kind}, {name}, written", gloss, "convert", "--to", kind, "--report", str(losses), str(gold), str(out)):
                run(f"{kind}, {name}, read", sys.executable, script, str(gold), str(out), str(losses))
    run("a model is trained", sys.executable, "train.py", gloss, str(folder))
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()))
