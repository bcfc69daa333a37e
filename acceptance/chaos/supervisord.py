"""supervisord: the processes that a part of the platform runs as, over XML-RPC (supervisord.org/api.html)."""

from __future__ import annotations

import os
import signal
import xmlrpc.client
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import CredentialRefused, ServiceError, require
from acceptance.platform.http import HttpClient
from acceptance.platform.transport import is_this_machine
from acceptance.profile import chaos
from acceptance.profile.addresses import address_of
from acceptance.profile.chaos import Part
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions

RUNNING = 20
ALREADY_STARTED = 60
NOT_RUNNING = 70
_RUNS = (RUNNING, 10)
"""It runs, or is about to."""


@dataclass(frozen=True)
class Copy:
    """One copy of a part as it runs: a process by its number and start, as a number alone is used again."""

    pid: int
    started: float

    @property
    def lives(self) -> bool:
        """Whether this very process is still there."""
        return _copy(self.pid) == self


class Supervisord:
    """The processes of the platform. Everything is asked anew each time: what was restarted has another number.

    Raises:
        NotAssessed: its processes are not on this machine.
    """

    def __init__(self, place: chaos.Supervisord, permissions: Permissions) -> None:
        host = address_of(place.url).rsplit(":", 1)[0].strip("[]")
        if not is_this_machine(host):
            raise NotAssessed(f"the supervisord at {place.url} is on another machine; its processes cannot be killed")
        service = HttpService(url=place.url, user=place.user, password=place.password, timeout_s=place.timeout_s)
        self._permissions = permissions
        self._client = HttpClient("supervisord", service, permissions)

    def copies(self, part: Part) -> list[Copy]:
        """Every copy of a part that runs now, the oldest first.

        Raises:
            NotAssessed: supervisord knows no such program.
        """
        found = [copy for pid in self._pids(part) for copy in _copies(pid, children=part.copies == "children")]
        return sorted(found, key=lambda copy: (copy.started, copy.pid))

    def kill(self, copy: Copy) -> None:
        """Kills one copy without grace; one that is gone already stays gone.

        Raises:
            NotAssessed: this user has no right to.
        """
        require(self._permissions, "destroy", "killing a process of the platform")
        if copy.pid <= 1 or not copy.lives:
            return
        try:
            os.kill(copy.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        except PermissionError:
            raise NotAssessed(
                f"process {copy.pid} belongs to another user: run the suite as the user of the platform"
            ) from None

    def start(self, part: Part) -> None:
        """Starts each program of a part that does not run."""
        states = self._states()
        for program in self._known(part, states):
            if states[program]["state"] not in _RUNS:
                self._ask("startProcess", program, True, passing=(ALREADY_STARTED,))

    def restart(self, part: Part) -> None:
        """Ends each program of a part and starts it again."""
        for program in self._known(part, self._states()):
            self._ask("stopProcess", program, True, passing=(NOT_RUNNING,))
            self._ask("startProcess", program, True, passing=(ALREADY_STARTED,))

    def close(self) -> None:
        self._client.close()

    def _pids(self, part: Part) -> Iterator[int]:
        states = self._states()
        for program in self._known(part, states):
            pid = int(states[program]["pid"])
            if pid > 0:  # 0 while it is down
                yield pid

    def _known(self, part: Part, states: dict[str, dict[str, Any]]) -> list[str]:
        """The programs of a part, by the names that supervisord is asked with."""
        found = []
        for wanted in part.programs:
            named = [full for full, one in states.items() if wanted in (full, one["name"], one["group"])]
            if not named:
                raise NotAssessed(
                    f"supervisord has no program {wanted!r}, only {', '.join(sorted(states))} (chaos.parts)",
                    Cause.BINDING,
                )
            found += named
        return list(dict.fromkeys(found))

    def _states(self) -> dict[str, dict[str, Any]]:
        rows = self._ask("getAllProcessInfo")
        return {
            row["name"] if row["name"] == row["group"] else f"{row['group']}:{row['name']}": row
            for row in rows
            if isinstance(row, dict)
        }

    def _ask(self, method: str, *arguments: Any, passing: tuple[int, ...] = ()) -> Any:
        body = xmlrpc.client.dumps(arguments, f"supervisor.{method}").encode()
        exchange = self._client.call("POST", "/RPC2", needs="destroy", body=body, headers={"Content-Type": "text/xml"})
        if exchange.status == 401:
            raise CredentialRefused("supervisord refused the profile's user and password (chaos.orchestrator)")
        if exchange.status != 200:
            raise ServiceError(f"supervisord answered {exchange.status} to {method}")
        try:
            (answer,), _ = xmlrpc.client.loads(exchange.body)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode in passing:
                return None
            raise ServiceError(f"supervisord could not do {method}: {fault.faultString}") from None
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is no answer of a supervisord
            raise ServiceError(f"what answers at supervisord's place is none: {type(error).__name__}") from None
        return answer


def _copies(pid: int, *, children: bool) -> list[Copy]:
    try:
        pids = [one.pid for one in psutil.Process(pid).children()] if children else [pid]
    except psutil.NoSuchProcess:
        return []
    return [copy for copy in map(_copy, pids) if copy is not None]


def _copy(pid: int) -> Copy | None:
    """A process that lives, or None."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else Copy(pid, process.create_time())
    except psutil.NoSuchProcess:
        return None
