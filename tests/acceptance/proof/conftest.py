"""A toy platform with toy defects, and three controls that should notice them."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from toy import Toy

from acceptance.catalogue.claims import Claim, read_claims

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
    files = [FOLDER / name for name in ("defects.json", "mutants.json")]
    known = [one for file in files if file.exists() for one in json.loads(file.read_text())]
    names = "{0}", "{0} {1}", "stain {0} {1}"
    return [one for one in known if any((FOLDER / "on" / name.format(one["id"], MINE)).exists() for name in names)]

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

PROFILE = """
provision:
  up: [python, toy_platform.py, up, "{run_id}", "{pid}"]
  down: [python, toy_platform.py, down, "{run_id}"]
  defects:
    list: [python, toy_platform.py, list]
    switch_on: [python, toy_platform.py, "on", "{defect}", "{run_id}"]
    switch_off: [python, toy_platform.py, "off", "{defect}", "{run_id}"]
"""

MUTANTS = """
  mutants:
    list: [python, toy_platform.py, mutants]
    watch_on: [python, toy_platform.py, watch, "on", "{run_id}"]
    watch_off: [python, toy_platform.py, watch, "off", "{run_id}"]
    reached: [python, toy_platform.py, reached, "{run_id}"]
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
        self.defects()
        self.feature(FEATURE, tags="@compliance @gdpr", file="compliance/gdpr/toy")

    def defects(self, *entries: dict[str, Any]) -> None:
        """Gives the platform these defects, and the catalogue too; what is not said is filled in."""
        usual = {"framework": "gdpr", "title": "t", "must_catch": ["GDPR-01"], "says": ["one"]}
        listed = [{**usual, **entry} for entry in entries]
        (self.root / "defects.json").write_text(json.dumps(listed))
        self.catalogue({one["id"]: one["must_catch"] for one in listed})

    def mutants(self, *entries: dict[str, Any]) -> None:
        """Gives the platform these mutants, and the commands for them; what is not said is filled in."""
        usual = {"title": "a -> b", "places": ["everywhere"], "says": ["one"]}
        listed = [{**usual, "digest": f"digest-of-{entry['id']}", **entry} for entry in entries]
        (self.root / "mutants.json").write_text(json.dumps(listed))
        self.write("profiles/toy.yaml", PROFILE + MUTANTS)

    def catalogue(self, must_catch: dict[str, list[str]], **changed: Any) -> None:
        """Declares who must catch what; `changed` is said of GDPR-01."""
        usual = {"clause": "c", "title": "t", "obligation": "o", "why": "w", "evidence": "e", "severity": "normal"}
        controls = [
            {
                "id": f"GDPR-0{number}",
                **usual,
                "production": "syn",
                "catches": {id_: f"{id_} in words" for id_, named in must_catch.items() if f"GDPR-0{number}" in named},
                **(changed if number == 1 else {}),
            }
            for number in (1, 2, 3)
        ]
        told = {"framework": "gdpr", "title": "GDPR", "version": "1", "controls": controls}
        self.write("controls/gdpr.yaml", yaml.safe_dump(told))

    def controls(self) -> dict[str, str]:
        """What `acceptance controls` says of the proof of each control."""
        process = self.start("-c", "from acceptance.cli import main; main()", "controls", "--format", "json")
        output, _ = process.communicate(timeout=60)
        return {row["control"]: row["proof"] for row in json.loads(output)}

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
    def proof(self) -> dict[str, Claim]:
        return read_claims(self.root / "controls")


# Standard error comes first, whole: the test tells it from the answer.
CALL = "import sys; from acceptance.cli import main; sys.stdout.reconfigure(line_buffering=True); main()"


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProvingToy:
    """A platform with defects, three controls, and nothing proven so far."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return ProvingToy(tmp_path)
