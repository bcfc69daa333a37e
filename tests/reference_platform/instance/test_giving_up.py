"""A start is waited for while it moves, and one that was killed has a code and a sentence."""

from __future__ import annotations

import pytest

from reference_platform.instance.lifecycle import _failure
from reference_platform.instance.readiness import Patience


def test_patience_lasts_while_there_is_progress_and_ends_without_it():
    at = [0.0]
    patience = Patience(120, 1200, lambda: at[0])
    for second in range(0, 900, 100):
        at[0] = float(second)
        assert patience.over(("services left", second)) is None
    at[0] += 121
    assert patience.over(("services left", 800)) == "and made no progress for 120 s"


def test_patience_has_an_end_also_with_progress():
    at = [0.0]
    patience = Patience(120, 1200, lambda: at[0])
    told = []
    for second in range(0, 1301, 100):
        at[0] = float(second)
        told.append(patience.over(second))
    assert told == [None] * 13 + ["within 1200 s"]


@pytest.mark.parametrize(
    ("code", "exit_code", "said"),
    [
        (-9, 4, "was killed by SIGKILL"),
        (137, 4, "was killed by SIGKILL"),
        (1, 4, "ended with code 1"),
        (0, 4, "ended with code 0"),
        (3, 3, ""),
        (4, 4, ""),
        (130, 130, ""),
    ],
)
def test_a_start_that_ended_too_early_has_a_proper_code(code, exit_code, said):
    failure = _failure(code)
    assert failure.exit_code == exit_code
    assert said in str(failure)
