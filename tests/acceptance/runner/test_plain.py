"""The command `behave`: wrong use is exit code 3 and a sentence, never 1."""

from __future__ import annotations

import subprocess

import pytest
from toy import Toy

FINE = "Scenario: fine\n  Then a check that holds\n"


def ran(toy: Toy, *words: str) -> tuple[int, str]:
    process: subprocess.Popen[str] = toy.start("-m", "acceptance.runner.plain", *words)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-n", "*bad"], "A pattern for names or files cannot be read"),
        (["--tags", "@e2e and"], "TagExpressionError"),
        (["--no-such-option"], "unrecognized arguments"),
        (["-f", "nothing.like:It"], "BAD_FORMAT"),
    ],
)
def test_wrong_use_is_told_without_a_traceback(toy: Toy, words: list[str], said: str):
    toy.feature(FINE)
    code, output = ran(toy, *words)
    assert code == 3
    assert said in output
    assert "Traceback" not in output
    assert not (toy.root / "reports").exists()


def test_everything_else_is_as_in_plain_behave(toy: Toy):
    toy.feature(FINE)
    assert ran(toy)[0] == 0
    toy.feature("Scenario: bad\n  Then a check that fails\n")
    assert ran(toy)[0] == 1
