"""The command line ends with the code that is meant, and starts without what it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = ("scipy", "numpy", "behave", "locust", "gevent", "boto3", "psycopg2", "kafka", "confluent_kafka", "requests")


def called(*arguments: str, cwd: Path = ROOT, **options):
    """The command in a process of its own; `environment` of the options is added to this one's."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("environment", {})}
    command = [sys.executable, "-m", "acceptance.cli", *arguments]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(command, cwd=cwd, env=environment, text=True, check=False, timeout=60, **settings)


@pytest.mark.parametrize("arguments", [["--help"], [], ["controls"], ["tags"], ["load", "--help"], ["run", "--help"]])
def test_what_prints_only_imports_no_client_and_no_mathematics(arguments, tmp_path):
    code = (
        "import sys\n"
        "from acceptance.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        f"print([name for name in {SLOW!r} if name in sys.modules], file=sys.stderr)\n"
    )
    own = {"XDG_STATE_HOME": str(tmp_path), "ACCEPTANCE_REPORTS_DIR": str(tmp_path / "reports")}
    for _ in range(2):  # which claims stand is worked out once, and remembered until something changes
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | own
        )
    assert done.stderr.splitlines()[-1] == "[]"
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bogus"], "No such option"),
        (["bogus"], "No such command"),
        (["run", "--parallel", "many"], "not a valid integer"),
        (["run", "--env", "bogus"], "No profile"),
        (["compare"], "Missing option"),
        (["explain"], "Missing argument"),
        (["explain", "GDPR-66"], "did you mean"),
        (["tags", "bogus"], "No tag holds"),
        (["report", "/nowhere"], "does not exist"),
        (["baseline", "accept", "/nowhere"], "/nowhere"),
        (["objectives", "import", "/"], "cannot be read"),
    ],
)
def test_wrong_use_is_3_and_a_sentence(arguments, said):
    done = called(*arguments)
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_behind_the_output_is_3():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = called("controls", stdout=full)
    assert done.returncode == 3
    assert done.stderr.strip() == "No space left on device; make room there, or name another folder."


def test_output_that_nobody_reads_is_3_and_a_sentence():
    reader, writer = os.pipe()
    os.close(reader)
    done = called("controls", stdout=writer)
    os.close(writer)
    assert done.returncode == 3
    assert done.stderr.strip() == "Whoever read the output stopped before its end."


def test_closed_output_and_a_bare_locale_are_no_reason_to_break_off(tmp_path):
    closed = "exec >&- 2>&-; exec " + f"{sys.executable} -m acceptance.cli controls"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "TERM": "dumb"}
    assert subprocess.run(["sh", "-c", closed], cwd=ROOT, env=environment, check=False).returncode == 0
    assert called("controls", environment=environment).returncode == 0


@pytest.mark.parametrize("obstacle", ["a file", "no right", "no folder"])
def test_reports_that_cannot_be_written_are_3_and_a_sentence(tmp_path, obstacle):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "local.yaml").write_text("name: x\n", "utf-8")
    reports = {"a file": tmp_path / "reports", "no right": Path("/proc/reports"), "no folder": tmp_path / "r" / "x"}
    (tmp_path / "features").mkdir()
    feature = "@e2e\nFeature: f\n  Scenario: s\n    Given x\n    Then y\n"
    (tmp_path / "features" / "f.feature").write_text(feature, "utf-8")
    (tmp_path / "features" / "environment.py").write_text("", "utf-8")  # a specification of its own
    (tmp_path / "reports").write_text("", "utf-8")
    (tmp_path / "r").write_text("", "utf-8")
    environment = {"ACCEPTANCE_REPORTS_DIR": str(reports[obstacle]), "XDG_STATE_HOME": str(tmp_path)}
    done = called("run", "--no-report", cwd=tmp_path, environment=environment)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(reports[obstacle].name) in done.stderr or "x" in done.stderr


@pytest.mark.parametrize("named", [{"HOME": "/proc/nowhere"}, {"ACCEPTANCE_STATE_DIR": "/proc/nowhere"}])
def test_a_user_without_a_home_is_told_which_variable_helps(tmp_path, named):
    done = called("run", "--no-report", environment={"XDG_STATE_HOME": "", **named})
    assert done.returncode == 3
    assert "set ACCEPTANCE_STATE_DIR to a folder that you may write to" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
