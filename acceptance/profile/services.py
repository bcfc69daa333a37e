"""All services of a platform, and how those that hold data or carry events are reached."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr

from acceptance.profile.addresses import Addresses, Endpoint, Host, Port
from acceptance.profile.authentication import ClientCertificate, ClientCredentials
from acceptance.profile.block import Block, Service
from acceptance.profile.files import File
from acceptance.profile.http_services import ModelRegistry, ScoringApi


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
    schema_registry: Annotated[str | None, File.PLATFORM] = None
    """That of `other_services` which keeps the schemas of messages in Avro or JSON Schema (Confluent's wire format)."""
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
