"""The services that are spoken to over HTTP, and the identities that the suite holds there."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr, model_validator

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.addresses import Url
from acceptance.profile.authentication import ClientCertificate, ClientCredentials
from acceptance.profile.block import Block, Service
from acceptance.profile.files import File
from acceptance.profile.place import Place

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]


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


class OtherService(HttpService):
    """A further service that is spoken to over HTTP."""

    allowed: Annotated[dict[str, list[str]], File.PLATFORM] = {}
    """Operations at this service -> the identities that have a right to each."""


class ScoringApi(HttpService, Service):
    """The scoring service. `openapi` is where it publishes its interface description.

    Attributes:
        openapi: the path of the interface description, in JSON or YAML; or its whole address, where it is published by
            another host, such as a portal for developers, which is asked as nobody.
        openapi_identity: who reads it, where the service itself does not show it to everybody.
        health: the path that answers when it is alive.
        readiness: the path that answers whether it can do its work.
        state_up: the word for a dependency that works.
    """

    called: ClassVar[str] = "scoring_api"
    plain: ClassVar[str] = "scoring API"

    openapi: Annotated[str, File.PLATFORM] = "/openapi.json"
    openapi_identity: Annotated[str | None, File.PLATFORM] = None
    health: Annotated[str, File.PLATFORM] = "/health"
    readiness: Annotated[str, File.PLATFORM] = "/ready"
    dependencies: Annotated[dict[str, Place], File.PLATFORM] = {}
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
        prefix: how the names of all training sets begin, such as `datasets/`, where their bucket holds other things
            too; what begins otherwise is no training set.
    """

    uri: str = "dataset_uri"
    digest: str = "dataset_sha256"
    rows: str = "dataset_rows"
    prefix: str = ""


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
