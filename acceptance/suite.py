"""What the steps of one run share: the profile's services and bindings, the subjects, and what must be undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pydantic import SecretStr

from acceptance.catalogue.kept import state_folder
from acceptance.catalogue.scope import declare, left_out
from acceptance.evidence import Nonce, new_nonce
from acceptance.instruments.load import run as loading
from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.table import table
from acceptance.instruments.load.traffic import Ask, traffic
from acceptance.instruments.load.workload import Workload
from acceptance.instruments.search import search as sweeping
from acceptance.instruments.search.cluster import scan_on
from acceptance.instruments.search.report import SweepReport
from acceptance.instruments.search.search import SweepMark
from acceptance.instruments.search.stores import bounds, declared
from acceptance.leftovers import Leftovers, Undoing
from acceptance.outcome import Cause, NotAssessed, Outcome, Verdict
from acceptance.platform.access import require
from acceptance.platform.bindings import Answer, Events, Operations, Populations
from acceptance.platform.cache import CacheClient
from acceptance.platform.clocks import Offset, measured, of_http_date
from acceptance.platform.database import DatabaseClient
from acceptance.platform.database_user import DatabaseUser
from acceptance.platform.events import EventsClient
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Coverage, Interface, coverage
from acceptance.platform.model_registry import ModelRegistryClient
from acceptance.platform.object_store import ObjectStoreClient
from acceptance.platform.provision import provided_platform, say_on_stderr
from acceptance.profile import Profile, find_profile, load
from acceptance.profile.audit import DatabaseIdentity, ScratchObject
from acceptance.profile.loading import PROFILES
from acceptance.profile.model import HttpService
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import redactor
from acceptance.subjects.canaries import Canary, CanaryKind, new_canary
from acceptance.subjects.cards import as_spoken, new_card_number
from acceptance.subjects.customers import Customer, Figures, new_customer


class Started(Protocol):
    """What the suite needs to know of its run."""

    @property
    def id(self) -> str: ...

    @property
    def profile(self) -> str: ...

    @property
    def ledger(self) -> Ledger: ...


Client = TypeVar("Client")
GONE = (404, 410)


class Suite:
    """One run's hands and eyes. Clients connect when first used; one scenario at a time.

    Args:
        profile: the environment under test.
        run_id: unique name of the run.
        ledger: the run record.
        leftovers: where undoings are written down before the act.
        profile_folder: where files that the profile names lie.
    """

    def __init__(
        self, profile: Profile, run_id: str, ledger: Ledger, leftovers: Leftovers, profile_folder: Path = PROFILES
    ) -> None:
        self.profile = profile
        self.profile_folder = profile_folder
        self.run_id = run_id
        self.ledger = ledger
        self.limits = profile.limits
        self._leftovers = leftovers
        self._http: dict[str, HttpClient] = {}
        self._closing: list[Callable[[], None]] = []
        self._owed: list[Undoing] = []
        self._offsets: dict[str, Offset] = {}
        self._canaries: dict[tuple[str, str], Canary] = {}
        self._noted: set[tuple[str, int, str | None]] = set()
        self.operations = Operations(profile, self.http)
        self.populations = Populations(profile, self.operations, lambda: self.database)
        register_secrets(profile)

    @classmethod
    def start(cls, run: Started) -> Suite:
        """The suite of one process of a run: provides the platform where nobody has, and clears up after killed runs.

        Raises:
            ConfigurationError: the profile cannot be used.
            PlatformNotProvided: the platform did not come up.
        """
        path = find_profile(run.profile)
        stack = ExitStack()
        try:
            environment = stack.enter_context(provided_platform(path, run.id, os.environ, say_on_stderr))
            profile = load(path, environment)
            suite = cls(profile, run.id, run.ledger, leftovers_of(profile), path.parent)
        except BaseException:
            stack.close()
            raise
        suite._closing.append(stack.close)
        declare(profile, run.ledger)
        for sentence in suite.undo_abandoned():
            say_on_stderr(f"left over by an earlier run: {sentence}")
        return suite

    # -- services, each connected when first used

    def http(self, name: str) -> HttpClient:
        """The HTTP service that the profile calls `name`."""
        if name not in self._http:
            service = self.profile.http_service(name)
            if service is None:
                raise NotAssessed(f"the profile has no service {name!r}", Cause.BINDING)
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
        return Operations(self.profile, lambda name: client if name == "scoring_api" else self.http(name))

    @cached_property
    def registry(self) -> ModelRegistryClient:
        return ModelRegistryClient(self.http("model_registry"), self.profile.services.model_registry)

    @cached_property
    def database(self) -> DatabaseClient:
        return self._closed(DatabaseClient(self.profile.services.database))

    @cached_property
    def cache(self) -> CacheClient:
        return self._closed(CacheClient(self.profile.services.cache, self.profile.permissions))

    @cached_property
    def objects(self) -> ObjectStoreClient:
        return ObjectStoreClient(self.profile.services.object_store, self.profile.permissions)

    @cached_property
    def broker(self) -> EventsClient:
        return self._closed(EventsClient(self.profile.services.events, self.profile.permissions))

    @cached_property
    def events(self) -> Events:
        return Events(self.profile, self.broker)

    @cached_property
    def interface(self) -> Interface:
        """The scoring API's own description, read once from the running service."""
        place = self.profile.services.scoring_api
        reader = HttpClient("scoring_api", place, self.profile.permissions)
        try:
            found = reader.get(place.openapi)
        finally:
            reader.close()
        if found.status != 200 or not isinstance(found.content, dict) or "paths" not in found.content:
            raise NotAssessed(f"the scoring API publishes no description at {place.openapi}", Cause.PLATFORM)
        return Interface(found.content)

    # -- what makes evidence this run's own

    def nonce(self) -> Nonce:
        """A word nobody used before, to be planted by an act and looked for in its traces."""
        return new_nonce(self.run_id)

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
                raise NotAssessed("a broker keeps the time of whoever sent a message; it has no clock to be asked")
            case "object_store":
                store = self.profile.services.object_store
                place = HttpService(url=store.endpoint, ca_file=store.ca_file)
                client, path = self._closed(HttpClient(service, place, self.profile.permissions)), "/"
            case _:
                client, path = self.http(service), getattr(self.http(service).service, "health", "/")
        # Whole seconds, and servers make the text anew only once a second.
        return measured(service, lambda: of_http_date(client.get(path).headers), resolution_s=2.0)

    # -- subjects

    def customer(self, figures: Figures | None = None, *, lawful_basis: bool = True) -> Customer:
        """A new fictitious customer, removed at the end of the scenario."""
        customer = new_customer(self.run_id, figures)
        redactor.register(customer.name, f"name of {customer.customer_id}")
        redactor.register(customer.email, f"e-mail of {customer.customer_id}")
        self.owe("operation", "remove_customer", customer_id=customer.customer_id)
        if lawful_basis:
            self.operations.do("record_lawful_basis", customer_id=customer.customer_id)
        return customer

    def score(self, customer: Customer, *, fresh: bool = False, **changed: Any) -> Answer:
        """Scores a customer with the customer's figures, or with `changed` ones, whatever comes of it.

        `fresh` lets any replica answer: see `HttpClient.call`.
        """
        return self.operations.try_("score", fresh=fresh, **{**customer.words(), **changed})

    # -- canaries, and the search for them

    def canary(self, kind: CanaryKind, value: str | None = None) -> Canary:
        """A value that exists nowhere else, or one that is unique already; from now on no record or report shows it.

        The same value is always the same canary.
        """
        if value is not None and (kind, value) in self._canaries:
            return self._canaries[kind, value]
        canary = new_canary(self.run_id, kind, value)
        self._canaries[kind, canary.value] = canary
        for spoken in {canary.value, *([canary.value.split(".")[0]] if kind == "number" else [])}:
            redactor.register(spoken, f"canary {canary.id}")
        return canary

    def card_number(self) -> Canary:
        """A card number of this run's own, from the agreed test range; no record or report ever shows it.

        Raises:
            NotAssessed: none may be made here.
        """
        number = new_card_number(self.profile)
        canary = self.canary("card number", number)
        for spoken in as_spoken(number):
            redactor.register(spoken, f"canary {canary.id}")
        return canary

    def sweep_mark(self) -> SweepMark:
        """How far every store has come now: note it before the stimulus, and search from there."""
        return sweeping.mark(declared(self.profile))

    def sweep(
        self, canaries: Iterable[Canary], since: SweepMark | None = None, stores: Iterable[str] | None = None
    ) -> SweepReport:
        """Searches the declared stores, or some of them, for canaries in every encoding.

        Args:
            since: topics, logs and objects are read from there; databases and caches as they are.
            stores: names of the profile's stores.

        Raises:
            NotAssessed: the profile declares no such store, or does not permit decoys to be planted.
        """
        require(self.profile.permissions, "synthetic", "planting the decoys of a search")
        places = declared(self.profile, list(stores) if stores is not None else None)
        decoys = sweeping.decoys_for(places, self.run_id)
        for decoy in decoys.values():
            redactor.register(decoy.value, decoy.id)
        cluster = self.profile.search.cluster
        scans = scan_on(cluster) if cluster is not None else sweeping.scan_here
        owed = self.owe("decoys", "search", **{name: decoy.id for name, decoy in decoys.items()})
        report = sweeping.sweep(places, list(canaries), decoys, since, bounds(self.profile), scans)
        self.settle(owed)
        self.ledger.append(Kind.SWEEP, report.to_data())
        return report

    # -- load

    def load(
        self, about: str, workload: Workload, asks: Iterable[Ask], each_second: Callable[[], None] | None = None
    ) -> LoadResult:
        """Puts load on the platform and waits for its end; what was seen goes into the record in full.

        Args:
            about: what the load was for, in words, for reports.
            each_second: called about once a second while it runs.

        Raises:
            NotAssessed: the profile permits no load, less than this, or lacks an operation.
            Inconclusive: the generator told nothing.
        """
        asked = list(asks)
        plan = loading.planned(self.profile, workload, traffic(self.profile, asked))
        self.operations.used.update(ask.operation for ask in asked)
        result = loading.run(plan, (lambda _: each_second()) if each_second is not None else None)
        self.ledger.append(Kind.LOAD, {"about": about, "table": table(result), **result.to_record()})
        return result

    def exchanges(self) -> list[dict[str, Any]]:
        """What the scoring API answered in this run so far, all its processes together, each kind once."""
        return [dict(line.data) for line in read(self.ledger.path) if line.kind == Kind.EXCHANGE]

    def api_coverage(self) -> Coverage:
        """Which described answers this run has seen so far, all its processes together; written to the record."""
        seen = coverage(self.interface, self.exchanges())
        counts = {"documented": len(seen.documented), "exercised": len(seen.exercised), "share": round(seen.share, 4)}
        self.ledger.append(Kind.API_COVERAGE, {**counts, "not_exercised": seen.missing})
        return seen

    # -- objects of the database

    def create_scratch_object(self, name: str) -> None:
        """Makes an object of the suite's own in the database; it is removed at the end of the scenario.

        Raises:
            NotAssessed: the profile does not say how.
        """
        self.owe("scratch object", name)
        self._own_database_user().run(self._scratch().create.format(name=name))

    def remove_scratch_object(self, name: str) -> None:
        """Removes it; it need not be there any more."""
        self._own_database_user().run(self._scratch().remove.format(name=name))

    def _scratch(self) -> ScratchObject:
        audit = self.profile.audit
        if audit is None or audit.scratch_object is None:
            raise NotAssessed("the profile's block audit has no scratch_object", Cause.BINDING)
        return audit.scratch_object

    def _own_database_user(self) -> DatabaseUser:
        place = self.profile.services.database
        return DatabaseUser(place, DatabaseIdentity(user=place.user, password=place.password), self.profile.permissions)

    # -- what must be undone

    def owe(
        self, kind: Literal["operation", "object", "key", "decoys", "scratch object"], name: str, **words: Any
    ) -> Undoing:
        """Writes down, before the act, what will undo it; it is undone at the end of the scenario at the latest."""
        undoing = self._leftovers.promise(Undoing(kind, name, words))
        self._owed.append(undoing)
        return undoing

    def settle(self, undoing: Undoing) -> None:
        """Undoes one thing now."""
        self._undo(undoing)
        self._leftovers.kept(undoing)
        self._owed.remove(undoing)

    def begin_scenario(self, _name: str, tags: frozenset[str]) -> Verdict | None:
        """Called by the runner before the first step. A scenario whose every control is out of scope is left out."""
        self._owed = []
        self.operations.used.clear()
        return left_out(self.profile, tags)

    def end_scenario(self) -> list[Verdict]:
        """Undoes what the scenario owes, the latest first; a failure is a verdict of its own."""
        self.ledger.append(Kind.OPERATIONS, {"called": sorted(self.operations.used)})
        owed, self._owed = list(reversed(self._owed)), []
        failed = self._leftovers.settle(self._undo, owed)
        return [Verdict(Outcome.INCONCLUSIVE, f"clean-up: {sentence}", Cause.PLATFORM) for sentence in failed]

    def undo_abandoned(self) -> list[str]:
        """Does what killed runs left undone on this platform; returns a sentence for each failure."""
        return self._leftovers.settle(self._undo, self._leftovers.abandoned())

    def close(self) -> None:
        """Closes every connection. What this process saw of the scoring API enters the run's coverage."""
        if self._noted:
            self.api_coverage()
        while self._closing:
            with suppress(OSError):
                self._closing.pop()()

    def _undo(self, undoing: Undoing) -> None:
        match undoing.kind:
            case "operation":
                answer = self.operations.undo(undoing.name, **undoing.words)
                if not answer.succeeded and answer.status not in GONE:
                    raise RuntimeError(f"answered {answer.status}")
            case "object":
                self.objects.remove(undoing.name)
            case "key":
                self.cache.remove(undoing.name)
            case "decoys":
                sweeping.remove_decoys(declared(self.profile, list(undoing.words)), undoing.words)
            case "scratch object":
                self.remove_scratch_object(undoing.name)
            case other:
                raise RuntimeError(f"nobody knows how to undo a {other}")

    def _closed(self, client: Client) -> Client:
        self._closing.append(client.close)  # type: ignore[attr-defined]
        return client

    def _note_exchange(self, exchange: Exchange) -> None:
        """Writes each kind of answer to the record once per process: operation, status, fault."""
        judged = self.interface.judge(exchange)
        kind = (str(judged.call), judged.status, judged.fault)
        if kind not in self._noted:
            self._noted.add(kind)
            call = str(judged.call) if judged.call is not None else f"{exchange.method} (undescribed)"
            self.ledger.append(Kind.EXCHANGE, {"call": call, "status": judged.status, "fault": judged.fault})


def leftovers_of(profile: Profile) -> Leftovers:
    """The list of undoings for the profile's platform, in the user's state folder."""
    services = profile.services
    platform = f"{profile.name} {services.scoring_api.url} {services.database.host}:{services.database.port}"
    return Leftovers(state_folder(), platform)


def register_secrets(profile: Profile) -> None:
    """Makes every secret of the profile unwritable: records and reports show its place in the profile instead."""

    def walk(node: Any, place: str) -> None:
        if isinstance(node, SecretStr):
            if node.get_secret_value():
                redactor.register(node.get_secret_value(), place)
        elif isinstance(node, dict):
            for key, value in node.items():
                walk(value, f"{place}.{key}")
        elif hasattr(type(node), "model_fields"):
            for key in type(node).model_fields:
                walk(getattr(node, key), f"{place}.{key}" if place else key)

    walk(profile, "")
