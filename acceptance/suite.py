"""The life of a run and of its scenarios: the subjects made for them, and what must be undone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol

from acceptance.catalogue.scope import declare, left_out
from acceptance.chaos.chaos import Chaos
from acceptance.chaos.journal import Journal
from acceptance.evidence import Nonce, new_nonce
from acceptance.instruments.load.surroundings import lengthening_waits
from acceptance.leftovers import Leftovers, Undoing
from acceptance.outcome import Cause, Outcome, Verdict
from acceptance.platform import pace
from acceptance.platform.answers import Answer
from acceptance.platform.lease import leased
from acceptance.platform.platform import Platform
from acceptance.platform.provision import PROVISIONED, provided_platform, say_on_stderr
from acceptance.profile import Profile, find_profile, load
from acceptance.profile.joining import folder_of_agreements
from acceptance.profile.loading import PROFILES
from acceptance.profile.product import Product
from acceptance.profile.production import confirmed
from acceptance.profile.secrets import secrets_of
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.redaction import redactor
from acceptance.state import state_folder
from acceptance.subjects.canaries import Canary, CanaryKind, new_canary
from acceptance.subjects.cards import as_spoken, new_card_number
from acceptance.subjects.customers import Customer, Figures, new_customer
from acceptance.subjects.everybody import Everybody
from acceptance.subjects.names import spelled
from acceptance.subjects.pool import next_number

if TYPE_CHECKING:  # each is loaded when a scenario first uses it
    from acceptance.instruments.load.generated import Load
    from acceptance.instruments.scanners.scanner import Scanner
    from acceptance.instruments.search.searcher import Searcher

QUESTIONS = "questions"
"""Beside the record: how many questions the run has put to the platform."""
REGISTER = "register_customer"
"""How a customer becomes known, with figures, where that has to come before everything else; few platforms want it."""

LAWFUL_BASIS = "record_lawful_basis"
"""How a basis for scoring is recorded."""
NOBODY_ELSE: Mapping[str, str] = MappingProxyType({})


class Started(Protocol):
    """What the suite needs to know of its run."""

    @property
    def id(self) -> str: ...

    @property
    def profile(self) -> str: ...

    @property
    def ledger(self) -> Ledger: ...


class Suite:
    """One run, one scenario at a time. It hands out what requirements work with, each made when first used.

    Args:
        profile: the environment under test.
        run_id: unique name of the run.
        ledger: the run record.
        leftovers: where undoings are written down before the act.
        agreements_folder: where files that the agreements name lie.
    """

    def __init__(
        self, profile: Profile, run_id: str, ledger: Ledger, leftovers: Leftovers, agreements_folder: Path = PROFILES
    ) -> None:
        self.profile = profile
        self.agreements_folder = agreements_folder
        self.run_id = run_id
        self.ledger = ledger
        self.limits = profile.limits
        self._leftovers = leftovers
        self._owed: list[Undoing] = []
        self._provided = ExitStack()
        self._canaries: dict[tuple[str, str], Canary] = {}
        self._spelled: Counter[str] = Counter()
        register_secrets(profile)
        pace.share(ledger.path.parent / QUESTIONS)

    @classmethod
    def start(cls, run: Started) -> Suite:
        """The suite of one process of a run: provides the platform where nobody has, and clears up after killed runs.

        Raises:
            ConfigurationError: the profile cannot be used.
            PlatformNotProvided: the platform did not come up.
        """
        path = find_profile(run.profile)
        stack = ExitStack()
        try:
            environment = stack.enter_context(provided_platform(path, run.id, os.environ, say_on_stderr))
            profile = load(path, environment, confirmed(environment, run.id))
            if profile.production and profile.permissions.allow("synthetic"):
                say_on_stderr(f"{profile.name} is production, and more than reading was confirmed for this run")
            if os.environ.get(PROVISIONED) != "1":  # else whoever provided the platform has the lease
                stack.enter_context(leased(profile, run.id, say_on_stderr))
                Journal(profile).require_clean()
            stack.enter_context(lengthening_waits(profile, environment))
            suite = cls(profile, run.id, run.ledger, leftovers_of(profile), folder_of_agreements(path))
        except BaseException:
            stack.close()
            raise
        suite._provided = stack
        declare(profile, run.ledger)
        for sentence in suite.undo_abandoned():
            say_on_stderr(f"left over by an earlier run: {sentence}")
        return suite

    # -- what it works with, each made when first used

    @cached_property
    def platform(self) -> Platform:
        return Platform(self.profile, self.ledger)

    @cached_property
    def search(self) -> Searcher:
        from acceptance.instruments.search.searcher import Searcher

        return Searcher(self.profile, self.run_id, self.ledger, self)

    @cached_property
    def load(self) -> Load:
        from acceptance.instruments.load.generated import Load

        return Load(self.profile, self.ledger, self.platform.operations)

    @cached_property
    def chaos(self) -> Chaos:
        return Chaos(self.profile, self.ledger, lambda: self.load)

    @cached_property
    def scanner(self) -> Scanner:
        from acceptance.instruments.scanners.scanner import Scanner

        return Scanner(self.profile, self.ledger)

    @cached_property
    def everybody(self) -> Everybody:
        """Every customer that any process of this run has made."""
        return Everybody(state_folder(), self.run_id)

    # -- what makes evidence this run's own

    def nonce(self) -> Nonce:
        """A word nobody used before, to be planted by an act and looked for in its traces."""
        return new_nonce(self.run_id)

    # -- subjects

    @property
    def product(self) -> Product:
        """How the product under test says things.

        Raises:
            NotAssessed: the profile does not say.
        """
        return self.profile.agreed(Product)

    def given_number(self) -> str | None:
        """One of the customer numbers that the suite may use here, new in this run; None where it makes them up.

        Raises:
            NotAssessed: the run has used all of them.
        """
        pool = self.profile.own_customers.pool
        return next_number(pool, state_folder() / "numbers" / self.profile.name, self.run_id) if pool else None

    def customer(
        self,
        figures: Figures | None = None,
        *,
        lawful_basis: bool = True,
        known_since: datetime | None = None,
        spelling: str | None = None,
        by: Mapping[str, str] = NOBODY_ELSE,
    ) -> Customer:
        """A new fictitious customer, removed at the end of the scenario.

        Args:
            known_since: of what time the figures are, where a platform must know a customer before all else; now by
                default.
            spelling: how the name and the e-mail address are spelled (`names.SPELLINGS`); the run's number decides on
                the very letters, so that they can be had again.
            by: who brings the customer: an identity for each operation that somebody else does than usually.

        Raises:
            NotAssessed: a basis cannot be recorded or customers cannot be removed here, and the profile does not say
                that the suite's own do without (own_customers).
        """
        basis = lawful_basis and self.profile.own_customers.without_basis is None
        written = spelled(spelling, f"{self.run_id} {self._spelled_before(spelling)}") if spelling else None
        customer = new_customer(self.product, figures, written, self.given_number())
        redactor.register(customer.name, f"name of {customer.customer_id}")
        redactor.register(customer.email, f"e-mail of {customer.customer_id}")
        self.everybody.add(customer)
        if basis:
            self.platform.operations.require(LAWFUL_BASIS)
        if self.profile.own_customers.stay is None:
            self.owe("operation", "remove_customer", customer_id=customer.customer_id)
        if self.platform.operations.offers(REGISTER):
            since = (known_since or datetime.now(UTC)).isoformat()
            who = by.get(REGISTER)
            self.platform.operations.do(REGISTER, identity=who, event_time=since, **customer.words())
        if basis:
            who = by.get(LAWFUL_BASIS)
            self.platform.operations.do(LAWFUL_BASIS, identity=who, customer_id=customer.customer_id)
        return customer

    def _spelled_before(self, spelling: str) -> int:
        """How many customers of this process have had names in a spelling."""
        self._spelled[spelling] += 1
        return self._spelled[spelling]

    def score(self, customer: Customer, *, fresh: bool = False, **changed: Any) -> Answer:
        """Scores a customer with the customer's figures, or with `changed` ones, whatever comes of it.

        `fresh` lets any replica answer: see `HttpClient.call`.
        """
        return self.platform.operations.try_("score", fresh=fresh, **{**customer.words(), **changed})

    # -- canaries

    def canary(self, kind: CanaryKind, value: str | None = None) -> Canary:
        """A value that exists nowhere else, or one that is unique already; from now on no record or report shows it.

        The same value is always the same canary.
        """
        if value is not None and (kind, value) in self._canaries:
            return self._canaries[kind, value]
        canary = new_canary(self.run_id, kind, value)
        self._canaries[kind, canary.value] = canary
        for spoken in {canary.value, *([canary.value.split(".")[0]] if kind == "number" else [])}:
            redactor.register(spoken, f"canary {canary.id}")
        return canary

    def card_number(self) -> Canary:
        """A card number of this run's own, from the agreed test range; no record or report ever shows it.

        Raises:
            NotAssessed: none may be made here.
        """
        number = new_card_number(self.profile)
        canary = self.canary("card number", number)
        for spoken in as_spoken(number):
            redactor.register(spoken, f"canary {canary.id}")
        return canary

    # -- what must be undone

    def owe(
        self,
        kind: Literal["operation", "object", "key", "decoys", "scratch object"],
        name: str,
        act: str | None = None,
        **words: Any,
    ) -> Undoing:
        """Writes down, before the act, what will undo it; it is undone at the end of the scenario at the latest.

        Args:
            act: the operation that will make it necessary.

        Raises:
            NotAssessed: the act or its undoing is not in the profile or not permitted, so that nothing is promised.
        """
        undoing = Undoing(kind, name, words)
        if act is not None:
            self.platform.operations.require(act)
        self.platform.require_undoing(undoing)
        self._leftovers.promise(undoing)
        self._owed.append(undoing)
        return undoing

    def settle(self, undoing: Undoing) -> None:
        """Undoes one thing now."""
        self._undo(undoing)
        self._leftovers.kept(undoing)
        self._owed.remove(undoing)

    def still_owed(self) -> list[Undoing]:
        """What is still to be undone on this platform, the newest first: also what failed when its scenario ended."""
        return self._leftovers.owed()

    def begin_scenario(self, _name: str, tags: frozenset[str]) -> Verdict | None:
        """Called by the runner before the first step. A scenario whose every control is out of scope is left out."""
        self._owed = []
        self.platform.begin_scenario()
        return left_out(self.profile, tags)

    def end_scenario(self) -> list[Verdict]:
        """Undoes what the scenario owes, the latest first; a failure is a verdict of its own."""
        owed, self._owed = list(reversed(self._owed)), []
        called = {*self.platform.called(), *(one.name for one in owed if one.kind == "operation")}
        self.ledger.append(Kind.OPERATIONS, {"called": sorted(called), "used": self.platform.used()})
        failed = self._leftovers.settle(self._undo, owed)
        return [Verdict(Outcome.INCONCLUSIVE, f"clean-up: {sentence}", Cause.PLATFORM) for sentence in failed]

    def undo_abandoned(self) -> list[str]:
        """Does what killed runs left undone on this platform; returns a sentence for each failure."""
        return self._leftovers.settle(self._undo, self._leftovers.abandoned())

    def close(self) -> None:
        """Closes every connection; a platform that this process has provided goes down."""
        try:
            if "chaos" in vars(self):
                self.chaos.close()
            if "platform" in vars(self):
                self.platform.close()
        finally:
            with suppress(OSError):
                self._provided.close()

    def _undo(self, undoing: Undoing) -> None:
        if undoing.kind == "decoys":
            self.search.remove_decoys(undoing)
        else:
            self.platform.undo(undoing)


def leftovers_of(profile: Profile) -> Leftovers:
    """The list of undoings for the profile's platform, in the user's state folder."""
    api, database = profile.services.scoring_api, profile.services.database
    platform = f"{profile.name} {api.url}" + (f" {database.host}:{database.port}" if database is not None else "")
    return Leftovers(state_folder(), platform)


def register_secrets(profile: Profile) -> None:
    """Makes every secret of the profile unwritable: records and reports show its place in the profile instead."""
    for place, secret in secrets_of(profile):
        redactor.register(secret.get_secret_value(), place)
