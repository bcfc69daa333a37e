"""Which lines and branches of the suite a run used: coverage.py in every process of the run, one table at the end."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from acceptance.outcome import ConfigurationError


@contextmanager
def measured_by_coverage() -> Iterator[Mapping[str, str]]:
    """Variables for the processes of a run; prints the table when the run is over.

    Raises:
        ConfigurationError: coverage.py is not installed.
    """
    if importlib.util.find_spec("coverage") is None:
        raise ConfigurationError("--coverage needs coverage.py: install what requirements-dev.txt lists.")
    import coverage

    with TemporaryDirectory() as folder:
        data, settings = Path(folder) / "data", Path(folder) / "settings"
        settings.write_text(
            f"[run]\ndata_file = {data}\nparallel = true\nbranch = true\nsource = acceptance\nsigterm = true\n"
        )
        yield {"COVERAGE_PROCESS_START": str(settings)}
        measured = coverage.Coverage(data_file=str(data), config_file=str(settings))
        measured.combine([folder])
        measured.report(skip_empty=True)
