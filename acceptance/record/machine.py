"""On what figures are measured: two runs can only be compared where it is the same."""

from __future__ import annotations

import platform
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


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
