"""Where customers' data may lie: the stores that a search covers, each with an identity that may read all of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator

from acceptance.profile.block import Block


class DatabaseStore(Block):
    """PostgreSQL as a place to search: every database of the server of `services.database`, with its own identity.

    The suite's identity there owns `decoy_schema` in the database of `services.database`.

    Attributes:
        kind: what is read.
        user, password: who may read all of it.
        decoy_schema: the schema of the suite's decoys.
    """

    kind: Literal["postgresql"]
    user: str
    password: SecretStr
    decoy_schema: str


class EventStore(Block):
    """Kafka as a place to search; `decoy_topic` is the suite's own, with a retention of minutes.

    Attributes:
        kind: what is read.
        user, password: who may read all of it.
        decoy_topic: the topic of the suite's decoys.
    """

    kind: Literal["kafka"]
    user: str | None = None
    password: SecretStr | None = None
    decoy_topic: str


class CacheStore(Block):
    """Redis as a place to search, with the identity of `services.cache` unless another is given.

    Attributes:
        kind: what is read.
        user, password: who may read all of it; else the identity of `services.cache`.
    """

    kind: Literal["redis"]
    user: str | None = None
    password: SecretStr | None = None


class ObjectStoreStore(Block):
    """S3 as a place to search: an identity that sees every bucket. Decoys lie in the scratch bucket.

    S3 lets nobody read the parts of unfinished uploads. Where the server's files can be read, `unfinished_parts` is
    a pattern for them; elsewhere each unfinished upload stays unsearched and is named.

    Attributes:
        kind: what is read.
        access_key, secret_key: who sees every bucket.
        session_token: where these keys are temporary, what came with them.
        unfinished_parts: a pattern for the files of unfinished uploads, where they can be read.
    """

    kind: Literal["s3"]
    access_key: str
    secret_key: SecretStr
    session_token: SecretStr | None = None
    unfinished_parts: Annotated[str, Field(pattern=r"/\*")] | None = None


class ModelRegistryStore(Block):
    """MLflow as a place to search, with the identity of `services.model_registry`.

    Decoys are tags of a run in `decoy_experiment`, which is created when it is missing.

    Attributes:
        kind: what is read.
        decoy_experiment: the experiment of the suite's decoys.
    """

    kind: Literal["mlflow"]
    decoy_experiment: str


class LoggedRequest(Block):
    """A request with which the suite makes the platform write a decoy into its logs.

    Either to an HTTP service, in a header whose value is logged, or to the database: a refused login is logged
    with the name of the database that does not exist.

    Attributes:
        service: the HTTP service that is asked.
        path: where.
        header: the header whose value it logs.
        refused_login: whether it is the database that is asked instead.
    """

    service: str | None = None
    path: str = "/"
    header: str = "x-request-id"
    refused_login: bool = False

    @model_validator(mode="after")
    def one_way(self) -> LoggedRequest:
        if (self.service is None) == (not self.refused_login):
            raise ValueError("say either service, with path and header, or refused_login")
        return self


class FileStore(Block):
    """Log files as a place to search; `pattern` names them below `folder`.

    Attributes:
        kind: what is read.
        folder: the folder, as this machine sees it.
        pattern: which files below it.
    """

    kind: Literal["files"]
    folder: str
    pattern: str = "**/*"
    decoy: LoggedRequest | None = None


Store = Annotated[
    DatabaseStore | EventStore | CacheStore | ObjectStoreStore | ModelRegistryStore | FileStore,
    Field(discriminator="kind"),
]


class Search(Block):
    """How far a search for personal data may go in each store here; what lies beyond is reported as not searched.

    `cluster` is the address of a Dask scheduler that scans partitions, for stores beyond one machine.

    Attributes:
        max_bytes, max_seconds: how much, and how long, in each store.
        cluster: tcp:// or tls:// address of a Dask scheduler.
    """

    max_bytes: Annotated[int, Field(ge=1)] | None = None
    max_seconds: Annotated[float, Field(gt=0)] | None = None
    cluster: Annotated[str, Field(pattern=r"^(tcp|tls)://[^/\s]+$")] | None = None
