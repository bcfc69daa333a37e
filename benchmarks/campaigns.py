"""The long campaigns, each with the figure it came to: `python benchmarks/campaigns.py --help`.

Clean runs in a row, every defect caught, no false find in a gigabyte, and the performance and chaos layers again and
again.
What is tried in thousands of small cases stands in the tests (`CAMPAIGN=full`).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path[0] = str(CHECKOUT)

from acceptance.instruments.search.finder import Finder  # noqa: E402
from acceptance.outcome import ExitCode  # noqa: E402
from benchmarks.platform import Table  # noqa: E402
from benchmarks.sweep import canaries, measure_files  # noqa: E402

ACCEPTANCE = Path(sys.executable).with_name("acceptance")
REPORTS = Path(os.environ.get("ACCEPTANCE_REPORTS_DIR", "reports"))


def acceptance(*words: str) -> int:
    """One command of the suite; its exit code."""
    return subprocess.run([ACCEPTANCE, *words], cwd=CHECKOUT, check=False).returncode


@contextmanager
def platform() -> Iterator[None]:
    """A platform that all runs inside use, so that they count and not the starts."""
    if acceptance("platform", "up") != ExitCode.OK:
        raise SystemExit("the platform could not be started")
    try:
        yield
    finally:
        acceptance("platform", "down")


def repeated_runs(table: Table, title: str, times: int, *selection: str) -> None:
    """So many runs of a part of the suite in a row, none of which may be anything but satisfied."""
    codes: Counter[int] = Counter()
    seconds: list[float] = []
    for _ in range(times):
        code = acceptance("run", *selection, "--parallel", "3", "--no-report")
        codes[code] += 1
        summary = json.loads((CHECKOUT / REPORTS / "latest" / "run.json").read_text("utf-8"))
        seconds.append(sum(one["seconds"] for one in summary["scenarios"]))
        for one in summary["scenarios"]:
            if one["outcome"] in ("violated", "inconclusive"):
                sys.stdout.write(f"RED {summary['run_id']}: {one['feature']} > {one['name']}: {one['reason']}\n")
    table.add(f"{title}: runs in a row without red", codes[ExitCode.OK], f"of {times}", at_least=times)
    if seconds:
        table.add(f"{title}: longest run, all its scenarios together", max(seconds), "s")


def every_defect(table: Table) -> None:
    """Every defect switched on, one after the other; each must be caught for the right reason and by nobody else."""
    done = subprocess.run(
        [ACCEPTANCE, "prove", "--all", "--format", "json"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=False
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"`acceptance prove` ended with {done.returncode} and told nothing that can be read") from None
    defects = told["defects"]
    for one in defects:
        if not one["killed"] or one["bystanders"]:
            sys.stdout.write(f"NOT PROVEN {one['id']}: {one['reason']} {'; '.join(one['bystanders'])}\n")
    table.add("defects caught", told["killed"], f"of {len(defects)}", at_least=len(defects))
    table.add("defects at which others turned red", sum(bool(one["bystanders"]) for one in defects), "", at_most=0)
    if defects:
        table.add("seconds a defect", sum(one["seconds"] for one in defects) / len(defects), "s", at_most=15)


def main() -> int:
    """Run and print; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description="Run the long campaigns.")
    parser.add_argument("--clean-runs", type=int, default=20, help="of the GDPR layer (default: %(default)s)")
    parser.add_argument(
        "--performance-runs", type=int, default=10, help="of the performance layer (default: %(default)s)"
    )
    parser.add_argument("--chaos-runs", type=int, default=10, help="of the chaos layer (default: %(default)s)")
    parser.add_argument("--megabytes", type=int, default=1024, help="noise to be searched (default: %(default)s)")
    parser.add_argument("--no-proof", action="store_true", help="leave the defects out, which take the longest")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ExitCode.INTERRUPTED))  # what was started is stopped
    table = Table()
    if options.megabytes:
        measure_files(table, Finder(canaries()), [options.megabytes])
    if options.clean_runs or options.performance_runs or options.chaos_runs:
        with platform():
            if options.clean_runs:
                repeated_runs(table, "GDPR layer", options.clean_runs, "--tags", "@gdpr")
            if options.performance_runs and (CHECKOUT / "features" / "performance").is_dir():
                repeated_runs(table, "performance layer", options.performance_runs, "--performance-only")
            if options.chaos_runs:
                repeated_runs(table, "chaos layer", options.chaos_runs, "--chaos-only")
    if not options.no_proof:
        every_defect(table)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
