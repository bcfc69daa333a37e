"""What a company has agreed about card numbers: where tests may take theirs from, and how the vault is used."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from acceptance.profile.block import Agreement, Block
from acceptance.profile.declarations import Reason, Somebody
from acceptance.profile.files import File


class CardTestRange(Block):
    """The leading digits of card numbers made for tests, which belong to nobody.

    Attributes:
        agreed_by: who of the acquirer or processor agreed to the range.
        date: when.
        prefix: the first digits of every number, 6 to 10 of them.
    """

    prefix: Annotated[str, Field(pattern=r"^[1-9][0-9]{5,9}$")]
    agreed_by: Somebody
    date: datetime.date


class Surface(Block):
    """Where something of a card is shown: an operation, as one of the service's identities, or each of some.

    Attributes:
        operation: the operation that shows it.
        identities: as whom it is called, one after the other.
    """

    operation: str
    identities: Annotated[list[str], Field(min_length=1)]
    then: str | None = None
    """An operation that is called with the answer's words, where the first one only prepares what is shown."""


class Duty(Block):
    """Who may read a whole number, and who must not.

    Attributes:
        people: identity of the operation's service -> what the audit log calls that person.
        not_people: in the features' words, such as `a service` -> identity.
    """

    people: Annotated[dict[str, str], Field(min_length=2)]
    not_people: Annotated[dict[str, str], Field(min_length=1)]


class SqlAccess(Block):
    """A statement that somebody with a database account of their own may run on the database of `services.database`.

    Attributes:
        user, password: how that person signs in.
        sql: the statement.
    """

    user: str
    password: SecretStr
    sql: Annotated[str, File.PLATFORM]


class Cards(Agreement):
    """How this platform keeps cards, and what was agreed about them.

    Attributes:
        issuer_digits: how many leading digits may be shown.
        tokens: `same` when the same card of one customer keeps its token, else `new`.
        surfaces: everything that shows cards -> how it is read.
        numbers: who may read a whole number.
        key_files: files of the key store, where they can be read from here; each long hexadecimal or base64 word is
            taken for a key.
        alter: how a test alters a stored card: `%(stored)s` is the new value, `%(token)s` names the card.
        altered: the column of the population `stored_cards` which that changes.
        keyed_hashes: the columns of `stored_cards` that hold a keyed hash, which is the same for equal numbers.
        read_by_sql: how a person reads a card in the database; `%(token)s` names the card.
        accesses: what the audit log calls a reading of a number, and one by SQL.
        limit_days: after so many days without use a card goes.
        incident_s: within so many seconds a card number in a wrong place is an incident.
        watch_s: at most so many seconds ago the watch came round last.
        looked_again_s: so many seconds after a number was handed in it is looked for once more: copies are made later.
        notice: who was told that tests cause alarms of the watch, and when; without it none is caused.
    """

    called: ClassVar[str] = "cards"

    issuer_digits: Literal[6, 8] = 6
    tokens: Annotated[Literal["same", "new"], File.PLATFORM] = "same"
    surfaces: Annotated[dict[str, Surface], File.PLATFORM] = Field(default_factory=dict)
    numbers: Annotated[Duty | None, File.PLATFORM] = None
    key_files: Annotated[list[str], File.ENVIRONMENT] = Field(default_factory=list)
    alter: Annotated[SqlAccess | None, File.ENVIRONMENT] = None
    altered: Annotated[str, File.PLATFORM] = ""
    keyed_hashes: Annotated[list[str] | None, File.PLATFORM] = None
    read_by_sql: Annotated[SqlAccess | None, File.ENVIRONMENT] = None
    accesses: Annotated[dict[Literal["number", "record"], str], File.PLATFORM] = Field(default_factory=dict)
    limit_days: Annotated[int, Field(ge=1)] | None = None
    incident_s: Annotated[float, Field(gt=0)] | None = None
    watch_s: Annotated[float, Field(gt=0)] | None = None
    looked_again_s: Annotated[float, Field(ge=0, le=600)] = 12
    notice: Annotated[Reason | None, File.ENVIRONMENT] = None

    @model_validator(mode="after")
    def what_is_altered_is_named(self) -> Cards:
        if self.alter is not None and not self.altered:
            raise ValueError("alter changes a column of the population stored_cards: name it under altered")
        return self
