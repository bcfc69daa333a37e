"""Record and log of changes are compared although others go on changing models meanwhile."""

from types import SimpleNamespace

from acceptance.requirements.models.trail import differing

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
