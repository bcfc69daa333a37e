"""Who and what steps of several files speak of."""

from collections import Counter
from typing import Any

from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.traffic import Ask
from acceptance.instruments.search.report import SweepReport
from acceptance.instruments.search.search import SweepMark
from acceptance.leftovers import Undoing
from acceptance.platform.answers import Answer
from acceptance.platform.events import Watch
from acceptance.platform.model_registry import ModelVersion
from acceptance.requirements.access.signing_in import Person
from acceptance.requirements.audit.auditing import Act
from acceptance.requirements.cards.access import Access
from acceptance.requirements.cards.keeping import Kept
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.training import TrainingSet
from acceptance.requirements.decisions.explaining import Declined
from acceptance.requirements.models.changes import Acting
from acceptance.requirements.service.flows import Listener, Sent
from acceptance.runner import steps
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite


class Scene(steps.Scene):
    """What is known of one scenario to the steps of several files."""

    suite: Suite
    act: Act
    acting: Acting
    answer: Answer
    answers: list[Answer]
    asks: list[Ask]
    cached_copies: list[str]
    cards: list[Kept]
    case: str
    changes: list[dict[str, Any]]
    changes_afterwards: list[dict[str, Any]]
    copy_content: Any
    correction: dict[str, Any]
    count: int
    customer: Customer
    customers: list[Customer]
    details: list[Canary]
    done: Counter[Access]
    entries: list[dict[str, Any]]
    entry: dict[str, Any]
    erasure: Answer
    finds: SweepReport
    journey: Journey
    kept: Kept
    listener: Listener
    load: LoadResult
    mark: SweepMark
    newest: int
    older: tuple[Customer, str]
    other_customer: Customer
    other_kept: Kept
    owed: Undoing
    owners: dict[str, Customer]
    people: dict[str, Customer]
    person: Person
    refused: Declined
    rejections: Watch
    restore: Undoing
    sent: dict[str, Any]
    sent_events: list[Sent]
    set: TrainingSet
    signed_in: Answer
    version: ModelVersion


def names_in(text: str) -> list[str]:
    """The names that a sentence lists: `"old", "held" and "other"`."""
    return text.replace('"', "").replace(" and ", ", ").split(", ")
