"""What the strict runner and the record add to plain behave: `python benchmarks/strict_runner.py`.

The same 1,000 trivial scenarios (Given, When and Then, one check) are run by plain behave and by the strict runner in
turns, both without printing; the quickest of each counts, for noise only adds. Processor time is measured, so that a
busy machine does not matter much. Trivial steps do nothing at all: the last line says how long a scenario has to last
for all of it to add no more than a tenth.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENOUGH = 0.10

STEPS = """
from behave import given, when, then
from hamcrest import equal_to
from acceptance.checks import check

@given("a customer number {number:d}")
def customer(context, number): context.number = number

@when("nothing much happens")
def nothing(context): context.seen = context.number

@then("the number is still {number:d}")
def still(context, number): check(context.seen, equal_to(number), "the number")
"""
STRICT = (ROOT / "behave.ini").read_text("utf-8")
PLAIN = STRICT.replace("runner = ", "; runner = ").replace("default_format = ", "; default_format = ")
MEASURED = """
import os
own = os.getpid()
def used(): return sum(os.times()[:4])  # the process in which the scenarios run included
begun = used()
from behave.__main__ import main
from acceptance.checks import check
code = 0
try:
    code = main(["-f", "null"])
finally:
    if os.getpid() == own: print("CPU", used() - begun, code)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenarios", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, chosen.scenarios)
        plain_s, strict_s = [], []
        for _ in range(chosen.rounds):
            plain_s.append(cpu_s(root, PLAIN))
            strict_s.append(cpu_s(root, STRICT))
        closing_s = min(cpu_of_closing_s(root) for _ in range(chosen.rounds))
    plain, running, closing = (
        1000 * seconds / chosen.scenarios
        for seconds in (min(plain_s), min(strict_s) - min(plain_s) - closing_s, closing_s)
    )
    for line in (
        f"plain behave            {plain:6.2f} ms of processor a scenario of three steps that do nothing",
        f"added while it runs     {running:6.2f} ms a scenario: {100 * running / plain:.0f} % of plain behave",
        f"added at the end        {closing:6.2f} ms a scenario: seal, run.json, Allure results",
        f"a tenth or less from    {(running + closing) / ENOUGH:6.1f} ms a scenario up",
    ):
        sys.stdout.write(line + "\n")


def write(root: Path, scenarios: int, in_a_file: int = 50) -> None:
    """Writes the features and their steps."""
    (root / "features" / "steps").mkdir(parents=True)
    (root / "features" / "steps" / "steps.py").write_text(STEPS, "utf-8")
    for first in range(0, scenarios, in_a_file):
        told = "".join(
            f"  Scenario: number {n}\n    Given a customer number {n}\n    When nothing much happens\n"
            f"    Then the number is still {n}\n\n"
            for n in range(first, min(first + in_a_file, scenarios))
        )
        (root / "features" / f"part{first:06}.feature").write_text(f"Feature: part {first}\n\n{told}", "utf-8")


def cpu_s(root: Path, configuration: str) -> float:
    """Seconds of processor for a whole run, starting Python left out."""
    (root / "behave.ini").write_text(configuration, "utf-8")
    return float(said(root, MEASURED, "CPU").split()[1])


def cpu_of_closing_s(root: Path) -> float:
    """Seconds of processor for what the latest run derived from its record when it ended."""
    code = f"""
import time
from pathlib import Path
from acceptance.record.summary import write_summary
from acceptance.reporting.allure_results import write_results
begun = time.process_time()
write_results(Path({str(root)!r}) / "reports/latest", write_summary(Path({str(root)!r}) / "reports/latest"))
print("CPU", time.process_time() - begun)
"""
    return float(said(root, code, "CPU").split()[1])


def said(root: Path, code: str, word: str) -> str:
    """The line that begins with `word` of what a program printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ACCEPTANCE_REPORTS_DIR": str(root / "reports")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return next(line for line in done.stdout.splitlines() if line.startswith(word))


if __name__ == "__main__":
    main()
