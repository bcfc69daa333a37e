"""What a profile says about the platform's audit log."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr

from acceptance.profile.block import Agreement, Block
from acceptance.profile.files import File


class DatabaseIdentity(Block):
    """A user of the platform's database server.

    Attributes:
        user, password: how it signs in.
    """

    user: str
    password: SecretStr
    database: str | None = None
    """By default the platform's."""


class StoreIdentity(Block):
    """A user of the object store.

    Attributes:
        access_key, secret_key: how it signs in.
    """

    access_key: str
    secret_key: SecretStr


class Tried(Block):
    """A statement that must be refused, and with which SQLSTATE exactly. It is run on an entry of the run's own.

    Attributes:
        sql: the statement.
        refusal: the SQLSTATE of the refusal; 42501 is a missing right.
    """

    sql: str
    refusal: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")] = "42501"


class Secret(Tried):
    """How something would be read, and which of `identities` have no business with it.

    Attributes:
        not_for: the keys of `identities` to whom it must be refused.
    """

    not_for: Annotated[list[str], Field(min_length=1)]


class SignIn(Block):
    """What was agreed about people who sign in with an account and a password."""

    failures: Annotated[int, Field(ge=1, le=10)]
    """After how many failures an account is locked: PCI DSS 8.3.4 allows ten."""
    locked_minutes: Annotated[int, Field(ge=30)]
    """For how long at least."""
    named: str
    """What the log calls an account; `{account}` is its name."""
    programs: list[str]
    """Identities of the scoring API that are programs, of which none may sign in."""
    rights_of: str | None = None
    """The identity of the scoring API that has the rights of an account as `create_account` makes it."""


class ScratchObject(Block):
    """How the suite's own database user makes an object, and removes it. `{name}` is new for each.

    Attributes:
        create: the statement that makes one.
        remove: the statement that removes it.
    """

    create: str
    remove: str
    named: str
    """What the log calls it."""


class Chain(Block):
    """How each entry is linked to the one before: a digest over a list of texts.

    Each text is written as its length in bytes, a colon and itself. Times are written in UTC with microseconds and Z.

    Attributes:
        digest: how the digest is calculated.
        form: how texts are put together before.
    """

    digest: Literal["sha256"] = "sha256"
    form: Literal["length-prefixed"] = "length-prefixed"
    fields: list[str]
    """The words of an entry in their order; what is empty counts as an empty text."""
    pairs_of: str | None = None
    """A word that holds an object of texts: its keys and values follow, sorted by key."""
    start: str
    """What stands for the digest before the first entry."""


class Copy(Block):
    """Where entries are copied to: objects of JSON lines with the same places as the population `audit_entries`.

    Attributes:
        bucket: the bucket of the copies.
        prefix: how the names of copies begin.
        alarm_within_s: how soon the log must say that copies are late.
    """

    bucket: str
    prefix: str
    within_s: Annotated[float, Field(gt=0)]
    """How soon an entry must have its copy."""
    kept_days: Annotated[int, Field(ge=1)]
    """How long a copy must be locked: PCI DSS 10.5.1 asks for twelve months."""
    interruption: str | None = None
    """Which of `interruptions` keeps copies from being made."""
    alarm_within_s: Annotated[float, Field(gt=0)] = 30


class Audit(Agreement):
    """Where the log is read is the population `audit_entries`; this says how to read it, and what was agreed."""

    called: ClassVar[str] = "audit"

    page: Annotated[int, Field(ge=1)]
    """How many entries one reading gives at most."""
    correlation_header: str
    """The header by which a caller names a request; entries about it carry that name."""
    events: dict[str, str]
    """The kinds of event in the features' words, and what the log calls them."""
    outcomes: dict[str, str] = {}
    """The outcomes in the features' words (`success`, `refused`, `failure`), and what the log calls them."""
    users: Annotated[dict[str, str], File.ENVIRONMENT] = {}
    """Identities of the scoring API -> the name that the log gives to whoever holds them."""
    unknown_user: str = "unknown"
    """What the log calls a caller who could not be authenticated."""
    log_itself: str = ""
    """What the log calls itself where it is what an entry is about."""
    own_addresses: Annotated[list[str], File.ENVIRONMENT] = []
    """Addresses of the machine that the suite runs on, as the platform sees them; two or more tell origins apart."""
    identities: Annotated[dict[str, DatabaseIdentity], File.ENVIRONMENT] = {}
    """Users of the database who must not be able to change the log, in the features' words."""
    administrators: Annotated[list[str], File.ENVIRONMENT] = []
    """Users of the database who may do everything there, by the names with which they sign in."""
    attempts: dict[str, Tried] = {}
    """What they try, in the features' words. `%(sequence)s` is an entry of the run's own."""
    trail_attempts: dict[str, Tried] = {}
    """What they try on the record of model changes. `%(change_id)s` is a change of the run's own."""
    secrets: dict[str, Secret] = {}
    """What most identities of the database have no business with, in the features' words."""
    sign_in: SignIn | None = None
    scratch_object: ScratchObject | None = None
    chain: Chain | None = None
    copied_to: Copy | None = None
    store_identities: Annotated[dict[str, StoreIdentity], File.ENVIRONMENT] = {}
    """Users of the object store who must not be able to remove a copy, in the features' words."""
    owner: Annotated[DatabaseIdentity | None, File.ENVIRONMENT] = None
    """Somebody who can do anything at the database; only where the platform is thrown away afterwards."""
    tampering: dict[str, list[str]] = {}
    """How the owner would forge the log, in the features' words; `%(sequence)s` is an entry of the run's own."""
    stored: str | None = None
    """A statement that reads the log as it is stored, with the places of `audit_entries`, as the owner."""
    verifier: str | None = None
    """A statement by which the platform names the first entry that is not what it should be (`first_bad`)."""
