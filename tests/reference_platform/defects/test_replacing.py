"""A replacement is in place before anybody can use the part, and one that does not fit is told at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reference_platform.defects.defect import DefectDoesNotApply, swap
from reference_platform.defects.run import unwrapped, wrapped

PARTS = """
LIMIT = 10
QUERY = "select 1 where allowed"

def answer():
    return LIMIT

class Door:
    def opens(self):
        return "with a key"

    @staticmethod
    def kind():
        return "oak"

    @classmethod
    def name(cls):
        return cls.__name__
"""

PROGRAM = """
import json, sys
from parts import LIMIT, QUERY, Door, answer
print(json.dumps([LIMIT, answer(), QUERY, Door().opens(), Door.kind(), Door.name(), sys.argv[1:]]))
"""

# What `defects.run` does, with a defect of the test's own and a package of ours that is not in the checkout.
HARNESS = """
import sys
import reference_platform
reference_platform.__path__.append({folder!r})
from reference_platform.defects import catalogue, run
from reference_platform.defects.defect import Defect
replaces = {replaces}
catalogue.catalogue = lambda: dict(x=catalogue.Entry(Defect("x", "t", ("E2E-01",), replaces=replaces), sys))
sys.exit(run.main(["x", "program", *sys.argv[1:]]))
"""


def run(folder: Path, replaces: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "parts.py").write_text(PARTS)
    (folder / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-c", HARNESS.format(folder=str(folder), replaces=replaces), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_constants_functions_methods_and_imported_names_are_replaced(tmp_path: Path) -> None:
    replaces = """{
        "parts:LIMIT": lambda limit: limit + 1,
        "parts:QUERY": lambda text: text.replace(" where allowed", ""),
        "parts:answer": lambda original: lambda: original() * 2,
        "parts:Door.opens": lambda original: lambda self: original(self) + ", or without",
        "parts:Door.kind": lambda original: lambda: "paper",
        "parts:Door.name": lambda original: lambda cls: original(cls) + "!",
    }"""
    ended = run(tmp_path, replaces, "--seed")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ('[11, 22, "select 1", "with a key, or without", "paper", "Door!", ["--seed"]]\n')


CHANGED = """
import ast
def rewrite(tree):
    next(node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value == 10).value = 12
    return tree
"""


def test_a_module_is_executed_from_its_changed_source_and_others_never_get_it(tmp_path: Path) -> None:
    assert run(tmp_path, "{}").stdout.startswith("[10, 10, ")
    code = CHANGED + HARNESS.replace("replaces=replaces", "rewrites=dict(parts=rewrite)")
    code = code.format(folder=str(tmp_path), replaces="{}")
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.stdout.startswith("[12, 12, "), ended.stderr
    assert run(tmp_path, "{}").stdout.startswith("[10, 10, "), "what was compiled is not kept"


def test_a_module_that_its_own_package_imports_is_changed_too(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole/__init__.py").write_text("from whole.part import LIMIT")
    (tmp_path / "whole/part.py").write_text("LIMIT = 10")
    (tmp_path / "asks.py").write_text("import sys, whole; print(whole.LIMIT)")
    harness = HARNESS.replace('"program"', '"asks"')
    code = harness.format(folder=str(tmp_path), replaces='{"whole.part:LIMIT": lambda limit: limit + 1}')
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "11\n"


@pytest.mark.parametrize(
    ("replaces", "said"),
    [
        ('{"parts:Door.shuts": lambda original: original}', "parts has no Door.shuts that could be replaced"),
        ('{"parts:gone": lambda original: original}', "parts has no gone that could be replaced"),
        ('{"nowhere:gone": lambda original: original}', "there is no module nowhere"),
        ('{"os:getcwd": lambda original: original}', "os was imported before it could be changed"),
    ],
)
def test_a_part_that_is_not_there_keeps_the_program_from_starting(tmp_path: Path, replaces: str, said: str) -> None:
    ended = run(tmp_path, replaces, "--seed")
    assert ended.returncode == 1
    assert said in ended.stderr
    assert ended.stdout == ""


def test_programs_of_ours_carry_defects_on_and_others_do_not() -> None:
    ours = ["python", "-m", "reference_platform.training", "--seed", "1"]
    carried = wrapped(ours, "a")
    assert carried == ["python", "-m", "reference_platform.defects.run", "a", *ours[2:]]
    assert wrapped(carried, "a,b") == wrapped(ours, "a,b"), "wrapping anew replaces, it does not nest"
    assert wrapped(carried, "") == unwrapped(carried) == ours
    for other in (["ls"], ["python", "-m", "pip", "list"], ["python", "x.py"]):
        assert wrapped(other, "a") == other


def test_a_text_without_the_piece_to_exchange_is_refused() -> None:
    assert swap("a where b", " where b", "") == "a"
    with pytest.raises(DefectDoesNotApply, match="'c' is not in the text"):
        swap("a where b", "c", "")
