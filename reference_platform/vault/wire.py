"""What the vault takes and gives: the contract, as pydantic models."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from reference_platform.api.wire import Answer, Identifier, Request
from reference_platform.api.wire_rights import Instant
from reference_platform.vault.numbers import CardNumber

MOST_AT_ONCE = 100

Token = Annotated[str, Field(pattern="^ct-[a-z]{24}$")]


class CardRequest(Request):
    """A card of a customer, to be kept under a token. Codes and tracks are refused: see `field_messages.py`."""

    customer_id: Identifier
    card_number: CardNumber
    used_at: Instant | None = Field(default=None, description="when it was last used; now, unless given")


class CardAnswer(Answer):
    """A card that is kept, as far as it may be shown to this caller."""

    token: Token
    shown: str
    last_used_at: datetime


class CardsAnswer(Answer):
    """The cards of a customer."""

    customer_id: Identifier
    cards: list[CardAnswer]


class NumberAnswer(Answer):
    """A card's number, for a person with that duty. Each one given out leaves an entry in the audit log."""

    token: Token
    card_number: str = Field(repr=False)


class NumbersRequest(Request):
    """Cards whose numbers are needed at once."""

    tokens: Annotated[list[Token], Field(min_length=1, max_length=MOST_AT_ONCE)]


class NumbersAnswer(Answer):
    """Card numbers; each of them left an entry of its own."""

    cards: list[NumberAnswer]


class RotationAnswer(Answer):
    """The key that seals from now on, by its id."""

    key_id: str


class PurgeAnswer(Answer):
    """How many cards went because they were not used for the longest time they may be kept."""

    limit_days: int
    removed: int


class IncidentAnswer(Answer):
    """A card number that was found where none may be; the number itself stands nowhere."""

    incident_id: int
    found_at: datetime
    place: str
    kind: Literal["card number in the object store"]
    status: Literal["open"]


class WatchAnswer(Answer):
    """What the watch has seen, and when it last looked: silence of a watch that stands still means nothing."""

    last_round_at: datetime | None
    objects: int
    unread: int
    incidents: list[IncidentAnswer]


class Health(Answer):
    """The process lives, and so does its watch."""

    status: Literal["ok"]
