"""Rights and limits: the copy of a customer's data, erasure, documents, and the purge of what is too old."""

from __future__ import annotations

from typing import Any

from tests.second_platform.access import Caller
from tests.second_platform.decisions import Decisions
from tests.second_platform.parts import Refused

DAY_MS = 86_400_000
OF_CUSTOMERS = ("customers", "consents", "evaluations", "reviews")


class Platform(Decisions):
    """The whole platform: what it must do, whatever the way in."""

    def copy(self, caller: Caller, number: str) -> dict[str, Any]:
        """Everything that is held about a customer, in one answer: provided and inferred apart."""
        record = self.customer(caller, number)
        self.note(caller, "copied", number)
        found = self.books.rows("select * from $reviews where $number = ?", number)
        return {
            "provided": {name: record[name] for name in ("number", "name", "email", "figures", "moment")},
            "inferred": self.evaluations_of(number),
            "consents": self.consents_on_record(number),
            "reviews": found,
            "documents": [{"name": name, "text": self.document(number, name)} for name in self.documents_of(number)],
        }

    def erase(self, caller: Caller, number: str) -> None:
        """Remove a customer from every store before the answer; only the tombstone and the audit log keep a pseudonym.

        Where a store does not answer, the caller is told so, and asks for the erasure again.

        Raises:
            Refused: on legal hold, or nothing is known of the number.
        """
        if self.tombstone(number) is None:
            self._erase(caller, number)
        # After the tombstone is there, so that the worker, which looks for it after each event, cannot miss it.
        self.events.forget_what_was_read()

    def _erase(self, caller: Caller, number: str) -> None:
        with self.books.transaction():
            self.books.hold(number)
            self.require_known(number)
            held = self.books.row("select $hold from $customers where $number = ?", number)
            if held is not None and held["hold"]:
                raise Refused("conflict", "This customer is on legal hold.")
            self.books.change(
                "insert into $tombstones ($pseudonym, $erased_at, $erased_by) values (?, ?, ?)",
                *(self.pseudonym(number), self.now_ms(), caller.name),
            )
            self.note(caller, "erased", number)
            self.remove(number)

    def remove(self, number: str) -> None:
        """Take everything of a customer out of the books, the cache and the documents."""
        for table in OF_CUSTOMERS:
            self.books.change(f"delete from ${table} where $number = ?", number)
        self.cache.drop(self._key(number))
        self.remove_documents(number)

    def remove_documents(self, number: str) -> None:
        for name in self.documents_of(number):
            self.documents.remove(self._document(number, name))

    def erasure(self, caller: Caller, number: str) -> dict[str, Any]:
        """Who erased a customer, when, and what was kept why."""
        found = self.tombstone(number)
        if found is None:
            raise Refused("unknown", "This customer was not erased.")
        self.note(caller, "read", number)
        kept = [
            {"place": self.dialect.tables["tombstones"], "why": "so that nothing brings the customer back"},
            {"place": self.dialect.tables["audit"], "why": "so that it can be shown who did what"},
        ]
        return found | {"kept": kept}

    def hold(self, caller: Caller, number: str, on: bool) -> None:
        """Put a customer on legal hold, or take the hold off."""
        if not self.books.change("update $customers set $hold = ? where $number = ?", on, number):
            raise Refused("unknown", "There is no such customer.")
        self.note(caller, "held", number)

    def purge(self, caller: Caller) -> dict[str, Any]:
        """Remove customers whose newest event is older than the limit; those on hold stay and are named."""
        limit = self.now_ms() - self.dialect.kept_days * DAY_MS
        old = self.books.rows(
            """select $number, $hold from $customers where $moment < ? and not exists
               (select 1 from $evaluations where $evaluations.$number = $customers.$number and $decided_at >= ?)""",
            *(limit, limit),
        )
        gone = [row["number"] for row in old if not row["hold"]]
        for number in gone:
            with self.books.transaction():
                self.remove(number)
                self.note(caller, "purged", number)
        if gone:
            self.events.forget_what_was_read()
        return {"removed": len(gone), "held": [self.pseudonym(row["number"]) for row in old if row["hold"]]}

    def store_document(self, caller: Caller, number: str, name: str, text: str) -> None:
        """Keep a document of a customer."""
        self.require_not_erased(number)
        with self.books.transaction():
            # The row stays locked until the document is there: an erasure comes before or after, never between.
            self.require_known(number)
            self.documents.put(self._document(number, name), text.encode())
            self.note(caller, "stored", number)

    def _document(self, number: str, name: str) -> str:
        return f"{self.pseudonym(number)}/{name}"

    def documents_of(self, number: str) -> list[str]:
        """The names of a customer's documents."""
        return [found.partition("/")[2] for found in self.documents.names(self._document(number, ""))]

    def document(self, number: str, name: str) -> str:
        """The text of a document.

        Raises:
            Refused: there is none of that name.
        """
        if name not in self.documents_of(number):
            raise Refused("unknown", "There is no such document.")
        return self.documents.get(self._document(number, name)).decode()

    def readiness(self) -> list[dict[str, Any]]:
        """Each part by its name and whether it answers."""
        asked = {"books": lambda: self.books.rows("select $pseudonym from $tombstones limit 1")} | {
            name: getattr(self, name).ask for name in self.dialect.services
        }
        return [{"part": name, "state": self.dialect.states["yes" if _answers(ask) else "no"]}
                for name, ask in asked.items()]  # fmt: skip


def _answers(ask: Any) -> bool:
    try:
        ask()
    # Whatever goes wrong in whichever client, the part does not answer.
    except Exception:  # noqa: BLE001
        return False
    return True
