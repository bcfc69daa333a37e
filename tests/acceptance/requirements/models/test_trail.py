"""Record and log of changes are compared although others go on changing models meanwhile."""

from types import SimpleNamespace
from typing import Any

from acceptance.requirements.models.trail import differing, limits_told_otherwise

NOON = "2026-11-30T12:00:00+00:00"
SUITE = SimpleNamespace(profile=SimpleNamespace(agreed=lambda _block: SimpleNamespace(word=lambda *_: "changed")))


def record(*numbers: str) -> list[dict[str, str]]:
    return [{"change_id": number} for number in numbers]


def log(*numbers: str) -> list[dict[str, str]]:
    return [{"event": "changed", "resource": f"change {number}"} for number in numbers]


def test_a_change_that_came_while_log_and_record_were_read_is_in_both():
    assert differing(SUITE, record("1"), log("1", "2"), record("1", "2", "3")) == []


def test_a_change_that_is_only_in_the_log_or_only_on_record_is_named():
    assert differing(SUITE, record("1", "2"), log("2", "3"), record("1", "2")) == [
        "only recorded: 1",
        "only in the log: 3",
    ]


def limits_suite(**agreed: Any) -> Any:
    block = SimpleNamespace(
        word=lambda word, *_: word, levels={"GOOD": "good", "FAIR": "fair"}, limits_logged="limits", **agreed
    )
    kept = [{"version": 1, "good": 700, "fair": "600"}]
    return SimpleNamespace(
        profile=SimpleNamespace(agreed=lambda _: block),
        platform=SimpleNamespace(populations=SimpleNamespace(read=lambda _: kept)),
    )


def changed(version: str, limits: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    change = {"change_id": 7, "state": "applied", "subject": "cut-offs", "deployed_at": NOON, "new_version": version}
    entry = {"event": "change of a model", "resource": "change 7", "details": {"step": "request", "limits": limits}}
    return [change], [{**entry, "details": {"step": "approval"}}, entry]


def test_the_limits_of_a_change_are_those_that_one_of_its_entries_tells() -> None:
    for told in ('{"good": 700, "fair": 600}', "600/700"):
        assert limits_told_otherwise(limits_suite(), *changed("1", told)) == (1, [])


def test_other_limits_no_limits_and_limits_that_are_gone_are_named() -> None:
    for told in ("600/705", "600", "600/700/800", ""):
        assert limits_told_otherwise(limits_suite(), *changed("1", told)) == (1, ["change 7: limits 600, 700"])
    assert limits_told_otherwise(limits_suite(), *changed("2", "600/700")) == (
        1,
        ["change 7: limits that are not kept any more"],
    )
