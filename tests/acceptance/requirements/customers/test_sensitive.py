"""What became of sensitive details: seen in the answer, and in what is kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from answers import answer

from acceptance.instruments.search.report import Find
from acceptance.outcome import Inconclusive
from acceptance.platform.answers import Answer
from acceptance.platform.events import Place
from acceptance.requirements.customers import sensitive
from acceptance.subjects.canaries import new_canary

DETAILS = sensitive.MadeUp(*(new_canary("run-123456", "text") for _ in range(3)))


def find(place: str) -> Find:
    return Find("name-1", "name", "event broker", place, "base64")


def reading(body: str) -> Any:
    return SimpleNamespace(
        platform=SimpleNamespace(operations=SimpleNamespace(do=lambda _name, **_words: answer(body)))
    )


@pytest.mark.parametrize(
    ("given", "read", "expected"),
    [
        (answer("{}", 422, "invalid"), "", "refused"),
        (answer(DETAILS.religion.value, 422, "invalid"), "", "kept"),
        (answer("{}"), "{}", "dropped"),
        (answer("{}"), DETAILS.health_note.value, "kept"),
        (answer(f'"{DETAILS.social_profile.value}"'), "{}", "kept"),
    ],
    ids=["refused", "refused and repeated", "left out", "read back", "repeated"],
)
def test_what_became_of_details_is_seen_in_the_answer_and_in_what_is_kept(
    given: Answer, read: str, expected: str
) -> None:
    assert sensitive.fate(reading(read), sensitive.HandedIn(DETAILS, answer=given)) == expected


def test_an_answer_that_is_neither_a_score_nor_a_refusal_says_nothing() -> None:
    with pytest.raises(Inconclusive, match="answered 503"):
        sensitive.fate(reading(""), sensitive.HandedIn(DETAILS, answer=answer("", 503)))


@pytest.mark.parametrize(("set_aside", "expected"), [(True, "refused"), (False, "dropped")])
def test_a_message_that_was_set_aside_was_refused(set_aside: bool, expected: str) -> None:
    handed_in = sensitive.HandedIn(DETAILS, place=Place("t", 1, 7), set_aside=set_aside)
    assert sensitive.fate(reading(""), handed_in) == expected


def test_only_the_very_message_that_was_sent_is_excused() -> None:
    handed_in = sensitive.HandedIn(DETAILS, place=Place("crm", 1, 7))
    assert handed_in.is_the_message(find("topic crm, partition 1, offset 7, value"))
    assert not handed_in.is_the_message(find("topic crm, partition 1, offset 71, value"))
    assert not handed_in.is_the_message(find("topic dead, partition 1, offset 7, value"))
    assert not sensitive.HandedIn(DETAILS).is_the_message(find("topic crm, partition 1, offset 7, value"))
