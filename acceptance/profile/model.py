"""What a profile may say. Every class here is one block of the YAML file; unknown keys are errors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from acceptance.profile.addresses import Address, Addresses, Endpoint, Host, Port, Url, address_of
from acceptance.profile.audit import Audit
from acceptance.profile.authentication import ClientCertificate, ClientCredentials
from acceptance.profile.block import Agreements, Block
from acceptance.profile.cards import Cards, CardTestRange
from acceptance.profile.declarations import Accepted, OutOfScope, Waiver, refuse_doubles
from acceptance.profile.given import Source
from acceptance.profile.guard import Ceiling, Window
from acceptance.profile.judging import Judging
from acceptance.profile.model_changes import ModelChanges
from acceptance.profile.objectives import Objectives
from acceptance.profile.performance import Performance
from acceptance.profile.privacy import Privacy
from acceptance.profile.stores import FileStore, Search, Store

Permission = Literal["read", "synthetic", "write", "destroy"]
ServiceName = Literal["scoring_api", "model_registry", "database", "cache", "object_store", "events"]

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
Words = list[str]


class Defects(Block):
    """Commands that switch deliberate faults of this platform on and off, for `acceptance prove`.

    `list` prints a JSON list: id, framework, title, description, must_catch, may_also_catch, reason. `{defect}` stands
    for the id. After `switch_off` the platform is sound again, also when `switch_on` was cut off half-way.
    """

    list: Words
    switch_on: Words
    switch_off: Words
    switch_timeout_s: Annotated[float, Field(gt=0, le=600)] = 60


class Provision(Block):
    """Commands that give this environment a platform of its own. Without them the platform must be running.

    `up` and `status` print one JSON object with a map `environment` that fills the profile's variables;
    `status` exits non-zero when nothing runs. Both may print a list `defects` of those that are switched on, and a list
    `processes` with the numbers of processes on this machine: these and all that descend from them are the platform's.
    `{run_id}` and `{pid}` stand for the run and its process.
    """

    status: list[str] = []
    up: list[str]
    down: list[str]
    logs: list[str] = []
    up_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 180
    """How long `up` may tell nothing on its standard error; as long as it tells what it does, it is waited for."""
    defects: Defects | None = None


class Load(Block):
    """How much load a run may put on this platform, and on which host:port; without any, its own HTTP services."""

    max_requests_per_s: Annotated[float, Field(gt=0)]
    hosts: list[str] = []


class Permissions(Block):
    """What a run may do here. Clients refuse everything else, whatever the tags of a scenario say."""

    read: bool = True
    synthetic: bool = False
    write: bool = False
    destroy: bool = False
    load: Load | None = None
    ceiling: Ceiling | None = None
    windows: tuple[Window, ...] = ()
    """When a run may touch the platform; without any, always."""
    stop_file: str | None = None
    """Whoever makes this file stops the run at its next question. `acceptance stop` stops one's own runs anyway."""
    synthetic_as: tuple[str, ...] = ()
    """Identities of HTTP services that belong to the registered synthetic tenant: as others nothing is changed."""

    def allow(self, needed: Permission) -> bool:
        """`write` includes `synthetic`: who may change the platform may change its synthetic tenant."""
        return bool(getattr(self, needed)) or (needed == "synthetic" and self.write)


class HttpService(Block):
    """An HTTP service and the identities the suite holds there.

    Attributes:
        tokens: identity -> a token or an API key of its own.
        clients: identity -> an OAuth client that is given tokens.
        certificates: identity -> a certificate of its own, where callers are told apart by that.
        token_header, token_scheme: how a token is sent; an API key has its own header and usually no scheme.
        headers, secret_headers: sent with every call, such as a tenant or the key of a gateway.
        certificate: ours, for every identity that has none of its own.
    """

    url: Url
    ca_file: str | None = None
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 10
    tokens: dict[str, SecretStr] = {}
    clients: dict[str, ClientCredentials] = {}
    certificates: dict[str, ClientCertificate] = {}
    token_header: HeaderName = "Authorization"
    token_scheme: str = "Bearer"
    headers: dict[HeaderName, str] = {}
    secret_headers: dict[HeaderName, SecretStr] = {}
    certificate: ClientCertificate | None = None
    user: str | None = None
    password: SecretStr | None = None

    @property
    def identities(self) -> set[str]:
        """The names of those as whom the suite can call this service."""
        return {*self.tokens, *self.clients, *self.certificates}

    @model_validator(mode="after")
    def an_identity_has_one_token(self) -> HttpService:
        if doubles := sorted(self.tokens.keys() & self.clients.keys()):
            raise ValueError(f"{doubles[0]!r} has a token under tokens and is a client under clients; keep one of them")
        return self


class ScoringApi(HttpService):
    """The scoring service. `openapi` is where it publishes its interface description."""

    openapi: str = "/openapi.json"
    health: str = "/health"
    readiness: str = "/ready"
    dependencies: dict[str, str] = {}
    """Plain name of each service the platform depends on -> dotted place of its state in the readiness answer."""
    state_up: str = "up"
    public: list[str] = []
    """Calls that need no identity, as `GET /health`."""
    allowed: dict[str, list[str]] = {}
    """Every other call of the description -> the identities of `tokens` that have a right to it."""


class TrainingSet(Block):
    """Parameters of a training run that tell what it was trained on."""

    uri: str = "dataset_uri"
    digest: str = "dataset_sha256"
    rows: str = "dataset_rows"


class ModelRegistry(HttpService):
    """MLflow: tracking server and model registry."""

    health: str = "/health"
    model: str
    alias: str
    artefact_bucket: str
    artefact_file: str
    digest_tag: str
    """Tag of a model version that holds the SHA-256 of `artefact_file`."""
    training_set: TrainingSet = TrainingSet()


class Database(Block):
    host: Host
    port: Port
    name: str
    registry_name: str
    """The database that MLflow keeps its records in, readable by the same user."""
    user: str
    password: SecretStr
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    connect_timeout_s: Annotated[int, Field(ge=1, le=60)] = 5
    statement_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30
    """After so long a statement of the suite's is given up."""


class Cache(Block):
    host: Host
    port: Port
    user: str | None = None
    password: SecretStr | None = None
    tls: bool = False
    ca_file: str | None = None
    certificate: ClientCertificate | None = None


class ObjectStore(Block):
    endpoint: Endpoint
    access_key: str
    secret_key: SecretStr
    session_token: SecretStr | None = None
    """Where the keys are temporary, what came with them."""
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    region: str = "us-east-1"
    scratch_bucket: str
    """A bucket in which the suite may create and remove objects."""
    required_buckets: list[str]


class Topic(Block):
    name: str
    partitions: Annotated[int, Field(ge=1)]
    replication: Annotated[int, Field(ge=1)]


class Events(Block):
    """Kafka. `topics` gives the plain name that features use for each topic."""

    bootstrap: Addresses
    user: str | None = None
    password: SecretStr | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    client: ClientCredentials | None = None
    """Instead of user and password: an OAuth client, whose tokens the broker takes (OAUTHBEARER)."""
    tls: bool = True
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    isolation: Literal["read_committed", "read_uncommitted"] = "read_committed"
    topics: dict[str, Topic]
    correlation_header: str = "correlation-id"


class Services(Block):
    scoring_api: ScoringApi
    model_registry: ModelRegistry
    database: Database
    cache: Cache
    object_store: ObjectStore
    events: Events


class Operation(Block):
    """An HTTP call template: how this platform does something.

    `{name}` in path, query, header or body is filled from the caller's words; a body value that is exactly
    `"{name}"` takes the value as it is. `answer` maps the suite's word to a dotted place in the JSON answer.
    """

    service: str
    identity: str | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    query: dict[str, str] = {}
    body: Any = None
    success: list[int] = [200]
    refusals: dict[str, int] = {}
    """What each agreed refusal is called -> its status code."""
    answer: dict[str, str] = {}
    needs: Permission

    @model_validator(mode="after")
    def changing_calls_need_a_permission(self) -> Operation:
        if self.method != "GET" and self.needs == "read":
            raise ValueError(f"a {self.method} call changes something: needs must be synthetic, write or destroy")
        return self


class Message(Block):
    """An event template: how this platform is told something through Kafka."""

    topic: str
    key: str = "{customer_id}"
    body: Any


class Received(Block):
    """An event the platform sends: where it appears, and the dotted place of each word in it."""

    topic: str
    fields: dict[str, str]


class Population(Block):
    """Where records of one kind can be read: by an operation that answers a list, or by SQL."""

    operation: str | None = None
    items: str = ""
    database: Literal["platform", "registry"] | None = None
    sql: str | None = None
    fields: dict[str, str]

    @model_validator(mode="after")
    def one_source(self) -> Population:
        if (self.operation is None) == (self.sql is None) or (self.sql is None) != (self.database is None):
            raise ValueError("say either operation, or database and sql")
        return self


class SyntheticTenant(Block):
    """The registered account in production that the suite acts as: excluded from training, figures and reporting."""

    owner: Annotated[str, Field(min_length=2)]
    purpose: Annotated[str, Field(min_length=10)]
    registered: Annotated[str, Field(min_length=2)]
    """Where the account is registered, and under which number."""


class Integration(Block):
    """A party outside the platform: how to see that it answers, and how its sandbox misbehaves on request."""

    title: str
    probe: str
    seed: str | None = None
    remove: str | None = None
    faults: dict[Literal["timeout", "refuse", "nonsense", "stranger", "impossible"], str] = {}
    """How its sandbox misbehaves -> operation: `stranger` answers about another customer, `impossible` with figures
    that nobody can have."""
    restore: str | None = None
    says: dict[str, str] = {}
    """What the platform writes in its results for each agreed case, such as `fallback`."""
    fallback: dict[str, float] = {}
    """The agreed figures where this party cannot be asked."""

    def operations(self) -> list[str]:
        """Every operation that this block names."""
        named = [self.probe, self.seed, self.remove, self.restore, *self.faults.values()]
        return [name for name in named if name is not None]


class Interruption(Block):
    """How one dependency of the platform is cut off and restored, as operations."""

    cut: str
    restore: str


class EncryptedHop(Block):
    """A connection that must be encrypted. `server_cannot` says why this server is not able to: a known gap.

    `public` ones are open to networks that anybody may be on. `users` are tried without encryption, each by itself,
    where a server decides that by user. `careless` is where a client would end up that forgets to encrypt, as port 80.
    """

    address: Address
    """host:port; of a URL everything else is dropped."""
    protocol: Literal["http", "postgresql", "kafka", "redis"]
    ca_file: str | None = None
    server_cannot: str | None = None
    public: bool = False
    users: list[str] = ["stranger"]
    careless: Address | None = None

    @field_validator("address", mode="before")
    @classmethod
    def of_a_url_keep_the_address(cls, value: Any) -> Any:
        return address_of(value) if isinstance(value, str) and "://" in value else value


class Limits(Block):
    """How long the suite waits here before it says that something did not happen."""

    event_s: Annotated[float, Field(gt=0)] = 15
    bulk_s: Annotated[float, Field(gt=0)] = 60
    model_switch_s: Annotated[float, Field(gt=0)] = 15
    training_s: Annotated[float, Field(gt=0)] = 120
    recovery_s: Annotated[float, Field(gt=0)] = 30
    bulk_messages: Annotated[int, Field(ge=1)] = 500
    copy_s: Annotated[float, Field(gt=0)] = 86_400
    """The longest time that a cached copy of a customer's data may live."""
    withdrawal_s: Annotated[float, Field(gt=0)] = 2
    erasure_s: Annotated[float, Field(gt=0)] = 30
    delivery_window_s: Annotated[float, Field(gt=0)] | None = None
    """How long a result waits for whoever reads it late, as agreed with the readers; None where nothing was."""


class Profile(Agreements):
    """One environment under test."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    description: str
    production: bool = False
    secrets: dict[str, Source] = {}
    """Variables that have their values in files or from commands; the environment goes before them."""
    provision: Provision | None = None
    permissions: Permissions
    services: Services
    other_services: dict[str, HttpService] = {}
    operations: dict[str, Operation] = {}
    procedures: dict[str, Annotated[Words, Field(min_length=1)]] = {}
    """What takes several operations here, one after the other -> their names, in order."""
    messages: dict[str, Message] = {}
    received: dict[str, Received] = {}
    populations: dict[str, Population] = {}
    integrations: dict[str, Integration] = {}
    interruptions: dict[str, Interruption] = {}
    encrypted_hops: dict[str, EncryptedHop] = {}
    privacy: Privacy | None = None
    audit: Audit | None = None
    objectives: Objectives | None = None
    model_changes: ModelChanges | None = None
    performance: Performance | None = None
    judging: Judging = Judging()
    card_test_range: CardTestRange | None = None
    cards: Cards | None = None
    stores: dict[str, Store] = {}
    search: Search = Search()
    accepts: list[Accepted] = []
    synthetic_tenant: SyntheticTenant | None = None
    scope: list[OutOfScope] = []
    waivers: list[Waiver] = []
    limits: Limits = Limits()

    @model_validator(mode="after")
    def permissions_agree(self) -> Profile:
        if self.production and (faults := list(self._unguarded())):
            raise ValueError("\n".join(faults))
        return self

    def _unguarded(self) -> Iterator[str]:
        """What a production profile must not say, or has to."""
        may = self.permissions
        if may.write or may.destroy:
            yield "permissions: a production profile may allow read, synthetic and load only"
        if may.ceiling is None:
            yield "permissions: a production profile needs a ceiling of questions: per_second and per_run"
        if may.synthetic and self.synthetic_tenant is None:
            yield "permissions: synthetic in production needs a block synthetic_tenant that says whose it is"
        if may.synthetic and not may.synthetic_as:
            yield "permissions: synthetic in production needs synthetic_as, the identities of the synthetic tenant"
        if self.provision is not None:
            yield "provision: nothing starts or stops a platform in production; remove the block"

    @model_validator(mode="after")
    def everything_agrees(self) -> Profile:
        checks = (self._loose_names, self._immeasurable_objectives, self._loose_surfaces)
        if faults := [fault for check in checks for fault in check()]:
            raise ValueError("\n".join(faults))
        refuse_doubles(self.scope, self.waivers)
        return self

    def _loose_names(self) -> Iterator[str]:
        for name, operation in self.operations.items():
            service = self.http_service(operation.service)
            if service is None:
                yield f"operations.{name}.service: no service is called {operation.service!r}"
            elif operation.identity is not None and operation.identity not in service.identities:
                yield f"operations.{name}.identity: {operation.service} has no token {operation.identity!r}"
        for name, steps in self.procedures.items():
            if name in self.operations:
                yield f"procedures.{name}: there is an operation {name!r} as well; keep one of the two"
            for step in steps:
                if step not in self.operations:
                    yield f"procedures.{name}: there is no operation {step!r}"
        called: list[tuple[str, str | None]] = [
            (f"integrations.{key}", name) for key, entry in self.integrations.items() for name in entry.operations()
        ]
        called += [
            (f"interruptions.{key}.{part}", getattr(entry, part))
            for key, entry in self.interruptions.items()
            for part in ("cut", "restore")
        ]
        called += [(f"populations.{key}.operation", entry.operation) for key, entry in self.populations.items()]
        for place, wanted in called:
            if wanted is not None and wanted not in self.operations:
                yield f"{place}: there is no operation {wanted!r}"
        for recipient, population in self.privacy.recipients.items() if self.privacy is not None else ():
            if population not in self.populations:
                yield f"privacy.recipients.{recipient}: there is no population {population!r}"
        for key, store in self.stores.items():
            request = store.decoy.service if isinstance(store, FileStore) and store.decoy is not None else None
            if request is not None and self.http_service(request) is None:
                yield f"stores.{key}.decoy.service: no service is called {request!r}"
        blocks: tuple[tuple[str, Mapping[str, Message | Received]], ...] = (
            ("messages", self.messages),
            ("received", self.received),
        )
        for block, templates in blocks:
            for key, message in templates.items():
                if message.topic not in self.services.events.topics:
                    yield (
                        f"{block}.{key}.topic: the event {key!r} uses topic {message.topic!r}, "
                        "unknown in services.events.topics"
                    )

    def _immeasurable_objectives(self) -> Iterator[str]:
        if self.objectives is None:
            return
        for place, name in self.objectives.operations():
            operation = self.operations.get(name)
            if operation is None:
                yield f"objectives.{place}: there is no operation {name!r}"
            elif operation.needs != "read":
                yield f"objectives.{place}: {name!r} needs {operation.needs}; name one that only reads"
        ceiling = self.permissions.load.max_requests_per_s if self.permissions.load is not None else math.inf
        for place, rate in self.objectives.rates():
            if rate > ceiling:
                yield (
                    f"objectives.{place}: {rate:g} a second is more than permissions.load.max_requests_per_s allows "
                    f"({ceiling:g}); lower one or raise the other"
                )
        for name in self.objectives.freshness.inputs if self.objectives.freshness is not None else []:
            if name not in self.services.events.topics:
                yield f"objectives.freshness.inputs: {name!r} is unknown in services.events.topics"

    def _loose_surfaces(self) -> Iterator[str]:
        if self.production and self.card_test_range is not None:
            yield "card_test_range: card numbers are never made in production; remove the block"
        surfaces = self.cards.surfaces if self.cards is not None else {}
        for name, surface in surfaces.items():
            for key, operation in (("operation", surface.operation), ("then", surface.then)):
                if operation is not None and operation not in self.operations:
                    yield f"cards.surfaces.{name}.{key}: there is no operation {operation!r}"

    def http_service(self, name: str) -> HttpService | None:
        """The HTTP service an operation names: the scoring API, the registry or one of `other_services`."""
        core = {"scoring_api": self.services.scoring_api, "model_registry": self.services.model_registry}
        return core.get(name) or self.other_services.get(name)
