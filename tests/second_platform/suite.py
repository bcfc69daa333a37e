"""The suite on the second platform, by its profile alone: one instance, and any number of runs over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.second_platform.dialect import Dialect
from tests.second_platform.profile import PROGRAM, profile

ROOT = Path(__file__).parents[2]
UP_WITHIN_S, RUN_WITHIN_S = 400, 3600


class Plain(yaml.SafeDumper):
    """Writes everything out, also what is said twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    exit_code: int
    said: str
    scenarios: list[dict[str, Any]]
    controls: dict[str, str]

    def not_as_it_should_be(self) -> list[str]:
        """Each scenario that is violated or inconclusive, with its reason: there is none on an honest platform."""
        wrong = [one for one in self.scenarios if one["outcome"] in ("violated", "inconclusive")]
        return [f"{one['outcome']}: {one['feature']} > {one['name']}: {one['reason']}" for one in wrong]

    def outcomes(self) -> dict[str, dict[str, int]]:
        """Control -> how many of its scenarios came to which outcome."""
        counted = {control: Counter(one["outcome"] for one in self._of(control)) for control in sorted(self.controls)}
        return {control: dict(sorted(counts.items())) for control, counts in counted.items() if counts}

    def told(self) -> dict[str, str]:
        """Control -> what came of it, in the words of `expected.py`; what is not well, by its counts."""
        reasons = {control: [one["reason"] for one in self._of(control)] for control in self.outcomes()}
        return {control: _told(counts, reasons[control]) for control, counts in self.outcomes().items()}

    def _of(self, control: str) -> list[dict[str, Any]]:
        return [one for one in self.scenarios if control in one["tags"]]

    def violated(self) -> set[str]:
        """The controls that are violated."""
        return {control for control, outcome in self.controls.items() if outcome == "violated"}


def _told(counts: dict[str, int], reasons: list[str]) -> str:
    satisfied, all_of_them = counts.get("satisfied", 0), sum(counts.values())
    if satisfied + counts.get("not_assessed", 0) < all_of_them:
        return str(counts)
    if satisfied:
        return f"satisfied: {satisfied}" if satisfied == all_of_them else f"part: {satisfied} of {all_of_them}"
    declared = all(reason.startswith("Declared: ") for reason in reasons)
    return "not applicable" if declared else "not assessed"


@dataclass(frozen=True)
class Instance:
    """A running second platform and a folder with its profile, in which the suite is run."""

    name: str
    folder: Path
    dialect: Dialect

    @classmethod
    def up(cls, name: str, folder: Path, dialect: Dialect) -> Instance:
        """Starts one that ends with this process, and writes its profile."""
        instance = cls(name, folder, dialect)
        (folder / "dialect.json").write_text(dialect.to_json())
        (folder / "profiles").mkdir()
        content = profile(dialect)
        content["provision"] = {
            **content["provision"],
            # The suite refuses to judge a platform that says it is faulty, and no company's platform would say so.
            "status": [*PROGRAM, "status", "--json", "--unknowing", "--instance", name],
        }
        (folder / "profiles" / "second.yaml").write_text(yaml.dump(content, Dumper=Plain, sort_keys=False))
        instance.command("up", "--owner-pid", str(os.getpid()), "--dialect", str(folder / "dialect.json"))
        return instance

    def command(self, *words: str) -> str:
        """What one command of the platform says.

        Raises:
            AssertionError: it failed.
        """
        command = [sys.executable, "-m", "tests.second_platform", *words, "--instance", self.name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environment(self) -> dict[str, str]:
        """The variables that its profiles are filled with."""
        found: dict[str, str] = json.loads(self.command("status", "--json"))["environment"]
        return found

    def run(self, tags: str, profile: str = "second", parallel: int = 1, **variables: str) -> Ran:
        """The suite over the instance as it is, by a profile of its folder, in one process or several."""
        own: Mapping[str, str] = {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(self.folder / "state"), **variables}
        program = str(Path(sys.executable).with_name("acceptance"))
        latest = self.folder / "reports" / "latest"
        before = latest.resolve()
        command = [program, "run", "--env", profile, "--no-report", "--parallel", str(parallel), "--tags", tags]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | own,
            capture_output=True,
            text=True,
            timeout=RUN_WITHIN_S,
            check=False,
        )
        told = latest / "run.json"
        assert told.exists() and latest.resolve() != before, done.stdout + done.stderr
        found = json.loads(told.read_text())
        controls = {one["id"]: one["outcome"] for one in found["controls"]}
        return Ran(done.returncode, done.stdout + done.stderr, found["scenarios"], controls)
