"""Steps of a change that must be refused are tried by each and for nothing, and no further than needed."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.models import changes, parts


def suite() -> Any:
    agreed = SimpleNamespace(asks="ann", approves="bob", deploys="cid", must_not_approve={"a program": "robot"})
    return SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: agreed))


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any]]:
    """The steps that were taken: which, by whom, and the reason. Those of `good` reasons and people succeed."""
    found: list[tuple[str, Any, Any]] = []

    def take(_suite: Any, acting: Any, step: str, identity: str | None = None) -> Any:
        found.append((step, identity, acting.words["reason"]))
        return SimpleNamespace(succeeded=acting.words["reason"] == "." or identity == "robot", words={})

    monkeypatch.setattr(changes, "take", take)
    monkeypatch.setattr(changes, "must_take", lambda *how: [take(*how[:2], step) for step in how[2:]])
    return found


def acting() -> Any:
    return SimpleNamespace(words={"reason": "a good one"})


def test_those_who_take_part_by_agreement_and_those_who_must_not_have_an_identity() -> None:
    names = ("the person who asked", "the person who approves", "the person who deploys", "a program")
    assert [parts.identity_of(suite(), who) for who in names] == ["ann", "bob", "cid", "robot"]
    with pytest.raises(NotAssessed, match="must_not_approve has no 'somebody'"):
        parts.identity_of(suite(), "somebody")


def test_one_account_takes_its_two_parts_up_to_the_first_refusal(taken: list[tuple[str, Any, Any]]) -> None:
    parts.taken_by_one(suite(), acting(), "eve", parts.MODEL, {"approve_change", "deploy_change"})
    assert [one[:2] for one in taken] == [("open_ticket", None), ("request_change", None), ("approve_change", "eve")]
    taken.clear()
    parts.taken_by_one(suite(), acting(), "robot", parts.LIMITS, {parts.LIMITS, "deploy_change"})
    whose = [("open_ticket", None), (parts.LIMITS, "robot"), ("approve_change", None), ("deploy_change", "robot")]
    assert [one[:2] for one in taken] == whose


def test_reasons_that_say_nothing_are_tried_up_to_the_first_that_is_taken(taken: list[tuple[str, Any, Any]]) -> None:
    mine = acting()
    answers = parts.tried_for_nothing(suite(), mine, "change_in_emergency")
    assert [one[2] for one in taken] == ["", " " * 24, "."]
    assert [answer.succeeded for answer in answers] == [False, False, True]
    assert mine.words["reason"] == "a good one"
