"""Where the folders of runs are."""

from __future__ import annotations

import os
from pathlib import Path

REPORTS_DIR = "ACCEPTANCE_REPORTS_DIR"


def reports_root() -> Path:
    """The folder with one folder for each run: what ACCEPTANCE_REPORTS_DIR names, or `reports`."""
    return Path(os.environ.get(REPORTS_DIR) or "reports")
