"""How many cases the tests try: few by default, many with CAMPAIGN=full (`make campaigns`), and what they came to."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

settings.register_profile("reduced", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=2_000, deadline=None)
settings.load_profile("full" if os.environ.get("CAMPAIGN") == "full" else "reduced")

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a sentence about what a campaign came to; all of them are printed at the end."""
    return request.config.stash.setdefault(FIGURES, []).append


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """Whole runs take turns: two of them on one machine make each other's platforms late, and prove nothing."""
    base: Path = tmp_path_factory.getbasetemp()
    with FileLock((base if worker_id == "master" else base.parent) / "whole-run.lock"):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what the campaigns came to."""
    if told := config.stash.get(FIGURES, []):
        terminalreporter.section("campaigns")
        for sentence in told:
            terminalreporter.line(sentence)
