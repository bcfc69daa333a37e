"""How the product writes what the suite says: times, numbers of customers and of messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from acceptance.profile.product import Product

TIMES = re.compile(r"time|\w+_(time|at|since|until)")
"""Words that hold a moment, wherever they stand."""
CUSTOMER, MESSAGE = "customer_id", "correlation"
"""The words for a customer's number, and for that of a message or request."""


@dataclass(frozen=True)
class Dialect:
    """How the product writes what the suite says; without a block `product`, just as the suite does."""

    product: Product | None

    def outwards(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Words to fill templates with: times as the product writes them, `now`, and the ever new `once`."""
        moment = datetime.now(UTC).isoformat()
        own = self.product.words if self.product is not None else {}
        said = {"once": str(uuid4()), "now": moment, **own, **words}
        written = {word: self._written(word, value) for word, value in said.items()}
        return written | self._number(written, int)

    def inwards(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Words that were read, times in ISO 8601, numbers of messages in small letters, figures as numbers."""
        read = {word: self._read(word, value) for word, value in words.items()}
        if isinstance(read.get(MESSAGE), str):
            read[MESSAGE] = _spelled_as_ours(read[MESSAGE])
        return read | self._number(read, str)

    def _number(self, words: Mapping[str, Any], kind: Callable[[Any], Any]) -> dict[str, Any]:
        """The customer's number as the other side has it, where it is a number there and not a text."""
        number = words.get(CUSTOMER)
        counted = self.product is not None and self.product.customer_numbers_as == "number"
        return {CUSTOMER: kind(number)} if counted and str(number).isdecimal() else {}

    def _written(self, word: str, value: Any) -> Any:
        if self.product is None:
            return value
        if not _is_time(word) or not isinstance(value, str):
            return self.product.written_number(word, value)
        try:
            return self.product.written_time(datetime.fromisoformat(value))
        except ValueError:  # what is no time on purpose is sent as it stands
            return value

    def _read(self, word: str, value: Any) -> Any:
        if self.product is None:
            return value
        return self.product.read_time(value) if _is_time(word) else self.product.read_number(word, value)


def _spelled_as_ours(number: str) -> str:
    """A number of a message as the suite wrote it, whatever letters and dashes it came back with (RFC 9562)."""
    try:
        return str(UUID(number))
    except ValueError:
        return number


def _is_time(word: str) -> bool:
    return word == "now" or TIMES.fullmatch(word) is not None
