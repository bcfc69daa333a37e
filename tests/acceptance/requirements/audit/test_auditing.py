"""Who has no right, and how somebody is refused, is what the profile says, whatever the names and codes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.told import Told
from acceptance.requirements.audit import auditing

CALL = "GET /people/{number}"


def suite(allowed: dict[str, list[str]], users: tuple[str, ...] = ("ana", "bruno", "robo")) -> Any:
    bound = SimpleNamespace(method="GET", path="/people/{customer_id}", identity="ana")
    return SimpleNamespace(
        platform=SimpleNamespace(
            operations=SimpleNamespace(bound=lambda name: bound),
            allowed=allowed,
            as_described=lambda name: f"{bound.method} {bound.path}",
        ),
        profile=SimpleNamespace(
            agreed=lambda _: SimpleNamespace(users=dict.fromkeys(users)),
        ),
    )


def refused(status: int, **named: int) -> str:
    answer = SimpleNamespace(
        status=status, known=frozenset(named), may_be=lambda kind: named.get(kind) == status, succeeded=False
    )
    usual = SimpleNamespace(services=SimpleNamespace(scoring_api=SimpleNamespace(no_identity=[401], no_right=[403])))
    return auditing.refused_as(SimpleNamespace(profile=usual), SimpleNamespace(answer=answer), *auditing.REFUSALS)  # type: ignore[arg-type]


def test_a_call_is_found_whatever_the_description_calls_its_parts() -> None:
    assert auditing.identities_without(suite({CALL: ["ana"]}), "read_figures") == ["bruno", "robo"]


def test_a_call_that_is_not_listed_leaves_open_who_has_no_right() -> None:
    with pytest.raises(NotAssessed, match="does not say who has the right"):
        auditing.identities_without(suite({"GET /others": ["ana"]}), "read_figures")


def test_where_everybody_has_the_right_nobody_can_be_refused() -> None:
    with pytest.raises(Inconclusive, match="every identity"):
        auditing.identities_without(suite({CALL: ["ana", "bruno", "robo"]}), "read_figures")


@pytest.mark.parametrize(("status", "kind"), [(401, "no_identity"), (403, "no_right"), (404, "404"), (200, "200")])
def test_without_a_word_in_the_profile_the_usual_codes_count(status: int, kind: str) -> None:
    assert refused(status) == kind


@pytest.mark.parametrize(("status", "kind"), [(404, "no_right"), (403, "403"), (401, "no_identity")])
def test_the_codes_of_the_profile_count_in_place_of_the_usual_ones(status: int, kind: str) -> None:
    assert refused(status, no_right=404) == kind


def log(entries: list[dict[str, Any]], page: int, in_pages: bool = False, limit: int | None = None) -> Any:
    """A platform whose log tells `limit` entries at once, those after a number."""

    def read(_name: str, after: int, **_words: Any) -> list[Told]:
        later = [one for one in entries if not str(one["sequence"]).isdecimal() or int(one["sequence"]) > after]
        return [Told("the population 'audit_entries'", one) for one in later[:limit]]

    populations = SimpleNamespace(read=read, in_pages=lambda _name: in_pages)
    agreed = SimpleNamespace(page=page)
    return SimpleNamespace(
        platform=SimpleNamespace(populations=populations), profile=SimpleNamespace(agreed=lambda _kind: agreed)
    )


def numbered(*numbers: object) -> list[dict[str, Any]]:
    return [{"sequence": number, "actor": 7, "resource": 900000012, "points": 3} for number in numbers]


def test_the_log_is_read_page_by_page_by_rising_numbers_also_where_they_are_texts() -> None:
    told = auditing.entries(log(numbered("8", "9", "10", "11"), page=2, limit=2))
    assert [one["sequence"] for one in told] == ["8", "9", "10", "11"]


def test_names_of_people_and_things_are_texts_also_where_the_log_has_numbers() -> None:
    (entry,) = auditing.entries(log(numbered(1), page=2))
    assert (entry["actor"], entry["resource"], entry["points"]) == ("7", "900000012", 3)


def test_a_log_whose_pages_name_the_next_one_is_read_once_whatever_its_entries_are_called() -> None:
    assert len(auditing.entries(log(numbered("b", "a", "c"), page=2, in_pages=True))) == 3


@pytest.mark.parametrize("numbers", [("b", "a"), (3, 2)])
def test_further_pages_cannot_be_asked_for_without_rising_numbers(numbers: tuple[object, ...]) -> None:
    with pytest.raises(NotAssessed, match="rising numbers"):
        auditing.entries(log(numbered(*numbers), page=2))


def test_a_log_of_one_page_may_have_any_numbers_in_any_order() -> None:
    assert len(auditing.entries(log(numbered("b", "a"), page=3))) == 2
