"""Plain behave with the strict runner: every way to a vacuous green ends red and says why."""

from __future__ import annotations

import json
import os
import signal
import time
from xml.etree import ElementTree

import pytest
from toy import Toy

from acceptance.record.ledger import Kind, head, read
from acceptance.record.verify import verify

FINE = """
Scenario: fine
  Given nothing special
  Then a check that holds
"""


def test_a_satisfied_run_ends_green_with_a_sealed_record(toy: Toy):
    toy.feature("@E2E-01\n" + FINE.strip())
    ended = toy.behave("--tags=@e2e")
    assert ended.code == 0
    assert ended.output.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"
    record = toy.run_dir / "record.jsonl"
    assert verify(record, head(record)) is None
    assert [line.kind for line in read(record)] == [
        Kind.RUN_STARTED,
        Kind.PLAN,
        Kind.WORKER_STARTED,
        Kind.SCENARIO_STARTED,
        Kind.STEP,
        Kind.CHECK,
        Kind.STEP,
        Kind.SCENARIO_FINISHED,
        Kind.WORKER_FINISHED,
        Kind.RUN_FINISHED,
        Kind.SEALED,
    ]
    assert ended.summary["complete"] is True
    assert ended.summary["selection"]["tags"] == "@e2e"
    assert ended.summary["controls"][0]["id"] == "E2E-01"
    assert ended.summary["controls"][0]["outcome"] == "satisfied"
    assert toy.cleaned == ["scenario", "suite"]
    assert len(list((toy.run_dir / "allure-results").glob("*-result.json"))) == 1


OUTCOMES = """
Scenario: a failed check in a Then
  Then a check that fails
Scenario: a failed check in an And after a Then
  Then a check that holds
  And a check that fails
Scenario: a failed check in a Given
  Given a check that fails
  Then a check that holds
Scenario: a failed check in a When
  When a check that fails
  Then a check that holds
Scenario: an assert by hand
  Then a plain assert that fails
Scenario: a lost connection
  Then a lost connection
Scenario: an error that names its cause
  When an error that names its cause
  Then a check that holds
Scenario: a bug
  Then a bug
Scenario: too few samples
  Then nothing can be said
Scenario: no scanner
  Given it cannot be tried
  Then a check that holds
Scenario: a Then without a check
  Then nothing special
Scenario: a second Then without a check
  Then a check that holds
  And nothing special
Scenario: an undefined step
  Given something nobody defined
  Then a check that holds
Scenario: a step that leaves
  When the step leaves with code 0
  Then a check that holds
Scenario: a step that ends the process
  When the step ends the process with code 0
  Then a check that holds
Scenario: skipped by itself
  Given the scenario skips itself
  Then a check that holds
Scenario: no steps
Scenario: no Then
  Given nothing special
Scenario: a clean-up that fails
  Given a clean-up that fails
  Then a check that holds
Scenario: something left over
  Given something cannot be removed
  Then a check that holds
Scenario: violated and something left over
  Given something cannot be removed
  Then a check that fails
Rule: inside a rule
  Scenario: a violation in a rule
    Then a check that fails
"""


def test_each_way_a_scenario_can_end_has_its_outcome_and_cause(toy: Toy):
    toy.feature(OUTCOMES)
    ended = toy.behave()
    assert ended.code == 1
    assert ended.outcomes() == {
        "a failed check in a Then": ("violated", "platform"),
        "a failed check in an And after a Then": ("violated", "platform"),
        "a failed check in a Given": ("inconclusive", "platform"),
        "a failed check in a When": ("inconclusive", "platform"),
        "an assert by hand": ("inconclusive", "suite"),
        "a lost connection": ("inconclusive", "platform"),
        "an error that names its cause": ("inconclusive", "binding"),
        "a bug": ("inconclusive", "suite"),
        "too few samples": ("inconclusive", "environment"),
        "no scanner": ("not_assessed", "environment"),
        "a Then without a check": ("inconclusive", "suite"),
        "a second Then without a check": ("inconclusive", "suite"),
        "an undefined step": ("inconclusive", "suite"),
        "a step that leaves": ("inconclusive", "suite"),
        "a step that ends the process": ("inconclusive", "suite"),
        "skipped by itself": ("inconclusive", "suite"),
        "no steps": ("inconclusive", "suite"),
        "no Then": ("inconclusive", "suite"),
        "a clean-up that fails": ("inconclusive", "suite"),
        "something left over": ("inconclusive", "platform"),
        "violated and something left over": ("violated", "platform"),
        "a violation in a rule": ("violated", "platform"),
    }
    assert ended.reason("a failed check in a Then") == "one is two: expected <2>, but was <1>"
    assert ended.reason("a lost connection") == "ConnectionError: refused (at: Then a lost connection)"
    assert "Nothing is defined for this step" in ended.reason("an undefined step")
    assert "SystemExit(0)" in ended.reason("a step that leaves")
    assert "os._exit(0) would end the whole run" in ended.reason("a step that ends the process")
    assert "selected but skipped (not today)" in ended.reason("skipped by itself")
    assert "OSError: still there (in the clean-up remove)" in ended.reason("a clean-up that fails")
    assert ended.summary["complete"] is True


@pytest.mark.parametrize(
    "name",
    [
        "a bug",
        "too few samples",
        "no scanner",
        "a Then without a check",
        "an undefined step",
        "a step that leaves",
        "a step that ends the process",
        "skipped by itself",
        "no steps",
        "no Then",
        "a clean-up that fails",
        "something left over",
    ],
)
def test_each_gap_alone_makes_the_run_fail(toy: Toy, name: str):
    toy.feature(FINE + OUTCOMES)
    ended = toy.behave("--name", f"^{name}$", "--name", "^fine$")
    assert ended.code == 2
    assert len(ended.summary["scenarios"]) == 2


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("@e2ee", "No scenario carries the tag @e2ee: did you mean @e2e?"),
        ("@e2e or @E2E-1", "No scenario carries the tag @E2E-1: did you mean @E2E-01?"),
        ("not @prod.nevr", "No scenario carries the tag @prod.nevr: did you mean @prod.never?"),
        ("@e2e,@prod.never", "which selects nothing; write 'and', 'or' and 'not'."),
        ("@zzz*", "No scenario carries the tag @zzz*: the tags in use are"),
        ("@e2e and not @e2e", "No scenario was selected"),
    ],
)
def test_a_tag_expression_that_is_not_meant_is_refused_before_anything_runs(toy: Toy, tags: str, said: str):
    toy.feature("@E2E-01 @prod.never\n" + FINE.strip())
    ended = toy.behave(f"--tags={tags}")
    assert ended.code == 3
    assert said in ended.output
    assert toy.cleaned == []
    assert not (toy.root / "reports").exists()


def test_what_is_refused_leaves_the_latest_run_where_it_was(toy: Toy):
    toy.feature(FINE)
    latest = toy.behave().summary["run_id"]
    for wrong in (["--tags=@typo"], ["--name=nobody"], ["features/none.feature"], ["-D", "min_scenarios=abc"]):
        assert toy.behave(*wrong).code == 3
    assert (toy.root / "reports/latest").resolve().name == latest
    assert [one.name for one in (toy.root / "reports").iterdir() if one.is_dir() and not one.is_symlink()] == [latest]


def test_scenarios_skipped_with_their_feature_fail_the_run(toy: Toy):
    toy.feature("Scenario: first\n  Given the feature skips the rest\n  Then a check that holds\n" + FINE)
    ended = toy.behave()
    assert ended.code == 2
    assert "selected but skipped" in ended.reason("fine")


def test_wildcards_in_tags_select(toy: Toy):
    toy.feature(FINE)
    assert toy.behave("--tags=@e2*").code == 0


def test_a_name_that_selects_nothing_and_too_few_scenarios_are_refused(toy: Toy):
    toy.feature(FINE)
    assert toy.behave("--name", "nothing like it").code == 3
    ended = toy.behave("-D", "min_scenarios=2")
    assert ended.code == 3
    assert "1 scenario(s) were selected, at least 2 are required." in ended.output


def test_duplicate_names_empty_features_and_outlines_without_examples_fail_the_run(toy: Toy):
    toy.feature(FINE + FINE)
    toy.feature("", name="Empty", file="end_to_end/empty")
    toy.write(
        "features/end_to_end/outline.feature",
        "Feature: Outline\n  Scenario Outline: none\n    Then <x>\n    Examples:\n      | x |\n",
    )
    ended = toy.behave()
    assert ended.code == 2
    problems = " ".join(ended.problems())
    assert "have the same names as features/end_to_end/toy.feature:4" in problems
    assert "empty.feature: this feature has no scenario" in problems
    assert "this outline has no example" in problems


def test_rows_of_an_outline_are_scenarios_of_their_own(toy: Toy):
    toy.feature("""
    Scenario Outline: small numbers
      Then the number <number> is used
      Examples:
        | number | why      |
        | 1      | small    |
        | 3      | too high |
    """)
    ended = toy.behave()
    assert ended.outcomes() == {
        "small numbers [1.1]": ("satisfied", None),
        "small numbers [1.2]": ("violated", "platform"),
    }


@pytest.mark.parametrize(("start", "code"), [("no platform", 4), ("wrong", 3), ("crash", 70)])
def test_a_suite_that_cannot_start_ends_with_its_own_exit_code(toy: Toy, start: str, code: int):
    toy.feature(FINE)
    ended = toy.behave(TOY_START=start)
    assert ended.code == code
    assert ended.outcomes() == {"fine": ("inconclusive", "suite")}
    assert ended.reason("fine") == "The run ended before it ran."
    assert ended.summary["complete"] is False


@pytest.mark.parametrize("hook", ["before_feature", "after_feature", "after_all", "before_scenario", "before_step"])
def test_an_error_in_any_hook_fails_the_run(toy: Toy, hook: str):
    toy.feature(FINE)
    environment = (toy.root / "features/environment.py").read_text()
    body = "def broken(*_):\n    raise ValueError('in a hook')\n"
    toy.write("features/environment.py", f"{environment}\n{body}\n{hook} = broken\n")
    ended = toy.behave()
    assert ended.code in (2, 70)
    assert "in a hook" in ended.output


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("features/steps/bad.py", "import does_not_exist\n", 70),
        ("features/steps/bad.py", "from behave import step\n@step('a bug')\ndef again(context): pass\n", 70),
        ("features/steps/bad.py", "import sys\nsys.exit(0)\n", 70),
        ("features/environment.py", "1 / 0\n", 70),
    ],
)
def test_features_that_cannot_be_loaded_fail_the_run(toy: Toy, file: str, content: str, code: int):
    toy.feature(FINE)
    toy.write(file, content)
    ended = toy.behave()
    assert ended.code == code
    assert len(ended.problems()) == 1


def test_a_feature_that_cannot_be_read_is_refused(toy: Toy):
    toy.feature(FINE)
    toy.write("features/end_to_end/bad.feature", "Feature: x\n  Scenario: y\n    Given z\n    Nonsense\n")
    ended = toy.behave()
    assert ended.code == 3
    assert "bad.feature" in ended.output
    assert not (toy.root / "reports").exists()


def test_a_missing_file_is_wrong_use(toy: Toy):
    toy.feature(FINE)
    ended = toy.behave("features/none.feature")
    assert ended.code == 3
    assert "none.feature" in ended.output


def test_scenarios_chosen_by_place_are_not_taken_for_skipped(toy: Toy):
    toy.feature(FINE + FINE.replace("fine", "other"))
    ended = toy.behave("features/end_to_end/toy.feature:4")
    assert ended.code == 0
    assert list(ended.outcomes()) == ["fine"]


def test_parallel_ones_run_before_serial_ones_and_the_last_ones_at_the_end(toy: Toy):
    toy.feature(FINE, name="A", tags="@e2e @serial @last", file="end_to_end/a")
    toy.feature(FINE, name="B", tags="@e2e @serial", file="end_to_end/b")
    toy.feature(FINE, name="C", file="end_to_end/c")
    toy.behave()
    lines = read(toy.run_dir / "record.jsonl")
    assert [line.data["feature"] for line in lines if line.kind == Kind.SCENARIO_FINISHED] == ["C", "B", "A"]


def test_a_secret_is_in_nothing_that_is_written_or_printed(toy: Toy):
    toy.feature("Scenario: telling\n  Then a secret is told\n")
    ended = toy.behave()
    assert ended.code == 1
    assert "[redacted TOY_TOKEN]" in ended.reason("telling")
    written = [path.read_text() for path in toy.run_dir.rglob("*") if path.is_file()]
    assert not [text for text in [ended.output, *written] if "hunter2-hunter2" in text]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_run_with_every_clean_up_and_a_record(toy: Toy, number: signal.Signals):
    toy.feature("Scenario: slow\n  When it takes long\n  Then a check that holds\n" + FINE)
    process = toy.start("-m", "behave")
    deadline = time.monotonic() + 20
    while not list(toy.root.glob("running-*")):
        assert time.monotonic() < deadline
    process.send_signal(number)
    ended = toy.ended(process)
    assert ended.code == 130
    assert toy.cleaned == ["scenario", "suite"]
    assert ended.outcomes() == {"slow": ("inconclusive", "suite"), "fine": ("inconclusive", "suite")}
    assert f"The run was interrupted by {number.name}." in ended.problems()
    assert verify(toy.run_dir / "record.jsonl") is None


def test_a_killed_run_leaves_a_record_that_says_so(toy: Toy):
    toy.feature(FINE + "Scenario: deadly\n  When the process dies\n  Then a check that holds\n")
    ended = toy.behave()
    assert ended.code == 2
    assert not ended.summary["complete"]
    assert (ended.reason("fine"), ended.reason("deadly")) == ("", "The run ended while it ran.")
    assert "The process that ran the scenarios was killed by SIGKILL before it was done." in ended.problems()


def test_a_dry_run_says_what_would_run_and_leaves_no_record(toy: Toy):
    toy.feature(FINE)
    ended = toy.behave("--dry-run")
    assert ended.code == 0
    assert "features/end_to_end/toy.feature:4  Toy > fine" in ended.output
    assert "1 scenarios would run; nothing was run." in ended.output
    assert toy.behave("--dry-run", "--tags=@typo").code == 3
    toy.feature(FINE + "Scenario: odd\n  Then something nobody defined\n")
    ended = toy.behave("--dry-run")
    assert ended.code == 3
    assert "nothing is defined for: Then something nobody defined" in ended.output
    assert "something nobody defined" not in toy.behave("--steps-catalog").output
    assert not (toy.root / "reports").exists()


def test_another_formatter_can_be_chosen_and_the_record_is_the_same(toy: Toy):
    toy.feature(FINE)
    ended = toy.behave("-f", "json", "-o", "out.json")
    assert ended.code == 0
    assert json.loads((toy.root / "out.json").read_text())[0]["name"] == "Toy"
    assert ended.summary["outcomes"]["satisfied"] == 1


def test_a_scenario_that_is_declared_out_is_left_out_with_its_reason_and_cleaned_up_after(toy: Toy):
    toy.feature("""
        @left_out
        Scenario: out
          Given the process dies
          Then a check that fails
        Scenario: in
          Then a check that holds
    """)
    ended = toy.behave()
    assert ended.outcomes() == {"out": ("not_assessed", "environment"), "in": ("satisfied", None)}
    assert ended.reason("out") == "Declared: not needed here"
    assert ended.code == 2  # the toy declares nothing in its record
    assert toy.cleaned == ["scenario", "scenario", "suite"]


MORE_STEPS = """
import asyncio, atexit, concurrent.futures, ctypes, os, posix, signal, threading, time
from behave import given, when, then, step
from hamcrest import equal_to
import acceptance.checks
from acceptance.checks import check

@step("a failed check is swallowed")
def swallowed(context):
    try: check(1, equal_to(2), "one is two")
    except AssertionError: pass
    check(1, equal_to(1), "one is one")

@step("a check fails in another thread")
def in_thread(context):
    def run():
        try: check(1, equal_to(2), "one is two")
        except AssertionError: pass
    thread = threading.Thread(target=run); thread.start(); thread.join()
    check(1, equal_to(1), "one is one")

@step("only another thread checks")
def only_thread(context):
    thread = threading.Thread(target=check, args=(1, equal_to(1), "one is one")); thread.start(); thread.join()

@step("a thread that goes on checking is left behind")
def late(context):
    context.again = again = threading.Event()
    def run():
        again.wait(30); check(1, equal_to(1), "late")
    LATE.append((threading.Thread(target=run), again)); LATE[-1][0].start()
    check(1, equal_to(1), "one is one")
LATE = []

@step("that thread checks")
def now(context):
    thread, again = LATE.pop(); again.set(); thread.join()

@step("a generator that nobody runs")
def generator(context):
    check(1, equal_to(2), "one is two")
    yield

@step("a check that is only promised")
def promised(context): return map(lambda n: check(n, equal_to(2), "two"), [1])

@step("a coroutine nobody awaits")
def unawaited(context):
    async def later(): check(1, equal_to(2), "one is two")
    return later()

@step("a future")
def future(context): return concurrent.futures.ThreadPoolExecutor().submit(check, 1, equal_to(1), "one")

@step("the other steps are taken away")
def deleted(context): del context.scenario.steps[-1:]

@step("all steps are taken away")
def cleared(context): context.scenario.steps.clear()

@step("another step is run from here")
def nested(context): context.execute_steps("Then a check that holds")

@step("check is replaced")
def replaced(context): acceptance.checks._conclude = lambda observation: None

@step("nobody is told of checks any more")
def untold(context): acceptance.checks.report_to(None)

@step("the rest is said to have passed")
def by_hand(context):
    for one in context.scenario.steps[1:]: one.run = lambda *_, **__: True

@step("the process ends by {way}")
def ends_by(context, way):
    match way:
        case "another name": acceptance_exit = posix._exit; acceptance_exit(0)
        case "a system call": ctypes.CDLL(None)._exit(0)
        case "another program": os.execv("/bin/true", ["true"])
        case "a handler at its end": atexit.register(posix._exit, 0)
        case "a signal": os.kill(os.getpid(), signal.SIGKILL)
        case "a thread": threading.Thread(target=posix._exit, args=(0,)).start(); time.sleep(30)
"""

UNFOUNDED = """
Scenario: swallowed
  Then a failed check is swallowed
Scenario: swallowed in a Given
  Given a failed check is swallowed
  Then a check that holds
Scenario: in a thread
  Then a check fails in another thread
Scenario: only in a thread
  Then only another thread checks
Scenario: a generator
  When a generator that nobody runs
  Then a check that holds
Scenario: a promise
  Then a check that is only promised
Scenario: a coroutine
  When a coroutine nobody awaits
  Then a check that holds
Scenario: a future
  When a future
  Then a check that holds
Scenario: a step less
  Given the other steps are taken away
  Then a check that holds
  And a check that fails
Scenario: no step left
  Given all steps are taken away
  Then a check that fails
Scenario: a step within a step
  Given another step is run from here
  Then a check that holds
Scenario: said to have passed
  Given the rest is said to have passed
  Then a check that fails
Scenario: left behind
  Then a thread that goes on checking is left behind
Scenario: fine
  When that thread checks
  Then a check that holds
Scenario: untold
  Given nobody is told of checks any more
  Then a check that holds
"""


def test_nothing_but_evidence_makes_a_scenario_satisfied(toy: Toy):
    toy.write("features/steps/more.py", MORE_STEPS)
    toy.feature(UNFOUNDED)
    ended = toy.behave()
    outcomes = {name: outcome for name, (outcome, _) in ended.outcomes().items()}
    assert {name for name, outcome in outcomes.items() if outcome == "violated"} == {"swallowed", "in a thread"}
    assert {name for name, outcome in outcomes.items() if outcome == "satisfied"} == {"left behind", "fine"}
    assert any("a check outside any scenario; it held: late" in sentence for sentence in ended.problems())
    assert "hands back a generator instead of running" in ended.reason("a generator")
    assert "is run from inside another step" in ended.reason("a step within a step")
    assert ended.reason("a step less") == "Of its 3 steps these never ran: 3"
    assert ended.code == 1


def test_checks_that_were_put_out_of_force_check_nothing(toy: Toy):
    toy.write("features/steps/more.py", MORE_STEPS)
    toy.feature("Scenario: put out of force\n  Given check is replaced\n  Then a check that fails\n")
    assert toy.behave().code == 2


@pytest.mark.parametrize(
    "way", ["another name", "a system call", "another program", "a handler at its end", "a signal", "a thread"]
)
def test_no_way_to_end_the_process_ends_the_run_green(toy: Toy, way: str):
    toy.write("features/steps/more.py", MORE_STEPS)
    toy.feature(f"Scenario: leaving\n  When the process ends by {way}\n  Then a check that holds\n")
    ended = toy.behave()
    assert ended.code == 2
    assert any("The process that ran the scenarios" in sentence for sentence in ended.problems())


def test_the_variables_of_a_worker_do_not_make_plain_behave_one(toy: Toy):
    toy.feature("Scenario: bad\n  Then a check that fails\n")
    variables = {"ACCEPTANCE_RUN_DIR": str(toy.root), "ACCEPTANCE_WORKER": "1", "ACCEPTANCE_PARENT": str(os.getpid())}
    ended = toy.behave(**variables)
    assert ended.code == 1
    assert not (toy.root / "record.jsonl").exists()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (".behaverc", "[behave]\ndefault_tags = @nothing\n"),
        ("setup.cfg", "[behave]\nname = fine\n"),
        ("pyproject.toml", "[tool.behave]\ndry_run = true\n"),
        ("home/.behaverc", "[behave]\ndefault_tags = not @bad\n"),
        ("tox.ini", "[behave.userdata]\nenv = staging\n"),
    ],
)
def test_settings_of_behave_from_elsewhere_are_refused_and_named(toy: Toy, file: str, content: str):
    toy.feature(FINE + "@bad\nScenario: bad\n  Then a check that fails\n")
    toy.write(file, content)
    ended = toy.behave(HOME=str(toy.root / "home"))
    assert ended.code == 3
    assert f"{file.split('/')[-1]} has settings for behave" in ended.output
    assert not (toy.root / "reports").exists()


def test_a_stage_of_behave_is_refused_and_files_of_other_tools_are_not(toy: Toy):
    toy.feature(FINE)
    toy.write("setup.cfg", "[flake8]\nmax-line-length = 100\n")
    assert toy.behave().code == 0
    ended = toy.behave(BEHAVE_STAGE="other")
    assert ended.code == 3
    assert "The variable BEHAVE_STAGE would steer this run" in ended.output


def test_junit_says_what_the_record_says(toy: Toy):
    toy.feature(OUTCOMES)
    ended = toy.behave("--junit", "--junit-directory", "junit")
    suite = ElementTree.parse(toy.root / "junit/TESTS-end_to_end.toy.xml").getroot()
    counts = ended.summary["outcomes"]
    assert int(suite.get("failures")) == counts["violated"]
    assert int(suite.get("errors")) == counts["inconclusive"] + counts["not_assessed"]
    assert int(suite.get("tests")) == len(ended.summary["scenarios"])
    problems = ElementTree.parse(toy.root / "junit/TESTS-the-run-itself.xml").getroot()
    assert problems.get("errors") == "1"


def test_a_byte_order_mark_and_a_name_with_brackets_are_named(toy: Toy):
    toy.feature("Scenario Outline: few\n  Then the number <n> is used\n  Examples:\n    | n |\n    | 1 |\n")
    ended = toy.behave("--name", "few [1.1]")
    assert ended.code == 3
    assert "is read as a pattern" in ended.output
    file = toy.root / "features/end_to_end/toy.feature"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    ended = toy.behave()
    assert ended.code == 3
    assert "toy.feature begins with an invisible byte order mark" in ended.output
