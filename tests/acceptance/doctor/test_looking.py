"""Many things are looked at side by side, and none of them holds the others up."""

from __future__ import annotations

import time
from threading import Event

from acceptance.doctor.looking import Probe, looked


def test_what_hangs_is_not_waited_for_and_holds_nobody_up() -> None:
    over = Event()
    hanging = [Probe(f"service {number}", lambda: (over.wait(60), "late")) for number in "ab"]
    quick = Probe("quick", lambda: (True, "here"))
    begun = time.monotonic()
    findings = looked([*hanging, quick], 0.5)
    over.set()
    assert time.monotonic() - begun < 5
    assert [(one.what, one.well, one.says) for one in findings] == [
        ("service a", False, "no answer within 0.5 s"),
        ("service b", False, "no answer within 0.5 s"),
        ("quick", True, "here"),
    ]


def test_an_illness_without_words_is_named_by_its_kind() -> None:
    def ill() -> tuple[bool, str]:
        raise ZeroDivisionError

    (finding,) = looked([Probe("x", ill, "mend it", frozenset({"service cache"}))], 5)
    assert (finding.well, finding.says, finding.fix) == (False, "ZeroDivisionError", "mend it")
    assert finding.needs == {"service cache"}


def test_what_could_not_be_tried_is_neither_well_nor_ill() -> None:
    (finding,) = looked([Probe("x", lambda: (None, "not tried"))], 5)
    assert finding.well is None
