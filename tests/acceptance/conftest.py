"""Fixtures of the suite's own tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy import Toy


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A features folder to be filled and run."""
    return Toy(tmp_path)
