"""The platform under test, as one process of a run is connected with it: its services, its operations, its clocks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from acceptance.leftovers import Undoing
from acceptance.outcome import NotAssessed
from acceptance.platform import scratch
from acceptance.platform.access import require
from acceptance.platform.answers import UNKNOWN
from acceptance.platform.clocks import Offset, measured, measured_at_a_step, of_http_date
from acceptance.platform.copies import Copies
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Coverage, Interface, coverage
from acceptance.platform.messages import Events
from acceptance.platform.model_registry import ModelRegistryClient
from acceptance.platform.operations import Operations
from acceptance.platform.populations import Populations
from acceptance.platform.published import published
from acceptance.platform.schemas import Schemas, no_registry
from acceptance.profile import Profile, services
from acceptance.profile.http_services import HttpService, ModelRegistry
from acceptance.record.ledger import Kind, Ledger, read

if TYPE_CHECKING:  # each is loaded when it is first connected with: most processes of a run need few of them
    from acceptance.platform.cache import CacheClient
    from acceptance.platform.database import DatabaseClient
    from acceptance.platform.events import EventsClient
    from acceptance.platform.object_store import ObjectStoreClient

Client = TypeVar("Client")
GONE = (404, 410)


class Platform:
    """The services of a profile, each connected when first used. What is seen of them goes into the record."""

    def __init__(self, profile: Profile, ledger: Ledger) -> None:
        self.profile = profile
        self.ledger = ledger
        self._http: dict[str, HttpClient] = {}
        self._schemas: Schemas | None = None
        self._closing: list[Callable[[], None]] = []
        self._offsets: dict[str, Offset] = {}
        self._noted: set[tuple[str, int, str | None]] = set()
        self.copies = Copies(profile.limits.replicas_s)
        self.operations = Operations(profile, self.http, self.copies)
        self.populations = Populations(profile, self.operations, lambda: self.database)

    # -- services

    def http(self, name: str) -> HttpClient:
        """The HTTP service that the profile calls `name`."""
        if name not in self._http:
            service = self.profile.require_http_service(name)
            observe = self._note_exchange if name == "scoring_api" else None
            self._http[name] = self._closed(HttpClient(name, service, self.profile.permissions, observe))
        return self._http[name]

    @property
    def api(self) -> HttpClient:
        return self.http("scoring_api")

    def another_api_client(self) -> HttpClient:
        """A client of the scoring API with a connection of its own; the caller closes it."""
        place = self.profile.services.scoring_api
        return HttpClient("scoring_api", place, self.profile.permissions, self._note_exchange)

    def operations_over(self, client: HttpClient) -> Operations:
        """The profile's operations at the scoring API over a connection of the caller's own."""
        return Operations(self.profile, lambda name: client if name == "scoring_api" else self.http(name), self.copies)

    @cached_property
    def registry(self) -> ModelRegistryClient:
        place = self.profile.service(ModelRegistry)
        return ModelRegistryClient(self.http("model_registry"), place)

    @cached_property
    def database(self) -> DatabaseClient:
        from acceptance.platform.database import DatabaseClient

        return self._closed(DatabaseClient(self.profile.service(services.Database), self.profile.permissions))

    @cached_property
    def cache(self) -> CacheClient:
        from acceptance.platform.cache import CacheClient

        return self._closed(CacheClient(self.profile.service(services.Cache), self.profile.permissions))

    @cached_property
    def objects(self) -> ObjectStoreClient:
        from acceptance.platform.object_store import ObjectStoreClient

        return ObjectStoreClient(self.profile.service(services.ObjectStore), self.profile.permissions)

    @cached_property
    def broker(self) -> EventsClient:
        from acceptance.platform.events import EventsClient

        def read(message: bytes) -> Any:
            return self.schemas("events").decoded(message)

        return self._closed(EventsClient(self.profile.service(services.Events), self.profile.permissions, read))

    @cached_property
    def events(self) -> Events:
        return Events(self.profile, self.broker, self.copies, self.schemas)

    def schemas(self, what: str) -> Schemas:
        """The registry of schemas that messages go by.

        Args:
            what: what is in the form of one, for the sentence where there is none.

        Raises:
            NotAssessed: the profile names none.
        """
        named = self.profile.service(services.Events).schema_registry
        if named is None:
            return no_registry(what)
        if self._schemas is None:
            self._schemas = Schemas(lambda: self.http(named))
        return self._schemas

    # -- what a scenario uses of the profile

    def begin_scenario(self) -> None:
        """From now on `called` and `used` tell of the scenario that begins."""
        for used in (self.operations.used, *self._others_used()):
            used.clear()

    def called(self) -> list[str]:
        """The operations that were called, those of procedures and populations among them."""
        return sorted(self.operations.used)

    def used(self) -> list[str]:
        """The populations and events that were used, such as `population experiments`."""
        return sorted(set().union(*self._others_used()))

    def _others_used(self) -> list[set[str]]:
        return [self.populations.used, *([self.events.used] if "events" in vars(self) else [])]

    # -- its published interface, and what of it this run has seen

    @cached_property
    def interface(self) -> Interface:
        """The scoring API's own description, read once from the running service."""
        operations, product = self.profile.operations.values(), self.profile.product
        called = [one.path for one in operations if one.service == "scoring_api"]
        described = published(self.profile.services.scoring_api, self.profile.permissions)
        return Interface(described, called, product.some_number if product is not None else None)

    @cached_property
    def public(self) -> set[str]:
        """The calls that were agreed to be open to everybody, as the description writes them."""
        return {self.as_described(said) for said in self.profile.services.scoring_api.public}

    @cached_property
    def allowed(self) -> dict[str, set[str]]:
        """Each other call that was agreed, as the description writes it -> the identities that have a right to it."""
        found: dict[str, set[str]] = {}
        for said, identities in self.profile.services.scoring_api.allowed.items():
            found.setdefault(self.as_described(said), set()).update(identities)
        return found

    def as_described(self, said: str) -> str:
        """A call that the profile writes out, or that an operation makes: as the description has it, if it does."""
        operation = self.profile.operations.get(said)
        if operation is None:
            return said
        call = self.interface.call_at(operation.method, operation.path) if self._described else None
        return str(call or f"{operation.method} {operation.path}")

    @cached_property
    def _described(self) -> bool:
        try:
            return self.interface is not None
        except NotAssessed:
            return False

    def exchanges(self) -> list[dict[str, Any]]:
        """What the scoring API answered in this run so far, all its processes together, each kind once."""
        return [dict(line.data) for line in read(self.ledger.path) if line.kind == Kind.EXCHANGE]

    def api_coverage(self) -> Coverage:
        """Which described answers this run has seen so far, all its processes together; written to the record."""
        seen = coverage(self.interface, self.exchanges())
        counts = {"documented": len(seen.documented), "exercised": len(seen.exercised), "share": round(seen.share, 4)}
        told = {"described": self.interface.name}
        self.ledger.append(Kind.API_COVERAGE, {**counts, **told, "not_exercised": seen.missing})
        return seen

    def _note_exchange(self, exchange: Exchange) -> None:
        """Writes each kind of answer to the record once per process: operation, status, fault.

        Where the scoring API publishes no description, only what asks for that description is not assessed.
        """
        if not self._described:
            return
        judged = self.interface.judge(exchange)
        kind = (str(judged.call), judged.status, judged.fault or judged.unread)
        if kind not in self._noted:
            self._noted.add(kind)
            call = str(judged.call) if judged.call is not None else f"{exchange.method} (undescribed)"
            unread = {"unread": judged.unread} if judged.unread else {}
            self.ledger.append(Kind.EXCHANGE, {"call": call, "status": judged.status, "fault": judged.fault, **unread})

    # -- clocks

    def clock_offset(self, service: str) -> Offset:
        """How far the clock of a service is off ours; measured once in each process and written to the record.

        Args:
            service: `database`, `cache`, `object_store`, or an HTTP service of the profile.

        Raises:
            NotAssessed: the service has no clock that can be asked.
        """
        if service not in self._offsets:
            self._offsets[service] = offset = self._measured(service)
            self.ledger.append(Kind.CLOCK, asdict(offset))
        return self._offsets[service]

    def _measured(self, service: str) -> Offset:
        match service:
            case "database":
                return measured(service, self.database.now)
            case "cache":
                return measured(service, self.cache.now)
            case "events":
                self.profile.service(services.Events)
                raise NotAssessed("a broker keeps the time of whoever sent a message; it has no clock to be asked")
            case "object_store":
                store = self.profile.service(services.ObjectStore)
                place = HttpService(url=store.endpoint, ca_file=store.ca_file)
                client, path = self._closed(HttpClient(service, place, self.profile.permissions)), "/"
            case _:
                client, path = self.http(service), getattr(self.http(service).service, "health", "/")

        def told() -> datetime:
            return of_http_date(client.get(path).headers)

        return measured_at_a_step(service, told, step_s=1.0)  # whole seconds, and servers make the text anew rarely

    # -- its end

    def require_undoing(self, undoing: Undoing) -> None:
        """Refuses what could never be taken back here, before it is promised.

        Raises:
            NotAssessed: what it takes is not in the profile, or not permitted.
        """
        match undoing.kind:
            case "operation":
                self.operations.require(undoing.name)
            case "object":
                self.profile.service(services.ObjectStore)
                require(self.profile.permissions, "synthetic", "removing from the object store")
            case "key":
                self.profile.service(services.Cache)
                require(self.profile.permissions, "synthetic", "removing from the cache")
            case "scratch object":
                scratch.require(self.profile)
                require(self.profile.permissions, "write", "removing an object of the database")

    def undo(self, undoing: Undoing) -> None:
        """Takes back what an undoing names.

        Raises:
            RuntimeError: it could not be taken back, or nobody knows how.
        """
        match undoing.kind:
            case "operation":
                answer = self.operations.undo(undoing.name, **undoing.words)
                if not answer.succeeded and answer.status not in GONE and answer.same_code != {UNKNOWN}:
                    raise RuntimeError(f"answered {answer.status}")
            case "object":
                self.objects.remove(undoing.name)
            case "key":
                self.cache.remove(undoing.name)
            case "scratch object":
                scratch.remove(self.profile, undoing.name)
            case other:
                raise RuntimeError(f"nobody knows how to undo a {other}")

    def close(self) -> None:
        """Closes every connection. What this process saw of the scoring API enters the run's coverage."""
        if self._noted:
            self.api_coverage()
        while self._closing:
            with suppress(OSError):
                self._closing.pop()()

    def _closed(self, client: Client) -> Client:
        self._closing.append(client.close)  # type: ignore[attr-defined]
        return client
