"""What every part of the platform stands on: its stores, its clock, its audit log and how it refuses."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.second_platform.access import Caller
from tests.second_platform.books import Books
from tests.second_platform.dialect import Dialect

PAGE = 500


class Refused(Exception):
    """The platform does not do it: the dialect's code by name, which fields, and why in one sentence."""

    def __init__(self, code: str, why: str, fields: list[str] | None = None) -> None:
        super().__init__(why)
        self.code, self.why, self.fields = code, why, fields or []


@dataclass
class Parts:
    """The stores and settings of one replica."""

    dialect: Dialect
    books: Books
    cache: Any
    documents: Any
    events: Any
    pseudonym_key: str = "key"
    replica: int = 0
    clock: Callable[[], float] = time.time

    def now_ms(self) -> int:
        return int(self.clock() * 1000)

    def pseudonym(self, number: str) -> str:
        """What stands for a customer where the number must not: keyed, so that nobody else can compute it."""
        return hmac.digest(self.pseudonym_key.encode(), number.encode(), "sha256").hex()[:32]

    def note(
        self, caller: Caller, event: str, number: str | None = None, result: str = "done", about: str = ""
    ) -> None:
        """Write one entry of the audit log; who, what and when, never a customer's details.

        `about` is what it was about where that was no customer.
        """
        words, about = self.dialect, about if number is None else self.pseudonym(number)
        self.books.change(
            """insert into $audit ($when, $who, $kind, $origin, $event, $result, $object, $reference)
               values (?, ?, ?, ?, ?, ?, ?, ?)""",
            *(self.now_ms(), caller.name, words.states[caller.kind], caller.origin),
            *(words.events[event], words.states[result], about, caller.reference),
        )

    def refuse(self, caller: Caller, event: str, number: str, code: str, why: str) -> Refused:
        """Note the refusal, and give what is to be raised once the note is written."""
        self.note(caller, event, number, "refused")
        return Refused(code, why)

    def audit(self, caller: Caller, filters: dict[str, str | None], after: int) -> list[dict[str, Any]]:
        """Entries after a number, by event, person, object and reference; that they were read is an entry too."""
        self.note(caller, "audit_read", about=self.dialect.path("audit"))
        wanted = {name: value for name, value in filters.items() if value is not None}
        condition = "".join(f" and ${name} = ?" for name in wanted)
        found = self.books.rows(
            f"select * from $audit where $sequence > ?{condition} order by $sequence limit {PAGE}",
            after,
            *wanted.values(),
        )
        return [_nested(entry) for entry in found]


def _nested(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "sequence": entry["sequence"],
        "who": {"name": entry["who"], "kind": entry["kind"], "origin": entry["origin"]},
        "what": {name: entry[name] for name in ("event", "result", "object", "reference")},
        "when": entry["when"],
    }
