"""The figures of the run that is going on, compared with the accepted ones."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, ConfigurationError, NotAssessed
from acceptance.profile.objectives import Objectives
from acceptance.record import baseline as baselines
from acceptance.record.baseline import Change, Comparison, Figure, Measured
from acceptance.record.ledger import Kind, read
from acceptance.record.machine import fingerprint
from acceptance.requirements.promises import serving
from acceptance.requirements.promises.judging import certainty
from acceptance.suite import Suite

REPEATS = 40


def accepted(suite: Suite) -> Measured:
    """The accepted figures.

    Raises:
        NotAssessed: none were accepted here.
        Inconclusive: the file is of another shape, or of another machine or platform.
    """
    path = Path(os.environ.get(baselines.ACCEPTED) or suite.profile.agreed(Objectives).baseline.file)
    if not path.exists():
        raise NotAssessed(
            f"no figures were accepted here: {path} is missing, `acceptance baseline accept RUN` writes it",
            Cause.ENVIRONMENT,
        )
    try:
        found = baselines.read_baseline(path)
        baselines.require_comparable(Measured(fingerprint(suite.profile.name), (), {}), found, path)
    except ConfigurationError as error:
        inconclusive(error.sentence, Cause.ENVIRONMENT)
    return found


def now(suite: Suite) -> Measured:
    """The figures of this run, measured under the agreed load unless that was done already."""
    serving.offered(suite)
    figures = [dict(line.data) for line in read(suite.ledger.path) if line.kind == Kind.FIGURE]
    return baselines.measured_now(figures, suite.run_id, fingerprint(suite.profile.name))


def compared(suite: Suite, then: Measured, current: Measured) -> list[Comparison]:
    """Each accepted figure beside the one of this run.

    Raises:
        Inconclusive: noise leaves a worsening beyond the threshold open, and there is no regression, or there is one
            and the machine was busy with something else.
    """
    comparisons = baselines.compared(
        current, then, suite.profile.agreed(Objectives).baseline.threshold_percent, certainty(suite)
    )
    disturbances = serving.offered(suite).disturbances()
    if baselines.decisive(comparisons) is Change.REGRESSION and disturbances:
        inconclusive(f"what became worse may be no fault of the platform: {'; '.join(disturbances)}", Cause.ENVIRONMENT)
    if baselines.decisive(comparisons) is Change.INCONCLUSIVE:
        open_ = [f"{one.name}: {one.reason}" for one in comparisons if one.change is Change.INCONCLUSIVE]
        inconclusive(f"the comparison leaves open whether something became worse: {'; '.join(open_)}")
    return comparisons


def made_up(accepted_ms: float, now_ms: float, scatter_percent: float, threshold_percent: float) -> Comparison:
    """What is said of figures with these medians and this scatter; the same for the same numbers."""

    def figure(centre: float) -> Figure:
        steps = np.linspace(-1.5, 1.5, REPEATS) * scatter_percent / 100
        # By factors: no time of an answer is negative, however much they scatter.
        return Figure("answer time", "ms", "lower", (tuple(float(time) for time in centre * np.exp(steps)),))

    then = Measured({}, ("then",), {"answer time": figure(accepted_ms)})
    current = Measured({}, ("now",), {"answer time": figure(now_ms)})
    return baselines.compared(current, then, threshold_percent)[0]
