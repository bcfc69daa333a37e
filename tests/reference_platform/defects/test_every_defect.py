"""Every defect is declared in full, and everything it replaces is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from reference_platform.defects.catalogue import Entry, catalogue

ENTRIES = list(catalogue().values())
OUR_PROGRAMS = {"api", "pipeline", "doubles", "vault"}
# One process imports what others wrote; a copy of it for each defect imports ours, with the defect's replacements.
TRY = """
import dataclasses, importlib, json, os, sys, tempfile
import asyncpg, confluent_kafka, fastapi, httpx, minio, psycopg2.extras, redis.asyncio, skops.io
import cryptography.hazmat.primitives.ciphers.aead, sklearn.linear_model, sklearn.preprocessing
from reference_platform.defects import replacing
from reference_platform.defects.catalogue import catalogue

def tried(defect):
    replaced = []

    def noting(target, replacement):
        return lambda original: (replaced.append(target), replacement(original))[1]

    foreign = {target.partition(".")[0] for target in defect.replaces} - {"reference_platform"}
    for name in list(sys.modules) if foreign else []:
        if name.partition(".")[0] in foreign | {"fastapi"}:
            del sys.modules[name]
    noted = {target: noting(target, replacement) for target, replacement in defect.replaces.items()}
    replacing.install([dataclasses.replace(defect, replaces=noted)])
    for target in defect.replaces:
        importlib.import_module(target.partition(":")[0])
    assert sorted(replaced) == sorted(defect.replaces), f"replaced only {replaced}"

failed = {}
for id_, entry in catalogue().items():
    with tempfile.TemporaryFile("w+") as said:
        if (child := os.fork()) == 0:
            try:
                tried(entry.defect)
                os._exit(0)
            except BaseException as error:
                print(type(error).__name__, error, file=said, flush=True)
                os._exit(1)
        if os.waitpid(child, 0)[1]:
            said.seek(0)
            failed[id_] = said.read() or "it died"
print(json.dumps(failed))
"""

every_defect = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.defect.id for entry in ENTRIES])


@every_defect
def test_it_says_what_it_is(entry: Entry) -> None:
    defect = entry.defect
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9]{2}-[a-z0-9-]+", defect.id)
    assert defect.id.upper().startswith(defect.must_catch), "the id begins with a control that must catch it"
    assert 0 < len(defect.title) <= 80
    assert re.fullmatch(r"[A-Z].{20,300}\.", entry.description), "the module's docstring is one sentence"
    assert not set(defect.must_catch) & set(defect.may_also_catch)


@every_defect
def test_it_changes_something_and_can_change_it_back(entry: Entry) -> None:
    defect = entry.defect
    assert bool(defect.replaces) == bool(defect.changes), "what is replaced, and in which programs, belong together"
    assert (defect.on is None) == (defect.off is None), "what is switched on is switched off"
    assert defect.replaces or defect.on
    assert set(defect.changes) <= OUR_PROGRAMS


@pytest.fixture(scope="module")
def not_applicable() -> dict[str, str]:
    """The defects whose replacements do not fit what is there, and why."""
    told = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


@every_defect
def test_what_it_replaces_is_there(entry: Entry, not_applicable: dict[str, str]) -> None:
    assert entry.defect.id not in not_applicable, not_applicable[entry.defect.id]


def test_the_catalogue_imports_nothing_of_the_platforms_programs() -> None:
    shown = "import sys; from reference_platform.defects.catalogue import catalogue; catalogue(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True).stdout.split()
    programs = ("api", "pipeline", "training", "doubles")
    assert [name for name in loaded if name.startswith(tuple(f"reference_platform.{one}" for one in programs))] == []
