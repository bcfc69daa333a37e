"""The invariants that hold for every control: each test here breaks one, and sees the suite object."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hamcrest import equal_to, less_than
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from toy import Ended, Toy

from acceptance.checks import check_every
from acceptance.evidence import check_own_traces, check_refused, new_nonce, records_before
from acceptance.instruments.search.files import FileStore
from acceptance.instruments.search.partition import Bounds
from acceptance.instruments.search.search import decoys_for, scan_here, sweep
from acceptance.outcome import Inconclusive, NotAssessed, Violated
from acceptance.platform import clocks
from acceptance.platform.access import ServiceError, require
from acceptance.platform.clocks import Offset, check_time, measured, of_http_date
from acceptance.platform.events import Record
from acceptance.profile.guard import Ceiling
from acceptance.profile.model import Profile
from acceptance.profile.permissions import Permissions
from acceptance.subjects.canaries import new_canary

BEGUN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ENDED = BEGUN + timedelta(seconds=2)
EXACT = Offset("database", 0.0, 0.01)


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> tuple[Toy, Ended]:
    """One run in which each scenario breaks an invariant in its own way, and one that breaks none."""
    toy = Toy(tmp_path_factory.mktemp("toy"))
    toy.feature("""
        @OK-01
        Scenario: sound
          Then a check that holds
        @EV-02
        Scenario: empty population
          Then every entry of an empty log
        @EV-02
        Scenario: empty loop
          Then a loop over an empty log
        @EV-06
        Scenario: not cleaned up
          When something cannot be removed
          Then a check that holds
        @EV-07
        Scenario: skipped
          When the scenario skips itself
          Then a check that holds
        @EV-07
        Scenario: undefined
          When nobody defined this
          Then a check that holds
        @EV-07
        Scenario: clean-up error
          Given a clean-up that fails
          Then a check that holds
        @EV-10
        Scenario: told
          Then a canary is in the answer
    """)
    return toy, toy.behave()


# -- EV-01: whoever claims that nothing is there has found a decoy in the same place


@pytest.mark.parametrize(("logged", "searched"), [(True, True), (False, False)])
def test_ev01_a_store_in_which_the_decoy_is_not_found_was_not_searched(tmp_path, monkeypatch, logged, searched):
    monkeypatch.setattr("acceptance.instruments.search.files.LOGGED_WITHIN_S", 0.05)
    log = tmp_path / "service.log"
    log.write_text("nothing special\n", "utf-8")

    def request(value: str) -> None:
        if logged:
            log.write_text(f"a stranger asked for {value}\n", "utf-8")

    store = FileStore("service logs", tmp_path, "*.log", request)
    canary = new_canary("20261122-abcdef", "text")
    report = sweep([store], [canary], decoys_for([store], "20261122-abcdef"), None, Bounds(), scan_here)
    assert report.finds == []
    if searched:
        report.require_searched()
    else:
        with pytest.raises(Inconclusive, match="service logs, everything: not searched: the request made for it"):
            report.require_searched()


def test_ev01_a_store_that_cannot_be_read_and_one_that_nobody_declared_are_gaps(tmp_path):
    store = FileStore("service logs", tmp_path / "missing", "*.log", None)
    canary = new_canary("20261122-abcdef", "text")
    report = sweep([store], [canary], decoys_for([store], "20261122-abcdef"), None, Bounds(), scan_here)
    for stores in ((), ("service logs",), ("backups",)):
        with pytest.raises(NotAssessed, match="not searched"):
            report.require_searched(*stores)
    with pytest.raises(NotAssessed, match="declares no store to search"):
        sweep([], [canary], {}, None, Bounds(), scan_here).require_searched()


# -- EV-02: no assertion over an empty population


@pytest.mark.parametrize(
    ("name", "said"), [("empty population", "found 0, at least 1 are needed"), ("empty loop", "made no check")]
)
def test_ev02_nothing_is_said_of_an_empty_population(broken, name: str, said: str):
    _, ended = broken
    assert ended.outcomes()[name][0] == "inconclusive"
    assert said in ended.reason(name)


@given(population=st.lists(st.integers(0, 9), max_size=6), needed=st.integers(1, 4))
def test_ev02_a_population_is_judged_exactly_when_it_is_large_enough(population, needed):
    judge: Callable[[], None] = lambda: check_every(population, needed, less_than(9), "digits")  # noqa: E731
    if len(population) < needed:
        with pytest.raises(Inconclusive, match=f"at least {needed} are needed"):
            judge()
    elif 9 in population:
        with pytest.raises(Violated, match=f"{population.count(9)} of {len(population)} are not: was <9>"):
            judge()
    else:
        judge()


def test_ev02_nobody_may_ask_for_a_population_of_none():
    with pytest.raises(ValueError, match="a population of nothing says nothing"):
        check_every([], 0, equal_to(1), "entries")


# -- EV-03: own traces only


def test_ev03_what_others_left_does_not_count():
    nonce = new_nonce("20261122-abcdef")
    yesterday = [{"reason": "acceptance-abcdef-00", "n": n} for n in range(5)]
    with pytest.raises(Violated, match="entries about this change: expected <1>, but was <0>"):
        check_own_traces(yesterday, nonce, 1, "entries about this change", word=lambda entry: entry["reason"])
    doubled = [*yesterday, {"reason": nonce.value}, {"reason": nonce.value}]
    with pytest.raises(Violated, match="expected <1>, but was <2>"):
        check_own_traces(doubled, nonce, 1, "entries about this change", word=lambda entry: entry["reason"])
    own = check_own_traces(doubled, nonce, 2, "entries", word=lambda entry: entry["reason"])
    assert own == doubled[-2:]


def test_ev03_a_word_that_this_run_did_not_make_is_refused():
    with pytest.raises(TypeError, match="by a nonce of this run, not by str"):
        check_own_traces([], "approved", 0, "entries", word=str)  # type: ignore[arg-type]


def test_ev03_no_two_nonces_are_alike():
    assert len({new_nonce("r").value for _ in range(1000)}) == 1000
    assert str(new_nonce("20261122-abcdef")).startswith("acceptance-abcdef-")


# -- EV-04: absence is said only behind a later message


class Arriving:
    """A watch that sees these records, one more at each look."""

    def __init__(self, *records: tuple[str, int]) -> None:
        self.coming = [Record("t", partition, 0, None, {"id": word}, None) for word, partition in records]
        self.seen: list[Record] = []

    def until(self, enough: Callable[[list[Record]], bool], deadline_s: float) -> list[Record]:
        while self.coming and not enough(self.seen):
            self.seen.append(self.coming.pop(0))
        return self.seen


def before(watch: Arriving, sentinels: set[str], partitions: tuple[int, ...] = ()) -> list[str]:
    found = records_before(watch, sentinels, lambda record: record.headers["id"], 1, partitions)  # type: ignore[arg-type]
    return [record.headers["id"] for record in found]


def test_ev04_a_late_message_is_seen_because_the_sentinels_are_waited_for():
    assert before(Arriving(("s1", 0), ("late", 1), ("s2", 1), ("after", 1)), {"s1", "s2"}) == ["late"]


def test_ev04_without_a_sentinel_absence_is_not_claimed():
    with pytest.raises(Inconclusive, match="may still be on its way"):
        before(Arriving(), set())


def test_ev04_a_sentinel_that_does_not_come_makes_it_inconclusive():
    with pytest.raises(Inconclusive, match="1 of 2 later messages did not come within 1 s"):
        before(Arriving(("s1", 0), ("x", 1)), {"s1", "s2"})


def test_ev04_every_partition_needs_its_own():
    with pytest.raises(Inconclusive, match=r"no later message came through the partitions \[1\]"):
        before(Arriving(("s1", 0)), {"s1"}, (0, 1))


# -- EV-05: exactly the agreed refusal, and nothing changed


def test_ev05_a_refusal_that_changed_something_is_a_violation():
    rows = {"a": 1}

    def act() -> int:
        rows["a"] = 2
        return 403

    with pytest.raises(Violated, match="the same afterwards"):
        check_refused(act, equal_to(403), lambda: dict(rows), "changing an entry")


@pytest.mark.parametrize("answer", [200, 404, 422, 500])
def test_ev05_any_other_answer_is_no_refusal(answer: int):
    with pytest.raises(Violated, match="how it is refused"):
        check_refused(lambda: answer, equal_to(403), lambda: [1], "changing an entry")


def test_ev05_a_refusal_about_nothing_says_nothing():
    with pytest.raises(Inconclusive, match="nothing that the act could have changed"):
        check_refused(lambda: 403, equal_to(403), list, "changing an entry")
    assert check_refused(lambda: 403, equal_to(403), lambda: [1], "changing an entry") == 403


# -- EV-06: the synthetic tenant


def test_ev06_what_cannot_be_removed_is_told(broken):
    _, ended = broken
    assert ended.outcomes()["not cleaned up"][0] == "inconclusive"
    assert "a customer stayed" in ended.reason("not cleaned up")


def test_ev06_clients_refuse_what_the_profile_does_not_permit():
    require(Permissions(synthetic=True), "synthetic", "scoring")
    for needed in ("synthetic", "write", "destroy"):
        with pytest.raises(NotAssessed, match=f"needs the permission '{needed}'"):
            require(Permissions(), needed, "scoring")


TENANT = {"owner": "J. Doe", "purpose": "watching the platform", "registered": "CMDB 7"}


@pytest.mark.parametrize(
    ("permissions", "tenant", "said"),
    [
        ({"write": True}, None, "may allow read, synthetic and load only"),
        ({"synthetic": True}, None, "needs a block synthetic_tenant"),
        ({"synthetic": True}, TENANT, "needs synthetic_as"),
        ({"synthetic": True, "synthetic_as": ("probe",)}, TENANT, None),
        ({}, None, None),
    ],
)
def test_ev06_in_production_the_suite_acts_as_a_registered_account_only(permissions, tenant, said):
    profile = Profile.model_construct(
        production=True,
        permissions=Permissions(ceiling=Ceiling(per_second=1, per_run=1), **permissions),
        synthetic_tenant=tenant and SimpleNamespace(**tenant),
    )
    if said is None:
        profile.permissions_agree()
    else:
        with pytest.raises(ValueError, match=said):
            profile.permissions_agree()


def test_ev06_the_account_has_an_owner_and_a_purpose():
    with pytest.raises(ValidationError, match="registered"):
        Profile.model_fields["synthetic_tenant"].annotation.__args__[0](owner="J. Doe", purpose="watching it all")


# -- EV-07: skip is not pass


@pytest.mark.parametrize("name", ["skipped", "undefined", "clean-up error"])
def test_ev07_what_did_not_run_to_its_end_is_not_satisfied_and_has_a_reason(broken, name: str):
    _, ended = broken
    assert ended.outcomes()[name][0] in ("inconclusive", "not_assessed")
    assert ended.reason(name)


def test_ev07_coverage_counts_only_what_was_assessed(broken):
    _, ended = broken
    coverage = ended.summary["coverage"]
    assert (coverage["assessed"], coverage["in_scope"]) == (2, 5)  # the sound one, and the one with the canary
    assert "Of 5 requirements in scope 2 were assessed" in ended.output
    assert ended.code != 0


# -- EV-08: times are UTC, and within the act by the writer's own clock


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-22T10:00:01", "given in UTC with its offset"),
        ("2026-11-22T11:00:01+01:00", "given in UTC with its offset"),
        (datetime(2026, 11, 22, 12, 0, 1, tzinfo=timezone(timedelta(hours=2))), "given in UTC with its offset"),
        ("22.11.2026", "given in UTC with its offset"),
        (None, "given in UTC with its offset"),
        ("2026-11-22T11:00:01+00:00", "the time lies within the act, by the clock of database"),
        ("2026-11-22T09:59:59.9Z", "the time lies within the act"),
        ("2026-11-22T10:00:02.1Z", "the time lies within the act"),
    ],
)
def test_ev08_a_time_that_is_local_or_outside_the_act_is_a_violation(written: Any, said: str):
    with pytest.raises(Violated, match=said):
        check_time(written, BEGUN, ENDED, EXACT, "when it was recorded")


def test_ev08_a_clock_that_is_known_to_be_off_is_taken_into_account():
    fast = Offset("database", 60.0, 0.5)
    check_time("2026-11-22T10:01:00.6Z", BEGUN, ENDED, fast, "when it was recorded")
    with pytest.raises(Violated):
        check_time("2026-11-22T10:00:01Z", BEGUN, ENDED, fast, "when it was recorded")


@given(
    off_s=st.floats(-5000, 5000),
    there_s=st.floats(0, 0.5),
    back_s=st.floats(0, 0.5),
    whole_seconds=st.booleans(),
)
def test_ev08_the_measured_offset_is_never_further_off_than_it_says(off_s, there_s, back_s, whole_seconds):
    ours = [BEGUN]

    class Clock:
        @staticmethod
        def now(_: object) -> datetime:
            return ours[0]

    def ask() -> datetime:
        ours[0] += timedelta(seconds=there_s)
        told = ours[0] + timedelta(seconds=off_s)
        ours[0] += timedelta(seconds=back_s)
        return told.replace(microsecond=0) if whole_seconds else told

    real, clocks.datetime = clocks.datetime, Clock  # type: ignore[misc,assignment]
    try:
        offset = measured("database", ask, 1.0 if whole_seconds else 0.0)
    finally:
        clocks.datetime = real  # type: ignore[misc]
    assert abs(offset.seconds - off_s) <= offset.uncertainty_s + 1e-5


def test_ev08_the_date_of_an_http_answer_is_read_or_the_service_is_blamed():
    assert of_http_date({"Date": "Sun, 22 Nov 2026 10:00:00 GMT"}) == BEGUN
    for headers in ({}, {"Date": "soon"}):
        with pytest.raises(ServiceError, match="no readable Date header"):
            of_http_date(headers)


# -- EV-09: what never went red is unproven


def test_ev09_a_control_that_never_went_red_is_shown_as_unproven(broken):
    _, ended = broken
    assert [control["proven"] for control in ended.summary["controls"] if control["id"] == "OK-01"] == [None]
    line = next(line for line in ended.output.splitlines() if "OK-01" in line)
    assert "nothing shows now that they could turn red" in line


# -- EV-10: evidence never contains the secret


def test_ev10_a_canary_is_in_no_file_of_the_run_and_not_in_the_terminal(broken):
    toy, ended = broken
    assert ended.outcomes()["told"][0] == "violated"
    assert "[redacted canary-7]" in ended.reason("told")
    raw = b"kestrel-9f41c2"
    spellings = {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")}
    files = [path for path in Path(toy.run_dir).resolve().rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        assert not any(spelling in path.read_bytes() for spelling in spellings), path
    assert raw.decode() not in ended.output
