"""Which scenarios run while a defect is on, and in which order."""

from __future__ import annotations

from itertools import chain

from acceptance.platform.defects import Defect
from acceptance.proof.selection import BYSTANDER_WITHIN_S, Known, Seen, dealt, for_a_defect, for_the_clean_run

DEFECT = Defect(id="x", title="t", must_catch=("GDPR-01",), may_also_catch=("GDPR-03",))


def known(place: str, *tags: str) -> Known:
    return Known(place, f"F > {place}", frozenset(tag for tag in tags if tag.startswith("GDPR")), frozenset(tags))


def chosen(scenarios: list[Known], seconds: dict[str, float], *caught_by: str) -> list[str]:
    seen = {one.id: Seen(seconds.get(one.id, 1.0), frozenset({"asking"})) for one in scenarios}
    return for_a_defect(scenarios, DEFECT, seen, all_bystanders=False, caught_by=caught_by)


def test_the_quickest_of_a_defects_own_comes_first_and_who_caught_it_earlier_before_it() -> None:
    own = [known("a", "GDPR-01"), known("b", "GDPR-01"), known("c", "GDPR-01")]
    assert chosen(own, {"a": 9.0, "b": 0.1, "c": 3.0}) == ["b", "c", "a"]
    assert chosen(own, {"a": 9.0, "b": 0.1, "c": 3.0}, "F > a") == ["a", "b", "c"]


def test_a_slow_scenario_is_no_bystander_and_neither_is_one_that_runs_alone() -> None:
    scenarios = [known("own", "GDPR-01"), known("slow", "GDPR-02"), known("alone", "GDPR-04", "serial")]
    assert chosen(scenarios, {"slow": BYSTANDER_WITHIN_S}) == ["own", "slow"]
    assert chosen(scenarios, {"slow": BYSTANDER_WITHIN_S + 0.1}) == ["own"]


def test_who_may_catch_it_is_neither_asked_nor_a_bystander() -> None:
    assert chosen([known("own", "GDPR-01"), known("may", "GDPR-03"), known("both", "GDPR-02", "GDPR-03")], {}) == [
        "own"
    ]


def test_without_a_scenario_that_must_catch_it_nothing_runs() -> None:
    assert chosen([known("other", "GDPR-02"), known("may", "GDPR-03")], {}) == []


def test_those_that_judge_what_others_did_come_after_them_in_their_own_order() -> None:
    own = [known("outages", "GDPR-01", "last"), known("answers", "GDPR-01", "last"), known("asks", "GDPR-01")]
    assert chosen(own, {"outages": 3.0, "answers": 0.1}, "F > answers") == ["asks", "outages", "answers"]


def test_who_speaks_of_what_a_defect_speaks_of_looks_before_who_is_a_little_quicker() -> None:
    defect = Defect(id="x", title="Tokens are never looked at to see whether they ended", must_catch=("GDPR-01",))
    own = [known(name, "GDPR-01") for name in ("a token without a name", "a token that has ended", "no token")]
    seen = {one.id: Seen(seconds, frozenset()) for one, seconds in zip(own, (2.0, 3.0, 1.0), strict=True)}
    order = for_a_defect(own, defect, seen, all_bystanders=False)
    assert order == ["a token that has ended", "no token", "a token without a name"]


def test_a_clean_run_takes_the_quickest_of_the_others_and_none_that_is_too_slow_for_a_bystander() -> None:
    scenarios = [known("own", "GDPR-01"), *(known(name, "GDPR-02") for name in "ab"), known("slow", "GDPR-04")]
    seconds = {"own": 60.0, "a": 1.5, "b": 0.5, "slow": BYSTANDER_WITHIN_S + 0.1}
    assert for_the_clean_run(scenarios, [DEFECT], everything=False, seconds=seconds) == ["own", "b"]
    assert for_the_clean_run(scenarios, [DEFECT], everything=False, seconds={}) == ["own", "a", "slow"]


def test_several_platforms_share_the_scenarios_of_the_clean_run_so_that_each_has_as_much_to_do() -> None:
    seconds = {"a": 9.0, "b": 4.0, "c": 3.0, "d": 2.0}
    assert dealt(["d", "c", "b", "a"], seconds, 2) == [["a"], ["d", "c", "b"]]
    assert dealt(["a"], seconds, 3) == [["a"]]
    assert sorted(chain(*dealt(list("abcdefgh"), {}, 3))) == list("abcdefgh")
