"""Steps and requirements hold no word, code or route of any platform: those stand in the product's file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.second_platform.dialect import PORTUGUESE

FOLDERS = ("features/steps", "acceptance/requirements")
ALLOWED = {
    ("acceptance/requirements/interface/published_interface.py", 404): "what RFC 9110 calls not found",
    ("acceptance/requirements/interface/published_interface.py", 500): "a failure without an explanation",
    ("features/steps/cards_handed_in.py", 500): "a failure without an explanation",
    ("acceptance/requirements/service/services.py", 200): "the first code of success in RFC 9110",
    ("acceptance/requirements/service/services.py", 300): "the code after the last one of success",
    ("acceptance/requirements/access/weak_encryption.py", 224): "bits of the shortest curve that NIST SP 800-57 allows",
}
"""(file, literal) -> why it is nobody's own. Everything else that looks like a platform's word is a mistake."""
PAGES = "acceptance/requirements/interface/published_interface.py"
"""Names pages that frameworks leave open by default; no platform of its own has to have them."""


def literals(path: Path) -> Iterator[tuple[int, Any]]:
    """Every string and number of a module that is no documentation, with its line."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documentation:
            yield node.lineno, node.value


def words_of_the_reference() -> set[str]:
    """What only the reference platform says: levels, topics, purposes, headers, its words for events and states."""
    said = yaml.safe_load(Path("platforms/reference.yaml").read_text("utf-8"))
    product, topics = said["product"], said["services"]["events"]["topics"]
    found = {*product["levels"], product["replicas"]["header"], *(topic["name"] for topic in topics.values())}
    found |= {word for word in said["privacy"]["words"].values() if "_" in word}
    return found | {field for operation in said["operations"].values() for field in _fields(operation.get("body"))}


def _fields(body: Any) -> Iterator[str]:
    """The platform's names for what the suite sends under another one."""
    for key, value in body.items() if isinstance(body, dict) else ():
        yield from _fields(value)
        if isinstance(value, str) and value.startswith("{") and value != f"{{{key}}}":
            yield key


SUITES_OWN = {
    "requested_by",
    "latency",
    "jitter",
    "requested_at",
    "transactions",
    "credit_score",
    "tokens",
    "amount",
    "account",
    "seed",
    "summary",
    "name",
    "key",
    "value",
    "version",
    "risk_level",
}
"""Words of the suite that the reference platform happens to use for something that it is sent."""


def faults(path: Path, words: set[str]) -> list[str]:
    """Each literal of a platform in a module, with its place."""
    found = []
    for line, value in literals(path):
        if (str(path), value) in ALLOWED or (str(path) == PAGES and isinstance(value, str)):
            continue
        status = type(value) is int and 200 <= value <= 599 and value % 100 <= 51
        route = isinstance(value, str) and value.startswith("/") and value.strip("/").isidentifier()
        if status or route or (isinstance(value, str) and value in words):
            found.append(f"{path}:{line}: {value!r}")
    return found


def modules() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in Path(folder).rglob("*.py"))


def test_no_module_names_what_only_one_platform_says():
    words = (words_of_the_reference() - SUITES_OWN) | {level.word for level in PORTUGUESE.levels}
    assert len(words) > 10
    assert [fault for path in modules() for fault in faults(path, words)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('check(level == "MEDIUM")', ["'MEDIUM'"]),
        ("check(status, equal_to(201))", ["201"]),
        ('client.get("/score")', ["'/score'"]),
        ('"""A score of 200, MEDIUM, at /score."""', []),
        ('send("scoring_request")', []),
    ],
)
def test_a_word_of_a_platform_is_found_and_documentation_is_none(tmp_path, text, found):
    module = tmp_path / "module.py"
    module.write_text(text)
    assert [fault.rpartition(": ")[2] for fault in faults(module, {"MEDIUM"})] == found


def test_what_is_allowed_is_still_there():
    there = {(str(path), value) for path in modules() for _, value in literals(path)}
    assert set(ALLOWED) - there == set()
