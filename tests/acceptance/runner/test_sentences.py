"""Whoever writes a scenario finds the sentences that there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def listed(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "acceptance.cli", "sentences", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_sentences_are_found_by_their_words_with_what_they_need() -> None:
    found = listed("ASKS", "erased")
    assert found.returncode == 0
    lines = found.stdout.splitlines()
    assert "operation remove_customer" in lines[lines.index("When   the customer asks to be erased") + 1]


def test_no_sentence_is_wrong_use() -> None:
    found = listed("erased", "unicorn")
    assert (found.returncode, "No sentence holds 'erased' and 'unicorn'" in found.stderr) == (3, True)
