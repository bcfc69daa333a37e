"""A supervised program: what to run, with which environment, as whom."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from reference_platform.home import CHECKOUT, runs_as_root
from reference_platform.services.plan import Plan

UNPRIVILEGED_USER = "nobody"


@dataclass(frozen=True)
class Program:
    """One program of an instance; it logs to stdout and stderr and ends on `stop_signal`.

    `refuses_root` makes it run as nobody when the platform is started by root.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = "TERM"
    refuses_root: bool = False

    @property
    def stop_number(self) -> int:
        return signal.Signals[f"SIG{self.stop_signal}"]

    @property
    def user(self) -> str | None:
        return UNPRIVILEGED_USER if self.refuses_root and runs_as_root() else None


def base_environment(plan: Plan) -> dict[str, str]:
    """What every program gets: nothing of the caller's environment but PATH.

    A variable such as AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE of the caller would otherwise decide whom a service trusts.
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(plan.temporary),
        "TMPDIR": str(plan.temporary),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        # The S3 gateway leaves the checksum that boto3 sends after a body for the next request on the connection,
        # and then refuses that one, about one request in fifty.
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        # Memory that is free again goes back to the system: the whole platform is to fit into 1 GB after load.
        "MALLOC_ARENA_MAX": "1",
        "MALLOC_TRIM_THRESHOLD_": "131072",
        "GOGC": "50",
    }


def python_module(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module with the Python of this environment."""
    return (sys.executable, "-m", module, *arguments)
