"""One person is one person, however the name is written, and whoever is on record is who signed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.requirements.models.people import folded, not_as_signed_in, not_when_logged, of_two_persons, unseparated

SUITE: Any = SimpleNamespace(profile=SimpleNamespace(agreed=lambda _: SimpleNamespace(word=lambda plain: plain)))


def change(number: int = 1, **parts: str | None) -> dict[str, Any]:
    """A regular change by three people, unless told otherwise."""
    people = {"requested": "ana", "approved": "bruno", "deployed": "carla", "reviewed": None} | parts
    named = {f"{step}_{kind}": who for step, who in people.items() for kind in ("by", "person")}
    return {"change_id": number, "route": "regular", **named}


def entries(*actors: str) -> list[dict[str, Any]]:
    return [{"sequence": number, "actor": actor} for number, actor in enumerate(actors, 1)]


@pytest.mark.parametrize(
    "written",
    [
        "ANA MARIA",
        " ana maria ",
        "ana\u00a0maria",
        "Ana-Maria",
        "ａｎａ ｍａｒｉａ",
        "\u0430na m\u0430ri\u0430",
        "an\u200ba maria",
    ],
)
def test_a_name_stays_one_name_in_other_letters_blanks_and_forms(written: str) -> None:
    assert folded(written) == folded("ana maria")


def test_two_names_stay_two() -> None:
    assert folded("ana maria") != folded("ana mario")
    assert folded("model_developer") != folded("model_approver")


@pytest.mark.parametrize("approver", ["ANA", "ana ", "\u0430na", "", None])
def test_who_asked_and_approves_under_another_form_of_the_name_took_two_parts(approver: str | None) -> None:
    assert len(unseparated(SUITE, [change(approved=approver)])) == 1
    assert unseparated(SUITE, [change()]) == []


def test_an_account_that_belongs_to_two_persons_is_named() -> None:
    other = change(2) | {"requested_person": "ana the second"}
    assert of_two_persons([change(1), other]) == ["ana: ana, anathesecond"]
    assert of_two_persons([change(1), change(2)]) == []


def test_the_log_has_to_name_the_same_people_in_the_same_order() -> None:
    assert not_as_signed_in(change(), entries("ana", "bruno", "carla")) == []
    assert not_as_signed_in(change(), entries("ana", "a program", "bruno", "carla")) == []
    assert len(not_as_signed_in(change(), entries("ana", "bruno"))) == 1
    assert len(not_as_signed_in(change(), entries("bruno", "ana", "carla"))) == 1
    assert len(not_as_signed_in(change(approved="zoe"), entries("ana", "bruno", "carla"))) == 1


def test_whoever_takes_two_parts_at_once_has_one_entry_about_both() -> None:
    emergency = change(approved=None, deployed="ana", reviewed="bruno")
    assert not_as_signed_in(emergency, entries("ana", "bruno")) == []
    assert len(not_as_signed_in(emergency, entries("ana"))) == 1


AT = {"requested": "2026-11-20T09:00:00Z", "approved": "2026-11-20T10:00:00Z", "deployed": "2026-11-20T11:00:00Z"}
WHO = {"requested": "ana", "approved": "bruno", "deployed": "carla"}
LOGGED = [{"actor": who, "time": AT[step]} for step, who in WHO.items()]


def timed(**others: str) -> dict[str, Any]:
    return change() | {f"{step}_at": others.get(step, time) for step, time in AT.items()} | {"reviewed_at": None}


def test_each_step_was_taken_when_the_log_says_so() -> None:
    assert not_when_logged(timed(), LOGGED) == []
    assert not_when_logged(timed(approved="2026-11-20T11:00:30+01:00"), LOGGED) == []


@pytest.mark.parametrize("step", AT)
def test_a_step_that_was_moved_to_another_time_is_told_with_its_person(step: str) -> None:
    told = not_when_logged(timed(**{step: "2026-11-13T10:00:00Z"}), LOGGED)
    assert [who for who in ("ana", "bruno", "carla") if who in told[0]] == [change()[f"{step}_by"]]
    assert len(told) == 1


def test_the_time_of_another_persons_entry_is_no_excuse() -> None:
    assert len(not_when_logged(timed(requested=AT["approved"]), LOGGED)) == 1
