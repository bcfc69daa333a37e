"""The worst verdict decides, and exit codes are what the documentation says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import (
    SATISFIED,
    Cause,
    ConfigurationError,
    ExitCode,
    Inconclusive,
    NotAssessed,
    Outcome,
    PlatformNotProvided,
    Verdict,
    Violated,
    worst,
)

verdicts = st.builds(Verdict, st.sampled_from(Outcome), st.text(max_size=3))
ORDER = [Outcome.VIOLATED, Outcome.INCONCLUSIVE, Outcome.NOT_ASSESSED, Outcome.SATISFIED]


@given(st.lists(verdicts))
def test_the_first_of_the_worst_decides(several):
    decided = worst(several)
    present = [outcome for outcome in ORDER if outcome in {verdict.outcome for verdict in several}]
    if not present:
        assert decided == SATISFIED
    else:
        assert decided == next(verdict for verdict in several if verdict.outcome is present[0])


def test_ways_out_carry_their_outcome_reason_and_cause():
    for error, outcome, cause in [
        (Violated("no"), Outcome.VIOLATED, Cause.PLATFORM),
        (Inconclusive("no"), Outcome.INCONCLUSIVE, Cause.SUITE),
        (NotAssessed("no"), Outcome.NOT_ASSESSED, Cause.ENVIRONMENT),
        (NotAssessed("no", Cause.BINDING), Outcome.NOT_ASSESSED, Cause.BINDING),
    ]:
        assert (error.outcome, error.reason, error.cause, str(error)) == (outcome, "no", cause, "no")
    assert isinstance(Violated("no"), AssertionError)


def test_exit_codes_are_the_documented_ones():
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 70, 130]
    assert ConfigurationError("x").exit_code == 3
    assert PlatformNotProvided("x").exit_code == 4
