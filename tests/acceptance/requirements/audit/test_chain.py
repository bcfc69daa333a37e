"""A chain of entries: whatever is done to it afterwards is named by its first number."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.profile.audit import Chain
from acceptance.requirements.audit.chain import digest_of, first_break

CHAIN = Chain(fields=["previous_digest", "sequence", "time", "actor", "correlation"], pairs_of="details", start="0" * 8)
Entries = list[dict[str, Any]]


def linked(contents: list[tuple[str, str | None, dict[str, str]]], start: str = CHAIN.start, first: int = 1) -> Entries:
    """Entries as an honest log would have them."""
    entries: Entries = []
    previous = start
    for number, (actor, correlation, details) in enumerate(contents, first):
        entry = {
            "sequence": number,
            "time": f"2026-01-01T00:00:00.{number:06d}Z",
            "actor": actor,
            "correlation": correlation,
            "details": details,
            "previous_digest": previous,
        }
        previous = digest_of(entry, CHAIN)
        entries.append(entry | {"digest": previous})
    return entries


contents = st.lists(
    st.tuples(st.text(), st.none() | st.text(min_size=1), st.dictionaries(st.text(), st.text(), max_size=3)),
    min_size=4,
    max_size=12,
)


@given(contents)
def test_an_honest_log_has_no_break(content: list[Any]) -> None:
    log = linked(content)
    assert first_break(log, CHAIN, log) is None
    assert first_break(list(reversed(log)), CHAIN, log[:2]) is None


@given(contents, st.data())
def test_a_removed_entry_is_named(content: list[Any], data: st.DataObject) -> None:
    log = linked(content)
    place = data.draw(st.integers(0, len(log) - 1))
    found = first_break(log[:place] + log[place + 1 :], CHAIN, log)
    assert found is not None
    assert found.sequence in (place + 1, place + 2)


@given(contents, st.data(), st.text(min_size=1))
def test_a_changed_word_is_named(content: list[Any], data: st.DataObject, more: str) -> None:
    log = linked(content)
    place = data.draw(st.integers(0, len(log) - 1))
    log[place] = log[place] | {"actor": log[place]["actor"] + more}
    found = first_break(log, CHAIN)
    assert found is not None
    assert found.sequence == place + 1


@given(contents, st.data())
def test_a_log_calculated_anew_is_named_by_its_copy_alone(content: list[Any], data: st.DataObject) -> None:
    copy = linked(content)
    place = data.draw(st.integers(0, len(copy) - 1))
    forged = [(actor + "x" if number == place else actor, *rest) for number, (actor, *rest) in enumerate(content)]
    log = linked(forged)  # type: ignore[arg-type]
    assert first_break(log, CHAIN) is None
    found = first_break(log, CHAIN, copy)
    assert found is not None
    assert found.sequence == place + 1


def test_a_cut_off_end_is_named_by_its_copy_alone() -> None:
    copy = linked([("a", None, {}), ("b", "c", {"k": "v"}), ("c", None, {})])
    assert first_break(copy[:2], CHAIN) is None
    found = first_break(copy[:2], CHAIN, copy)
    assert found is not None
    assert found.sequence == 3


def test_no_entry_at_all_where_the_copy_has_some_is_a_break() -> None:
    copy = linked([("a", None, {})])
    found = first_break([], CHAIN, copy)
    assert found is not None
    assert found.sequence == 1


@pytest.mark.parametrize("time", ["2026-01-01T00:00:00.000001Z", "2026-01-01T01:00:00.000001+01:00"])
def test_one_moment_has_one_digest_however_it_is_written(time: str) -> None:
    entry = linked([("a", None, {"since": "2026-01-01T00:00:00Z"})])[0]
    assert digest_of(entry | {"time": time}, CHAIN) == entry["digest"]


def test_texts_that_were_moved_from_one_word_to_the_next_make_another_digest() -> None:
    first, second = linked([("ab", "c", {})])[0], linked([("a", "bc", {})])[0]
    assert first["digest"] != second["digest"]


@pytest.mark.parametrize("told", [None, "None", "yesterday", ""])
def test_an_entry_whose_time_is_none_is_named_by_its_digest(told: object) -> None:
    log = linked([("ana", None, {})] * 4)
    log[2] = log[2] | {"time": told}
    found = first_break(log, CHAIN)
    assert found is not None
    assert (found.sequence, found.reason) == (3, "its digest is another")
