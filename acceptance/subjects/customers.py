"""Fictitious customers and the figures that a score is made from."""

from __future__ import annotations

import random
import string
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import uuid4

from acceptance.subjects.canaries import CanaryKind

Figure = Literal["age", "income", "bureau_score", "debt_ratio", "employment_years"]
FIGURES: dict[str, Figure] = {
    "age": "age",
    "income": "income",
    "bureau score": "bureau_score",
    "debt ratio": "debt_ratio",
    "employment years": "employment_years",
}
"""What features call each figure -> the suite's word for it."""


@dataclass(frozen=True)
class Figures:
    """What a score is made from.

    Attributes:
        age: years, 18..100.
        income: per year, in the lender's currency, 0..10,000,000.
        bureau_score: the credit bureau's score, 300..850, higher is better.
        debt_ratio: yearly debt service divided by income, 0 is no debt.
        employment_years: years in work, 0..60.
    """

    age: int = 41
    income: float = 52_000.0
    bureau_score: int = 655
    debt_ratio: float = 0.31
    employment_years: int = 9

    def words(self) -> dict[str, Any]:
        """The figures as words for the profile's templates."""
        return asdict(self)

    def with_(self, figure: Figure, value: Any) -> dict[str, Any]:
        """The words with one figure replaced by any value, also one that makes no sense."""
        return {**self.words(), figure: value}


@dataclass(frozen=True)
class Customer:
    """One fictitious customer. Id, name and address are unique to the scenario and carry no meaning."""

    customer_id: str
    figures: Figures
    name: str
    email: str

    def details(self) -> dict[CanaryKind, str]:
        """Each detail that leads to this customer, by its kind, as it is written."""
        return {
            "name": self.name,
            "e-mail": self.email,
            "identifier": self.customer_id,
            "number": f"{self.figures.income:.2f}",
        }

    def words(self) -> dict[str, Any]:
        return {
            "customer_id": self.customer_id,
            "name": self.name,
            "email": self.email,
            **self.figures.words(),
        }


def new_customer(run_id: str, figures: Figures | None = None) -> Customer:
    """A customer nobody has seen before; the id begins with the mark of the synthetic tenant."""
    token = "".join(random.SystemRandom().choices(string.ascii_lowercase, k=14))
    return Customer(
        customer_id=f"acceptance-{run_id[-6:]}-{uuid4().hex[:12]}",
        figures=figures or Figures(),
        name=f"Zz{token} Qx{token[::-1]}",
        email=f"canary+{token}@example.invalid",
    )


def varied_figures(count: int, seed: int) -> list[Figures]:
    """Plausible figures of `count` people, spread so that all risk levels occur; the same for the same seed."""
    chance = random.Random(seed)
    people = []
    for _ in range(count):
        age = chance.randint(21, 75)
        people.append(
            Figures(
                age=age,
                income=float(chance.randrange(12_000, 160_000, 500)),
                bureau_score=chance.randint(320, 840),
                debt_ratio=round(chance.uniform(0.0, 1.2), 3),
                employment_years=chance.randint(0, min(40, age - 18)),
            )
        )
    return people


def graded(figures: Figures, figure: Figure, values: list[float]) -> list[Figures]:
    """The same person with one figure taking each of `values` in order; a bureau score is a whole number."""
    return [Figures(**figures.with_(figure, round(value) if figure == "bureau_score" else value)) for value in values]
