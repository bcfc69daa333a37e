"""One run: its id, its folder, its record, and what is derived when it ends."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acceptance.catalogue.catalogue import Framework, read_catalogue
from acceptance.catalogue.claims import ControlProof
from acceptance.catalogue.detection import Detection
from acceptance.catalogue.digest import suite_digest
from acceptance.outcome import ConfigurationError, ExitCode
from acceptance.record import history
from acceptance.record.folder import reports_root
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.machine import fingerprint, origin
from acceptance.record.summary import RECORD, RunSummary, write_summary
from acceptance.reporting.account import read_account
from acceptance.reporting.build import build_reports
from acceptance.reporting.loaded import loaded
from acceptance.runner.own_tests import project_tests
from acceptance.runner.proven import Proven, proven

RUN_DIR = "ACCEPTANCE_RUN_DIR"
"""Set for the workers of a run: the folder of the run they belong to."""
WORKER = "ACCEPTANCE_WORKER"
"""Set for the workers of a run: their name."""
PROFILE = "TEST_ENV"
TRACES = "traces"
EARLIER_RUNS = 30
"""So many runs before this one are told in its record."""


@dataclass(frozen=True)
class Run:
    """A run in progress. `worker` is the name of this process among several, None when it is the only one."""

    id: str
    directory: Path
    profile: str
    ledger: Ledger
    worker: str | None = None

    def as_worker(self, name: str) -> Run:
        """The same run, as a process of it sees it."""
        return replace(self, worker=name)

    def problem(self, sentence: str, exit_code: ExitCode = ExitCode.GAPS) -> str:
        """Records what keeps the run from being trusted; returns the sentence as it may be printed."""
        written = self.ledger.append(Kind.PROBLEM, {"sentence": sentence, "exit_code": int(exit_code)})
        return str(written["sentence"])

    def keep_trace(self, scenario: str, executed: Iterable[str]) -> None:
        """Keeps what a scenario executed, beside the record: it says nothing of the platform."""
        folder = self.directory / TRACES
        folder.mkdir(exist_ok=True)
        with (folder / f"{self.worker or 1}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"scenario": scenario, "executed": sorted(executed)}) + "\n")

    def traces(self) -> dict[str, frozenset[str]]:
        """What each scenario executed, by its place; empty for a run that was not traced."""
        lines = [line for file in (self.directory / TRACES).glob("*.jsonl") for line in file.open(encoding="utf-8")]
        return {one["scenario"]: frozenset(one["executed"]) for one in map(json.loads, lines)}

    def plan(self, scenarios: Sequence[Mapping[str, Any]], *, tell_proofs: bool = True) -> None:
        """Records the catalogue, and every selected scenario, so that one that never runs is missed.

        Args:
            tell_proofs: record what is proven (claims are named by their digests), and what earlier runs came to.

        Raises:
            ConfigurationError: the catalogue breaks a rule.
        """
        frameworks = read_catalogue()
        if frameworks:
            known = proven(frameworks) if tell_proofs else Proven()
            told = [
                {
                    "id": one.defect,
                    "claim": one.digest,
                    "killed": one.killed,
                    "stale": one.defect in known.stale,
                    "found": one.found.isoformat(),
                    "env": one.env,
                }
                for one in known.claims.values()
            ]
            self.ledger.append(Kind.CATALOGUE, {"controls": _facts(frameworks, known), "proof": told})
        tests = project_tests() if tell_proofs else None
        if tests is not None:
            self.ledger.append(Kind.PROJECT_TESTS, tests)
        earlier = self._earlier() if tell_proofs else []
        if earlier:
            self.ledger.append(Kind.EARLIER, {"runs": earlier})
        self.ledger.append(Kind.PLAN, {"scenarios": [dict(scenario) for scenario in scenarios]})

    def _earlier(self) -> list[dict[str, Any]]:
        """What the history tells of the latest runs in this environment: reports are made from the record alone."""
        try:
            known = history.read(self.directory.parent / history.HISTORY)
        except ConfigurationError:
            return []
        return [one for one in known if one.get("profile") == self.profile][-EARLIER_RUNS:]

    def finish(self, *, reports: bool = True, say: Callable[[str], None] = lambda _: None) -> RunSummary:
        """Closes and seals the record; derives run.json, the history and, unless not wanted, the reports.

        Args:
            say: told of each report that cannot be made.
        """
        self.ledger.append(Kind.RUN_FINISHED)
        self.ledger.seal()
        summary = write_summary(self.directory)
        account = read_account(self.directory, summary)
        loads = [one.to_data() for one in loaded(account.lines)]
        try:
            history.append(self.directory.parent / history.HISTORY, summary.to_json(), loads)
        except OSError as error:  # this run is whole without it
            say(f"{self.directory.parent / history.HISTORY} does not tell of this run ({error.strerror}).")
        if reports:
            for sentence in build_reports(self.directory, account=account).missing:
                say(sentence)
        return summary


def create(profile: str, selection: Mapping[str, Any], reports_dir: Path | None = None) -> Run:
    """Starts a run: makes its folder, writes the first line of its record, and points `latest` to it.

    Args:
        profile: the name of the environment.
        selection: what was asked for, as it will be told in reports.
        reports_dir: where the folders of runs are; by default `reports_root()`.
    """
    root = reports_dir or reports_root()
    root.mkdir(parents=True, exist_ok=True)
    run_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    directory = root.resolve() / run_id
    directory.mkdir()
    run = Run(run_id, directory, profile, Ledger(directory / RECORD))
    facts = {
        "run_id": run_id,
        "profile": profile,
        "selection": dict(selection),
        "suite_digest": suite_digest(),
        "versions": _versions(),
        "fingerprint": fingerprint(profile),
        "origin": origin(),
    }
    try:
        run.ledger.append(Kind.RUN_STARTED, facts)
        _point_latest_to(directory)
    except OSError:  # a full disk, or something that stands in the way: the run before it stays the latest
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return run


def join(environment: Mapping[str, str]) -> Run | None:
    """The run this process is a worker of, or None when it is nobody's."""
    if RUN_DIR not in environment:
        return None
    directory = Path(environment[RUN_DIR])
    profile = environment.get(PROFILE, "local")
    return Run(directory.name, directory, profile, Ledger(directory / RECORD), environment.get(WORKER, "1"))


def _facts(frameworks: Iterable[Framework], known: Proven) -> list[dict[str, Any]]:
    """What reports say of each control, whatever catalogue and proof say later."""
    return [
        {
            "id": control.id,
            "framework": framework.title,
            "version": framework.version,
            "source": framework.source,
            "clause": control.clause,
            "title": control.title,
            "severity": control.severity,
            "obligation": control.obligation,
            "why": control.why,
            "evidence": control.evidence,
            "catches": dict(control.catches),
            "without_defect": list(control.without_defect),
            "gap": control.gap,
            "verified": control.verified or not framework.quotes_a_text,
            "self_check": control.self_check,
            "proven": proof.proven,
            "proof": proof.words,
            "detection": known.detections.get(control.id, Detection()).words,
        }
        for framework in frameworks
        for control in framework.controls
        for proof in [known.proofs.get(control.id, ControlProof())]
    ]


def _point_latest_to(directory: Path) -> None:
    fresh = directory.parent / f".latest-{directory.name}"
    fresh.symlink_to(directory.name)
    try:
        fresh.replace(directory.parent / "latest")
    finally:
        fresh.unlink(missing_ok=True)


def _versions() -> dict[str, str]:
    packages = {name: importlib.metadata.version(name) for name in ("scoring-acceptance", "behave")}
    return {
        **packages,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
