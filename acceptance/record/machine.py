"""On what figures are measured - two runs can only be compared where it is the same - and who had it measured."""

from __future__ import annotations

import getpass
import os
import platform
import subprocess
from datetime import datetime
from pathlib import Path

import psutil


def fingerprint(profile: str) -> dict[str, str]:
    """The machine this runs on and the platform that is measured.

    Args:
        profile: the name of the environment under test.
    """
    return {
        "profile": profile,
        "system": f"{platform.system()} {platform.machine()}",
        "python": ".".join(platform.python_version_tuple()[:2]),
        "processor": _processor(),
        "cores": str(psutil.cpu_count(logical=True)),
        "memory_gib": str(round(psutil.virtual_memory().total / 2**30)),
    }


def origin() -> dict[str, str]:
    """Who runs this, on which machine, in which time zone, and from which commit; an empty text for what is not known.

    A job of a pipeline names whom it acts for in ACCEPTANCE_RUN_BY.
    """
    commit = _git("rev-parse", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no") if commit else ""
    return {
        "user": os.environ.get("ACCEPTANCE_RUN_BY") or _user(),
        "host": platform.node(),
        "time_zone": datetime.now().astimezone().tzname() or "",
        "commit": commit + (" with changes" if changed else ""),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
