"""Changes of SQL are made in its code, never in its words."""

from __future__ import annotations

import pytest

from reference_platform.mutants.sql import edits, is_sql


def made(text: str) -> list[str]:
    return [one.made(text) for one in edits(text)]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("select a from t where a < b", "select a from t where a <= b"),
        ("select a from t where a = b", "select a from t where a <> b"),
        ("select a from t where a and b", "select a from t where a or b"),
        ("select a from t where b is null", "select a from t where b is not null"),
        ("select not exists (select)", "select exists (select)"),
        ("select a from t limit 1", "select a from t limit 2"),
        ("select a from t order by a desc", "select a from t order by a asc"),
        ("begin\n    delete from t where a;\nend", "begin\n    null;\nend"),
        ("begin\n    if not found then\n    end if;\nend", "begin\n    if found then\n    end if;\nend"),
    ],
)
def test_a_change_is_made_at_one_point(text: str, after: str) -> None:
    assert after in made(text)


@pytest.mark.parametrize(
    "text",
    [
        "update t set a = b",
        "select a -- where a < b and c",
        "select 'where a < b and c'",
        "select $1, a1 from t",
        "select a from t where a between b and c",
        "a := b",
    ],
)
def test_what_sets_names_or_is_said_stays(text: str) -> None:
    assert made(text) == []


def test_a_sentence_is_no_statement() -> None:
    assert is_sql("\nselect a from t") and is_sql("insert into t values ($1)")
    assert not is_sql("selected by a person") and not is_sql("The customer is unknown.")
