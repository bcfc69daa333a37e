"""Packages that a program does not need stay out of it, and only while it is being imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reference_platform.lean import absent


def test_a_package_counts_as_not_installed_and_can_be_imported_afterwards() -> None:
    with absent("antigravity"), pytest.raises(ImportError):
        import antigravity  # noqa: F401
    assert "antigravity" not in sys.modules


def test_what_was_imported_before_stays() -> None:
    with absent("json"):
        import json
    assert json is sys.modules["json"]


@pytest.mark.parametrize("program", ["reference_platform.api.__main__"])
def test_a_program_starts_without_them(program: str) -> None:
    shown = f"import {program}, sys; print(*(m for m in ('pandas', 'pyarrow', 'dask') if m in sys.modules))"
    told = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
