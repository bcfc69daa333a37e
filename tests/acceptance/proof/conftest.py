"""A toy platform with toy defects, and three controls that should notice them."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from toy import Toy

SUITE = """
from acceptance.record.ledger import Kind

class ToySuite:
    def __init__(self, run): self.run = run

    @classmethod
    def start(cls, run): return cls(run)

    def begin_scenario(self, name, tags): self.called = set()

    def end_scenario(self):
        self.run.ledger.append(Kind.OPERATIONS, {"called": sorted(self.called)})
        return []

    def close(self): pass
"""

STEPS = """
import json, os, pathlib, time
from behave import given, when, then
from hamcrest import has_item, is_not
from acceptance.checks import check
from acceptance.outcome import Inconclusive

FOLDER = pathlib.Path(os.environ["TOY_ADDRESS"])
MINE = os.environ["TOY_NAME"]

def defects_on():
    known = json.loads((FOLDER / "defects.json").read_text())
    return [one for one in known if any((FOLDER / "on" / name).exists() for name in (one["id"], f"{one['id']} {MINE}"))]

@given("the platform is there")
def there(context):
    if any(one.get("breaks") for one in defects_on()):
        raise Inconclusive("it is not there")

@when("{operation} is called")
def called(context, operation):
    context.suite.called.add(operation)

@then("the platform does not say {word}")
def says_not(context, word):
    time.sleep(0.5 if word == "alone" else 0)
    if any(one.get("slow") for one in defects_on()):
        (FOLDER / "asleep").touch()
        time.sleep(60)
    said = [each for one in defects_on() for each in one.get("says", [])]
    check(said, is_not(has_item(word)), f"what the platform says of {word}")
"""

FEATURE = """
@GDPR-01
Scenario: one
  Given the platform is there
  When asking is called
  Then the platform does not say one

@GDPR-02
Scenario: two
  Given the platform is there
  When asking is called
  Then the platform does not say two

@GDPR-03
Scenario: three
  Given the platform is there
  When telling is called
  Then the platform does not say three

@GDPR-02 @serial
Scenario: two alone
  Given the platform is there
  When asking is called
  Then the platform does not say alone

@GDPR-01 @whole-run
Scenario: the whole run
  Given the platform is there
  Then the platform does not say anything at all
"""

CONTROL = """
  - {id: %s, clause: c, title: t, obligation: o, why: w, evidence: e, production: syn, severity: normal}
"""

PROFILE = """
provision:
  up: [python, toy_platform.py, up, "{run_id}", "{pid}"]
  down: [python, toy_platform.py, down, "{run_id}"]
  defects:
    list: [python, toy_platform.py, list]
    switch_on: [python, toy_platform.py, "on", "{defect}", "{run_id}"]
    switch_off: [python, toy_platform.py, "off", "{defect}", "{run_id}"]
"""


@dataclass(frozen=True)
class Proved:
    """How `acceptance prove` ended: its exit code, its JSON, and what it told besides."""

    code: int
    printed: str
    told: str

    @property
    def answer(self) -> dict[str, Any]:
        return json.loads(self.printed)

    @property
    def defects(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.answer["defects"]}


class ProvingToy(Toy):
    """A toy whose platform has defects."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        shutil.copy(Path(__file__).parent / "toy_platform.py", root)
        self.write("toy_suite.py", SUITE)
        self.write("features/steps/toy_steps.py", STEPS)
        self.write("profiles/toy.yaml", PROFILE)
        controls = "".join(CONTROL % f"GDPR-0{number}" for number in (1, 2, 3))
        self.write("controls/gdpr.yaml", f"framework: gdpr\ntitle: GDPR\nversion: '1'\ncontrols:{controls}")
        self.feature(FEATURE, tags="@compliance @gdpr", file="compliance/gdpr/toy")

    def defects(self, *entries: dict[str, Any]) -> None:
        """Gives the platform these defects; what is not said is filled in."""
        usual = {"framework": "gdpr", "title": "t", "must_catch": ["GDPR-01"], "says": ["one"]}
        (self.root / "defects.json").write_text(json.dumps([{**usual, **entry} for entry in entries]))

    def start_prove(self, *arguments: str) -> subprocess.Popen[str]:
        return self.start("-c", CALL, "prove", "--env", "toy", "--format", "json", *arguments)

    def prove(self, *arguments: str) -> Proved:
        process = self.start_prove(*arguments)
        output, _ = process.communicate(timeout=120)
        told, _, printed = output.partition("\n{\n")
        return Proved(process.returncode, "{\n" + printed, told)

    @property
    def calls(self) -> list[str]:
        return (self.root / "calls").read_text().splitlines()

    @property
    def proof(self) -> dict[str, dict[str, Any]]:
        known = json.loads((self.root / "controls/proof.json").read_text())
        return {one["id"]: one for one in known["defects"]}


# Standard error comes first, whole: the test tells it from the answer.
CALL = "import sys; from acceptance.cli import main; sys.stdout.reconfigure(line_buffering=True); main()"


@pytest.fixture
def toy(tmp_path: Path) -> ProvingToy:
    """A platform with defects, three controls, and nothing proven so far."""
    return ProvingToy(tmp_path)
