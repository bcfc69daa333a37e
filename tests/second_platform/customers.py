"""Customers: their figures, and their consents by product and purpose."""

from __future__ import annotations

import time
from typing import Any

from tests.second_platform.access import Caller
from tests.second_platform.parts import Parts, Refused
from tests.second_platform.scorecard import WEIGHTS

FIGURES = tuple(WEIGHTS)
DETAILS = ("name", "email", *FIGURES, "moment")


class Customers(Parts):
    """The register of customers. Whoever was erased is refused on every way in."""

    def register(self, caller: Caller, number: str, record: dict[str, Any]) -> bool:
        """Keep a customer's record; False when a newer one is there already, which then stays."""
        names = ", ".join(f"${name}" for name in DETAILS)
        newer = ", ".join(f"${name} = excluded.${name}" for name in DETAILS)
        with self.books.transaction():
            self.books.hold(number)  # an erasure under way ends first, and is then seen
            self.require_not_erased(number)
            changed = self.books.change(
                f"""insert into $customers ($number, {names}) values (?{", ?" * len(DETAILS)})
                    on conflict ($number) do update set {newer} where excluded.$moment >= $customers.$moment""",
                *(number, *(self._values(record)[name] for name in DETAILS)),
            )
            if changed:
                self.note(caller, "registered", number)
                self.remember(number)
        return changed > 0

    @staticmethod
    def _values(record: dict[str, Any]) -> dict[str, Any]:
        return {**record, **record["figures"]}

    def correct(self, caller: Caller, number: str, changes: dict[str, int], moment: int) -> None:
        """Correct some figures as of a moment.

        Raises:
            Refused: no such customer, or what is known is newer.
        """
        self.require_not_erased(number)
        sets = ", ".join(f"${name} = ?" for name in changes)
        with self.books.transaction():
            known = self.books.row("select $moment from $customers where $number = ?", number)
            if known is None:
                raise Refused("unknown", "There is no such customer.")
            changed = self.books.change(
                f"update $customers set {sets}, $moment = ? where $number = ? and $moment <= ?",
                *(*changes.values(), moment, number, moment),
            )
            if not changed:
                raise Refused("conflict", "What is known of this customer is newer.", ["moment"])
            self.note(caller, "corrected", number)
            self.remember(number)

    def remember(self, number: str) -> None:
        """Put the figures as they are now into the cache, while the customer's row is still locked."""
        self.cache.put(self._key(number), self.stored_figures(number))

    def _key(self, number: str) -> str:
        return f"{self.dialect.cache_prefix}:{number}"

    def stored_figures(self, number: str) -> dict[str, int]:
        """The figures in the books.

        Raises:
            Refused: no such customer.
        """
        names = ", ".join(f"${name}" for name in FIGURES)
        found = self.books.row(f"select {names} from $customers where $number = ?", number)
        if found is None:
            raise Refused("unknown", "There is no such customer.")
        return found

    def figures(self, number: str) -> dict[str, int]:
        """The figures a score is made from: from the cache or else the books, or from a copy that is young enough."""
        copies: dict[str, tuple[float, dict[str, int]]] = self.__dict__.setdefault("_copies", {})
        now = time.monotonic()
        if number in copies and now < copies[number][0]:
            return copies[number][1]
        figures = self.cache.get(self._key(number)) or self.stored_figures(number)
        if self.dialect.behind_ms:
            copies[number] = now + self.dialect.behind_ms / 1000, figures
        return figures

    def customer(self, caller: Caller, number: str) -> dict[str, Any]:
        """The customer's record, with the pseudonym under which the audit log knows the customer."""
        self.require_not_erased(number)
        found = self.books.row("select * from $customers where $number = ?", number)
        if found is None:
            raise Refused("unknown", "There is no such customer.")
        self.note(caller, "read", number)
        figures = {name: found.pop(name) for name in FIGURES}
        return {**found, "hold": bool(found["hold"]), "figures": figures, "pseudonym": self.pseudonym(number)}

    def require_not_erased(self, number: str) -> None:
        """Raise when the customer was erased: nothing brings one back."""
        if self.tombstone(number) is not None:
            raise Refused("erased_customer", "This customer was erased.")

    def tombstone(self, number: str) -> dict[str, Any] | None:
        """What is kept of an erased customer."""
        return self.books.row("select * from $tombstones where $pseudonym = ?", self.pseudonym(number))

    def consent(self, caller: Caller, number: str, product: str, purpose: str, given: dict[str, Any]) -> None:
        """Record a known customer's consent for one purpose of one product."""
        self.require_not_erased(number)
        with self.books.transaction():
            self.require_known(number)
            self.books.change(
                "delete from $consents where $number = ? and $product = ? and $purpose = ?", number, product, purpose
            )
            self.books.change(
                """insert into $consents ($number, $product, $purpose, $text, $channel, $given_at, $given_by)
                   values (?, ?, ?, ?, ?, ?, ?)""",
                *(number, product, purpose, given["text"], given["channel"], self.now_ms(), caller.name),
            )
            self.note(caller, "consented", number)

    def withdraw(self, caller: Caller, number: str, product: str, purpose: str) -> None:
        """End a consent; that it was given stays on record.

        Raises:
            Refused: there is none that could end.
        """
        self.require_not_erased(number)
        with self.books.transaction():
            ended = self.books.change(
                """update $consents set $ended_at = ?
                   where $number = ? and $product = ? and $purpose = ? and $ended_at is null""",
                *(self.now_ms(), number, product, purpose),
            )
            if not ended:
                raise Refused("unknown", "There is no such consent.")
            self.note(caller, "withdrawn", number)

    def consents(self, caller: Caller, number: str) -> list[dict[str, Any]]:
        """All consents of a customer, ended ones too."""
        self.note(caller, "read", number)
        return self.consents_on_record(number)

    def consents_on_record(self, number: str) -> list[dict[str, Any]]:
        found = self.books.rows("select * from $consents where $number = ? order by $product, $purpose", number)
        return [{name: value for name, value in row.items() if name != "number"} for row in found]

    def has_basis(self, number: str, product: str, purpose: str) -> bool:
        """Whether the customer agrees, today, to this purpose for this very product.

        Inside a transaction the consent stays as it is until the end: nobody withdraws it between question and score.
        """
        return self._locked("consents", "$product = ? and $purpose = ? and $ended_at is null", number, product, purpose)

    def require_known(self, number: str) -> None:
        """Raise when there is no such customer; inside a transaction the customer stays until its end."""
        if not self._locked("customers", "1 = 1", number):
            raise Refused("unknown", "There is no such customer.")

    def _locked(self, table: str, condition: str, number: str, *values: str) -> bool:
        statement = f"update ${table} set $number = $number where $number = ? and {condition}"
        return self.books.change(statement, number, *values) > 0
