"""What a run must undo is known to the next run when the run was killed, and to nobody while it lives."""

import os
import subprocess
import sys

import pytest

from acceptance.leftovers import Leftovers, Undoing

PROMISE_AND_DIE = """
import os, sys
from pathlib import Path
from acceptance.leftovers import Leftovers, Undoing
leftovers = Leftovers(Path(sys.argv[1]), "here")
for number in range(3):
    leftovers.promise(Undoing("operation", "remove", {"number": number}))
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def killed(tmp_path):
    """The list of a platform on which a killed process left three undoings."""
    done = subprocess.run([sys.executable, "-c", PROMISE_AND_DIE, str(tmp_path)], check=False)
    assert done.returncode == -9
    return Leftovers(tmp_path, "here")


def test_the_undoings_of_a_killed_process_are_found_newest_first(killed):
    assert [entry.words["number"] for entry in killed.abandoned()] == [2, 1, 0]


def test_the_undoings_of_a_living_process_are_left_to_it(tmp_path):
    leftovers = Leftovers(tmp_path, "here")
    leftovers.promise(Undoing("operation", "remove"))
    assert leftovers.abandoned() == []


def test_a_process_id_that_was_given_again_does_not_count_as_the_living_one(tmp_path):
    leftovers = Leftovers(tmp_path, "here")
    leftovers.promise(Undoing("operation", "remove", pid=os.getpid(), started=1.0))
    assert len(leftovers.abandoned()) == 1


def test_another_platform_has_a_list_of_its_own(killed, tmp_path):
    assert Leftovers(tmp_path, "elsewhere").abandoned() == []


def test_a_failed_undoing_stays_and_does_not_stop_the_others(killed):
    def undo(entry):
        if entry.words["number"] == 1:
            raise RuntimeError("no")

    failed = killed.settle(undo, killed.abandoned())
    assert failed == ["operation remove could not be undone: no"]
    assert [entry.words["number"] for entry in killed.abandoned()] == [1]


def test_a_torn_line_is_passed_over(killed, tmp_path):
    file = next(tmp_path.glob("*.jsonl"))
    file.write_text(file.read_text("utf-8") + '{"kind": "oper', "utf-8")
    assert len(killed.abandoned()) == 3
