"""A watched module notes each statement that it executes, and when; and does what it did."""

from __future__ import annotations

import ast
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from reference_platform.mutants import watch

MODULE = '''"""Said first."""
from __future__ import annotations

def outer(x):
    """Said too."""
    def inner(y):
        return y + 1
    if x:
        return inner(x)
    elif x == 0:
        return "zero"
    try:
        raise ValueError
    except ValueError:
        return None
'''


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    watch._descriptor.cache_clear()
    watch._seen.clear()
    (tmp_path / "postgres.log").touch()
    return SimpleNamespace(temporary=tmp_path, log_of=lambda program: tmp_path / f"{program}.log")


def test_executed_statements_are_noted_and_others_are_not(plan) -> None:
    names: dict = {}
    exec(compile(watch.marked("m")(ast.parse(MODULE)), "m", "exec"), names)
    before = time.time()
    assert names["outer"](4) == 5
    spans = watch.spans(plan)
    assert set(spans) == {"m:6", "m:7", "m:8", "m:9"}
    assert all(begin <= time.time() and end >= before for several in spans.values() for begin, end in several)
    assert names["outer"](0) == "zero" and names["outer"](None) is None
    assert {"m:10", "m:11", "m:13", "m:15"} <= set(watch.spans(plan))


def test_calls_of_functions_in_the_database_are_read_from_its_log(plan) -> None:
    plan.log_of("postgres").write_text(
        "2026-11-30 05:00:00.150 UTC [7] api@scoring LOG:  reached schema/x:f\n"
        "2026-11-30 05:00:00.250 UTC [7] api@scoring LOG:  reached schema/x:f\n"
        "2026-11-30 05:00:09.000 UTC [7] api@scoring LOG:  something else\n"
    )
    ((begin, end),) = watch.spans(plan)["schema/x:f"]
    assert end - begin == pytest.approx(0.2)
