"""What models were trained on."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.instruments.search.report import Find, SweepReport
from acceptance.instruments.search.search import SweepMark
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.numbers_told import whole_number
from acceptance.profile.http_services import ModelRegistry
from acceptance.requirements.customers import basis
from acceptance.requirements.customers.journeys import details
from acceptance.requirements.customers.tables import table_of
from acceptance.requirements.service.flows import send
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

ALLOWED = "allowed by consent"
NEVER_ASKED = "never asked"
WITHDRAWN = "allowed by consent that was withdrawn"
OBJECTED = "allowed until the customer objected"
ERASED = "allowed by consent, then erased"
WHERE = ("object store", "model registry")
"""Where a training may leave rows."""


@dataclass(frozen=True)
class TrainingSet:
    """A training set as it was registered with a model version."""

    version: str
    bucket: str
    key: str
    sha256: str
    rows: int

    @property
    def place(self) -> str:
        return f"{self.bucket}/{self.key}"


@dataclass(frozen=True)
class Kept:
    """A stored training set: digest of its bytes as lower-case hex, and number of rows without the header.

    Where the bytes are not those that were registered, and no table any more, the number of rows is -1.
    """

    sha256: str
    rows: int


def registered_sets(suite: Suite) -> list[TrainingSet]:
    """The training set of every registered model version.

    Raises:
        Inconclusive: a version tells of none.
    """
    return [set_of(suite, version) for version in suite.platform.registry.versions_with_a_digest()]


def set_of(suite: Suite, version: str) -> TrainingSet:
    """The training set that is registered with one model version."""
    names = suite.profile.service(ModelRegistry).training_set
    told = suite.platform.registry.parameters(suite.platform.registry.version(version).run_id)
    missing = [name for name in (names.uri, names.digest, names.rows) if name not in told]
    if missing:
        inconclusive(f"version {version} does not say what it was trained on: no {', '.join(missing)}", Cause.PLATFORM)
    address = urlsplit(told[names.uri])
    return TrainingSet(
        version,
        address.netloc,
        address.path.lstrip("/"),
        told[names.digest],
        whole_number(told[names.rows], "the rows of a training set"),
    )


def unregistered(suite: Suite, sets: Sequence[TrainingSet]) -> list[str]:
    """What is stored where training sets are, and belongs to no registered model; places, sorted.

    Args:
        sets: those that are known; in their buckets others are looked for, as the profile says that their names begin.

    Raises:
        Inconclusive: a registered set has a name that begins otherwise, so others may have too.
    """
    prefix = suite.profile.service(ModelRegistry).training_set.prefix
    registered = registered_sets(suite)
    elsewhere = [one.place for one in (*sets, *registered) if not one.key.startswith(prefix)]
    if elsewhere:
        inconclusive(
            f"{elsewhere[0]} is registered and does not begin with {prefix!r} (training_set.prefix)", Cause.BINDING
        )
    known = {one.place for one in registered}
    kept = [
        (bucket, key) for bucket in {one.bucket for one in sets} for key in suite.platform.objects.keys(bucket, prefix)
    ]
    return sorted(f"{bucket}/{key}" for bucket, key in kept if f"{bucket}/{key}" not in known)


def stored(suite: Suite, registered: TrainingSet) -> Kept | None:
    """The training set as it is stored, or None where it is not kept any more.

    Raises:
        NotAssessed: it is what was registered, in a form that is not read here.
    """
    if suite.platform.objects.describe(registered.key, registered.bucket) is None:
        return None
    content = suite.platform.objects.get(registered.key, registered.bucket)
    digest = hashlib.sha256(content).hexdigest()
    try:
        return Kept(digest, len(table_of(content).rows))
    except NotAssessed:
        if digest == registered.sha256:
            raise
        return Kept(digest, -1)


def resembling(suite: Suite, registered: TrainingSet) -> int:
    """How many rows of a stored set are like the fictitious customers of a training, also if they were altered.

    All of these have the usual figures and an income of millions. A row counts whose other figures are the usual ones
    within five percent and whose largest number is a quarter of the highest income or more: rounding, added noise and
    another person's income hide none. Rows in another unit, such as a month's income, are not told.
    """
    ranges = suite.product.figures
    usual = [one.written(one.usual) for name, one in ranges.items() if name != "income"]
    return sum(_resembles(row, usual, ranges["income"].most / 4) for row in _rows(suite, registered))


def _resembles(row: Sequence[float], usual: Sequence[float], large: float) -> bool:
    near = [any(math.isclose(value, wanted, rel_tol=0.05) for value in row) for wanted in usual]
    return all(near) and max(row) >= large


def _rows(suite: Suite, registered: TrainingSet) -> list[list[float]]:
    """The numbers of each row of a stored set.

    Raises:
        NotAssessed: it is not read here, or no row has a number: then nobody would be found in it.
    """
    table = table_of(suite.platform.objects.get(registered.key, registered.bucket))
    found = [[number for cell in row if (number := _number(cell)) is not None] for row in table.rows]
    if found and not any(found):
        raise NotAssessed(f"no row of the training set {registered.place} has a number", Cause.BINDING)
    return [numbers for numbers in found if numbers]


def _number(cell: str) -> float | None:
    """The number in a cell, also with a decimal comma; None for what is none."""
    for text in (cell, cell.replace(",", ".")):
        with suppress(ValueError):
            if math.isfinite(number := float(text)):
                return number
    return None


def entries_of(suite: Suite, customer: Customer) -> list[tuple[str, str, int]]:
    """The training sets in which the platform's register says that a customer's row is: key, digest, number of rows.

    Raises:
        NotAssessed: the profile names no such register.
    """
    entries = suite.platform.populations.read("training_sets_of_customer", customer_id=customer.customer_id)
    return [
        (str(one["key"]), str(one["sha256"]), whole_number(one["rows"], "the rows of a training set"))
        for one in entries
    ]


def entry_of_stored(suite: Suite, registered: TrainingSet) -> tuple[str, str, int]:
    """What the register should say of a set: its key, and digest and number of rows as it is stored."""
    found = stored(suite, registered)
    if found is None:
        inconclusive("the training set is not kept any more", Cause.PLATFORM)
    return registered.key, found.sha256, found.rows


def customers_counted(suite: Suite, customer: Customer) -> int:
    """How many customers' rows the register counts in the sets that hold a row of this one."""
    entries = suite.platform.populations.read("training_sets_of_customer", customer_id=customer.customer_id)
    return sum(whole_number(one["customers"], "the customers of a training set") for one in entries)


def set_in_use(suite: Suite) -> bytes:
    """The bytes of the training set of the model in use."""
    found = set_of(suite, suite.platform.registry.version_in_use().version)
    return suite.platform.objects.get(found.key, found.bucket)


def with_finished_loan(suite: Suite, customer: Customer, state: str) -> None:
    """Gives a customer a loan that came to its end, and one of the states of being used for training.

    Raises:
        Inconclusive: the platform does not know of the loan's end in time.
    """
    if state == OBJECTED:
        basis.record(suite, customer, "training", "legitimate interests")
    elif state != NEVER_ASKED:
        basis.record(suite, customer, "training", "consent")
    send(suite, "customer record", customer)
    suite.platform.events.send(
        "loan_outcome",
        correlation=str(uuid4()),  # a number made from the customer's would itself lead to the customer
        customer_id=customer.customer_id,
        event_time=datetime.now(UTC).isoformat(),
        amount=1000.0,
    )


def outcome_is_known(suite: Suite, customer: Customer) -> bool:
    """Whether the platform has noted how the customer's loan ended."""
    return bool(suite.platform.populations.read("loan_outcomes", customer_id=customer.customer_id))


def end_state(suite: Suite, customer: Customer, state: str) -> None:
    """Ends what the state says has ended, once the loan's end is known."""
    if state == WITHDRAWN:
        basis.end(suite, customer, "withdrawal", "training")
    elif state == OBJECTED:
        basis.end(suite, customer, "objection", "training")
    elif state == ERASED:
        suite.platform.operations.do("remove_customer", customer_id=customer.customer_id)


def searched(suite: Suite, customers: Sequence[Customer], mark: SweepMark) -> SweepReport:
    """Looks for customers wherever training leaves something: files and the records of the registry.

    Raises:
        NotAssessed, Inconclusive: a place could not be searched.
    """
    canaries = [canary for customer in customers for canary in details(suite, customer)]
    report = suite.search.sweep(canaries, since=mark, stores=list(WHERE))
    report.require_searched()
    return report


def finds_of(suite: Suite, report: SweepReport, customer: Customer) -> list[Find]:
    """The finds of one customer's details."""
    mine = {canary.id for canary in details(suite, customer)}
    return [find for find in report.finds if find.canary_id in mine]
