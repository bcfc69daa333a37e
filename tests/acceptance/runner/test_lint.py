"""The feature lint names everything that would trip a run or a reader."""

from __future__ import annotations

import subprocess
import sys

import pytest
from toy import Toy

from acceptance.runner.lint import words_of_code

STEPS = """
from behave import given, then
@given("a customer")
def a_customer(context): pass
@given("a {kind} customer")
def some_customer(context, kind): pass
@then("a score is given")
def score(context): pass
"""
GOOD = """
@prod.syn
Scenario: a score
  Given a customer
  And a loyal customer
  Then a score is given
"""


@pytest.fixture
def linted(toy: Toy):
    (toy.root / "features/environment.py").unlink()
    (toy.root / "features/steps/toy_steps.py").unlink()
    toy.write("features/steps/steps.py", STEPS)

    def run() -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "acceptance.runner.lint", "features"]
        done = subprocess.run(command, cwd=toy.root, capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.returncode, done.stdout.splitlines()

    return run


def test_good_features_pass(toy: Toy, linted):
    toy.feature(GOOD)
    assert linted() == (0, ["0 finding(s) in features"])


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (GOOD.replace("@prod.syn", "@prod.syn @prod.ro"), "this one has @prod.ro and @prod.syn"),
        (GOOD.replace("@prod.syn", ""), "this one has none"),
        (GOOD.replace("@prod.syn", "@prod.syn @E2E:01"), "the tag @E2E:01 has characters"),
        (GOOD.replace("@prod.syn", "@prod.syn @gdpr"), "nothing"),
        (GOOD + GOOD, "it has the same names as features/end_to_end/toy.feature:5"),
        (GOOD + "@prod.ro\nScenario: empty\n", "This scenario has no steps"),
        (GOOD + "@prod.ro\nScenario: given only\n  Given a customer\n", "This scenario has no Then"),
        (GOOD.replace("a score is given", "a score is gven"), "nothing is defined for: Then a score is gven"),
        (GOOD.replace("a loyal customer", "a customer"), "no feature uses this step: a {kind} customer"),
        (GOOD.replace("Scenario: a score", "Scenario: the credit_score"), "'credit_score' is a name from code"),
        (
            GOOD.replace("@prod.syn", "@prod.syn @last") + GOOD.replace("a score\n", "b\n", 1),
            "so it would run after it",
        ),
        (GOOD + "Nonsense\n", "this cannot be parsed"),
    ],
)
def test_each_fault_is_named_with_its_place(toy: Toy, linted, scenario: str, said: str):
    toy.feature(scenario)
    code, lines = linted()
    if said == "nothing":
        assert code == 0
        return
    assert code == 1
    assert any(said in line for line in lines), lines
    assert all(line.startswith("features/") for line in lines[:-1])


@pytest.mark.parametrize(
    ("tags", "file", "said"),
    [
        ("@security", "end_to_end/toy", "features in end_to_end carry the tag @e2e"),
        ("@e2e @security", "end_to_end/toy", "the tag @security belongs to another folder"),
        ("@compliance", "compliance/gdpr/toy", "features in compliance/gdpr carry the tag @gdpr"),
        ("@e2e", "toy", "features belong into one of the folders"),
        ("@slo", "objectives/toy", None),
        ("@compliance @pci", "compliance/pci_dss/toy", None),
    ],
)
def test_the_layer_tag_matches_the_folder(toy: Toy, linted, tags: str, file: str, said: str | None):
    toy.feature(GOOD, tags=tags, file=file)
    code, lines = linted()
    assert (code == 0) if said is None else any(said in line for line in lines), lines


def test_a_sentence_that_two_definitions_match_is_ambiguous(toy: Toy, linted):
    toy.feature(GOOD)
    toy.write(
        "features/steps/more.py", "from behave import given\n@given('a loyal {who}')\ndef loyal(context, who): pass\n"
    )
    _, lines = linted()
    assert any("several definitions match this step" in line for line in lines), lines


def test_steps_that_cannot_be_loaded_are_one_finding(toy: Toy, linted):
    toy.feature(GOOD)
    toy.write("features/steps/more.py", "import does_not_exist\n")
    code, lines = linted()
    assert code == 1
    assert "the steps cannot be loaded: ModuleNotFoundError" in lines[0]


def test_an_empty_folder_is_a_finding(toy: Toy, linted):
    assert linted()[0] == 1


@pytest.mark.parametrize(
    "text",
    [
        "the credit_score is given",
        "it is sent to https://example.org",
        'the body is {"a": 1}',
        "SELECT the customers",
        "POST /score is called",
        "localhost answers",
        "127.0.0.1 answers",
        "port 8080 is open",
    ],
)
def test_words_of_code_are_found(text: str):
    assert list(words_of_code(text))


@pytest.mark.parametrize(
    "text", ["the score is between 300 and 850 at 12:30", "the customer's e-mail, 95 % of them", "debt ratio (0.5)"]
)
def test_plain_language_is_left_alone(text: str):
    assert list(words_of_code(text)) == []
