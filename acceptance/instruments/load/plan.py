"""What a generator process is told: the workload, the requests, and what it may not exceed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acceptance.instruments.load import traffic as traffics
from acceptance.instruments.load import workload as workloads
from acceptance.instruments.load.surroundings import Agreed
from acceptance.instruments.load.traffic import Traffic
from acceptance.instruments.load.workload import Open, Workload
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.permissions import Permissions


@dataclass(frozen=True)
class Plan:
    """One load as every process of it knows it.

    Attributes:
        ceiling_per_s: requests a second that all processes together never exceed.
        hosts: host:port that may be asked.
        workers: how many processes share the load.
        beside: what may go on beside it where the platform is on this machine; no process of it needs to know.
        permissions: under which it is run, and in whose count of questions; nor do they need to know that.
    """

    workload: Workload
    traffic: Traffic
    ceiling_per_s: float
    hosts: tuple[str, ...]
    workers: int = 1
    beside: Agreed | None = None
    permissions: Permissions | None = None

    @property
    def most(self) -> int:
        """How many requests all processes together may send."""
        # Each process may let a tenth of a second's requests, and one more, follow each other at once.
        held = self.ceiling_per_s * (self.workload.total_s + 0.1) + 2 * self.workers
        return math.ceil(min(self.workload.most, held))

    def refuse(self) -> None:
        """Refuses what the profile does not allow.

        Raises:
            NotAssessed: another host, or more than the ceiling.
        """
        foreign = sorted(self.traffic.hosts() - set(self.hosts))
        if foreign:
            raise NotAssessed(
                f"the load would reach {', '.join(foreign)}, which the profile does not allow (permissions.load.hosts)",
                Cause.ENVIRONMENT,
            )
        if isinstance(self.workload, Open) and self.workload.most_per_s > self.ceiling_per_s:
            raise NotAssessed(
                f"the load would send {self.workload.most_per_s:g} requests a second, this profile allows "
                f"{self.ceiling_per_s:g} (permissions.load.max_requests_per_s, permissions.ceiling.per_second)",
                Cause.ENVIRONMENT,
            )

    def to_data(self) -> dict[str, Any]:
        return {
            "workload": workloads.to_data(self.workload),
            "requests": traffics.to_data(self.traffic.requests),
            "ceiling_per_s": self.ceiling_per_s,
            "hosts": list(self.hosts),
            "workers": self.workers,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Plan:
        return cls(
            workloads.from_data(data["workload"]),
            traffics.from_data(data["requests"]),
            data["ceiling_per_s"],
            tuple(data["hosts"]),
            data["workers"],
        )


class Ceiling:
    """Lets requests through at no more than a rate; a few may follow each other at once.

    Args:
        per_s: the rate, of this process.
    """

    def __init__(self, per_s: float) -> None:
        self._gap_s = 1 / per_s
        self._slack_s = max(0.1, self._gap_s)
        self._next = 0.0

    def wait_s(self, now_s: float) -> float:
        """How long the next request has to wait; it is counted as sent then."""
        at = max(self._next, now_s - self._slack_s)
        self._next = at + self._gap_s
        return max(0.0, at - now_s)
