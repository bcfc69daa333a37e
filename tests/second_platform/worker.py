"""The worker: reads customers' records and requests from the broker, and answers on the topic of results.

What may not be scored is answered by silence; what cannot be read is put aside by its place alone, without its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from pydantic import ValidationError

from tests.second_platform.access import Caller
from tests.second_platform.parts import Refused
from tests.second_platform.rights import Platform

WORKER = "trabalhador"


@dataclass(frozen=True)
class Message:
    """One event as it came: its topic, its place there, its headers and its bytes."""

    topic: str
    place: str
    headers: dict[str, str]
    value: bytes


def handle(platform: Platform, known: SimpleNamespace, message: Message) -> str | None:
    """Do what a message asks for, if it has one of the `known` shapes; the same message again changes nothing.

    Returns the number of the customer, or None when nothing was done: such a message must not stay with the broker.
    """
    shape = known.CustomerEvent if message.topic == platform.dialect.topics["customers"] else known.Request
    try:
        read = shape.model_validate_json(message.value).model_dump(exclude_none=True)
    except ValidationError:
        _put_aside(platform, message)
        return None
    number: str = read["number"]
    try:
        _do(platform, message, read)
    except Refused:
        # It stands in the audit log and is answered by silence. A service that is away raises something else.
        return None
    return number


def _put_aside(platform: Platform, message: Message) -> None:
    why = {"place": message.place, "why": "unreadable"}
    platform.events.send(platform.dialect.topics["dead"], message.place, {}, platform.dialect.outwards(why))


def _do(platform: Platform, message: Message, read: dict[str, Any]) -> None:
    headers = platform.dialect.headers
    caller = Caller(WORKER, "machine", (), "broker", message.headers.get(headers["message_reference"], ""))
    key = message.headers.get(headers["message"]) or message.place
    if message.topic == platform.dialect.topics["requests"]:
        platform.score(caller, key, read, publish=True)
        return
    number = read.pop("number")
    if platform.register(caller, number, read):
        for product in platform.dialect.products:
            if platform.has_basis(number, product, platform.dialect.purposes["scoring"]):
                platform.score(caller, f"{key} {product}", {"number": number, "product": product}, publish=True)
