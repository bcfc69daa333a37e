"""Lists in pages are read to their end, and only a list that may be left out is taken for an empty one."""

from __future__ import annotations

from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.http import Exchange
from acceptance.platform.pages import records
from acceptance.profile.bindings import Population

ENTRIES = [{"n": number} for number in range(7)]


def answered(content: Any, link: str = "") -> Exchange:
    return Exchange("scoring_api", "GET", "/list", 200, "application/json", b"", content, {"Link": link}, 0.0)


def read(answers: dict[str, Any], **said: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """The records, and how each page was asked for; answers by what a page was asked for with."""
    asked: list[dict[str, Any]] = []

    def ask(**how: Any) -> Exchange:
        asked.append(how)
        answer = answers[str(how.get("next") or how.get("query", {}).get("cursor") or how.get("page", ""))]
        return answer if isinstance(answer, Exchange) else answered(answer)

    population = Population(operation="list", items="items", fields={}, **said)
    return records("entries", population, ask), asked


def test_a_list_without_pages_is_asked_for_once() -> None:
    assert read({"": {"items": ENTRIES}}) == (ENTRIES, [{}])


def test_each_page_names_the_next_one() -> None:
    pages = {"": {"items": ENTRIES[:3], "next": "b"}, "b": {"items": ENTRIES[3:], "next": None}}
    assert read(pages, next="next") == (ENTRIES, [{}, {"next": "b"}])


def test_the_address_of_the_next_page_is_taken_apart() -> None:
    address = "https://x.example/list?cursor=b&limit=3"
    pages = {"": {"items": ENTRIES[:3], "links": {"next": address}}, "b": {"items": ENTRIES[3:]}}
    found, asked = read(pages, next="links.next")
    assert found == ENTRIES
    assert asked[1]["query"] == {"cursor": "b", "limit": "3"}


@pytest.mark.parametrize(
    "told", ['<{}>; rel="next"', '<https://x.example/list?cursor=a>; rel="first", <{}>; rel="next last"']
)
def test_the_address_of_the_next_page_stands_in_a_header(told: str) -> None:
    pages = {"": answered({"items": ENTRIES[:3]}, told.format("/list?cursor=b")), "b": answered({"items": ENTRIES[3:]})}
    assert read(pages, next_link=True) == (ENTRIES, [{}, {"next": "", "query": {"cursor": "b"}}])


def test_counted_pages_are_read_until_one_is_not_full() -> None:
    pages = {"1": {"items": ENTRIES[:3]}, "2": {"items": ENTRIES[3:6]}, "3": {"items": ENTRIES[6:]}}
    assert read(pages, page_size=3) == (ENTRIES, [{"page": n, "offset": 3 * (n - 1)} for n in (1, 2, 3)])


def test_pages_without_an_end_are_not_read_for_ever() -> None:
    with pytest.raises(NotAssessed, match="do not come to an end"):
        read({"": {"items": ENTRIES, "next": "a"}, "a": {"items": ENTRIES, "next": "a"}}, next="next")


@pytest.mark.parametrize("answer", [None, {}, {"items": None}])
def test_only_a_list_that_may_be_left_out_is_empty_where_there_is_none(answer: Any) -> None:
    assert read({"": answer}, absent_when_empty=True) == ([], [{}])
    with pytest.raises(NotAssessed, match="not a list where the profile says"):
        read({"": answer})


def test_what_is_no_list_is_never_an_empty_one() -> None:
    with pytest.raises(NotAssessed, match="not a list"):
        read({"": {"items": "none"}}, absent_when_empty=True)


def test_pages_are_told_in_one_way_only() -> None:
    with pytest.raises(ValueError, match="keep one of these"):
        Population(operation="list", fields={}, next="next", page_size=3)
