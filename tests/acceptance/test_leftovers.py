"""What a run must undo is known to the next run when the run was killed, and to nobody while it lives."""

import json
import os
import subprocess
import sys

import pytest

from acceptance.leftovers import Leftovers, Undoing
from acceptance.outcome import ConfigurationError

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


@pytest.mark.parametrize("length", [1, 9, 10, 14, 40])
def test_a_line_that_was_cut_anywhere_was_never_a_promise(killed, tmp_path, length):
    file = next(tmp_path.glob("*.jsonl"))
    whole = file.read_text("utf-8")
    file.write_text(whole + whole.splitlines()[0][:length] + "\n" + whole.splitlines()[1] + "\n", "utf-8")
    assert len(killed.abandoned()) == 4


CHANGED = [
    {"pid": "17"},
    {"pid": True},
    {"started": 1},
    {"started": None},
    {"words": []},
    {"name": None},
    {"kind": 3},
    {"id": ["x"]},
    {"more": 1},
]


@pytest.mark.parametrize("change", CHANGED, ids=str)
def test_a_promise_that_was_changed_is_not_passed_over_but_told(killed, tmp_path, change):
    file = next(tmp_path.glob("*.jsonl"))
    first, second, third = file.read_text("utf-8").splitlines()
    file.write_text(f"{first}\n{json.dumps(json.loads(second) | change)}\n{third}\n", "utf-8")
    before = file.read_bytes()
    for asked in (killed.abandoned, killed.owed, lambda: killed.kept(Undoing("operation", "remove"))):
        with pytest.raises(ConfigurationError, match=r"\.jsonl:2: .*undo that by hand"):
            asked()
    assert file.read_bytes() == before  # nothing of it is lost


@pytest.mark.parametrize("line", ["{}", "[]", "17", "null", '{"kind": "operation"}', "{" * 10_000 + "}", "hello"])
def test_a_line_that_no_run_has_written_is_told(killed, tmp_path, line):
    file = next(tmp_path.glob("*.jsonl"))
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"\.jsonl:4: this line was not written by a run"):
        killed.abandoned()
