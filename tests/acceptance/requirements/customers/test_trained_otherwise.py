"""Whoever has a basis for something else has a finished loan as well, and the register is asked for one set."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.outcome import NotAssessed
from acceptance.requirements.customers import trained_otherwise, training


def suite(recorded: list[str], taken: tuple[str, ...] = ("consent",)) -> Any:
    block = SimpleNamespace(
        recorded=recorded,
        scored_for={"loans": {}},
        words={"consent": "consent", "contract": "contract"},
        word=lambda word: word,
    )
    operations = SimpleNamespace(try_=lambda *_, basis, **__: SimpleNamespace(succeeded=basis in taken))
    return SimpleNamespace(
        profile=SimpleNamespace(agreed=lambda _: block),
        platform=SimpleNamespace(operations=operations),
        limits=SimpleNamespace(event_s=0),
    )


@pytest.fixture
def loans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The states of those whose loans came to their end."""
    states: list[str] = []
    person = lambda _suite, lawful_basis=True: SimpleNamespace(customer_id="7", scored=lawful_basis)  # noqa: E731
    monkeypatch.setattr(trained_otherwise.journeys, "person", person)
    monkeypatch.setattr(training, "with_finished_loan", lambda _suite, _customer, state: states.append(state))
    monkeypatch.setattr(training, "outcome_is_known", lambda *_: True)
    return states


def test_each_basis_that_is_taken_for_another_purpose_has_a_customer(loans: list[str]) -> None:
    found = trained_otherwise.with_other_purposes(suite(["loans", "offers", "training"]))
    assert list(found) == ["willing", "consent to loans", "consent to offers"]
    assert [vars(one)["scored"] for one in found.values()] == [True, False, True]
    assert loans == [training.ALLOWED, training.NEVER_ASKED, training.NEVER_ASKED]


@pytest.mark.parametrize(("recorded", "taken"), [(["training"], ("consent",)), (["offers", "training"], ())])
def test_without_another_purpose_there_is_nothing_to_judge(
    loans: list[str], recorded: list[str], taken: tuple[str, ...]
) -> None:
    with pytest.raises(NotAssessed, match="but training"):
        trained_otherwise.with_other_purposes(suite(recorded, taken))
    assert loans == []


def test_the_register_is_asked_for_one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "entries_of", lambda _suite, customer: [(key, "", 1) for key in customer])
    people: Any = {"in both": ["old", "new"], "in the old one": ["old"]}
    registered: Any = SimpleNamespace(key="new")
    assert trained_otherwise.in_the_register(suite([]), people, registered) == ["in both"]
