"""An entry names those who took its steps; a refused attempt may name any of the three, and nobody else."""

from types import SimpleNamespace
from typing import Any

from acceptance.requirements.access.claimed import CLAIMED
from acceptance.requirements.models.claimed_any_way import wrongly_named

PEOPLE = {"developer": "Ann", "approver": "Bob", "operator": "Cid"}


def suite() -> Any:
    names = {"asks": "developer", "approves": "approver", "deploys": "operator"}
    block = SimpleNamespace(word=lambda word, *_: word, people=PEOPLE, **names)
    return SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: block))


def change(
    state: str = "applied", asked: Any = "Ann", approved: Any = "Bob", deployed: Any = "Cid", **more: Any
) -> Any:
    named = {"requested_by": asked, "approved_by": approved, "deployed_by": deployed}
    return {"change_id": 7, "state": state, **named, **more}


def test_those_who_took_the_steps_are_named() -> None:
    assert wrongly_named(suite(), [change(), change(asked="ANN")]) == []


def test_an_applied_change_that_names_somebody_else_or_nobody_is_told() -> None:
    assert wrongly_named(suite(), [change(approved="Cid")]) == ["change 7: approved by Cid"]
    assert wrongly_named(suite(), [change(deployed=None)]) == ["change 7: deployed by None"]


def test_a_refused_attempt_names_whoever_tried() -> None:
    assert wrongly_named(suite(), [change("refused", asked="Cid", approved=None, deployed=None)]) == []
    assert wrongly_named(suite(), [change("refused", asked="Eve", approved=None, deployed=None)])


def test_what_was_claimed_stands_nowhere() -> None:
    assert wrongly_named(suite(), [change(why=f"sent for {CLAIMED}")]) == [f"change 7: {CLAIMED}"]
