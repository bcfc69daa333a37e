"""How long reports take, and how large they become: `python -m benchmarks.report [--scenarios 400 10000]`.

Records are made by hand, of scenarios with four steps, six checks and a search each, with ten of them violated. Each is
measured in a process of its own: processor time and memory of all reports but Allure's, the size of the first page, and
with a Chromium at hand the time until its first view. The last lines measure the commands that only print.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind, Ledger, Scope
from acceptance.reporting.build import build_reports

MOST_S = {400: 12.0, 10_000: 60.0}
MOST_MB = 1024
LARGEST_PAGE_MB = {400: 3.0}
FIRST_VIEW_MS = 1000
PRINTED_S = 0.5
STEPS = ("given", "when", "then", "then")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenarios", type=int, nargs="+", default=[400, 10_000])
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        measure(chosen.measure)
        return
    for count in chosen.scenarios:
        with tempfile.TemporaryDirectory() as folder:
            told(count, Path(folder))
    for command in (["--help"], ["controls"], ["tags"], ["explain", "GDPR-06"], []):
        print(line(f"acceptance {' '.join(command)}".strip(), printed(command), PRINTED_S, "s, the second time"))  # noqa: T201


def told(count: int, folder: Path) -> None:
    """Writes a record, has its reports built elsewhere, and prints the figures."""
    write(folder, count)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.report", "--measure", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout)
    print(line(f"{count} scenarios, all reports", figures["seconds"], MOST_S.get(count), "s of processor"))  # noqa: T201
    print(line(f"{count} scenarios, memory", figures["mb"], MOST_MB, "MB"))  # noqa: T201
    page = folder / "index.html"
    print(line(f"{count} scenarios, first page", page.stat().st_size / 1e6, LARGEST_PAGE_MB.get(count), "MB"))  # noqa: T201
    view = first_view(page)
    if view is not None:
        most = FIRST_VIEW_MS if count in LARGEST_PAGE_MB else None
        print(line(f"{count} scenarios, first view", view, most, "ms"))  # noqa: T201


def write(folder: Path, count: int) -> None:
    """A record as a run of so many scenarios leaves it."""
    ledger = Ledger(folder / "record.jsonl")
    ledger.append(Kind.RUN_STARTED, {"run_id": "benchmark", "profile": "local", "selection": {}})
    ids = [f"GDPR-{number:02}" for number in range(1, 61)]
    known = {"framework": "GDPR", "clause": "Art. 1", "severity": "normal", "obligation": "It holds.", "why": "So."}
    ledger.append(Kind.CATALOGUE, {"controls": [{"id": id_, "title": f"Control {id_}", **known} for id_ in ids]})
    scenarios = [
        {
            "id": f"features/f.feature:{n}",
            "feature": f"Feature {n // 20}",
            "name": f"Scenario {n}",
            "layer": "compliance",
        }
        | {"tags": [ids[n % len(ids)]], "steps": list(STEPS), "description": "", "example": {}}
        for n in range(1, count + 1)
    ]
    ledger.append(Kind.PLAN, {"scenarios": scenarios})
    for n, one in enumerate(scenarios):
        scenario(ledger, str(one["id"]), Outcome.VIOLATED if n < 10 else Outcome.SATISFIED)
    ledger.append(Kind.RUN_FINISHED)
    ledger.seal()


def scenario(ledger: Ledger, id_: str, outcome: Outcome) -> None:
    ledger.append_in(Scope(id_, None), Kind.SCENARIO_STARTED, {})
    for number, kind in enumerate(STEPS, 1):
        last = number == len(STEPS)
        for check in range(3 if kind == "then" else 0):
            held = outcome is Outcome.SATISFIED or not last or check < 2
            words = {"meaning": "what is kept of a customer who was erased", "expected": "<[]>", "seen": "was <[]>"}
            ledger.append_in(Scope(id_, number), Kind.CHECK, {**words, "held": held, "seconds": None})
        if kind == "when":
            places = {name: {"items": 2411, "bytes": 1031636} for name in ("database", "cache", "object store")}
            ledger.append_in(Scope(id_, number), Kind.SWEEP, {"finds": [], "scanned": places, "unsearched": []})
        came = outcome if last else Outcome.SATISFIED
        words = {"keyword": kind.title(), "name": "something that holds of a customer", "reason": "", "seconds": 0.1}
        empty = {"text": None, "table": None, "trace": None}
        ledger.append_in(Scope(id_, number), Kind.STEP, {**words, **empty, "outcome": came.value})
    cause = "platform" if outcome is Outcome.VIOLATED else None
    end = {"outcome": outcome.value, "reason": "it was found" if cause else "", "cause": cause, "seconds": 0.4}
    ledger.append_in(Scope(id_, None), Kind.SCENARIO_FINISHED, end)


def measure(folder: Path) -> None:
    """Builds the reports in this process and prints what it took."""
    begun = time.process_time()
    built = build_reports(folder)
    assert not built.missing, built.missing
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.process_time() - begun, "mb": mb}))  # noqa: T201


def first_view(page: Path) -> float | None:
    """Milliseconds until something is seen; None without a browser."""
    browser_at = shutil.which("chromium")
    if browser_at is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(page.as_uri())
        entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        found = float(opened.evaluate(entry))
        browser.close()
    return found


def printed(command: list[str]) -> float:
    """Processor seconds of a command, the second time it is called."""
    for _ in range(2):
        before = os.times()
        subprocess.run([sys.executable, "-m", "acceptance.cli", *command], capture_output=True, check=False)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def line(what: str, value: float, most: float | None, unit: str) -> str:
    """One figure, and whether it is within what was agreed."""
    limit = "" if most is None else f"  (at most {most:g}: {'met' if value <= most else 'NOT MET'})"
    return f"{what:<34} {value:8.2f} {unit}{limit}"


if __name__ == "__main__":
    main()
