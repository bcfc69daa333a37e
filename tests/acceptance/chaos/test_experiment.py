"""An experiment from its beginning to its end, with a load and a fault that a test decides."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from toys import Pretended

from acceptance.chaos.experiment import Conducting, Ended
from acceptance.chaos.fault import Seen
from acceptance.chaos.timetable import timetable
from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import GOOD, LoadResult, Second
from acceptance.outcome import Inconclusive
from acceptance.profile.chaos import BlastRadius, ChaosLoad

SHORT = {"rate_per_s": 10, "before_s": 1, "window_s": 1, "change_s": 1, "windows": 1}
STEADY, UNSTEADY = Seen(True, "none of 10 has no answer"), Seen(False, "one of 10 has no answer")
TABLE = timetable(ChaosLoad.model_construct(**SHORT))


def a_load(fault, *, failing=False, pace=0.02):
    """A load that lasts as long as its timetable; requests fail while the fault is there, where they do."""

    def put(table, progress):
        started, seconds = datetime.now(UTC), []
        for number in range(table.total_s):
            failed = 10 if failing and fault.there else 0
            times = Latencies(2)
            times.add(0.01)
            seconds.append(Second(10, 10 - failed, failed, 10, 0, times))
            progress(result(table, started, seconds))
            while time.time() - started.timestamp() < number + 1:
                time.sleep(pace)
        return result(table, started, seconds)

    return put


def result(table, started, seconds):
    latencies = {}
    for place, phase in enumerate(table.phases):
        times = Latencies()
        for _ in range(10 * phase.seconds):
            times.add(0.01)
        latencies[place, "score", GOOD] = times
    spans = tuple(table.workload(10).stages())
    return LoadResult(
        "toy", started, table.total_s, table.total_s, None, 10 * table.total_s, 0, spans, latencies, tuple(seconds)
    )


def conducting(fault, **changed):
    chosen = {
        "put": a_load(fault),
        "begin": fault.apply,
        "end": lambda: (fault.undo(), fault.gone())[1],
        "steady": lambda: STEADY,
        "well": lambda: None,
        "recovery_s": 1.0,
        "patience_s": 4.0,
        "blast_radius": BlastRadius(),
        **changed,
    }
    return Conducting(**chosen)


def test_a_platform_that_is_not_steady_is_left_alone():
    fault = Pretended()
    with pytest.raises(Inconclusive, match=r"one of 10 has no answer.*nothing was done to it"):
        conducting(fault, steady=lambda: UNSTEADY, recovery_s=0.1).conduct(fault, TABLE)
    assert fault.did == []


def test_a_fault_is_there_for_its_window_and_gone_afterwards():
    fault = Pretended()
    found = conducting(fault).conduct(fault, TABLE)
    (window,) = found.windows
    assert window.applied_s <= 2 and window.undone_s >= 3 and window.gone_s < 4
    assert found.well_s is not None and found.well_s < 1
    assert found.doubts() == []
    assert not fault.there


def test_a_fault_that_was_brought_about_and_is_not_there_says_nothing():
    fault = Pretended(comes=False)
    found = conducting(fault).conduct(fault, TABLE)
    assert "is not there" in (found.cut_short or "")
    assert found.doubts() and fault.did[-1] == "undo"


def test_a_platform_that_is_not_as_before_in_time_is_told():
    fault, answers = Pretended(), iter([STEADY])
    found = conducting(fault, steady=lambda: next(answers, UNSTEADY)).conduct(fault, TABLE)
    assert found.well_s is None and found.afterwards == "one of 10 has no answer"


def test_the_lever_ends_it_at_once_and_the_fault_goes():
    fault = Pretended()

    def well():
        if fault.there:
            raise Ended("the lever was pulled")

    begun = time.monotonic()
    found = conducting(fault, well=well).conduct(fault, TABLE)
    assert found.cut_short == "the lever was pulled"
    assert found.windows[0].undone_s < 2 and not fault.there
    assert time.monotonic() - begun < TABLE.total_s + 3


def test_too_many_failures_for_too_long_end_it():
    fault = Pretended()
    table = timetable(ChaosLoad.model_construct(**{**SHORT, "window_s": 4}))
    radius = BlastRadius(failed_percent=50, for_s=1)
    found = conducting(fault, put=a_load(fault, failing=True), blast_radius=radius).conduct(fault, table)
    assert "50 % of the requests" in (found.cut_short or "")
    assert found.windows[0].undone_s < table.phases[2].end_s - 1
    assert not fault.there


def test_a_fault_that_does_not_go_is_told():
    fault = Pretended(goes=False)
    found = conducting(fault).conduct(fault, TABLE)
    assert found.windows[0].gone_s is None
    assert any("did not go in time" in doubt for doubt in found.doubts())


def late(found, seconds):
    lags = Latencies()
    for _ in range(100):
        lags.add(seconds)
    return replace(found, load=replace(found.load, check=replace(found.load.check, lags=(lags,))))


def test_a_load_is_in_doubt_where_what_begins_late_may_fall_out_of_its_phase():
    fault = Pretended()
    found = conducting(fault).conduct(fault, TABLE)
    assert late(found, 0.2).doubts() == []
    assert any("could not keep its schedule" in doubt for doubt in late(found, 0.3).doubts())
    assert late(replace(found, patience_s=0.4), 0.2).doubts()
