"""Every defect is declared in full, and everything it replaces is there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from reference_platform.defects.catalogue import Entry, catalogue

ENTRIES = list(catalogue().values())
OUR_PROGRAMS = {"api", "pipeline", "doubles", "vault"}
TRY = """
import importlib, sys
from reference_platform.defects import replacing
from reference_platform.defects.catalogue import by_id
defect = by_id(sys.argv[1])
replacing.install([defect])
for target in defect.replaces:
    importlib.import_module(target.partition(":")[0])
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


@every_defect
def test_what_it_replaces_is_there(entry: Entry) -> None:
    if entry.defect.replaces:
        tried = subprocess.run(
            [sys.executable, "-c", TRY, entry.defect.id], capture_output=True, text=True, check=False
        )
        assert tried.returncode == 0, tried.stderr


def test_the_catalogue_imports_nothing_of_the_platforms_programs() -> None:
    shown = "import sys; from reference_platform.defects.catalogue import catalogue; catalogue(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True).stdout.split()
    programs = ("api", "pipeline", "training", "doubles")
    assert [name for name in loaded if name.startswith(tuple(f"reference_platform.{one}" for one in programs))] == []
