"""A small features folder of its own for each test, run by real behave processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

ENVIRONMENT = """
from acceptance.runner.hooks import after_all, after_scenario, before_scenario, begin_run
from toy_suite import ToySuite

def before_all(context):
    begin_run(context, ToySuite.start)
"""

SUITE = """
import os
import pathlib
from acceptance.outcome import Cause, ConfigurationError, Outcome, PlatformNotProvided, Verdict

class ToySuite:
    def __init__(self, run):
        self.run, self.left = run, []

    @classmethod
    def start(cls, run):
        match os.environ.get("TOY_START"):
            case "no platform":
                raise PlatformNotProvided("The toy platform did not come up.")
            case "wrong":
                raise ConfigurationError("profiles/toy.yaml: unknown key 'x'.")
            case "crash":
                raise ZeroDivisionError("in our own code")
        return cls(run)

    def begin_scenario(self, name, tags):
        self.left = []
        if "left_out" in tags:
            return Verdict(Outcome.NOT_ASSESSED, "Declared: not needed here", Cause.ENVIRONMENT)

    def end_scenario(self):
        with open("cleaned.txt", "a") as file:
            file.write("scenario\\n")
        return self.left

    def close(self):
        with open("cleaned.txt", "a") as file:
            file.write("suite\\n")
"""

STEPS = """
import os, signal, sys, time
from behave import given, when, then, step
from hamcrest import equal_to, less_than
from acceptance.checks import check, check_every, check_within, inconclusive, not_assessed
from acceptance.outcome import Cause, Outcome, Verdict
from acceptance.record.redaction import register

@step("nothing special")
def nothing(context): pass

@step("a check that holds")
def holds(context): check(1, equal_to(1), "one is one")

@step("a check that fails")
def fails(context): check(1, equal_to(2), "one is two")

@step("every entry of an empty log")
def every(context): check_every([], 1, equal_to(1), "entries of the log")

@step("a loop over an empty log")
def loop(context):
    for entry in []: check(entry, equal_to(1), "an entry")

@step("a canary is in the answer")
def canary(context):
    register("kestrel-9f41c2", "canary-7"); check("... kestrel-9f41c2 ...", equal_to(""), "no canary")

@step("a plain assert that fails")
def asserts(context): assert 1 == 2, "asserted by hand"

@step("a lost connection")
def lost(context): raise ConnectionError("refused")

@step("an error that names its cause")
def caused(context):
    error = LookupError("the binding names no such table"); error.cause = Cause.BINDING; raise error

@step("a bug")
def bug(context): {}["missing"]

@step("nothing can be said")
def unclear(context): inconclusive("too few samples", cause=Cause.ENVIRONMENT)

@step("it cannot be tried")
def untried(context): not_assessed("no scanner here", cause=Cause.ENVIRONMENT)

@step("the step leaves with code {code:d}")
def leaves(context, code): sys.exit(code)

@step("the step ends the process with code {code:d}")
def ends(context, code): os._exit(code)

@step("the scenario skips itself")
def skips(context): context.scenario.skip("not today")

@step("the feature skips the rest")
def skips_the_rest(context): context.feature.skip("enough")

@step("a clean-up that fails")
def cleanup_fails(context):
    def remove(): raise OSError("still there")
    context.add_cleanup(remove)

@step("something cannot be removed")
def left(context): context.suite.left = [Verdict(Outcome.INCONCLUSIVE, "a customer stayed", Cause.PLATFORM)]

@step("the process dies")
def dies(context): os.kill(os.getpid(), signal.SIGKILL)

@step("it has the machine for itself")
def alone(context):
    os.close(os.open("alone", os.O_CREAT | os.O_EXCL))
    time.sleep(0.3)
    os.unlink("alone")


@step("it takes long")
def slow(context):
    open("running-%d" % os.getpid(), "w").close()
    time.sleep(60)

@step("it takes {seconds:f} seconds")
def takes(context, seconds): time.sleep(seconds)

@step("a secret is told")
def secret(context):
    register("hunter2-hunter2", "TOY_TOKEN"); check("hunter2-hunter2", equal_to("x"), "no secret")

@step("the number {number} is used")
def number(context, number): check(int(number), less_than(3), "small")
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it printed, and its run.json."""

    code: int
    output: str
    summary: dict[str, Any]

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        return {one["name"]: (one["outcome"], one["cause"]) for one in self.summary["scenarios"]}

    def reason(self, name: str) -> str:
        return next(one["reason"] for one in self.summary["scenarios"] if one["name"] == name)

    def problems(self) -> list[str]:
        return [problem["sentence"] for problem in self.summary["problems"]]


class Toy:
    """A features folder below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copy(ROOT / "behave.ini", root / "behave.ini")
        self.write("features/environment.py", ENVIRONMENT)
        self.write("features/steps/toy_steps.py", STEPS)
        self.write("toy_suite.py", SUITE)

    def write(self, path: str, content: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(content), "utf-8")

    def feature(self, scenarios: str, name: str = "Toy", tags: str = "@e2e", file: str = "end_to_end/toy") -> None:
        """Writes a feature file with the given scenarios."""
        body = textwrap.indent(textwrap.dedent(scenarios).strip("\n"), "  ")
        self.write(f"features/{file}.feature", f"{tags}\nFeature: {name}\n\n{body}\n")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": f"{self.root}:{ROOT}", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def behave(self, *arguments: str, **environment: str) -> Ended:
        """Runs plain behave to its end."""
        return self.ended(self.start("-m", "behave", *arguments, **environment))

    def drive(self, options: str = "", **environment: str) -> Ended:
        """Runs the driver to its end; `options` are arguments of RunOptions as Python."""
        return self.ended(self.start_driver(options, **environment))

    def start_driver(self, options: str = "", **environment: str) -> subprocess.Popen[str]:
        call = f"run_suite(RunOptions(html_report=False, {options}))"
        code = f"import sys; from acceptance.runner.driver import RunOptions, run_suite; sys.exit({call})"
        return self.start("-c", code, **environment)

    def ended(self, process: subprocess.Popen[str]) -> Ended:
        output, _ = process.communicate(timeout=60)
        summary = self.root / "reports/latest/run.json"
        return Ended(process.returncode, output, json.loads(summary.read_text()) if summary.exists() else {})

    @property
    def run_dir(self) -> Path:
        return self.root / "reports" / "latest"

    @property
    def cleaned(self) -> list[str]:
        file = self.root / "cleaned.txt"
        return file.read_text().split() if file.exists() else []
