"""What a profile may say. Every class here is one block of the YAML file; unknown keys are errors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, SecretStr, field_validator, model_validator

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.addresses import Address, Addresses, Endpoint, Host, Port, Url, address_of
from acceptance.profile.audit import Audit
from acceptance.profile.authentication import ClientCertificate, ClientCredentials
from acceptance.profile.block import Agreements, Block, Service
from acceptance.profile.cards import Cards, CardTestRange
from acceptance.profile.chaos import Chaos
from acceptance.profile.declarations import Accepted, OutOfScope, Responsible, Waiver, refuse_doubles
from acceptance.profile.files import File
from acceptance.profile.given import Source
from acceptance.profile.guard import Ceiling, Window
from acceptance.profile.judging import Judging
from acceptance.profile.model_changes import ModelChanges
from acceptance.profile.objectives import Objectives
from acceptance.profile.own_customers import OwnCustomers
from acceptance.profile.performance import Performance
from acceptance.profile.privacy import Privacy
from acceptance.profile.product import Product
from acceptance.profile.rights import Rights
from acceptance.profile.scanners import Scanners
from acceptance.profile.stores import FileStore, Search, Store

Permission = Literal["read", "synthetic", "write", "destroy"]
SLIP = 0.75
"""How alike two names are, from 0 to 1, for the one to be taken for a slip of the other."""
ServiceName = Literal["scoring_api", "model_registry", "database", "cache", "object_store", "events"]

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
Words = list[str]


class Defects(Block):
    """Commands that switch deliberate faults of this platform on and off, for `acceptance prove`.

    `list` prints a JSON list: id, framework, title, description, must_catch, may_also_catch, reason. `{defect}` stands
    for the id. After `switch_off` the platform is sound again, also when `switch_on` was cut off half-way.

    Attributes:
        list: prints all of them.
        switch_on, switch_off: switches one.
        switch_timeout_s: how long switching may take.
    """

    list: Words
    switch_on: Words
    switch_off: Words
    switch_timeout_s: Annotated[float, Field(gt=0, le=600)] = 60


class Mutants(Block):
    """Commands for `acceptance prove --mutants`: small changes of the platform's own code, and which code runs when.

    `list` prints a JSON list: id, title, places, digest. `title` says what changes where; `places` are the pieces of
    code whose execution executes it, empty where that cannot be told; `digest` changes with what it says and changes.
    Each is switched by `defects.switch_on` and `switch_off`. Between `watch_on` and `watch_off` the platform notes what
    it executes, and `reached` prints that: one JSON object with the spans of time of each place, such as
    {"a place": [[begin, end], ...]}, in seconds since 1970 by a clock that agrees with this machine's.

    Attributes:
        list: prints all of them.
        watch_on, watch_off: begin and end the notes.
        reached: prints the notes.
    """

    list: Words
    watch_on: Words
    watch_off: Words
    reached: Words


class Provision(Block):
    """Commands that give this environment a platform of its own. Without them the platform must be running.

    `up` and `status` print one JSON object with a map `environment` that fills the profile's variables;
    `status` exits non-zero when nothing runs. Both may print a list `defects` of those that are switched on, and a list
    `processes` with the numbers of processes on this machine: these and all that descend from them are the platform's.
    `{run_id}` and `{pid}` stand for the run and its process.

    Attributes:
        status: prints what runs already.
        up: starts one.
        down: stops it.
        logs: prints what its services wrote.
    """

    status: list[str] = []
    up: list[str]
    down: list[str]
    logs: list[str] = []
    up_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 180
    """How long `up` may tell nothing on its standard error; as long as it tells what it does, it is waited for."""
    defects: Defects | None = None
    mutants: Mutants | None = None


class Load(Block):
    """How much load a run may put on this platform, and on which host:port; without any, its own HTTP services.

    Attributes:
        max_requests_per_s: a ceiling that every generator keeps.
        hosts: host:port that may be asked; without any, the profile's own HTTP services.
    """

    max_requests_per_s: Annotated[float, Field(gt=0)]
    hosts: list[str] = []


class Permissions(Block):
    """What a run may do here. Clients refuse everything else, whatever the tags of a scenario say.

    Attributes:
        read: look.
        synthetic: make fictitious customers, and change what is about them.
        write: change the platform: models, accounts.
        destroy: cause faults and outages.
    """

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

    @property
    def load_per_s(self) -> float | None:
        """Requests a second of a load: no more than those of the whole run; None where no load is permitted."""
        if self.load is None:
            return None
        whole = self.ceiling.per_second if self.ceiling is not None else self.load.max_requests_per_s
        return min(self.load.max_requests_per_s, whole)


class HttpService(Block):
    """An HTTP service and the identities the suite holds there.

    Attributes:
        tokens: identity -> a token or an API key of its own.
        clients: identity -> an OAuth client that is given tokens.
        certificates: identity -> a certificate of its own, where callers are told apart by that.
        token_header, token_scheme: how those of `tokens` are sent; an API key has its own header and usually no scheme.
        headers, secret_headers: sent with every call, such as a tenant or the key of a gateway.
        certificate: ours, for every identity that has none of its own.
        url: its address, without credentials.
        ca_file: file of the authority of its certificate, in PEM form; without it, those that this machine trusts.
        timeout_s: how long a whole answer may take.
        user, password: HTTP's own signing in, where there is one.
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
    no_identity: Annotated[Annotated[list[int], Field(min_length=1)], File.PLATFORM] = [401]
    """The status codes with which nobody whom it knows is refused."""
    no_right: Annotated[Annotated[list[int], Field(min_length=1)], File.PLATFORM] = [403]
    """The status codes with which somebody whom it knows and who has no right is refused; 404 where it then says that
    there is nothing."""

    @property
    def identities(self) -> set[str]:
        """The names of those as whom the suite can call this service."""
        return {*self.tokens, *self.clients, *self.certificates}

    @model_validator(mode="after")
    def an_identity_has_one_token(self) -> HttpService:
        if doubles := sorted(self.tokens.keys() & self.clients.keys()):
            raise ValueError(f"{doubles[0]!r} has a token under tokens and is a client under clients; keep one of them")
        return self

    def require_identity(self, identity: str) -> None:
        """Refuses to call the service as somebody whom the profile does not know.

        Raises:
            NotAssessed: it has no token, client or certificate of that identity.
        """
        if identity not in self.identities:
            raise NotAssessed(f"no token of the identity {identity!r} in the profile ({self.url})", Cause.BINDING)

    def token_of(self, identity: str) -> str:
        """The token of an identity, as it is written down; raises as `require_identity`."""
        self.require_identity(identity)
        return self.tokens[identity].get_secret_value()


class ScoringApi(HttpService, Service):
    """The scoring service. `openapi` is where it publishes its interface description.

    Attributes:
        openapi: the path of the interface description.
        health: the path that answers when it is alive.
        readiness: the path that answers whether it can do its work.
        state_up: the word for a dependency that works.
    """

    called: ClassVar[str] = "scoring_api"
    plain: ClassVar[str] = "scoring API"

    openapi: Annotated[str, File.PLATFORM] = "/openapi.json"
    health: Annotated[str, File.PLATFORM] = "/health"
    readiness: Annotated[str, File.PLATFORM] = "/ready"
    dependencies: Annotated[dict[str, str], File.PLATFORM] = {}
    """Plain name of each service the platform depends on -> place of its state in the readiness answer."""
    state_up: Annotated[str, File.PLATFORM] = "up"
    public: Annotated[list[str], File.PLATFORM] = []
    """Calls that need no identity, as `GET /health`, or the operations that make them."""
    allowed: Annotated[dict[str, list[str]], File.PLATFORM] = {}
    """Every other call of the description, or an operation that makes it -> the identities that have a right to it."""
    apart: Annotated[dict[str, Annotated[list[str], Field(min_length=1)]], File.PLATFORM] = {}
    """Parties of whom each may see and change only the customers that it brought -> its identities of `tokens`."""
    ended_tokens: Annotated[list[SecretStr], File.ENVIRONMENT] = []
    """Tokens that were good once and have ended, or were taken back: nobody may get in with one."""


class TrainingSet(Block):
    """Parameters of a training run that tell what it was trained on.

    Attributes:
        uri: where the data are.
        digest: their SHA-256.
        rows: how many rows.
    """

    uri: str = "dataset_uri"
    digest: str = "dataset_sha256"
    rows: str = "dataset_rows"


class ModelRegistry(HttpService, Service):
    """MLflow: tracking server and model registry.

    Attributes:
        health: the path that answers when the registry is alive.
        model: the name of the registered model that decides.
        alias: the alias of the version that serves.
        artefact_bucket: the bucket in which models are stored.
        artefact_file: the file of a model.
    """

    called: ClassVar[str] = "model_registry"
    plain: ClassVar[str] = "model registry"

    health: Annotated[str, File.PLATFORM] = "/health"
    model: Annotated[str, File.PLATFORM]
    alias: Annotated[str, File.PLATFORM]
    artefact_bucket: Annotated[str, File.PLATFORM]
    artefact_file: Annotated[str, File.PLATFORM]
    digest_tag: Annotated[str, File.PLATFORM]
    """Tag of a model version that holds the SHA-256 of `artefact_file`."""
    training_set: Annotated[TrainingSet, File.PLATFORM] = TrainingSet()


class Database(Service):
    """PostgreSQL.

    Attributes:
        host, port: its address.
        name: the platform's database.
        user, password: how the suite signs in: it reads, and owns the schema of decoys.
        ca_file: file of the authority of its certificate, in PEM form.
        connect_timeout_s: how long a connection may take.
    """

    called: ClassVar[str] = "database"
    plain: ClassVar[str] = "database"

    host: Host
    port: Port
    name: str
    registry_name: str | None = None
    """The database that the model registry keeps its records in, readable by the same user; None without one."""
    user: str
    password: SecretStr
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    connect_timeout_s: Annotated[int, Field(ge=1, le=60)] = 5
    statement_timeout_s: Annotated[float, Field(gt=0, le=600)] = 30
    """After so long a statement of the suite's is given up."""


class Cache(Service):
    """Redis.

    Attributes:
        host, port: its address.
        user, password: how the suite signs in.
        tls: whether the connection is encrypted.
        ca_file: file of the authority of its certificate, in PEM form.
    """

    called: ClassVar[str] = "cache"
    plain: ClassVar[str] = "cache"

    host: Host
    port: Port
    user: str | None = None
    password: SecretStr | None = None
    tls: bool = False
    ca_file: str | None = None
    certificate: ClientCertificate | None = None


class ObjectStore(Service):
    """An S3 object store.

    Attributes:
        endpoint: scheme, host and port.
        access_key, secret_key: how the suite signs in.
        ca_file: file of the authority of its certificate, in PEM form.
        region: the region that requests are signed for.
        required_buckets: buckets that the platform needs.
    """

    called: ClassVar[str] = "object_store"
    plain: ClassVar[str] = "object store"

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
    required_buckets: Annotated[list[str], File.PLATFORM]


class Topic(Block):
    """A topic of Kafka.

    Attributes:
        name: the name that the broker knows it by.
        partitions: how many it has.
        emptied_by: the group of readers that at once removes what it has read, where there is one.
    """

    name: str
    partitions: Annotated[int, Field(ge=1)]
    emptied_by: str | None = None
    replication: Annotated[Annotated[int, Field(ge=1)] | None, File.ENVIRONMENT] = None
    """How many copies of each message were agreed here."""


class Events(Service):
    """Kafka. `topics` gives the plain name that features use for each topic.

    Attributes:
        bootstrap: one or several of host:port, with commas between them.
        user, password: how the suite signs in.
        mechanism: by which mechanism of SASL.
        tls: whether the connection is encrypted.
        ca_file: file of the authority of its certificate, in PEM form.
        isolation: whether messages of transactions that were broken off are left out.
        topics: the plain name that features use -> the topic.
        correlation_header: the header in which a message carries the number of the request it is about.
    """

    called: ClassVar[str] = "events"
    plain: ClassVar[str] = "event broker"

    bootstrap: Addresses
    user: str | None = None
    password: SecretStr | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    client: ClientCredentials | None = None
    """Instead of user and password: an OAuth client, whose tokens the broker takes (OAUTHBEARER)."""
    tls: bool = True
    ca_file: str | None = None
    certificate: ClientCertificate | None = None
    isolation: Annotated[Literal["read_committed", "read_uncommitted"], File.PLATFORM] = "read_committed"
    topics: Annotated[dict[str, Topic], File.PLATFORM] = {}
    correlation_header: Annotated[str, File.PLATFORM] = "correlation-id"
    headers: Annotated[dict[str, str], File.PLATFORM] = {}
    """Further headers of every message that is sent; `{correlation}` stands for the number of the message."""


class Services(Block):
    """What the platform is made of. What needs a service that is not here is not assessed: see `Profile.service`."""

    scoring_api: ScoringApi
    model_registry: ModelRegistry | None = None
    database: Database | None = None
    cache: Cache | None = None
    object_store: ObjectStore | None = None
    events: Events | None = None


Kind = TypeVar("Kind", bound=Service)


class Operation(Block):
    """An HTTP call template: how this platform does something.

    `{name}` in path, query, header or body is filled from the caller's words; a body value that is exactly
    `"{name}"` takes the value as it is. `{now}` is the time, `{once}` is another word for each call. `answer` maps the
    suite's word to a place in the JSON answer: dotted, or a JMESPath expression.

    Attributes:
        service: the scoring API, the model registry or one of `other_services`.
        identity: as whom it is called; without one, as nobody.
        method: of HTTP.
        path: what follows the service's address.
        query: parameters of the address.
        headers: further headers.
        body: the request, as JSON.
        success: the status codes that mean it was done.
        answer: the suite's word -> its dotted place in the answer.
        needs: the permission that it takes.
    """

    service: str
    identity: str | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: Any = None
    success: list[int] = [200]
    refusals: dict[str, int | list[int]] = {}
    """What each agreed refusal is called -> its status code, or several; two refusals may have the same."""
    answer: dict[str, str] = {}
    answer_headers: dict[str, str] = {}
    """The suite's word -> the header of the answer that holds it, as `ETag`; of a `Location` the last part."""
    done_when: str = ""
    """A JMESPath expression that must hold of the answer as well, where refusals have a code of success."""
    refused_when: dict[str, str] = {}
    """What an agreed refusal is called -> a JMESPath expression that holds of its answer, where no code tells it."""
    again_s: Annotated[float, Field(ge=0, le=600)] = 0
    """Of a GET call, how long it is asked again until `done_when` holds: for what is done after the answer."""
    needs: Permission

    @model_validator(mode="after")
    def changing_calls_need_a_permission(self) -> Operation:
        if self.method != "GET" and self.needs == "read":
            raise ValueError(f"a {self.method} call changes something: needs must be synthetic, write or destroy")
        return self

    @model_validator(mode="after")
    def only_what_tells_when_it_is_done_is_asked_again(self) -> Operation:
        if self.again_s and (self.method != "GET" or not self.done_when):
            raise ValueError("again_s is for GET calls that say when they are done (done_when)")
        return self


class Message(Block):
    """An event template: how this platform is told something through Kafka.

    Attributes:
        topic: the plain name of the topic.
        key: the message's key; `{name}` is filled.
        body: the message, with `{name}` as in operations.
    """

    topic: str
    key: str = "{customer_id}"
    body: Any


class Received(Block):
    """An event the platform sends: where it appears, and the place of each word in it.

    `source`, of rejected messages, is how the word `source` names the message's own place, as
    `{topic}/{partition}/{offset}`; without it the words are `source_topic`, `source_partition` and `source_offset`.

    Attributes:
        topic: the plain name of the topic.
        source: of rejected messages, how they name a message's own place, as `{topic}/{partition}/{offset}`.
        fields: the suite's word -> its dotted place in the event.
    """

    topic: str
    fields: dict[str, str]
    source: str | None = None


class Population(Block):
    """Where records of one kind can be read: by an operation that answers a list, or by SQL.

    Attributes:
        operation: the operation that lists them.
        items: the dotted place of the list in its answer.
        database: the platform's or the model registry's.
        sql: the statement that reads them; `%(name)s` is filled.
        fields: the suite's word -> its dotted place, or the column.
    """

    operation: str | None = None
    items: str = ""
    """The place of the list in the answer; of an answer that is one record itself, `[@]`."""
    absent_when_empty: bool = False
    """Whether the answer has nothing in the place of a list without entries."""
    next: str = ""
    """Of a list in pages, the place of what the next one is asked for with: it fills `{next}`, which the first is asked
    for without; of an address, its parameters are sent. Nothing stands there in the last page."""
    page_size: Annotated[int | None, Field(ge=1)] = None
    """Of a list in counted pages, how many entries a full one has; `{page}` counts from 1, `{offset}` from 0."""
    database: Literal["platform", "registry"] | None = None
    sql: str | None = None
    fields: dict[str, str]

    @model_validator(mode="after")
    def one_source(self) -> Population:
        if self.next and self.page_size is not None:
            raise ValueError("pages are either counted (page_size) or name the next one (next); keep one of the two")
        if (self.operation is None) == (self.sql is None) or (self.sql is None) != (self.database is None):
            raise ValueError("say either operation, or database and sql")
        return self


class SyntheticTenant(Block):
    """The registered account in production that the suite acts as: excluded from training, figures and reporting.

    Attributes:
        owner: who answers for the account.
        purpose: what it is for.
    """

    owner: Annotated[str, Field(min_length=2)]
    purpose: Annotated[str, Field(min_length=10)]
    registered: Annotated[str, Field(min_length=2)]
    """Where the account is registered, and under which number."""


class Integration(Block):
    """A party outside the platform: how to see that it answers, and how its sandbox misbehaves on request.

    Attributes:
        title: what features call it.
        probe: the operation that shows whether it answers.
        seed: the operation by which its sandbox learns of a customer.
        remove: the operation that makes it forget one.
        restore: the operation that ends all misbehaviour.
    """

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
    """How one dependency of the platform is cut off and restored, as operations.

    Attributes:
        cut: the operation that cuts the connection.
        restore: the operation that restores it.
    """

    cut: str
    restore: str


class EncryptedHop(Block):
    """A connection that must be encrypted. `server_cannot` says why this server is not able to: a known gap.

    `public` ones are open to networks that anybody may be on. `users` are tried without encryption, each by itself,
    where a server decides that by user. `careless` is where a client would end up that forgets to encrypt, as port 80.

    Attributes:
        protocol: what is spoken there.
        ca_file: file of the authority of its certificate, in PEM form.
        server_cannot: why this server is not able to encrypt; then it is a known gap.
        public: whether anybody may be on the network there.
        users: who is tried without encryption.
        careless: host:port where a client ends up that forgets to encrypt.
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
    """How long the suite waits here before it says that something did not happen.

    Attributes:
        event_s: for one event to be processed.
        bulk_s: for `bulk_messages` of them.
        bulk_messages: how many are sent at once.
        model_switch_s: for a change of model to decide.
        training_s: for a training run.
        recovery_s: for a service to work again after an outage.
        settles_s: for what an act set going to come to rest. What has ended or gone is looked at again after it.
        withdrawal_s: agreed: from a withdrawal until no score is made any more.
        erasure_s: agreed: from the request until the data are gone.
    """

    event_s: Annotated[float, Field(gt=0)] = 15
    bulk_s: Annotated[float, Field(gt=0)] = 60
    model_switch_s: Annotated[float, Field(gt=0)] = 15
    training_s: Annotated[float, Field(gt=0)] = 120
    recovery_s: Annotated[float, Field(gt=0)] = 30
    settles_s: Annotated[float, Field(ge=0)] = 3
    bulk_messages: Annotated[int, Field(ge=1)] = 500
    copy_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 86_400
    """The longest time that a cached copy of a customer's data may live."""
    withdrawal_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 2
    erasure_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 30
    delivery_window_s: Annotated[Annotated[float, Field(gt=0)] | None, File.AGREEMENTS] = None
    """How long a result waits for whoever reads it late, as agreed with the readers; None where nothing was."""
    replicas_s: Annotated[float, Field(ge=0, le=60), File.AGREEMENTS] = 0
    """How far copies that answers are made from, such as replicas of a database, may be behind. So long is waited after
    each change; whatever is asked then must know of it. 0 where a change is seen by everybody at once."""

    @model_validator(mode="after")
    def what_is_promised_is_not_waited_away(self) -> Limits:
        for promise, within_s in (("withdrawal_s", self.withdrawal_s), ("erasure_s", self.erasure_s)):
            if self.replicas_s > within_s:
                raise ValueError(
                    f"replicas that may be {self.replicas_s:g} s behind (replicas_s) "
                    f"cannot keep {promise}: {within_s:g}"
                )
        return self


class Profile(Agreements):
    """One environment under test.

    Attributes:
        name: what the environment is called; letters, digits, - and _.
        description: one line for reports.
        production: whether real customers are decided about here. Then much is refused, whatever else is said.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    description: str = ""
    production: bool = False
    secrets: dict[str, Source] = {}
    """Variables that have their values in files or from commands; the environment goes before them."""
    platform: str | None = None
    """Name of the file in `platforms/` that says how this product does things."""
    agreements: str | None = None
    """Name of the file in `agreements/` that says what the company agreed."""
    provision: Provision | None = None
    permissions: Permissions = Permissions()
    services: Services
    other_services: dict[str, HttpService] = {}
    operations: Annotated[dict[str, Operation], File.PLATFORM] = {}
    procedures: Annotated[dict[str, Annotated[Words, Field(min_length=1)]], File.PLATFORM] = {}
    """What takes several operations here, one after the other -> their names, in order."""
    messages: Annotated[dict[str, Message], File.PLATFORM] = {}
    received: Annotated[dict[str, Received], File.PLATFORM] = {}
    populations: Annotated[dict[str, Population], File.PLATFORM] = {}
    integrations: Annotated[dict[str, Integration], File.PLATFORM] = {}
    interruptions: Annotated[dict[str, Interruption], File.PLATFORM] = {}
    encrypted_hops: dict[str, EncryptedHop] = {}
    product: Annotated[Product | None, File.PLATFORM] = None
    privacy: Annotated[Privacy | None, File.AGREEMENTS] = None
    audit: Annotated[Audit | None, File.PLATFORM] = None
    rights: Annotated[Rights | None, File.PLATFORM] = None
    objectives: Annotated[Objectives | None, File.AGREEMENTS] = None
    model_changes: Annotated[ModelChanges | None, File.PLATFORM] = None
    performance: Performance | None = None
    judging: Judging = Judging()
    card_test_range: CardTestRange | None = None
    cards: Annotated[Cards | None, File.AGREEMENTS] = None
    stores: dict[str, Store] = {}
    search: Search = Search()
    scanners: Scanners | None = None
    accepts: Annotated[list[Accepted], File.AGREEMENTS] = []
    synthetic_tenant: SyntheticTenant | None = None
    scope: Annotated[list[OutOfScope], File.AGREEMENTS] = []
    waivers: Annotated[list[Waiver], File.AGREEMENTS] = []
    responsible: Annotated[list[Responsible], File.AGREEMENTS] = []
    limits: Limits = Limits()
    own_customers: OwnCustomers = OwnCustomers()
    chaos: Chaos | None = None

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
            known = [*Services.model_fields, *self.other_services]
            if _slip(operation.service, known):
                yield f"operations.{name}.service: no service is called {operation.service!r}"
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
        called += [(f"chaos.{place}", name) for place, name in (self.chaos.operations() if self.chaos else ())]
        for place, wanted in called:
            if wanted is not None and wanted not in self.operations:
                yield f"{place}: there is no operation {wanted!r}"
        api = self.services.scoring_api
        for block, calls in (("public", api.public), ("allowed", [*api.allowed])):
            for call in calls:
                if " " not in call and call not in self.operations:
                    yield f"services.scoring_api.{block}: there is no operation {call!r}; a call is written GET /path"
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
                if self.services.events is not None and message.topic not in self.services.events.topics:
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
            if self.services.events is not None and name not in self.services.events.topics:
                yield f"objectives.freshness.inputs: {name!r} is unknown in services.events.topics"

    def _loose_surfaces(self) -> Iterator[str]:
        if self.production and self.card_test_range is not None:
            yield "card_test_range: card numbers are never made in production; remove the block"
        surfaces = self.cards.surfaces if self.cards is not None else {}
        for name, surface in surfaces.items():
            for key, operation in (("operation", surface.operation), ("then", surface.then)):
                if operation is not None and operation not in self.operations:
                    yield f"cards.surfaces.{name}.{key}: there is no operation {operation!r}"

    def service(self, kind: type[Kind]) -> Kind:
        """The service of a kind.

        Raises:
            NotAssessed: this environment has none.
        """
        found = getattr(self.services, kind.called)
        if not isinstance(found, kind):
            raise NotAssessed(f"no {kind.plain} in the profile", Cause.BINDING)
        return found

    def http_service(self, name: str) -> HttpService | None:
        """The HTTP service an operation names: the scoring API, the registry or one of `other_services`."""
        core = {"scoring_api": self.services.scoring_api, "model_registry": self.services.model_registry}
        return core.get(name) or self.other_services.get(name)

    def require_http_service(self, name: str) -> HttpService:
        """As `http_service`.

        Raises:
            NotAssessed: this environment has none.
        """
        found = self.http_service(name)
        if found is None:
            raise NotAssessed(f"no {name.replace('_', ' ')} in the profile", Cause.BINDING)
        return found


def _slip(name: str, known: Iterable[str]) -> bool:
    """Whether a name that is not known is so near one that is, that it was meant; another one is just not there."""
    names = list(known)
    return name not in names and bool(get_close_matches(name, names, n=1, cutoff=SLIP))
