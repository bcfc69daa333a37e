"""The life of a scenario: what it owes is undone, the latest first, whatever it worked with."""

from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.leftovers import Leftovers
from acceptance.outcome import Cause, NotAssessed, Outcome
from acceptance.profile.limits import Limits
from acceptance.profile.own_customers import OwnCustomers
from acceptance.record.ledger import Ledger
from acceptance.suite import Suite
from profiles import PRODUCT, profile_with


class Platform:
    def __init__(self, refuses: str = "", lacks: str = "") -> None:
        self.lacks = lacks
        self.undone: list[str] = []
        self.closed = 0
        self.refuses = refuses
        self.operations = SimpleNamespace(used=set())

    def begin_scenario(self) -> None: ...

    def called(self) -> list[str]:
        return []

    def used(self) -> list[str]:
        return []

    def require_undoing(self, undoing: Any) -> None:
        if undoing.name == self.lacks:
            raise NotAssessed(f"the profile has no operation {undoing.name!r}", Cause.BINDING)

    def undo(self, undoing: Any) -> None:
        if undoing.name == self.refuses:
            raise RuntimeError("answered 500")
        self.undone.append(undoing.name)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def suite(tmp_path, monkeypatch) -> Suite:
    monkeypatch.setattr("acceptance.suite.register_secrets", lambda _profile: None)
    leftovers = Leftovers(tmp_path / "state", "a platform")
    return Suite(
        profile_with(name="toy", limits=Limits(), scope=[], product=PRODUCT),
        "run-1",
        Ledger(tmp_path / "record.jsonl"),
        leftovers,
    )


def working_with(suite: Suite, platform: Platform) -> Platform:
    suite.__dict__["platform"] = platform
    return platform


def test_what_a_scenario_owes_is_undone_at_its_end_the_latest_first(suite):
    platform = working_with(suite, Platform())
    suite.begin_scenario("any", frozenset())
    for name in ("first", "second", "third"):
        suite.owe("operation", name)
    assert suite.end_scenario() == []
    assert platform.undone == ["third", "second", "first"]
    assert suite.end_scenario() == []
    assert len(platform.undone) == 3


def test_what_is_settled_is_not_undone_again(suite):
    platform = working_with(suite, Platform())
    owed = suite.owe("key", "a copy")
    suite.settle(owed)
    assert suite.end_scenario() == []
    assert platform.undone == ["a copy"]


def test_what_cannot_be_undone_is_said_and_the_rest_is_undone_all_the_same(suite):
    platform = working_with(suite, Platform(refuses="second"))
    for name in ("first", "second"):
        suite.owe("object", name)
    [verdict] = suite.end_scenario()
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "answered 500" in verdict.reason
    assert platform.undone == ["first"]


def test_decoys_are_removed_by_whoever_searches(suite):
    removed: list[Any] = []
    working_with(suite, Platform())
    suite.__dict__["search"] = SimpleNamespace(remove_decoys=removed.append)
    owed = suite.owe("decoys", "search", database="decoy-1")
    assert suite.end_scenario() == []
    assert removed == [owed]


def test_a_platform_that_nobody_used_is_not_connected_at_the_end(suite):
    suite.close()
    assert "platform" not in vars(suite)
    platform = working_with(suite, Platform())
    suite.close()
    assert platform.closed == 1


def test_what_could_never_be_undone_here_is_not_promised_now_or_to_a_later_run(suite):
    platform = working_with(suite, Platform(lacks="gone"))
    with pytest.raises(NotAssessed):
        suite.owe("operation", "gone")
    assert suite.end_scenario() == []
    assert platform.undone == []
    assert suite.undo_abandoned() == []
    assert not list((suite._leftovers._path.parent).glob("*.jsonl"))


class Bindings:
    """Operations that are bound, of which the suite may only ask whether they are."""

    def __init__(self, *bound: str) -> None:
        self.bound = bound
        self.used: set[str] = set()
        self.done: list[str] = []

    def require(self, name: str) -> None:
        if name not in self.bound:
            raise NotAssessed(f"the profile has no operation {name!r}", Cause.BINDING)

    def offers(self, name: str) -> bool:
        return name in self.bound

    def do(self, name: str, **_: Any) -> None:
        self.done.append(name)


BASIS, REMOVAL = "record_lawful_basis", "remove_customer"


def customers_where(suite: Suite, bound: tuple[str, ...], own: OwnCustomers) -> Bindings:
    lacking = "" if REMOVAL in bound else REMOVAL
    platform = working_with(suite, Platform(lacks=lacking))
    platform.operations = Bindings(*bound)
    suite.profile = suite.profile.model_copy(update={"own_customers": own})
    return platform.operations


@pytest.mark.parametrize("lacks", [BASIS, REMOVAL])
def test_a_customer_that_could_not_be_made_or_removed_leaves_nothing_done_or_promised(suite, lacks):
    operations = customers_where(suite, tuple({BASIS, REMOVAL} - {lacks}), OwnCustomers())
    with pytest.raises(NotAssessed, match=lacks):
        suite.customer()
    assert operations.done == []
    assert suite.end_scenario() == []
    assert suite.platform.undone == []


def test_what_the_profile_says_that_own_customers_do_without_is_not_asked_for(suite):
    why = "the tenant is emptied every night"
    operations = customers_where(suite, (), OwnCustomers(without_basis=why, stay=why))
    assert suite.customer().customer_id
    assert operations.done == []
    assert suite.end_scenario() == []
    assert suite.platform.undone == []


def test_a_customer_gets_its_basis_and_is_removed_by_default(suite):
    operations = customers_where(suite, (BASIS, REMOVAL), OwnCustomers())
    suite.customer()
    assert operations.done == [BASIS]
    assert suite.end_scenario() == []
    assert suite.platform.undone == [REMOVAL]
