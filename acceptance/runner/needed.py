"""Finds out what each scenario uses of a profile: `python -m acceptance.runner.needed [--all | RUN]`.

It makes a run that keeps what each scenario executes (of those that nothing is known of yet, or of all), or reads one
that is there, and writes `controls/needs.json`. Only scenarios that were satisfied count: another one may have ended
before it used everything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from acceptance.catalogue.needs import NEEDS, Needs, read_needs, without_row, written
from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode, Outcome
from acceptance.platform.provision import provided_platform, say_on_stderr
from acceptance.profile import find_profile
from acceptance.record.folder import reports_root
from acceptance.record.ledger import Kind
from acceptance.record.reading import trusted
from acceptance.record.summary import RECORD, summarize
from acceptance.runner import run as runs
from acceptance.runner.driver import RunOptions, run_suite
from acceptance.runner.run import Run
from acceptance.runner.selection import parsed, place
from acceptance.runner.trace import BLOCK

_ASKED = {
    "scoring_api": ("platform/platform.py:Platform._note_exchange",),
    "model_registry": ("platform/model_registry.py:",),
    "database": ("platform/database.py:", "platform/database_user.py:", "platform/personal_account.py:"),
    "cache": ("platform/cache.py:",),
    "object_store": ("platform/object_store.py:", "platform/object_lock.py:"),
    "events": ("platform/events.py:", "platform/offsets.py:", "platform/waiting.py:"),
}
"""A service -> where what asks it stands in the package."""
_MADE = ".__init__"
"""A client that is only made asks nothing."""
_BLOCKS = (
    *("audit", "cards", "card_test_range", "chaos", "encrypted_hops", "integrations", "interruptions", "model_changes"),
    *("objectives", "performance", "privacy", "rights", "scanners", "stores", "synthetic_tenant"),
)
"""Blocks that a profile may leave out, and that are read only where they are used."""
_PRODUCT = "suite.py:Suite.product"
"""Where the block `product` is demanded: much else only looks whether it is there."""


def needs_of(run: Run) -> dict[str, set[str]]:
    """What each satisfied scenario of a traced run uses, an outline as all of its rows together.

    Raises:
        ConfigurationError: the run kept no traces.
    """
    traces = run.traces()
    if not traces:
        raise ConfigurationError(f"{run.directory}: this run did not keep what its scenarios execute; make a new one.")
    lines, _ = trusted(run.directory / RECORD)
    told = {line.scope.scenario: line.data for line in lines if line.kind == Kind.OPERATIONS and line.scope}
    found: dict[str, set[str]] = {}
    for one in summarize(run.directory).scenarios:
        if one.outcome is Outcome.SATISFIED and one.id in traces:
            used = {*_told(told.get(one.id, {})), *_executed(traces[one.id])}
            found.setdefault(without_row(one.name), set()).update(used)
    return found


def _told(data: Mapping[str, list[str]]) -> Iterator[str]:
    yield from (f"operation {name}" for name in data.get("called", []))
    yield from data.get("used", [])


def _executed(marks: Iterable[str]) -> Iterator[str]:
    for mark in marks:
        if mark.startswith(BLOCK) and mark.removeprefix(BLOCK) in _BLOCKS:
            yield f"block {mark.removeprefix(BLOCK)}"
        place = mark.removeprefix("acceptance/")
        if place == _PRODUCT:
            yield "block product"
        for service, places in _ASKED.items():
            if place.startswith(places) and not place.endswith(_MADE):
                yield f"service {service}"


def _clean_run(environment: str, places: tuple[str, ...]) -> Run:
    def provide(started: Run) -> AbstractContextManager[Mapping[str, str]]:
        return provided_platform(find_profile(environment), started.id, os.environ, say_on_stderr)

    options = RunOptions(
        env=environment,
        parallel=3,
        traced=True,
        html_report=False,
        reports=False,
        tell_proofs=False,
        places=places,
    )
    run_suite(options, provide)
    return _run(reports_root() / "latest")


def _run(folder: Path) -> Run:
    found = runs.join({runs.RUN_DIR: str(folder.resolve())})
    if found is None or not (folder / RECORD).is_file():
        raise ConfigurationError(f"{folder} is no folder of a run; name one below reports/.")
    return found


def _places(names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    found = (one for feature in parsed() for one in feature.walk_scenarios() if without_row(one.name) in wanted)
    return tuple(map(place, found))


def main(arguments: list[str]) -> int:
    """Writes the file; what no satisfied scenario tells anew stays as it was, as long as the scenario is there."""
    try:
        known = read_needs() if NEEDS.is_file() else Needs({}, {})
        found = needs_of(_looked_at(arguments, known))
        kept = {name: set(used) for name, used in known.by_scenario.items() if name in known.controls}
        NEEDS.write_text(written(kept | found), "utf-8")
    except AcceptanceError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201
        return int(error.exit_code)
    print(f"{NEEDS}: {len(found)} scenarios were looked at")  # noqa: T201
    return int(ExitCode.OK)


def _looked_at(arguments: list[str], known: Needs) -> Run:
    if arguments and arguments != ["--all"]:
        return _run(Path(arguments[0]))
    new = _places(known.unknown())
    if known.by_scenario and not new and not arguments:
        raise ConfigurationError(f"{NEEDS}: it is known of every scenario what it uses; --all looks at each again.")
    return _clean_run("local", () if arguments or not known.by_scenario else new)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
