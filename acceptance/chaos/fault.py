"""What every fault can do: be brought about, looked for, taken away, and looked for again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from acceptance.chaos.supervisord import Supervisord
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import require
from acceptance.platform.http import HttpClient
from acceptance.platform.operations import Operations
from acceptance.profile import Profile
from acceptance.profile.chaos import Chaos, Link, Part


@dataclass(frozen=True)
class Seen:
    """What a probe has seen: whether it is as it should be, and in words."""

    holds: bool
    told: str


class Fault(Protocol):
    """One fault. `undo` and `gone` work also in a process that has never seen it: they find their target anew."""

    @property
    def about(self) -> str:
        """What happens, in plain words."""

    def prepare(self) -> None:
        """Finds what it is about, and refuses what must not be touched.

        Raises:
            NotAssessed: it cannot or must not be brought about here.
        """

    def data(self) -> dict[str, Any]:
        """What it takes to undo it, as JSON; complete after `prepare`."""

    def apply(self) -> None:
        """Brings it about."""

    def present(self) -> Seen:
        """Whether it is really there."""

    def undo(self) -> None:
        """Takes it away, also where it was never or only half there."""

    def gone(self) -> Seen:
        """Whether it is really gone."""


class Means:
    """With what faults are brought about: the profile's operations and its orchestrator."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._clients: dict[str, HttpClient] = {}
        self.operations = Operations(profile, self._http)

    @classmethod
    def of_undoing(cls, profile: Profile) -> Means:
        """Means that nothing holds back: what was permitted to break may be mended at any time, however often asked."""
        may = profile.permissions.model_copy(update={"windows": (), "ceiling": None})
        return cls(profile.model_copy(update={"permissions": may}))

    @property
    def chaos(self) -> Chaos:
        return self.profile.agreed(Chaos)

    @cached_property
    def orchestrator(self) -> Supervisord:
        """Who runs the platform's processes.

        Raises:
            NotAssessed: the profile names nobody, or permits nothing to be killed.
        """
        require(self.profile.permissions, "destroy", "killing a part of the platform")
        place = self.chaos.orchestrator
        if place is None:
            raise NotAssessed("the profile does not say who runs the platform (chaos.orchestrator)", Cause.BINDING)
        return Supervisord(place, self.profile.permissions)

    def link(self, name: str) -> Link:
        """The connection to a part.

        Raises:
            NotAssessed: the profile does not name it.
        """
        found = self.chaos.links.get(name)
        if found is None:
            raise NotAssessed(f"the profile does not name the connection to the {name} (chaos.links)", Cause.BINDING)
        return found

    def part(self, name: str) -> Part:
        """A part that may be killed.

        Raises:
            NotAssessed: the profile does not name it, or protects it.
        """
        found = self.chaos.parts.get(name)
        if found is None:
            raise NotAssessed(f"the profile does not say what the {name} runs as (chaos.parts)", Cause.BINDING)
        if found.protected:
            raise NotAssessed(f"the profile protects the {name} (chaos.parts): nobody kills it")
        return found

    def close(self) -> None:
        """Closes every connection."""
        while self._clients:
            self._clients.popitem()[1].close()
        if "orchestrator" in vars(self):
            self.orchestrator.close()

    def _http(self, name: str) -> HttpClient:
        if name not in self._clients:
            service = self.profile.require_http_service(name)
            self._clients[name] = HttpClient(name, service, self.profile.permissions)
        return self._clients[name]
