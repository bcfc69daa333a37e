"""Writes the reports of a run into its folder: whatever can be made is made, and what cannot is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from acceptance.outcome import AcceptanceError
from acceptance.record.summary import RunSummary
from acceptance.reporting import exports, first_page, integration, junit
from acceptance.reporting.account import Account, read_account
from acceptance.reporting.allure_results import RESULTS, write_results
from acceptance.reporting.pictures import PICTURES, Picture

_TEXTS: Mapping[str, Callable[[Account], str]] = {
    first_page.NAME: first_page.first_page,
    integration.NAME: integration.integration_report,
    junit.NAME: lambda account: junit.junit_document(account.summary),
    exports.CONTROLS: exports.controls_csv,
    exports.FINDINGS: exports.findings_sarif,
}
"""Each file that is derived from the account of a run alone: the same record gives the same bytes."""


@dataclass(frozen=True)
class Built:
    """The files that were written, and a sentence for each that could not be."""

    paths: tuple[Path, ...]
    missing: tuple[str, ...]


def build_reports(run_dir: Path, summary: RunSummary | None = None, account: Account | None = None) -> Built:
    """Writes every report that needs no other program; raises for none of them.

    A file that cannot be made is removed, so that no report of an earlier time stands in its place.

    Args:
        summary, account: what the record came to, and what it tells, where that is known already.

    Raises:
        AcceptanceError: there is no record.
    """
    account = account or read_account(run_dir, summary)
    drawn = _made(run_dir, [(one.name, partial(_draw, account=account, picture=one)) for one in PICTURES])
    account = replace(account, pictures=tuple(path.name for path in drawn.paths))
    written = _made(run_dir, _writers(account))
    return Built(drawn.paths + written.paths, drawn.missing + written.missing)


def _made(run_dir: Path, writers: Iterable[tuple[str, Callable[[Path], bool]]]) -> Built:
    """Each file that could be made and that there is anything for, in this order."""
    paths, missing = [], []
    for name, made in writers:
        try:
            if made(run_dir / name):
                paths.append(run_dir / name)
        except Exception as error:  # noqa: BLE001 - one report that fails takes no other with it, and is named
            missing.append(f"{run_dir / name} could not be written: {_why(error)}")
    return Built(tuple(paths), tuple(missing))


def _writers(account: Account) -> Iterator[tuple[str, Callable[[Path], bool]]]:
    for name, text in _TEXTS.items():
        yield name, partial(_write, account=account, text=text)
    yield RESULTS, lambda path: write_results(path.parent, account.summary) >= 0


def _write(path: Path, account: Account, text: Callable[[Account], str]) -> bool:
    with _whole(path) as fresh:
        fresh.write_text(text(account), "utf-8", "backslashreplace", newline="")
    return True


def _draw(path: Path, account: Account, picture: Picture) -> bool:
    """Draws a picture unless the run has nothing to show in it; one of an earlier time is gone in any case."""
    if not picture.wanted(account):
        path.unlink(missing_ok=True)
        return False
    with _whole(path) as fresh:
        picture.draw(account, fresh)
    return True


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Where to write a file that is to be there in one piece, or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.unlink(missing_ok=True)
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _why(error: Exception) -> str:
    if isinstance(error, AcceptanceError):
        return error.sentence
    return f"{type(error).__name__}: {error}"
