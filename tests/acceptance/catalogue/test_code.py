"""What a change of the source does to the parts of a key: words say nothing, code that is used does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acceptance.catalogue.code import GONE, Source, Sources

BEFORE = '''
"""What the file is about."""
import os
from json import dumps as written

LIMIT = 3

class Sum:
    """A sum."""
    start = 0

    def add(self, number):
        """Adds."""
        # quietly
        return self.start + number

def used(x):
    return written(x) + str(LIMIT)

def unused():
    return os.getcwd()
'''
PLACE = "features/steps/x.py"
EXECUTED = (f"{PLACE}:used", f"{PLACE}:Sum.add")


def parts(root: Path, text: str) -> dict[str, str]:
    (root / PLACE).parent.mkdir(parents=True, exist_ok=True)
    (root / PLACE).write_text(text, "utf-8")
    return Sources(root).code_parts(EXECUTED)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("# quietly", "# loudly, and at length", []),
        ("What the file is about", "What the file, with a comma, is about", []),
        ('"""Adds."""', '"""Adds a number."""', []),
        ("return os.getcwd()", "return os.getpid()", []),
        ("def unused", "def another():\n    return 1\n\ndef unused", []),
        ("import os", "import os\nimport sys", []),
        ("LIMIT = 3", "\n\nLIMIT   =   3", []),
        ("self.start + number", "self.start - number", [f"function {PLACE}:Sum.add"]),
        ("str(LIMIT)", "str(0)", [f"function {PLACE}:used"]),
        ("from json import dumps", "from pickle import dumps", [f"function {PLACE}:used"]),
        ("LIMIT = 3", "LIMIT = 4", [f"file {PLACE}"]),
        ("start = 0", "start = 1", [f"file {PLACE}"]),
        ("class Sum:", "class Sum(dict):", [f"file {PLACE}"]),
        ("def unused", "def used(x):\n    return 1\n\ndef unused", [f"file {PLACE}", f"function {PLACE}:used"]),
        ("def unused", "@atexit.register\ndef unused", [f"file {PLACE}"]),
        ("def used(x)", "def renamed(x)", [f"function {PLACE}:used"]),
    ],
)
def test_only_what_is_executed_or_done_on_import_changes_a_part(
    tmp_path: Path, old: str, new: str, changed: list[str]
) -> None:
    before = parts(tmp_path, BEFORE)
    assert old in BEFORE
    after = parts(tmp_path, BEFORE.replace(old, new))
    assert sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)) == changed


def test_a_method_that_takes_the_place_of_an_executed_one_is_seen() -> None:
    more = "class A:\n    def add(self): return 1\nclass B(A):\n    pass\n"
    executed = frozenset({"add"})
    before = Source.of(more).own_code(executed)
    assert Source.of(more.replace("pass", "def add(self): return 2")).own_code(executed) != before
    assert Source.of(more.replace("pass", "def new(self): return 2")).own_code(executed) == before


def test_a_file_is_read_again_as_it_was_kept() -> None:
    source = Source.of(BEFORE)
    assert Source.of_json(json.loads(json.dumps(source._asdict()))) == source


def test_a_function_or_a_file_that_is_gone_is_told_as_gone(tmp_path: Path) -> None:
    gone = Sources(tmp_path).code_parts(EXECUTED)
    assert set(gone.values()) == {GONE}
    assert parts(tmp_path, "def other(): pass")[f"function {PLACE}:used"] == GONE


def test_constants_and_classes_of_other_files_are_parts_and_functions_that_nobody_executed_are_not() -> None:
    found = Sources().code_parts(["acceptance/proof/judgement.py:judged"])
    assert "file acceptance/outcome.py" in found, "its enumeration of outcomes"
    assert "file acceptance/catalogue/proof.py" in found, "its class of what came of a defect"
    assert not any(name.startswith("function ") and "judgement" not in name for name in found)


def test_the_major_version_of_a_library_that_is_used_is_a_part(tmp_path: Path) -> None:
    assert parts(tmp_path, "import pydantic\ndef used(x): return pydantic")["library pydantic"] == "2"


def test_a_process_that_is_started_counts_with_all_that_it_imports() -> None:
    closure = Sources().closure("acceptance.instruments.load.generator")
    assert {"acceptance/instruments/load/generator.py", "acceptance/instruments/load/plan.py"} <= closure
    assert "acceptance/cli.py" not in closure
