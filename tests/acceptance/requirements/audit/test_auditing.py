"""Who has no right, and how somebody is refused, is what the profile says, whatever the names and codes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.requirements.audit import auditing

CALL = "GET /people/{number}"


def suite(allowed: dict[str, list[str]], users: tuple[str, ...] = ("ana", "bruno", "robo")) -> Any:
    bound = SimpleNamespace(method="GET", path="/people/{customer_id}", identity="ana")
    return SimpleNamespace(
        platform=SimpleNamespace(operations=SimpleNamespace(bound=lambda name: bound)),
        profile=SimpleNamespace(
            services=SimpleNamespace(scoring_api=SimpleNamespace(allowed=allowed)),
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
