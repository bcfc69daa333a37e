"""Decisions: scores, what they rest on, and their review by a person."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from tests.second_platform import scorecard
from tests.second_platform.access import Caller
from tests.second_platform.customers import Customers
from tests.second_platform.parts import Refused

SHOWN = ("id", "number", "product", "points", "level", "first_outcome", "outcome", "version", "decided_at")


class Decisions(Customers):
    """Scores by the scorecard; one for each request, however often the request comes."""

    def score(self, caller: Caller, key: str, request: dict[str, Any], publish: bool = False) -> dict[str, Any]:
        """Score a customer for a product, by the figures of the request or else by the stored ones.

        `key` is the caller's own name for the request: the same request again gets the same answer, and is not
        published again.

        Raises:
            Refused: no consent for this product, an erased or unknown customer, or the key names another request.
        """
        number, product = request["number"], request["product"]
        content = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
        with self.books.transaction():
            self.books.hold(number)
            self.require_not_erased(number)
            if self.has_basis(number, product, self.dialect.purposes["scoring"]):
                known = self._repeated(caller, key, content)
                return known or self._decide(caller, key, content, request, publish)
        raise self.refuse(caller, "scored", number, "no_basis", "There is no consent to score for this product.")

    def _repeated(self, caller: Caller, key: str, content: str) -> dict[str, Any] | None:
        found = self.books.row(
            "select * from $evaluations where $caller = ? and $idempotency = ?", caller.name, self._digest(key)
        )
        if found is not None and found["digest"] != content:
            raise Refused("conflict", "This key stands for another request.")
        return None if found is None else self._shown(found)

    def _digest(self, key: str) -> str:
        # A caller may make its key of anything, a customer's e-mail address or a card number too.
        return self.pseudonym(key)

    def _decide(self, caller: Caller, key: str, content: str, request: dict[str, Any], publish: bool) -> dict[str, Any]:
        figures = request.get("figures") or self.figures(request["number"])
        points = scorecard.score(figures, self.dialect)
        level = scorecard.level_of(points, self.dialect)
        outcome = self.dialect.states["declined" if level.declined else "approved"]
        entry = {
            **{"id": self._identifier(caller, key), "number": request["number"], "product": request["product"]},
            **{"points": points, "level": level.word, "first_outcome": outcome, "outcome": outcome},
            **{"version": self.dialect.card_version, "figures": json.dumps(figures), "decided_at": self.now_ms()},
            **{"reference": caller.reference, "caller": caller.name},
            **{"idempotency": self._digest(key), "digest": content},
        }
        names = ", ".join(f"${name}" for name in entry)
        marks = ", ".join("?" * len(entry))
        if not self.books.change(
            f"insert into $evaluations ({names}) values ({marks}) on conflict do nothing", *entry.values()
        ):
            raise Refused("conflict", "The same request is being worked on.")
        self.note(caller, "scored", request["number"])
        if publish:
            self.publish(entry)
        return self._shown(entry)

    def _identifier(self, caller: Caller, key: str) -> str:
        # Worked on again after a crash, a request gets the name that it had, so that who got it twice can tell.
        return str(uuid.UUID(self.pseudonym(f"{caller.name} {key}")))

    def _shown(self, entry: dict[str, Any]) -> dict[str, Any]:
        reasons = scorecard.reasons(json.loads(entry["figures"]), self.dialect)
        return {name: entry[name] for name in SHOWN} | {"reasons": reasons}

    def _evaluation(self, identifier: str) -> dict[str, Any]:
        found = self.books.row("select * from $evaluations where $id = ?", identifier)
        if found is None:
            raise Refused("unknown", "There is no such score.")
        return found

    def evaluation(self, caller: Caller, identifier: str) -> dict[str, Any]:
        """A score that was given."""
        found = self._evaluation(identifier)
        self.note(caller, "read", found["number"])
        return self._shown(found)

    def evaluations_of(self, number: str) -> list[dict[str, Any]]:
        """All scores of a customer, the oldest first."""
        found = self.books.rows("select * from $evaluations where $number = ? order by $decided_at", number)
        return [self._shown(entry) for entry in found]

    def explain(self, caller: Caller, identifier: str) -> dict[str, Any]:
        """What a score rests on: figures, points lost against the reference customer, and ways to better."""
        found = self._evaluation(identifier)
        figures = json.loads(found["figures"])
        self.note(caller, "explained", found["number"])
        return {
            **{name: found[name] for name in ("id", "points", "level", "version")},
            "figures": figures,
            "baseline": scorecard.baseline(self.dialect),
            "reasons": scorecard.reasons(figures, self.dialect),
            "changes": scorecard.better_by(figures, self.dialect),
        }

    def scorecard(self) -> dict[str, Any]:
        """The scorecard that serves: its version, range, levels, ranges of figures and reference customer."""
        levels = [
            {"level": level.word, "at_least": level.at_least, "outcome": self._outcome(level.declined)}
            for level in self.dialect.levels
        ]
        ranges = [
            {"figure": self.dialect.fields[name], "lowest": unit.lowest, "highest": unit.highest}
            for name, unit in self.dialect.units.items()
        ]
        reference = scorecard.baseline(self.dialect)
        card = {"version": self.dialect.card_version, "baseline": reference, "levels": levels, "ranges": ranges}
        return card | {"lowest": self.dialect.lowest_score, "highest": self.dialect.highest_score}

    def _outcome(self, declined: bool) -> str:
        return self.dialect.states["declined" if declined else "approved"]

    def contest(self, caller: Caller, identifier: str, statement: str) -> dict[str, Any]:
        """Open a case about a score for a person to look at.

        Raises:
            Refused: no such score, or its case is there already.
        """
        found = self._evaluation(identifier)
        review = str(uuid.uuid4())
        with self.books.transaction():
            opened = self.books.change(
                """insert into $reviews ($id, $evaluation, $number, $statement, $state, $opened_at, $opened_by)
                   values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                *(review, identifier, found["number"], statement, self.dialect.states["open"], self.now_ms()),
                caller.name,
            )
            if not opened:
                raise Refused("conflict", "This score is being reviewed already, or was.")
            self.note(caller, "contested", found["number"])
        return self._review(review)

    def _review(self, identifier: str) -> dict[str, Any]:
        found = self.books.row("select * from $reviews where $id = ?", identifier)
        if found is None:
            raise Refused("unknown", "There is no such review.")
        return found

    def review(self, caller: Caller, identifier: str) -> dict[str, Any]:
        """A case and what became of it."""
        found = self._review(identifier)
        self.note(caller, "read", found["number"])
        return found

    def rule(self, caller: Caller, identifier: str, overturned: bool, why: str) -> dict[str, Any]:
        """Decide a case; the first outcome of the score stays beside the new one, on every surface.

        Raises:
            Refused: not by a machine, not by who opened it, and only once.
        """
        case = self._review(identifier)
        if caller.kind != "person" or caller.name == case["opened_by"]:
            words = "A person other than the one who opened the case decides it."
            raise self.refuse(caller, "ruled", case["number"], "no_right", words)
        with self.books.transaction():
            ruled = self.books.change(
                """update $reviews set $state = ?, $decided_at = ?, $decided_by = ?, $why = ?
                   where $id = ? and $state = ?""",
                *(self.dialect.states["overturned" if overturned else "upheld"], self.now_ms(), caller.name, why),
                *(identifier, self.dialect.states["open"]),
            )
            if not ruled:
                raise Refused("conflict", "This review has been decided.")
            self.note(caller, "ruled", case["number"])
            if overturned:
                self._overturn(self._evaluation(case["evaluation"]))
        return self._review(identifier)

    def _overturn(self, found: dict[str, Any]) -> None:
        was_declined = found["first_outcome"] == self.dialect.states["declined"]
        self.books.change(
            "update $evaluations set $outcome = ? where $id = ?", self._outcome(not was_declined), found["id"]
        )
        self.publish(self._evaluation(found["id"]))

    def publish(self, entry: dict[str, Any]) -> None:
        """Send a score to those who wait for it: under a key of its own, and without the customer's number."""
        value = {name: value for name, value in self._shown(entry).items() if name != "number"}
        headers = {self.dialect.headers["message_reference"]: entry["reference"]}
        self.events.send(self.dialect.topics["results"], entry["id"], headers, self.dialect.outwards(value))
