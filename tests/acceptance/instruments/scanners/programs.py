"""Programs that stand in for scanners: they do what a scanner does on a bad day."""

from __future__ import annotations

import sys
from pathlib import Path

from acceptance.instruments.scanners.tool import Tool


def program(folder: Path, body: str, timeout_s: float = 60) -> Tool:
    """A tool that runs these lines of Python; `sys.argv` holds what the adapter asks for."""
    path = folder / "scanner"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    path.chmod(0o755)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return Tool("scanner", work, timeout_s, str(path))
