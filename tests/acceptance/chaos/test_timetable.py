"""Windows with a fault take turns with windows without it."""

import pytest

from acceptance.chaos.timetable import overridden, time_to_recover_s, timetable
from acceptance.outcome import ConfigurationError
from acceptance.profile.chaos import Bounds, ChaosLoad

LOAD = ChaosLoad(rate_per_s=10, before_s=3, window_s=4, change_s=2, windows=2)


def test_the_fault_is_there_twice_and_away_before_between_and_after():
    told = [(phase.fault, phase.start_s, phase.end_s) for phase in timetable(LOAD).phases]
    assert told == [
        (False, 0, 3), (None, 3, 5), (True, 5, 9), (None, 9, 11), (False, 11, 15),
        (None, 15, 17), (True, 17, 21), (None, 21, 23), (False, 23, 29),
    ]  # fmt: skip
    assert timetable(LOAD).comings == [1, 5]


def test_a_fault_that_can_only_come_once_has_one_window():
    assert timetable(LOAD, windows=1, window_s=10).comings == [1]
    assert timetable(LOAD, windows=1, window_s=10).total_s == 3 + 2 + 10 + 2 + 6


def test_requests_are_offered_in_every_phase():
    workload = timetable(LOAD).workload(10)
    assert sum(1 for _ in workload.due()) == 290


def test_variables_go_before_the_profile():
    assert overridden(LOAD, {"CHAOS_DURATION": "9"}).window_s == 9
    assert overridden(LOAD, {}).window_s == 4
    assert time_to_recover_s(Bounds(recovered_within_s=12), {"RECOVERY_TIME": "7"}) == 7
    assert time_to_recover_s(Bounds(recovered_within_s=12), {}) == 12


@pytest.mark.parametrize("text", ["0", "-1", "soon", "1.5", "99999"])
def test_a_variable_that_is_no_time_is_refused(text):
    with pytest.raises(ConfigurationError, match="CHAOS_DURATION"):
        overridden(LOAD, {"CHAOS_DURATION": text})
